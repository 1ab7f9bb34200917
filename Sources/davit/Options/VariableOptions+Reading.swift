import Charts
import Diagnostics

extension VariableOptions {
    /// The variables that Compose documents may use: the process's when asked, files, then `--env`.
    func all(_ context: Context) throws -> [String: String] {
        var result = fromProcess ? context.environment : [:]
        for file in files {
            let text = String(decoding: try context.readFile(file), as: UTF8.self)
            result.merge(DotEnv.parse(text)) { _, last in last }
        }
        for variable in variables {
            guard let equals = variable.utf8.firstIndex(of: UInt8(ascii: "=")) else {
                throw Failure(
                    .usage,
                    "'--env \(variable)' has no '='",
                    hint: "write --env \(variable)=VALUE"
                )
            }
            result[String(variable[..<equals])] = String(variable[variable.utf8.index(after: equals)...])
        }
        return result
    }
}
