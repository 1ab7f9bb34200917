import Archives
import Diagnostics
import Values
import YAML

/// A chart as small as one can be.
enum SampleChart {
    static func archive(_ name: String, _ version: String, more: String = "") throws -> [UInt8] {
        let manifest = "apiVersion: v2\nname: \(name)\nversion: \(version)\n\(more)"
        return try Archive.write([
            ArchiveEntry(path: "\(name)/Chart.yaml", bytes: Array(manifest.utf8)),
            ArchiveEntry(path: "\(name)/templates/compose.yaml", bytes: Array("services: {}\n".utf8)),
        ])
    }

    /// The metadata in an archive, as the publisher wants it.
    @Sendable static func metadata(_ archive: [UInt8], _ file: String) throws(Failure) -> Value {
        let entries = try Archive.read(archive, name: file)
        guard let manifest = entries.first(where: { $0.path.hasSuffix("/Chart.yaml") }) else {
            throw Failure(.invalidInput, "there is no Chart.yaml")
        }
        return try YAML.decode(manifest.bytes, file: file)
    }
}
