package import Compose
import OrderedCollections
import Values
import YAML

/// Makes a chart out of a project that exists already, such as a stack that runs.
package enum ProjectChart {
    /// The files of a chart that renders to the project, configs as files of their own.
    ///
    /// - Parameters:
    ///   - name: The chart's name.
    ///   - description: One line for Chart.yaml.
    ///   - project: Secrets must be external, for the content of others would be lost.
    package static func files(name: String, description: String, project: Project) -> [ChartFile] {
        var project = project
        project.name = nil
        var document = project.value.objectValue ?? [:]
        var contents: [ChartFile] = []
        if case .object(var configs)? = document["configs"] {
            for (key, config) in project.configs {
                guard case .inline(let bytes, _) = config.content, canBeFile(bytes) else { continue }
                var members = configs[key]?.objectValue ?? [:]
                members["content"] = nil
                members["x-davit"] = nil
                members["file"] = .string("files/\(key)")
                configs[key] = .object(members)
                contents.append(ChartFile(path: "files/\(key)", bytes: bytes))
            }
            document["configs"] = .object(configs)
        }
        let manifest: Value = [
            "apiVersion": "v2", "name": .string(name), "description": .string(description),
            "type": "application", "version": "0.1.0", "numbers": "exact",
        ]
        return [
            ChartFile(path: "Chart.yaml", bytes: YAML.emit(manifest, style: .v3, sortKeys: false)),
            ChartFile(path: "values.yaml", bytes: Array("{}\n".utf8)),
            ChartFile(
                path: "templates/compose.yaml",
                bytes: escaped(YAML.emit(.object(document), style: .v3, sortKeys: false))
            ),
        ] + contents
    }

    /// Whether a file of a chart keeps the bytes as they are: a byte order mark is taken off when a chart is read.
    private static func canBeFile(_ bytes: [UInt8]) -> Bool {
        !bytes.starts(with: [0xEF, 0xBB, 0xBF])
    }

    /// The text with every `$` and `{{` standing for itself.
    private static func escaped(_ text: [UInt8]) -> [UInt8] {
        let (dollar, brace) = (UInt8(ascii: "$"), UInt8(ascii: "{"))
        var result: [UInt8] = []
        var index = 0
        while index < text.count {
            if text[index] == dollar {
                result += [dollar, dollar]
            } else if text[index] == brace, index + 1 < text.count, text[index + 1] == brace {
                result += Array("{{ \"{{\" }}".utf8)
                index += 1
            } else {
                result.append(text[index])
            }
            index += 1
        }
        return result
    }
}
