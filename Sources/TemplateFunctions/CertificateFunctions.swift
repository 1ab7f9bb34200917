import GoTemplate
struct CertificateFunctions { init(options: FunctionOptions) {}
 var all: [GoFunction] { [] } }
