import HTTP

/// Who to act as, for a user who may act as others.
package struct Impersonation: Sendable, Hashable {
    package var user: String
    package var uid: String?
    package var groups: [String]
    /// Further properties, sorted by their keys.
    package var extra: [(key: String, values: [String])]

    package init(
        user: String,
        uid: String? = nil,
        groups: [String] = [],
        extra: [(key: String, values: [String])] = []
    ) {
        self.user = user
        self.uid = uid
        self.groups = groups
        self.extra = extra
    }

    /// The header fields that ask for it.
    var headers: [(name: String, value: String)] {
        var fields = [("Impersonate-User", user)]
        if let uid { fields.append(("Impersonate-Uid", uid)) }
        fields += groups.map { ("Impersonate-Group", $0) }
        for (key, values) in extra {
            // Field names have few characters; the server decodes the key.
            fields += values.map { ("Impersonate-Extra-\(HTTPURL.encodedComponent(key))", $0) }
        }
        return fields
    }

    package static func == (left: Impersonation, right: Impersonation) -> Bool {
        left.headers.elementsEqual(right.headers) { $0 == $1 }
    }

    package func hash(into hasher: inout Hasher) {
        for (name, value) in headers {
            hasher.combine(name)
            hasher.combine(value)
        }
    }
}
