/// The process that an operation runs in.
package struct LeaseHolder: Sendable, Hashable, CustomStringConvertible {
    package var user: String
    package var host: String
    package var processID: Int
    /// Which machine, boot and process namespace the number counts in; nil where that cannot be told.
    package var machine: String?
    /// When the process began, in the machine's own ticks; tells it from a later one of that number.
    package var started: String?
    /// Random; tells two operations of one process apart.
    package var id: String

    package init(
        user: String,
        host: String,
        processID: Int,
        machine: String? = nil,
        started: String? = nil,
        id: String
    ) {
        self.user = user
        self.host = host
        self.processID = processID
        self.machine = machine
        self.started = started
        self.id = id
    }

    package var description: String { "\(user)@\(host):\(processID)" }

    /// A random identifier: 16 hexadecimal digits.
    package static func randomID() -> String {
        let digits = String(UInt64.random(in: .min ... .max), radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
