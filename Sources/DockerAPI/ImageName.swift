/// The name of an image, taken apart by the rules of the reference grammar of the distribution project.
///
/// `nginx` is `docker.io/library/nginx`; a first part with a dot, a colon or the word `localhost` is a
/// registry.
package struct ImageName: Sendable, Hashable {
    /// The registry: `docker.io`, `registry.example.org:5000`.
    package var domain: String
    /// The repository in it: `library/nginx`.
    package var path: String
    package var tag: String?
    /// `sha256:…`.
    package var digest: String?

    /// The registry that names without one mean.
    package static let hub = "docker.io"

    /// A name as a Compose file has it; nil when it has no repository.
    package init?(_ text: String) {
        var rest = text[...]
        if let at = rest.firstIndex(of: "@") {
            digest = String(rest[rest.index(after: at)...])
            rest = rest[..<at]
        }
        var first = ""
        if let slash = rest.firstIndex(of: "/") {
            let word = rest[..<slash]
            let isDomain =
                word == "localhost" || word.contains(".") || word.contains(":") || word.lowercased() != word
            if isDomain {
                first = String(word)
                rest = rest[rest.index(after: slash)...]
            }
        }
        if let colon = rest.lastIndex(of: ":"), !rest[colon...].contains("/") {
            tag = String(rest[rest.index(after: colon)...])
            rest = rest[..<colon]
        }
        guard !rest.isEmpty else { return nil }
        domain = first.isEmpty || first == "index.docker.io" ? Self.hub : first
        path = domain == Self.hub && !rest.contains("/") ? "library/\(rest)" : String(rest)
    }

    /// The name with the tag that is meant where none is written.
    package var tagged: ImageName {
        var name = self
        if tag == nil, digest == nil { name.tag = "latest" }
        return name
    }

    /// The name as Docker writes it into a service: short for Docker Hub, with `latest` where there is
    /// neither a tag nor a digest.
    package var familiar: String {
        var text = "\(domain)/\(path)"
        if domain == Self.hub {
            text = path.hasPrefix("library/") ? String(path.dropFirst(8)) : path
        }
        if let tag {
            text += ":\(tag)"
        } else if digest == nil {
            text += ":latest"
        }
        return digest.map { "\(text)@\($0)" } ?? text
    }
}
