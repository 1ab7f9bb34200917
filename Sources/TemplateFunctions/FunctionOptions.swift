package import GoTemplate

/// What the functions may reach outside the chart and its values.
///
/// With the defaults a template sees no network and no cluster; only `now` and the random functions
/// reach the machine, and tests replace both.
package struct FunctionOptions: Sendable {
    /// A moment, as seconds and nanoseconds since 1970-01-01 UTC.
    package typealias Moment = (seconds: Int64, nanoseconds: Int32)

    /// Resolves names for `getHostByName`; nil (the default) makes it give an empty text, as Helm does
    /// without `--enable-dns`.
    package var resolveHost: (@Sendable (_ name: String) -> String)?
    /// Answers `lookup`; nil (the default) gives an empty map, as Helm does without a cluster.
    package var lookup: (@Sendable (_ query: LookupQuery) throws(GoError) -> GoValue)?
    /// The clock of `now`, `ago` and of certificates.
    package var now: @Sendable () -> Moment
    /// The IANA name of the zone in which `date` shows times; Helm takes the machine's, Davit UTC, so that
    /// a chart renders the same everywhere.
    package var localZone: String
    /// Fills a buffer with random bytes, for `randAlphaNum`, `uuidv4`, `shuffle`, ….
    package var randomBytes: @Sendable (_ count: Int) -> [UInt8]

    package init(
        resolveHost: (@Sendable (_ name: String) -> String)? = nil,
        lookup: (@Sendable (_ query: LookupQuery) throws(GoError) -> GoValue)? = nil,
        now: @escaping @Sendable () -> Moment = SystemSources.now,
        localZone: String = "UTC",
        randomBytes: @escaping @Sendable (_ count: Int) -> [UInt8] = SystemSources.randomBytes
    ) {
        self.resolveHost = resolveHost
        self.lookup = lookup
        self.now = now
        self.localZone = localZone
        self.randomBytes = randomBytes
    }
}

/// What a template asks the cluster for with `lookup`; an empty name asks for a list.
package struct LookupQuery: Sendable, Hashable {
    package var apiVersion: String
    package var kind: String
    package var namespace: String
    package var name: String
}
