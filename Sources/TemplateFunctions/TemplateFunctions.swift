package import GoTemplate

/// The functions of Sprig and of Helm that templates call beside Go's builtins.
///
/// Names, signatures and results are those of Helm 4.2.3 with Sprig 3.3.
package enum TemplateFunctions {
    /// All functions.
    ///
    /// They hold nothing, so that one table serves every rendering; see `table`.
    package static func all(options: FunctionOptions = FunctionOptions()) -> [GoFunction] {
        plain(options).map { $0.spending() }
    }

    private static func plain(_ options: FunctionOptions) -> [GoFunction] {
        StringFunctions.all + CaseFunctions.all + RegexFunctions.all + ListFunctions.all + DictFunctions.all
            + NumberFunctions.all + FloatFunctions.all + FlowFunctions.all(options: options)
            + JSONFunctions.all + YAMLFunctions.all + TOMLFunctions.all + DigestFunctions.all
            + DateFunctions(options: options).all + SemverFunctions.all + URLFunctions.all + PathFunctions.all
            + RandomFunctions(randomBytes: options.randomBytes).all
            + SecretFunctions(randomBytes: options.randomBytes).all.map(\.excusedWhenSlow)
            + CertificateFunctions(options: options).all.map {
                $0.excused(times: $0.name == "genPrivateKey" ? 2 : 12)
            }
    }

    /// The methods of the named map and list types that templates see, by Go type.
    package static var methods: [String: [GoFunction]] {
        [
            ChartFiles.typeName: ChartFiles.methods,
            Capabilities.versionSetType: Capabilities.versionSetMethods,
        ]
    }

    /// The table for templates that see neither network nor cluster, built once in a process.
    package static let table = table(options: FunctionOptions())

    /// The functions and methods as one table for `TemplateSet`.
    package static func table(options: FunctionOptions) -> FunctionTable {
        FunctionTable(all(options: options), methods: methods)
    }
}

extension GoFunction {
    /// Password hashes take long on purpose.
    fileprivate var excusedWhenSlow: GoFunction {
        ["bcrypt", "htpasswd", "derivePassword"].contains(name) ? excused(times: 9) : self
    }
}
