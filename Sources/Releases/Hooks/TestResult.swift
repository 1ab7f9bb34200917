/// How the last test of a revision ended.
package struct TestResult: Sendable, Hashable {
    package var succeeded: Bool
    /// When, in seconds since 1970 on the engine's clock.
    package var time: Double

    package init(succeeded: Bool, time: Double) {
        self.succeeded = succeeded
        self.time = time
    }

    /// `succeeded` or `failed`.
    package var word: String { succeeded ? "succeeded" : "failed" }

    /// What the labels of a revision tell; nil when it was never tested.
    init?(labels: [String: String]) {
        guard let word = labels[StoreLabel.test] else { return nil }
        succeeded = word == "succeeded"
        time = labels[StoreLabel.testTime].flatMap { Double($0) } ?? 0
    }

    var labels: [String: String] {
        [StoreLabel.test: word, StoreLabel.testTime: String(time)]
    }
}
