package import Diagnostics
import OrderedCollections
package import Values
import YAML

/// The values a user gives, in Helm's order of precedence.
///
/// `-f` files left to right, then `--set-json`, `--set`, `--set-string`, `--set-file` and
/// `--set-literal`, each left to right and whatever their order on the command line (Helm,
/// `pkg/cli/values`).
package struct UserValues: Sendable {
    /// The content of each `-f` file, with its name for errors.
    package var files: [ChartFile]
    /// The options that set single values, in order of precedence.
    package var settings: [(kind: SetExpression.Kind, text: String)]
    /// Reads a file that `--set-file` names.
    package var readFile: @Sendable (_ path: String) throws(Failure) -> String

    package init(
        files: [ChartFile] = [],
        settings: [(kind: SetExpression.Kind, text: String)] = [],
        readFile: @escaping @Sendable (_ path: String) throws(Failure) -> String = { path throws(Failure) in
            throw Failure(.notFound, "cannot read '\(path)'")
        }
    ) {
        self.files = files
        self.settings = settings
        self.readFile = readFile
    }

    /// All of it put together.
    ///
    /// - Parameter exactNumbers: Whether whole numbers of files stay whole; those of `--set` always do.
    package func merged(exactNumbers: Bool) throws(Failure) -> Value.Object {
        var result: Value.Object = [:]
        for file in files {
            let document = try Self.document(
                file.bytes,
                file: file.path,
                exactNumbers: exactNumbers,
                isStrict: true
            )
            result = ValueMerging.override(result, with: document)
        }
        var values = Value.object(result)
        for (kind, text) in settings {
            try SetExpression(kind, text).apply(to: &values, readFile: readFile)
        }
        return values.objectValue ?? [:]
    }
}

extension UserValues {
    /// Reads one values file: all its documents, merged in order.
    ///
    /// Unless `exactNumbers` is set every number becomes a double, as it does in Helm, which reads
    /// values through JSON.
    ///
    /// - Parameter isStrict: Whether a key given twice is an error; Helm lets the last one win.
    package static func document(
        _ bytes: [UInt8],
        file: String,
        exactNumbers: Bool,
        isStrict: Bool = false
    ) throws(Failure) -> Value.Object {
        var documents: [Value] = []
        if isStrict {
            for node in try YAML.parse(bytes, file: file) {
                let value = try node.value(file: file)
                documents.append(exactNumbers ? value : value.withDoubles)
            }
        } else {
            documents = try YAMLComments.leftOut(of: bytes) { bytes throws(Failure) in
                try YAML.decodeAll(bytes, file: file, numbersAsDoubles: !exactNumbers)
            }
        }
        var merged: Value.Object = [:]
        for document in documents {
            switch document {
            case .null: continue
            case .object(let object):
                merged = merged.isEmpty ? object : ValueMerging.override(merged, with: object)
            default:
                throw Failure(
                    .invalidInput,
                    "values must be a mapping, found \(document.kindName)",
                    at: SourceLocation(file: file),
                    hint: "write lines of the form 'key: value'",
                    cause: HelmText(YAML.goMismatch(document, wantsList: false))
                )
            }
        }
        return merged
    }
}

extension Value {
    /// The same tree with every whole number as a double: how Helm sees numbers of YAML and JSON.
    package var withDoubles: Value {
        switch self {
        case .int(let value): .double(Double(value))
        case .array(let elements): .array(elements.map(\.withDoubles))
        case .object(let members): .object(members.mapValues(\.withDoubles))
        case .null, .bool, .double, .string: self
        }
    }
}
