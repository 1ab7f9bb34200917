import GoTemplate

/// A URL as Go's `net/url` takes it apart and puts it together.
struct URLText {
    var scheme: [UInt8] = []
    /// What follows the scheme of a URL such as `mailto:a@b.c`.
    var opaque: [UInt8] = []
    /// User name and password, decoded.
    var user: (name: [UInt8], password: [UInt8]?)?
    /// Host and port, decoded.
    var host: [UInt8] = []
    /// Decoded.
    var path: [UInt8] = []
    /// As written, without the question mark.
    var query: [UInt8] = []
    /// Decoded.
    var fragment: [UInt8] = []
    /// Whether a path beginning with a slash follows the scheme at once.
    var omitsHost = false

    init() {}

    /// - Throws: Go's text, `parse "URL": reason`.
    init(parsing text: [UInt8]) throws(GoError) {
        let hash = text.firstIndex(of: UInt8(ascii: "#"))
        let url = Array(text[..<(hash ?? text.count)])
        do throws(GoError) {
            try parse(url)
        } catch {
            throw Self.failure(url, error)
        }
        if let hash {
            do throws(GoError) {
                fragment = try URLEscaping.decode(Array(text[(hash + 1)...]), .fragment)
            } catch {
                throw Self.failure(text, error)
            }
        }
    }

    private static func failure(_ url: [UInt8], _ error: GoError) -> GoError {
        let quoted = Quoting.quoted(url).text
        return GoError("parse \(quoted): \(error.message)")
    }

