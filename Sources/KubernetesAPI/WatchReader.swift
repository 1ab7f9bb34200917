import Values

/// Takes the answer of a watch apart as it arrives, one JSON value a line, and keeps where it is.
struct WatchReader: Sendable {
    /// The state that everything up to now leads to; a new watch goes on from there.
    private(set) var resourceVersion: String
    /// What the server ended the watch with.
    private(set) var error: APIError?
    private var rest: [UInt8] = []

    init(resourceVersion: String) {
        self.resourceVersion = resourceVersion
    }

    /// Takes the next bytes; gives the events that are whole by now.
    mutating func read(_ bytes: [UInt8]) -> [WatchEvent] {
        rest += bytes
        var events: [WatchEvent] = []
        var start = 0
        while let end = rest[start...].firstIndex(of: UInt8(ascii: "\n")) {
            let value = try? JSON.decodePrefix(rest, from: start, file: "watch").value
            start = end + 1
            switch value.flatMap(WatchEvent.Line.init) {
            case .event(let event, let version):
                if !version.isEmpty { resourceVersion = version }
                events.append(event)
            case .bookmark(let version):
                if !version.isEmpty { resourceVersion = version }
            case .error(let error): self.error = error
            case nil: break
            }
        }
        rest.removeFirst(start)
        return events
    }
}
