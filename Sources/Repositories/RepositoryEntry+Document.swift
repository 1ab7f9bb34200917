internal import Diagnostics
internal import OrderedCollections
internal import Values

/// The field names are those of Helm's `repositories.yaml`.
extension RepositoryEntry {
    /// Reads an entry of the list.
    ///
    /// - Throws: `.invalidInput` with what is wrong with it.
    init(document value: Value) throws(Failure) {
        guard case .object(let object) = value else {
            throw Failure(.invalidInput, "is \(value.kindName) and not a mapping")
        }
        self.init(
            name: try Self.text("name", object),
            url: try Self.text("url", object),
            username: try Self.text("username", object),
            password: try Self.text("password", object),
            certFile: try Self.text("certFile", object),
            keyFile: try Self.text("keyFile", object),
            caFile: try Self.text("caFile", object),
            skipsTLSVerification: try Self.flag("insecure_skip_tls_verify", object),
            passesCredentialsEverywhere: try Self.flag("pass_credentials_all", object)
        )
        try validate()
    }

    /// The entry as Helm writes it.
    var document: Value {
        [
            "caFile": .string(caFile), "certFile": .string(certFile),
            "insecure_skip_tls_verify": .bool(skipsTLSVerification), "keyFile": .string(keyFile),
            "name": .string(name), "pass_credentials_all": .bool(passesCredentialsEverywhere),
            "password": .string(password), "url": .string(url), "username": .string(username),
        ]
    }

    /// Checks the name, which also names files of the cache, and that there is a URL.
    func validate() throws(Failure) {
        guard IndexEntry.isName(name), !name.hasPrefix(".") else {
            throw Failure(
                .invalidInput,
                "'\(IndexEntry.printable(name))' cannot be a repository's name",
                hint: "use letters, digits, '-', '_' and '.', and no '/'"
            )
        }
        guard !url.isEmpty else { throw Failure(.invalidInput, "repository '\(name)' has no 'url'") }
    }

    private static func text(_ key: String, _ object: Value.Object) throws(Failure) -> String {
        switch object[key] ?? .null {
        case .null: return ""
        case .string(let text): return text
        case let other: throw Failure(.invalidInput, "'\(key)' is \(other.kindName) and not a string")
        }
    }

    private static func flag(_ key: String, _ object: Value.Object) throws(Failure) -> Bool {
        switch object[key] ?? .null {
        case .null: return false
        case .bool(let flag): return flag
        case let other: throw Failure(.invalidInput, "'\(key)' is \(other.kindName) and not a boolean")
        }
    }
}
