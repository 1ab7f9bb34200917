import Compose
import Diagnostics
import FoundationEssentials
import TestSupport
import Testing
import YAML

/// A stack file of `Tests/Fixtures/stacks`, which both `docker stack deploy` and Davit take.
struct StackFile: Sendable, CustomTestStringConvertible {
    var name: String
    /// The oldest docker command that can read it, by the first part of its version.
    var command = 20

    static let all: [StackFile] = [
        StackFile(name: "process"), StackFile(name: "health"), StackFile(name: "ports"),
        StackFile(name: "volumes"), StackFile(name: "deploy"), StackFile(name: "rights"),
        StackFile(name: "networks"), StackFile(name: "objects"), StackFile(name: "names"),
        StackFile(name: "oldest"), StackFile(name: "shop"), StackFile(name: "beside"),
        StackFile(name: "jobs", command: 23), StackFile(name: "newest", command: 28),
    ]

    var testDescription: String { name }

    var path: String { Fixture.path("Fixtures/stacks/\(name).yaml") }

    /// The project as Davit reads it, with contents told apart by the length and sum of their bytes.
    func project() throws -> Project {
        let node = try #require(
            try YAML.parse(Fixture.bytes("Fixtures/stacks/\(name).yaml"), file: name).first
        )
        let options = ComposeOptions(
            interpolation: .variables([:]),
            readFile: { try? Fixture.bytes("Fixtures/stacks/\($0)") },
            contentHash: { testHash($0) }
        )
        return try load(documents: [ComposeDocument(file: name, node: node)], options: options).project
    }
}
