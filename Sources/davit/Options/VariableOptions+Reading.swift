import Compose
import Diagnostics
import OrderedCollections

extension VariableOptions {
    /// The variables that Compose documents may use: the process's when asked, files, then `--env`.
    ///
    /// The profiles are among them, as `COMPOSE_PROFILES`.
    func all(_ context: Context) throws -> [String: String] {
        var result = fromProcess ? context.environment : [:]
        for file in files {
            let entries = try EnvFile.parse(try context.readFile(file), file: file, variables: result)
            for (name, value) in entries { result[name] = value ?? result[name] }
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
        if !profiles.isEmpty { result["COMPOSE_PROFILES"] = profiles.joined(separator: ",") }
        return result
    }
}
