import GoTemplate

/// Sprig's `urlParse` and `urlJoin`.
enum URLFunctions {
    static var all: [GoFunction] {
        [
            GoFunction("urlParse", [.string]) { arguments, _ throws(GoError) in
                let url: URLText
                do throws(GoError) {
                    url = try URLText(parsing: arguments[0].stringBytes)
                } catch {
                    throw GoError("unable to parse url: \(error.message)")
                }
                return .map(
                    GoMap([
                        "scheme": .string(url.scheme), "host": .string(url.host),
                        "hostname": .string(url.hostname), "path": .string(url.path),
                        "query": .string(url.query), "opaque": .string(url.opaque),
                        "fragment": .string(url.fragment), "userinfo": .string(url.userInfo),
                    ])
                )
            },
            GoFunction("urlJoin", [.map]) { arguments, _ throws(GoError) in
                .string(try join(arguments[0].table))
            },
        ]
    }

    private static func join(_ parts: GoMap) throws(GoError) -> [UInt8] {
        func part(_ key: GoString) throws(GoError) -> [UInt8] {
            guard let value = parts.entries[key] else { return [] }
            if value.isNilValue { throw .nilDereference }
            guard case .string(let text) = value else {
                throw GoError(
                    "unable to parse \(key) key, must be of type string, but \(value.kindName) found"
                )
            }
            return text.bytes
        }
        var url = URLText()
        url.scheme = try part("scheme")
        url.host = try part("host")
        url.path = try part("path")
        url.query = try part("query")
        url.opaque = try part("opaque")
        url.fragment = try part("fragment")
        let userInfo = try part("userinfo")
        if !userInfo.isEmpty {
            do throws(GoError) {
                url.user = try URLText(
                    parsing: [UInt8](text: "proto://") + userInfo + [UInt8](text: "@host")
                ).user
            } catch {
                throw GoError("unable to parse userinfo in dict: \(error.message)")
            }
        }
        return url.text
    }
}
