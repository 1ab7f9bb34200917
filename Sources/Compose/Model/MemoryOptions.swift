/// A service's memory settings besides the limit and the reservation, which are in `Deploy`.
package struct MemoryOptions: Sendable, Hashable {
    /// Bytes of memory and swap together; -1 is no limit.
    package var swapLimit: Int64?
    /// 0 to 100.
    package var swappiness: Int64?
    package var oomKillDisable: Bool?
    /// -1000 to 1000.
    package var oomScoreAdjustment: Int?

    package init() {}
}
