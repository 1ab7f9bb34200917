/// A service's processor settings besides the limit and the reservation, which are in `Deploy`.
package struct ProcessorOptions: Sendable, Hashable {
    package var count: Int64?
    package var percent: Double?
    /// Relative weight.
    package var shares: Int64?
    /// Microseconds.
    package var period: Int64?
    /// Microseconds in each period.
    package var quota: Int64?
    /// Microseconds.
    package var realtimePeriod: Int64?
    /// Microseconds.
    package var realtimeRuntime: Int64?
    /// Which processors: `0-3`, `0,1`.
    package var set: String?

    package init() {}
}
