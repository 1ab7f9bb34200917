internal import CCurl
internal import Diagnostics

/// libcurl, which is loaded for the first request: a command that makes none starts in half the time.
enum CurlLibrary {
    /// Why libcurl cannot be used, found out once in a process; nil when it can.
    private static let problem: String? = {
        if let reason = davit_curl_load() { return String(cString: reason) }
        return curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK ? nil : "its set-up failed"
    }()

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
