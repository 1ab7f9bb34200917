/// An error that knows the text that Helm prints for it (`--helm-errors`).
package protocol HelmWorded: Error {
    /// The text as Helm 4.2.3 prints it, without its `Error: `.
    var helmText: String { get }
}

/// Helm's text for a failure that is told to people in other words; it is the failure's cause.
package struct HelmText: HelmWorded {
    package var helmText: String

    package init(_ helmText: String) {
        self.helmText = helmText
    }
}

extension Failure {
    /// What Helm would print instead, when that is known.
    package var helmText: String? {
        if let worded = cause as? any HelmWorded { return worded.helmText }
        return (cause as? Failure)?.helmText
    }
}