    private mutating func parse(_ url: [UInt8]) throws(GoError) {
        if url.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
            throw GoError("net/url: invalid control character in URL")
        }
        if url == [UInt8(ascii: "*")] {
            path = url
            return
        }
        var rest = try takeScheme(url)
        if let mark = rest.firstIndex(of: UInt8(ascii: "?")) {
            query = Array(rest[(mark + 1)...])
            rest = Array(rest[..<mark])
        }
        let slash = UInt8(ascii: "/")
        if rest.first != slash {
            if !scheme.isEmpty {
                opaque = rest
                return
            }
            if rest.prefix(while: { $0 != slash }).contains(UInt8(ascii: ":")) {
                throw GoError("first path segment in URL cannot contain colon")
            }
        }
        let hasAuthority = rest.starts(with: [slash, slash])
        if hasAuthority, !scheme.isEmpty || !rest.starts(with: [slash, slash, slash]) {
            let authority = rest.dropFirst(2).prefix { $0 != slash }
            rest = Array(rest[authority.endIndex...])
            try parse(authority: Array(authority))
        } else if !scheme.isEmpty, rest.first == slash {
            omitsHost = true
        }
        path = try URLEscaping.decode(rest, .path)
    }

    /// Sets the scheme and gives what follows its colon, or all when there is none.
    private mutating func takeScheme(_ url: [UInt8]) throws(GoError) -> [UInt8] {
        for (index, byte) in url.enumerated() {
            switch byte {
            case 0x41...0x5A, 0x61...0x7A: continue
            case 0x30...0x39, UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
                if index == 0 { return url }
            case UInt8(ascii: ":"):
                if index == 0 { throw GoError("missing protocol scheme") }
                scheme = url[..<index].map { (0x41...0x5A).contains($0) ? $0 + 32 : $0 }
                return Array(url[(index + 1)...])
            default: return url
            }
        }
        return url
    }

    private mutating func parse(authority: [UInt8]) throws(GoError) {
        guard let at = authority.lastIndex(of: UInt8(ascii: "@")) else {
            host = try Self.host(authority)
            return
        }
        host = try Self.host(Array(authority[(at + 1)...]))
        let info = authority[..<at]
        let allowed = [UInt8](text: "-._:~!$&'()*+,;=%@")
        guard info.allSatisfy({ URLEscaping.isAlphanumeric($0) || allowed.contains($0) }) else {
            throw GoError("net/url: invalid userinfo")
        }
        guard let colon = info.firstIndex(of: UInt8(ascii: ":")) else {
            user = (try URLEscaping.decode(Array(info), .user), nil)
            return
        }
        user = (
            try URLEscaping.decode(Array(info[..<colon]), .user),
            try URLEscaping.decode(Array(info[(colon + 1)...]), .user)
        )
    }

    private static func host(_ text: [UInt8]) throws(GoError) -> [UInt8] {
        guard let bracket = text.firstIndex(of: UInt8(ascii: "[")) else {
            // A host name has no colon, so the first one begins the port.
            if let colon = text.firstIndex(of: UInt8(ascii: ":")) { try checkPort(text[colon...]) }
            return try URLEscaping.decode(text, .host)
        }
        if bracket > 0 { throw GoError("invalid IP-literal") }
        guard let end = text.lastIndex(of: UInt8(ascii: "]")) else { throw GoError("missing ']' in host") }
        try checkPort(text[(end + 1)...])
        var address = Array(text[1..<end])
        var decoded = try URLEscaping.decode(text, .host)
        if let zone = ByteSearch.find([UInt8](text: "%25"), in: address) {
            address = Array(address[..<zone])
            decoded =
                try URLEscaping.decode(Array(text[...zone]), .host)
                + URLEscaping.decode(Array(text[(zone + 1)..<end]), .zone)
                + URLEscaping.decode(Array(text[end...]), .host)
        }
        let name = String(decoding: address, as: UTF8.self)
        guard IPAddressText.bytes(name) != nil else {
            throw GoError("invalid host: ParseAddr(\(Quoting.quoted(address))): unable to parse IP")
        }
        // Brackets are for IPv6.
        if !address.contains(UInt8(ascii: ":")) { throw GoError("invalid IP-literal") }
        return decoded
    }

    /// Nothing, or a colon and digits.
    private static func checkPort(_ text: ArraySlice<UInt8>) throws(GoError) {
        guard let first = text.first else { return }
        let isPort = first == UInt8(ascii: ":") && text.dropFirst().allSatisfy { (0x30...0x39).contains($0) }
        if isPort { return }
        let quoted = Quoting.quoted(Array(text)).text
        throw GoError("invalid port \(quoted) after host")
    }

    /// The host without port and brackets.
    var hostname: [UInt8] {
        if host.first == UInt8(ascii: "["), let end = host.lastIndex(of: UInt8(ascii: "]")) {
            return Array(host[1..<end])
        }
        guard let colon = host.lastIndex(of: UInt8(ascii: ":")),
            host[(colon + 1)...].allSatisfy({ (0x30...0x39).contains($0) })
        else { return host }
        return Array(host[..<colon])
    }

    /// `name:password`, encoded.
    var userInfo: [UInt8] {
        guard let user else { return [] }
        let name = URLEscaping.encode(user.name, .user)
        guard let password = user.password else { return name }
        return name + [UInt8(ascii: ":")] + URLEscaping.encode(password, .user)
    }

    var text: [UInt8] {
        var output: [UInt8] = []
        if !scheme.isEmpty { output += scheme + [UInt8(ascii: ":")] }
        if !opaque.isEmpty {
            output += opaque
        } else {
            let hidesHost = omitsHost && host.isEmpty && user == nil
            if !scheme.isEmpty || !host.isEmpty || user != nil, !hidesHost {
                if !host.isEmpty || !path.isEmpty || user != nil { output.append(text: "//") }
                if user != nil { output += userInfo + [UInt8(ascii: "@")] }
                output += URLEscaping.encode(host, .host)
            }
            let encoded = path == [UInt8(ascii: "*")] ? path : URLEscaping.encode(path, .path)
            if let first = encoded.first, first != UInt8(ascii: "/"), !host.isEmpty {
                output.append(UInt8(ascii: "/"))
            }
            // A colon in the first segment would read as a scheme.
            if output.isEmpty, encoded.prefix(while: { $0 != UInt8(ascii: "/") }).contains(UInt8(ascii: ":"))
            {
                output.append(text: "./")
            }
            output += encoded
        }
        if !query.isEmpty { output += [UInt8(ascii: "?")] + query }
        if !fragment.isEmpty { output += [UInt8(ascii: "#")] + URLEscaping.encode(fragment, .fragment) }
        return output
    }
}
