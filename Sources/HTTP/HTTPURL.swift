internal import CCurl
package import Diagnostics

/// A URL taken apart by the parser that also makes the request.
///
/// Two parsers that disagree about where the host ends are a known way to send credentials to the wrong
/// server, so nothing in Davit cuts URLs by hand.
package struct HTTPURL: Sendable, Hashable {
    /// The whole URL in normal form.
    package let text: String
    /// `http` or `https`.
    package let scheme: String
    package let host: String
    /// The port, also when it is the scheme's own and not written.
    package let port: String
    /// The path with its leading slash, still percent-encoded.
    package let path: String
    /// What stands behind the question mark, or nil.
    package let query: String?
    /// Whether the URL holds a user name or a password.
    package let holdsCredentials: Bool

    /// Takes `text` apart.
    ///
    /// Spaces and bytes outside ASCII in path and query are percent-encoded, as browsers do.
    /// - Throws: `.usage` when it is not an http or https URL.
    package init(parsing text: String) throws(Failure) {
        try self.init(reference: Self.encoded(text), base: nil, shown: text)
    }

    /// The URL that `reference` means within this one, by the rules of RFC 3986.
    ///
    /// - Throws: `.usage` when the result is not an http or https URL.
    package func resolving(_ reference: String) throws(Failure) -> HTTPURL {
        try HTTPURL(reference: Self.encoded(reference), base: self.text, shown: reference)
    }

    private init(reference: String, base: String?, shown: String) throws(Failure) {
        try CurlLibrary.load()
        guard let handle = curl_url() else {
            throw Failure(.internal, "libcurl could not allocate a URL")
        }
        defer { curl_url_cleanup(handle) }
        var status = CURLUE_OK
        if let base { status = curl_url_set(handle, CURLUPART_URL, base, 0) }
        if status == CURLUE_OK { status = curl_url_set(handle, CURLUPART_URL, reference, 0) }
        guard status == CURLUE_OK,
            let text = Self.part(handle, CURLUPART_URL),
            let scheme = Self.part(handle, CURLUPART_SCHEME),
            let host = Self.part(handle, CURLUPART_HOST),
            let port = Self.part(handle, CURLUPART_PORT, CURLU_DEFAULT_PORT)
        else {
            throw Failure(
                .usage,
                "'\(Self.redacted(shown))' is not a URL",
                hint: "give a whole URL such as 'https://charts.example.org/stable'"
            )
        }
        guard scheme == "http" || scheme == "https" else {
            throw Failure(
                .usage,
                "'\(Self.redacted(shown))' has the scheme '\(scheme)', which is not supported",
                hint: "give a URL that begins with 'https://' or 'http://'"
            )
        }
        self.text = text
        self.scheme = scheme
        self.host = host.lowercased()
        self.port = port
        self.path = Self.part(handle, CURLUPART_PATH) ?? "/"
        self.query = Self.part(handle, CURLUPART_QUERY)
        self.holdsCredentials =
            Self.part(handle, CURLUPART_USER) != nil || Self.part(handle, CURLUPART_PASSWORD) != nil
    }

    /// Whether credentials for one URL may be sent to the other: same scheme, host and port.
    package func hasSameOrigin(as other: HTTPURL) -> Bool {
        scheme == other.scheme && host == other.host && port == other.port
    }

    /// Host and port as a `Host` header has them: without the port that is the scheme's own.
    package var authority: String {
        port == (scheme == "https" ? "443" : "80") ? host : "\(host):\(port)"
    }

    /// The text of the URL with another host, and without user and password.
    func replacingHost(_ name: String) -> String {
        "\(scheme)://\(name):\(port)\(path)" + (query.map { "?\($0)" } ?? "")
    }

    /// `text` for a place in a path or a query: everything but RFC 3986's unreserved characters is
    /// percent-encoded.
    package static func encodedComponent(_ text: String) -> String {
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "~"):
                bytes.append(byte)
            default:
                bytes += [UInt8(ascii: "%"), hexadecimal(byte >> 4), hexadecimal(byte & 15)]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The URL as it may be shown: without user name and password, and with the query left out, since
    /// signed URLs carry their signature there.
    package var redacted: String { Self.redacted(text) }

    /// What ``redacted`` gives, for a text that need not be a URL.
    package static func redacted(_ text: String) -> String {
        var shown = text[...]
        if let query = shown.firstIndex(of: "?") { shown = shown[..<query] }
        let suffix = shown.endIndex == text.endIndex ? "" : "?…"
        guard let colon = shown.firstIndex(of: ":"), shown[colon...].hasPrefix("://") else {
            return shown + suffix
        }
        let authority = shown.index(colon, offsetBy: 3)
        let end = shown[authority...].firstIndex(of: "/") ?? shown.endIndex
        guard let at = shown[authority..<end].lastIndex(of: "@") else { return shown + suffix }
        return shown[..<authority] + shown[shown.index(after: at)...] + suffix
    }

    private static func part(_ handle: OpaquePointer, _ part: CURLUPart, _ flags: CInt = 0) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard davit_curl_url_get(handle, part, &text, UInt32(flags)) == CURLUE_OK, let text else {
            return nil
        }
        defer { curl_free(text) }
        return String(cString: text)
    }

    /// `text` with spaces and bytes outside ASCII behind the host percent-encoded.
    private static func encoded(_ text: String) -> String {
        var result: [UInt8] = []
        let bytes = Array(text.utf8)
        var start = 0
        if let scheme = text.utf8.firstIndex(of: UInt8(ascii: ":")), text[scheme...].hasPrefix("://") {
            let authority = text.utf8.distance(from: text.startIndex, to: scheme) + 3
            start = bytes[authority...].firstIndex(of: UInt8(ascii: "/")) ?? bytes.count
        }
        for (index, byte) in bytes.enumerated() {
            if index >= start, byte == UInt8(ascii: " ") || byte > 0x7E {
                result += [UInt8(ascii: "%"), hexadecimal(byte >> 4), hexadecimal(byte & 15)]
            } else {
                result.append(byte)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func hexadecimal(_ digit: UInt8) -> UInt8 {
        digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "A") + digit - 10
    }
}

extension HTTPURL: CustomStringConvertible {
    /// The redacted form, so that no message shows a password by accident.
    package var description: String { redacted }
}
