package import Diagnostics
import OrderedCollections
import Values
import YAML

/// What kubeconfig files say about clusters, users and contexts, several files taken as one.
///
/// The rules are those of `kubectl` (client-go's `clientcmd`): of several files in `KUBECONFIG` the first one
/// that has an entry of a name, or a current context, wins as a whole; files that do not exist are passed over.
package struct Kubeconfig: Sendable {
    /// The context that is used when none is named; nil when no file sets one.
    package private(set) var currentContext: String?
    /// The files that were read, in their order.
    package private(set) var files: [String] = []
    private(set) var clusters: OrderedDictionary<String, KubeconfigEntry> = [:]
    private(set) var users: OrderedDictionary<String, KubeconfigEntry> = [:]
    private(set) var contextEntries: OrderedDictionary<String, KubeconfigEntry> = [:]
    let environment: KubernetesEnvironment

    /// The names of the contexts, in the order of the files.
    package var contexts: [String] { Array(contextEntries.keys) }

    /// Whether there is nothing in it.
    package var isEmpty: Bool { contextEntries.isEmpty && clusters.isEmpty && currentContext == nil }

    /// Reads the file that was named, or those of `KUBECONFIG`, or `~/.kube/config`.
    ///
    /// - Parameters:
    ///   - environment: Where to look.
    ///   - explicit: The file that the user named (`--kubeconfig`); it must exist and is read alone.
    /// - Throws: `.notFound` when the named file does not exist, `.invalidInput` for a file that cannot be
    ///   read or is wrong.
    package static func load(
        environment: KubernetesEnvironment,
        file explicit: String? = nil
    ) throws(Failure) -> Kubeconfig {
        var config = Kubeconfig(environment: environment)
        if let explicit {
            guard try config.read(explicit) else {
                throw Failure(
                    .notFound,
                    "there is no kubeconfig file '\(explicit)'",
                    hint: "name a file that exists with --kubeconfig, or leave the option out"
                )
            }
            return config
        }
        for path in paths(environment) { _ = try config.read(path) }
        return config
    }

    /// The files to look at, `KUBECONFIG` first.
    private static func paths(_ environment: KubernetesEnvironment) -> [String] {
        if let list = environment.variable("KUBECONFIG") {
            return list.split(separator: ":").map(String.init)
        }
        return environment.home.map { ["\($0)/.kube/config"] } ?? []
    }

    private init(environment: KubernetesEnvironment) {
        self.environment = environment
    }

    /// Adds what a file has and the files before it have not.
    ///
    /// - Returns: Whether there is such a file.
    private mutating func read(_ path: String) throws(Failure) -> Bool {
        let absolute = path.hasPrefix("/") ? path : "\(environment.currentFolder)/\(path)"
        guard let bytes = environment.readFile(absolute) else {
            guard environment.hasFile(absolute) else { return false }
            throw Failure(
                .invalidInput,
                "the kubeconfig file '\(path)' cannot be read",
                hint: "see who may read it: ls -l '\(path)'"
            )
        }
        files.append(absolute)
        let document: Value
        do throws(Failure) {
            document = try YAML.decode(bytes, file: path)
        } catch {
            // The line that is wrong may hold a token.
            var failure = error
            failure.excerpt = nil
            throw failure
        }
        if document.isNull { return true }
        guard document.objectValue != nil else {
            throw Failure(
                .invalidInput,
                "a kubeconfig file must hold a mapping, found \(document.kindName)",
                at: SourceLocation(file: path),
                hint: "see what kubectl makes of it: kubectl config view --kubeconfig '\(path)'"
            )
        }
        let file = KubeconfigEntry(title: "kubeconfig", file: absolute, members: document)
        if currentContext == nil { currentContext = try file.string("current-context") }
        try merge(file, list: "clusters", member: "cluster", into: &clusters)
        try merge(file, list: "users", member: "user", into: &users)
        try merge(file, list: "contexts", member: "context", into: &contextEntries)
        return true
    }

    private func merge(
        _ file: KubeconfigEntry,
        list: String,
        member: String,
        into entries: inout OrderedDictionary<String, KubeconfigEntry>
    ) throws(Failure) {
        guard let value = file.members[list], !value.isNull else { return }
        guard let elements = value.arrayValue else {
            throw file.mistake("'\(list)' must be a list, found \(value.kindName)")
        }
        var own: Set<String> = []
        for (index, element) in elements.enumerated() {
            guard let name = element["name"]?.stringValue else {
                throw file.mistake(
                    "'\(list)[\(index)].name' must be a string",
                    hint: "put the name into quotation marks"
                )
            }
            guard own.insert(name).inserted else {
                throw file.mistake("'\(list)' has two entries with the name '\(name)'", hint: "remove one")
            }
            let members = element[member] ?? .emptyObject
            guard members.isNull || members.objectValue != nil else {
                throw file.mistake("'\(member)' of '\(name)' must be a mapping, found \(members.kindName)")
            }
            if entries[name] == nil {
                entries[name] = KubeconfigEntry(
                    title: "\(member) '\(name)'",
                    file: file.file,
                    members: members
                )
            }
        }
    }
}
