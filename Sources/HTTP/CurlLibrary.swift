internal import CCurl
internal import Diagnostics

/// libcurl, which is loaded for the first request: a command that makes none starts in half the time.
enum CurlLibrary {
    /// Why the library is not there, found out once in a process; nil when it is.
    private static let absence: String? = davit_curl_load().map { String(cString: $0) }

    /// Why libcurl cannot be used, found out once in a process; nil when it can.
    private static let problem: String? =
        absence ?? (curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK ? nil : "its set-up failed")

    /// Begins to bring the library into memory, beside whatever else is to be done before the first request.
    static func preload() {
        // Without a thread the first request does it.
        _ = Thread.start { _ = absence }
    }

    /// Makes libcurl's functions callable; everything that calls one calls this before.
    ///
    /// - Throws: `.unavailable` when the machine has no libcurl.
    static func load() throws(Failure) {
        guard let problem else { return }
        throw Failure(
            .unavailable,
            "libcurl, which makes requests, cannot be loaded: \(problem)",
            hint: "install it: apt-get install libcurl4"
        )
    }
}
