import Archives
import Compose
import FoundationEssentials
import Releases
import Values
import YAML

/// A chart of the tests, given by its Compose text.
func content(_ text: String) -> ContentMaker {
    { request in
        ReleaseContent(
            chartMetadata: ["name": "shop"],
            chartName: "shop",
            chartVersion: "1.0.0",
            archive: Array("archive".utf8),
            userValues: request.userValues,
            mergedValues: request.userValues,
            project: try project(text)
        )
    }
}

/// The project of a Compose text.
func project(_ text: String) throws -> Project {
    let nodes = try YAML.parse(Array(text.utf8), file: "compose.yaml")
    let options = ComposeOptions(
        interpolation: .variables([:]),
        contentHash: contentHash
    )
    let documents = nodes.map { ComposeDocument(file: "compose.yaml", node: $0) }
    return try Compose.load(documents: documents, options: options).project
}

/// The text of a file, or nil when there is none.
func text(_ path: String) -> String? {
    FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
}

/// The permission bits of a file or folder.
func mode(_ path: String) throws -> Int? {
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    return (attributes[.posixPermissions] as? Int) ?? (attributes[.posixPermissions] as? UInt).map { Int($0) }
}

/// Everything below a folder, as sorted paths.
func files(_ folder: String) -> [String] {
    ((try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? []).sorted()
}

/// The hash that names a text as content.
func hash(_ text: String) -> String {
    contentHash(Array(text.utf8))
}

@Sendable private func contentHash(_ bytes: [UInt8]) -> String {
    String(Digest.sha256(bytes).prefix(12))
}
