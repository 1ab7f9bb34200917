package import Diagnostics
import OrderedCollections
package import Values
import Versions
package import YAML

/// What `Chart.yaml` says: every field of Helm's `apiVersion: v2`, and Davit's own.
package struct ChartMetadata: Sendable, Hashable {
    /// One of `maintainers`.
    package struct Maintainer: Sendable, Hashable {
        package var name: String
        package var email: String
        package var url: String
    }

    package var apiVersion: String
    package var name: String
    package var version: String
    package var kubeVersion: String
    package var description: String
    /// `application`, `library` or empty.
    package var type: String
    package var keywords: [String]
    package var home: String
    package var sources: [String]
    package var dependencies: [ChartDependency]
    package var maintainers: [Maintainer]
    package var icon: String
    package var appVersion: String
    package var deprecated: Bool
    package var annotations: Value.Object
    package var condition: String
    package var tags: String
    /// Where the chart may be installed; empty is everywhere.
    package var targets: [String]
    /// Whether whole numbers of values stay whole (`numbers: exact`) instead of Helm's float64.
    package var hasExactNumbers: Bool
    /// Releases of their own that have to be there first.
    package var prerequisites: [Prerequisite]
    /// The file as plain data, in the written order, for indexes and records.
    package var document: Value.Object

    package var isLibrary: Bool { type == "library" }

    /// `NAME-VERSION`, as in archive names and labels.
    package var fullName: String { "\(name)-\(version)" }
}

extension ChartMetadata {
    /// The fields a `Chart.yaml` may have, for lint's suggestions.
    package static let fields: Set<String> = [
        "apiVersion", "name", "version", "kubeVersion", "description", "type", "keywords", "home", "sources",
        "dependencies", "maintainers", "icon", "appVersion", "deprecated", "annotations", "condition", "tags",
        "targets", "numbers", "prerequisites", "swarmcliVersion",
    ]

    /// Reads `Chart.yaml`'s document.
    ///
    /// - Throws: `.invalidInput` for a field of a wrong type, a missing `name` or `version`, a version that
    ///   is no semantic version, a name that is no plain file name.
    ///
    /// - Parameters:
    ///   - document: The fields.
    ///   - file: The file's name for errors.
    ///   - node: The document as it was written, for the places of errors.
    package init(document: Value.Object, file: String, node: Node? = nil) throws(Failure) {
        let reader = FieldReader(object: document, file: file, node: node)
        // Charts from before the field existed are of the first version, as in Helm.
        let written = try reader.string("apiVersion")
        apiVersion = written.isEmpty ? "v1" : written
        name = try reader.string("name")
        version = try reader.string("version")
        kubeVersion = try reader.string("kubeVersion")
        description = try reader.string("description")
        type = try reader.string("type")
        keywords = try reader.strings("keywords")
        home = try reader.string("home")
        sources = try reader.strings("sources")
        icon = try reader.string("icon")
        appVersion = try reader.string("appVersion")
        deprecated = try reader.bool("deprecated")
        condition = try reader.string("condition")
        tags = try reader.string("tags")
        targets = try reader.strings("targets")
        hasExactNumbers = try reader.string("numbers") == "exact"
        annotations = try reader.stringMap("annotations")
        maintainers = try reader.objects("maintainers").map { (entry: FieldReader) throws(Failure) in
            Maintainer(
                name: try entry.string("name"),
                email: try entry.string("email"),
                url: try entry.string("url")
            )
        }
        dependencies = try reader.objects("dependencies").map { (entry: FieldReader) throws(Failure) in
            try ChartDependency(reader: entry)
        }
        prerequisites = try reader.objects("prerequisites").map { (entry: FieldReader) throws(Failure) in
            try Prerequisite(reader: entry)
        }
        self.document = document
        try validate(reader)
    }

    private func validate(_ reader: FieldReader) throws(Failure) {
        guard apiVersion == "v1" || apiVersion == "v2" else {
            throw Failure(
                .invalidInput,
                "'apiVersion' is '\(apiVersion)', which is not supported",
                at: reader.place(of: "apiVersion"),
                hint: "write 'apiVersion: v2'"
            )
        }
        if name.isEmpty {
            throw Failure(
                .invalidInput,
                "'name' is missing",
                at: reader.place(of: "name"),
                hint: "add a line such as 'name: web'"
            )
        }
        // A name with a path in it would let a package be written outside its folder (CVE-2024-25620).
        if name == "." || name == ".." || name.utf8.contains(where: { $0 == UInt8(ascii: "/") || $0 == 0x5C })
        {
            throw Failure(
                .invalidInput,
                "'\(name)' is not a chart name",
                at: reader.place(of: "name"),
                hint: "use lower-case letters, digits and '-'"
            )
        }
        if version.isEmpty {
            throw Failure(
                .invalidInput,
                "'version' is missing",
                at: reader.place(of: "version"),
                hint: "add a line such as 'version: 0.1.0'"
            )
        }
        if (try? Version(version)) == nil {
            throw Failure(
                .invalidInput,
                "'version' is '\(version)', which is not a semantic version",
                at: reader.place(of: "version"),
                hint: "write three numbers, such as 'version: 1.0.0'"
            )
        }
        guard type.isEmpty || type == "application" || type == "library" else {
            throw Failure(
                .invalidInput,
                "'type' is '\(type)'",
                at: reader.place(of: "type"),
                hint: "write 'application' or 'library'"
            )
        }
        try validateDependencies(reader.place(of: "dependencies"))
        try validateDavitFields(reader)
    }

    private func validateDependencies(_ place: SourceLocation) throws(Failure) {
        var seen: Set<String> = []
        for dependency in dependencies {
            let name = dependency.effectiveName
            guard !dependency.name.isEmpty else {
                throw Failure(.invalidInput, "a dependency has no 'name'", at: place)
            }
            guard dependency.alias.isEmpty || ChartDependency.isAlias(dependency.alias) else {
                throw Failure(
                    .invalidInput,
                    "dependency '\(dependency.name)' has the alias '\(dependency.alias)'",
                    at: place,
                    hint: "use letters, digits, '_' and '-' only"
                )
            }
            guard seen.insert(name).inserted else {
                throw Failure(
                    .invalidInput,
                    "there are two dependencies named '\(name)'",
                    at: place,
                    hint: "give one of them an 'alias'"
                )
            }
        }
    }

    private func validateDavitFields(_ reader: FieldReader) throws(Failure) {
        let known = ["swarm", "kubernetes", "local"]
        for target in targets where !known.contains(target) {
            throw Failure(
                .invalidInput,
                "'targets' names '\(target)'",
                at: reader.place(of: "targets"),
                hint: "the targets are swarm, kubernetes and local"
            )
        }
        if let numbers = document["numbers"], numbers != "exact", !numbers.isNull {
            throw Failure(
                .invalidInput,
                "'numbers' can only be 'exact'",
                at: reader.place(of: "numbers"),
                hint: "write 'numbers: exact'"
            )
        }
        var releases: Set<String> = []
        for prerequisite in prerequisites {
            let key = "\(prerequisite.namespace ?? "")/\(prerequisite.release) \(prerequisite.targets)"
            guard releases.insert(key).inserted else {
                throw Failure(
                    .invalidInput,
                    "there are two prerequisites with the release '\(prerequisite.release)'",
                    at: prerequisite.place,
                    hint: "leave one out, or give it a 'release' of another name"
                )
            }
        }
    }
}
