/// How an engine finds out whether a container is well.
package struct Healthcheck: Sendable, Hashable {
    /// `["CMD", …]` or `["CMD-SHELL", line]`; nil keeps the image's test.
    package var test: [String]?
    /// Nanoseconds.
    package var interval: Int64?
    /// Nanoseconds.
    package var timeout: Int64?
    /// Nanoseconds.
    package var startPeriod: Int64?
    /// Nanoseconds.
    package var startInterval: Int64?
    package var retries: Int?
    /// The image's check is turned off (`disable: true`, or the test `NONE`).
    package var isDisabled = false

    package init(test: [String]? = nil) {
        self.test = test
    }
}
