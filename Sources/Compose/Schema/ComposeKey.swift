/// One key of Compose documents: where it may stand and what it holds.
package struct ComposeKey: Sendable, Hashable {
    /// What a key holds, in the long syntax.
    package indirect enum Kind: Sendable, Hashable {
        /// A mapping of the keys that are listed below this one.
        case object
        /// A mapping of names that the author chooses.
        case map(of: Kind)
        case list(of: Kind)
        case text
        /// Text, or nothing.
        case optionalText
        case boolean
        case whole(ClosedRange<Int64>)
        case number
        case duration
        case size
        /// A size, or -1 for none.
        case sizeOrUnlimited
        case cpus
        /// Permission bits.
        case mode
        case choice([String])
        /// Anything; it is kept as it is.
        case any
    }

    /// The keys from the top, with `*` for a chosen name and `[]` for an item:
    /// `services.*.ports.[].target`.
    package var path: String
    package var kind: Kind
    /// The version of the format that brought it: `3.0` to `3.13`, `spec` for the Compose
    /// specification alone, `davit` for Davit's own.
    package var since: String

    package init(_ path: String, _ kind: Kind, _ since: String) {
        self.path = path
        self.kind = kind
        self.since = since
    }
}

extension ComposeKey.Kind {
    static let natural = Self.whole(0...Int64.max)
    static let integer = Self.whole(Int64.min...Int64.max)
    static let port = Self.whole(0...65535)
    static let texts = Self.list(of: .text)
    static let labels = Self.map(of: .optionalText)
    static let objects = Self.list(of: .object)
}
