/// The schemas that describe schemas: the only other documents that a schema may refer to.
///
/// They are part of the specification of each draft (json-schema.org) and never change.
enum Metaschemas {
    /// The JSON text of one, by its URI without a fragment; nil for any other document.
    static func text(_ uri: String) -> String? {
        draft4[uri] ?? draft6[uri] ?? draft7[uri] ?? draft2019[uri] ?? draft2020[uri]
    }
}
