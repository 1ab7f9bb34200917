import Charts
import Diagnostics
import HTTP
import Values

/// Collects the values of a user from files, URLs, standard input and the command line.
struct ValuesReader {
    private let context: Context
    private let global: GlobalOptions

    init(_ context: Context, _ global: GlobalOptions) {
        self.context = context
        self.global = global
    }

    /// The values in Helm's order of precedence, with every file read.
    func read(_ options: ValuesOptions) async throws -> UserValues {
        var files: [ChartFile] = []
        for file in options.files {
            files.append(ChartFile(path: file == "-" ? "standard input" : file, bytes: try await bytes(file)))
        }
        let settings: [(SetExpression.Kind, [String])] = [
            (.json, options.setJson), (.typed, options.set), (.string, options.setString),
            (.file, options.setFile), (.literal, options.setLiteral),
        ]
        let context = context
        return UserValues(
            files: files,
            settings: settings.flatMap { kind, texts in texts.map { (kind, $0) } },
            readFile: { path throws(Failure) in
                String(decoding: try context.readFile(path), as: UTF8.self)
            }
        )
    }

    private func bytes(_ file: String) async throws -> [UInt8] {
        guard file.hasPrefix("http://") || file.hasPrefix("https://") else {
            return try context.readFile(file)
        }
        let response = try await HTTPClient().send(HTTPRequest(url: file, maximumBodySize: 5 << 20))
        guard response.status == 200 else {
            throw Failure(
                .notFound,
                "'\(file)' answers with status \(response.status)",
                hint: "check the URL"
            )
        }
        return response.body
    }
}
