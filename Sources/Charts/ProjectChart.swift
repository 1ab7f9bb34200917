package import Compose
package import Diagnostics
import OrderedCollections
import Values
import YAML

/// Makes a chart out of a project that exists already, such as a stack that runs.
package enum ProjectChart {
    /// The files of a chart that renders to the project: images, replicas, published ports and variables are
    /// values, configs are files of their own.
    ///
    /// - Parameters:
    ///   - name: The chart's name.
    ///   - project: Secrets must be external, for the content of others would be lost.
    /// - Throws: `.usage` when the name cannot be a chart's.
    package static func files(name: String, project: Project) throws(Failure) -> [ChartFile] {
        var project = project
        project.name = nil
        var document = project.value.objectValue ?? [:]
        var contents: [String: [UInt8]] = [:]
        if case .object(var configs)? = document["configs"] {
            for (key, config) in project.configs {
                guard case .inline(let bytes, _) = config.content, canBeFile(bytes) else { continue }
                var members = configs[key]?.objectValue ?? [:]
                members["content"] = nil
                members["x-davit"] = nil
                members["file"] = .string("files/\(key)")
                configs[key] = .object(members)
                contents["files/\(key)"] = bytes
            }
            document["configs"] = .object(configs)
        }
        let text = YAML.emit(.object(document), style: .v3, sortKeys: false)
        let files = contents
        return try ComposeConversion(name: name, readFile: { files[$0] })
            .convert(withoutVariables(text), file: "the stack \(name)").files
    }

    /// Whether a file of a chart keeps the bytes as they are: a byte order mark is taken off when a chart is
    /// read.
    private static func canBeFile(_ bytes: [UInt8]) -> Bool {
        !bytes.starts(with: [0xEF, 0xBB, 0xBF])
    }

    /// The text with every `$` standing for itself.
    private static func withoutVariables(_ text: [UInt8]) -> [UInt8] {
        let dollar = UInt8(ascii: "$")
        return text.flatMap { $0 == dollar ? [dollar, dollar] : [$0] }
    }
}
