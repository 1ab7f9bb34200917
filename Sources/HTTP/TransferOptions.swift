internal import CCurl

/// Sets the options of one transfer and remembers the first that libcurl refused.
struct TransferOptions {
    private let handle: UnsafeMutableRawPointer
    private(set) var status = CURLE_OK
    /// The lists that libcurl reads during the transfer; to be freed after it.
    private(set) var lists: [UnsafeMutablePointer<curl_slist>] = []

    init(handle: UnsafeMutableRawPointer) {
        self.handle = handle
    }

    /// Sets everything that `hop` asks for, except its body's address.
    ///
    /// - Parameters:
    ///   - hop: What is to be done.
    ///   - relay: Where connections run through programs; must live as long as the connections.
    mutating func apply(_ hop: Hop, relay: RelaySockets?) {
        // Without this libcurl times name look-ups by SIGALRM, which threads cannot share.
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_PROTOCOLS_STR, "http,https")
        set(CURLOPT_URL, hop.connectURL)
        set(CURLOPT_FOLLOWLOCATION, 0)
        set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        set(CURLOPT_USERAGENT, hop.configuration.userAgent)
        // The empty list means: everything this libcurl can decompress.
        if hop.acceptsCompression { set(CURLOPT_ACCEPT_ENCODING, "") }
        applyTimes(hop)
        applyMethod(hop)
        applyTLS(hop.configuration.tls)
        if let relay { set(relay: relay) }
        if let path = relay?.path ?? hop.configuration.unixSocket {
            set(CURLOPT_UNIX_SOCKET_PATH, path)
            set(CURLOPT_NOPROXY, "*")
        } else if let proxy = hop.configuration.proxy {
            set(CURLOPT_PROXY, proxy.url ?? "")
            set(CURLOPT_NOPROXY, proxy.exceptions)
        }
        if let credentials = hop.credentials {
            set(CURLOPT_USERNAME, credentials.username)
            set(CURLOPT_PASSWORD, credentials.password)
        }
        if let route = hop.route { append([route], to: CURLOPT_CONNECT_TO) }
        applyHeaders(hop)
    }

    private mutating func applyTimes(_ hop: Hop) {
        set(CURLOPT_CONNECTTIMEOUT_MS, Int((hop.connectTimeout * 1000).rounded(.up)))
        if let timeout = hop.timeout { set(CURLOPT_TIMEOUT_MS, max(1, Int((timeout * 1000).rounded(.up)))) }
        if let stall = hop.stallTimeout {
            set(CURLOPT_LOW_SPEED_LIMIT, 1)
            set(CURLOPT_LOW_SPEED_TIME, max(1, stall))
        }
    }

    private mutating func applyMethod(_ hop: Hop) {
        if hop.sendsBody {
            set(CURLOPT_POST, 1)
            set(CURLOPT_POSTFIELDSIZE_LARGE, offset: hop.body?.count ?? 0)
        } else if hop.method == "HEAD" {
            set(CURLOPT_NOBODY, 1)
        }
        if hop.method != "HEAD" { set(CURLOPT_CUSTOMREQUEST, hop.method) }
    }

    private mutating func applyTLS(_ tls: HTTPClient.TLS) {
        set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        set(CURLOPT_SSL_VERIFYPEER, tls.verifiesServer ? 1 : 0)
        set(CURLOPT_SSL_VERIFYHOST, tls.verifiesServer ? 2 : 0)
        set(CURLOPT_CAINFO, tls.authorityFile, or: CURLOPT_CAINFO_BLOB, tls.authorityData)
        set(CURLOPT_SSLCERT, tls.certificateFile, or: CURLOPT_SSLCERT_BLOB, tls.certificateData)
        set(CURLOPT_SSLKEY, tls.keyFile, or: CURLOPT_SSLKEY_BLOB, tls.keyData)
    }

    /// Sets a file, or the data that takes its place; libcurl makes a copy.
    private mutating func set(
        _ option: CURLoption,
        _ file: String?,
        or blobOption: CURLoption,
        _ data: [UInt8]?
    ) {
        if var data {
            let code = data.withUnsafeMutableBytes { bytes in
                var blob = curl_blob(data: bytes.baseAddress, len: bytes.count, flags: UInt32(CURL_BLOB_COPY))
                return withUnsafeMutablePointer(to: &blob) {
                    davit_curl_setopt_pointer(handle, blobOption, UnsafeMutableRawPointer($0))
                }
            }
            note(code)
        } else if let file {
            set(option, file)
        }
    }

    private mutating func applyHeaders(_ hop: Hop) {
        // libcurl would wait for a go-ahead before large bodies and call every body a web form.
        var lines = ["Expect:"]
        if hop.sendsBody, !hop.headers.contains(where: { $0.name.lowercased() == "content-type" }) {
            lines.append("Content-Type:")
        }
        // A semicolon is how libcurl spells a header with an empty value.
        lines += hop.headers.map { $0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)" }
        if hop.route != nil { lines.append("Host: \(hop.url.authority)") }
        append(lines, to: CURLOPT_HTTPHEADER)
    }

    /// Sets an option that takes a list.
    private mutating func append(_ lines: [String], to option: CURLoption) {
        var list: UnsafeMutablePointer<curl_slist>?
        for line in lines {
            guard let longer = curl_slist_append(list, line) else {
                note(CURLE_OUT_OF_MEMORY)
                break
            }
            list = longer
        }
        note(davit_curl_setopt_list(handle, option, list))
        if let list { lists.append(list) }
    }

    mutating func set(_ option: CURLoption, _ value: Int) {
        note(davit_curl_setopt_long(handle, option, value))
    }

    mutating func set(_ option: CURLoption, offset value: Int) {
        note(davit_curl_setopt_offset(handle, option, curl_off_t(value)))
    }

    mutating func set(_ option: CURLoption, _ value: String) {
        note(davit_curl_setopt_string(handle, option, value))
    }

    mutating func set(_ option: CURLoption, pointer: UnsafeMutableRawPointer?) {
        note(davit_curl_setopt_pointer(handle, option, pointer))
    }

    mutating func set(_ option: CURLoption, callback: davit_curl_data_callback) {
        note(davit_curl_setopt_data_callback(handle, option, callback))
    }

    /// Has the connections run through programs; `sockets` must live as long as the connections.
    private mutating func set(relay sockets: RelaySockets) {
        note(
            davit_curl_setopt_sockets(
                handle,
                RelaySockets.openCallback,
                RelaySockets.closeCallback,
                Unmanaged.passUnretained(sockets).toOpaque()
            )
        )
    }

    private mutating func note(_ code: CURLcode) {
        if status == CURLE_OK { status = code }
    }
}
