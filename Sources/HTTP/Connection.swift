internal import CCurl
internal import Diagnostics

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// One libcurl handle with the connections that it keeps alive, used by one thread at a time.
///
/// The easy handle is driven through a multi handle of its own, because only a multi handle can wait on
/// a descriptor beside the connection: a cancelled transfer ends at once and not at libcurl's next tick.
struct Connection: ~Copyable {
    private let easy: UnsafeMutableRawPointer
    private let multi: UnsafeMutableRawPointer
    private let wakeReader: CInt
    private let wakeWriter: CInt
    /// libcurl's text for the last error; it writes here during a transfer.
    private let errorBuffer: UnsafeMutablePointer<CChar>
    /// Where the connections run through programs; libcurl may close one as late as in its own clean-up.
    private var relay: RelaySockets?

    private init(
        owning easy: UnsafeMutableRawPointer,
        _ multi: UnsafeMutableRawPointer,
        wake: [CInt]
    ) {
        self.easy = easy
        self.multi = multi
        wakeReader = wake[0]
        wakeWriter = wake[1]
        relay = nil
        errorBuffer = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorBuffer.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    deinit {
        curl_easy_cleanup(easy)
        curl_multi_cleanup(multi)
        close(wakeReader)
        close(wakeWriter)
        errorBuffer.deallocate()
    }

    /// Makes a handle; nothing connects yet.
    static func open() throws(Failure) -> Connection {
        try CurlLibrary.load()
        var wake: [CInt] = [-1, -1]
        guard makePipe(&wake) else {
            throw Failure(
                .unavailable,
                "cannot make a pipe: \(String(cString: strerror(errno)))",
                hint: "raise the limit of open files with 'ulimit -n'"
            )
        }
        guard let easy = curl_easy_init() else {
            wake.forEach { close($0) }
            throw Failure(.internal, "libcurl could not allocate a handle")
        }
        guard let multi = curl_multi_init() else {
            curl_easy_cleanup(easy)
            wake.forEach { close($0) }
            throw Failure(.internal, "libcurl could not allocate a handle")
        }
        return Connection(owning: easy, multi, wake: wake)
    }

    /// Makes a pipe that no program started meanwhile inherits.
    private static func makePipe(_ ends: inout [CInt]) -> Bool {
        #if canImport(Glibc)
            // Sockets, as Swift does not see pipe2(2), and a flag set later comes too late.
            return socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0
        #else
            guard pipe(&ends) == 0 else { return false }
            return ends.allSatisfy { fcntl($0, F_SETFD, FD_CLOEXEC) == 0 }
        #endif
    }

    /// What one transfer came to.
    struct Outcome {
        var code: CURLcode
        /// libcurl's own words for the error, or its general text for the code.
        var reason: String
        /// The system's error number behind a failed connection, or 0.
        var systemError: CInt
        /// Where a redirecting response points to, made absolute.
        var redirect: String?
        var isCancelled = false
        /// What became of the program that the connection runs through.
        var relay: ConnectionProblem?
    }

    /// Makes one hop of an exchange, without following redirects.
    ///
    /// - Returns: How it ended; what was received is in `transfer`.
    mutating func perform(
        _ hop: Hop,
        into transfer: Transfer,
        cancellation: Cancellation
    ) throws(Failure) -> Outcome {
        curl_easy_reset(easy)
        errorBuffer[0] = 0
        var options = TransferOptions(handle: easy)
        options.set(CURLOPT_ERRORBUFFER, pointer: errorBuffer)
        let context = Unmanaged.passUnretained(transfer).toOpaque()
        options.set(CURLOPT_HEADERDATA, pointer: context)
        options.set(CURLOPT_HEADERFUNCTION, callback: Transfer.headerCallback)
        options.set(CURLOPT_WRITEDATA, pointer: context)
        options.set(CURLOPT_WRITEFUNCTION, callback: Transfer.bodyCallback)
        if let command = hop.configuration.relay {
            // One handle serves one client, so the command is always the same.
            relay = relay ?? RelaySockets(command)
        }
        options.apply(hop, relay: relay)
        let lists = options.lists
        defer { lists.forEach { curl_slist_free_all($0) } }
        guard options.status == CURLE_OK else {
            let reason = String(cString: curl_easy_strerror(options.status))
            throw Failure(
                .unavailable,
                "libcurl refuses an option for '\(hop.url)': \(reason)",
                // That with GnuTLS takes no certificates from memory.
                hint: "install libcurl with OpenSSL: apt-get install libcurl4"
            )
        }
        cancellation.attach(wakeWriter)
        defer { cancellation.detach() }
        return withExtendedLifetime(transfer) {
            (hop.body ?? []).withUnsafeBytes { body in
                // libcurl reads the body where it is, so its address is only set for this closure.
                guard hop.sendsBody else { return drive(cancellation) }
                davit_curl_setopt_pointer(easy, CURLOPT_POSTFIELDS, Self.address(of: body))
                defer { davit_curl_setopt_pointer(easy, CURLOPT_POSTFIELDS, nil) }
                return drive(cancellation)
            }
        }
    }

    /// The address of the body; an empty one needs some address all the same, or libcurl reads from
    /// its read callback, which is standard input.
    private static func address(of body: UnsafeRawBufferPointer) -> UnsafeMutableRawPointer? {
        UnsafeMutableRawPointer(mutating: body.baseAddress) ?? UnsafeMutableRawPointer(bitPattern: 1)
    }

    /// Runs the prepared transfer to its end.
    private mutating func drive(_ cancellation: Cancellation) -> Outcome {
        guard curl_multi_add_handle(multi, easy) == CURLM_OK else {
            return outcome(CURLE_FAILED_INIT)
        }
        defer { curl_multi_remove_handle(multi, easy) }
        while true {
            var running: CInt = 0
            guard curl_multi_perform(multi, &running) == CURLM_OK else {
                return outcome(CURLE_FAILED_INIT)
            }
            relay?.startProgram()
            if cancellation.isCancelled {
                var cancelled = outcome(CURLE_ABORTED_BY_CALLBACK)
                cancelled.isCancelled = true
                return cancelled
            }
            if running == 0 { break }
            var wake = curl_waitfd(fd: wakeReader, events: Int16(CURL_WAIT_POLLIN), revents: 0)
            // libcurl wakes up by itself for its own time-outs; the second is for safety's sake.
            curl_multi_poll(multi, &wake, 1, 1000, nil)
        }
        var remaining: CInt = 0
        while let message = curl_multi_info_read(multi, &remaining) {
            if message.pointee.msg == CURLMSG_DONE { return outcome(davit_curl_message_result(message)) }
        }
        return outcome(CURLE_FAILED_INIT)
    }

    private borrowing func outcome(_ code: CURLcode) -> Outcome {
        var reason = String(cString: errorBuffer)
        if reason.isEmpty { reason = String(cString: curl_easy_strerror(code)) }
        var systemError = 0
        davit_curl_getinfo_long(easy, CURLINFO_OS_ERRNO, &systemError)
        var redirect: UnsafeMutablePointer<CChar>?
        davit_curl_getinfo_string(easy, CURLINFO_REDIRECT_URL, &redirect)
        return Outcome(
            code: code,
            reason: reason,
            systemError: CInt(truncatingIfNeeded: systemError),
            redirect: redirect.map { String(cString: $0) },
            relay: code == CURLE_OK || code == CURLE_ABORTED_BY_CALLBACK ? nil : relay?.problem
        )
    }
}
