import Compose

/// An entry of `expose`: `8000`, `8000-8010`, `53/udp`.
struct ExposedRange {
    var ports: ClosedRange<UInt16>
    var transport: Port.Transport

    init?(_ text: String) {
        let halves = text.split(separator: "/", maxSplits: 1).map(String.init)
        guard let first = halves.first,
            let transport = halves.count > 1 ? Port.Transport(rawValue: halves[1]) : .tcp
        else { return nil }
        let ends = first.split(separator: "-", omittingEmptySubsequences: false).map { UInt16($0) }
        guard ends.count <= 2, let low = ends.first ?? nil, let high = ends.last ?? nil, low > 0, low <= high
        else {
            return nil
        }
        self.ports = low...high
        self.transport = transport
    }
}
