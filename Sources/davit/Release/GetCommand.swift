import ArgumentParser
import OrderedCollections
import Releases
import Values
import YAML

/// `davit get`.
struct GetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "get",
        abstract: "Print what is recorded of a release.",
        subcommands: [GetAll.self, GetManifest.self, GetMetadata.self, GetNotes.self, GetValues.self]
    )
}

/// Which revision `get` is about.
struct RevisionOptions: ParsableArguments, Sendable {
    @Argument(help: "The release.")
    var release: String

    @Option(help: ArgumentHelp("The revision (default: the last).", valueName: "number"))
    var revision: Int?

    @OptionGroup(title: "Target") var target: TargetOptions
    @OptionGroup var global: GlobalOptions

    func load(_ context: Context) async throws -> RecordedRevision {
        let chosen = try await TargetResolver(context, global, target).resolve(.read)
        return try await GetRevision(release: release, revision: revision).run(in: chosen.environment)
    }
}

/// `davit get values NAME`.
struct GetValues: DavitCommand {
    static let configuration = CommandConfiguration(
        commandName: "values",
        abstract: "Print the values that were given."
    )

    @Flag(name: [.short, .long], help: "Print all values that the templates saw.")
    var all = false

    @OptionGroup var revision: RevisionOptions
    @OptionGroup var output: OutputOptions
    var global: GlobalOptions { revision.global }

    func run(_ context: Context) async throws {
        let values = try await revision.load(context).values(all: all)
        try context.render(values, as: output.format) {
            [all ? "COMPUTED VALUES:" : "USER-SUPPLIED VALUES:"] + Self.yamlLines(values)
        }
    }

    static func yamlLines(_ value: Value) -> [String] {
        var text = String(decoding: YAML.emit(value, style: .v3), as: UTF8.self)[...]
        while text.last?.isNewline == true { text.removeLast() }
        return text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }
}

/// `davit get manifest NAME`.
struct GetManifest: DavitCommand {
    static let configuration = CommandConfiguration(
        commandName: "manifest",
        abstract: "Print what was applied, as one Compose document.",
        discussion: "Secrets are named by the hash of their content, never shown."
    )

    @OptionGroup var revision: RevisionOptions
    var global: GlobalOptions { revision.global }

    func run(_ context: Context) async throws {
        for document in try await revision.load(context).manifest {
            try context.print("---")
            try context.write(YAML.emit(document, style: .v3, sortKeys: false))
        }
    }
}

/// `davit get notes NAME`.
struct GetNotes: DavitCommand {
    static let configuration = CommandConfiguration(
        commandName: "notes",
        abstract: "Print the chart's notes."
    )

    @OptionGroup var revision: RevisionOptions
    var global: GlobalOptions { revision.global }

    func run(_ context: Context) async throws {
        try context.print("NOTES:")
        try context.write(Array(try await revision.load(context).notes.utf8))
    }
}

/// `davit get metadata NAME`.
struct GetMetadata: DavitCommand {
    static let configuration = CommandConfiguration(
        commandName: "metadata",
        abstract: "Print chart, version, status and maker of a revision."
    )

    @OptionGroup var revision: RevisionOptions
    @OptionGroup var output: OutputOptions
    var global: GlobalOptions { revision.global }

    func run(_ context: Context) async throws {
        let recorded = try await revision.load(context)
        var members = recorded.metadata.objectValue ?? [:]
        members["updated"] = .string(Timestamp.rfc3339(recorded.updated))
        try context.render(.object(members), as: output.format) { Self.lines(members) }
    }

    static func lines(_ members: Value.Object) -> [String] {
        members.map { key, value in
            "\(key.uppercased()): \(value.stringValue ?? value.intValue.map(String.init) ?? "")"
        }
    }
}

/// `davit get all NAME`.
struct GetAll: DavitCommand {
    static let configuration = CommandConfiguration(
        commandName: "all",
        abstract: "Print everything that is recorded of a revision."
    )

    @OptionGroup var revision: RevisionOptions
    var global: GlobalOptions { revision.global }

    func run(_ context: Context) async throws {
        let recorded = try await revision.load(context)
        for line in GetMetadata.lines(recorded.metadata.objectValue ?? [:]) { try context.print(line) }
        try context.print("USER-SUPPLIED VALUES:")
        for line in GetValues.yamlLines(recorded.values(all: false)) { try context.print(line) }
        try context.print("COMPUTED VALUES:")
        for line in GetValues.yamlLines(recorded.values(all: true)) { try context.print(line) }
        try context.print("MANIFEST:")
        for document in recorded.manifest {
            try context.print("---")
            try context.write(YAML.emit(document, style: .v3, sortKeys: false))
        }
        try context.print("NOTES:")
        try context.write(Array(recorded.notes.utf8))
    }
}
