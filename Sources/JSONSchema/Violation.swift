package import Values

/// A place of a value that breaks a schema.
package struct Violation: Sendable, Hashable {
    /// The place in the value.
    package var path: ValuePath
    /// The keyword in the schema's document: `#/properties/web/type`.
    package var keywordLocation: String
    /// What is wrong, naming the place: `'web.replicas' must be a whole number, found "two"`.
    package var message: String
    /// The line that Helm prints for it; empty where an earlier one speaks for this one too.
    package var helmText: String
    /// What to do about it, when something better than the message is known.
    package var hint: String?
}
