import ArgumentParser

/// A length of time as Go and Helm write it: `5m`, `1h30m`, `300ms`; a bare number is seconds.
struct GoDuration: ExpressibleByArgument, Sendable, Hashable {
    var seconds: Double

    init(seconds: Double) {
        self.seconds = seconds
    }

    init?(argument: String) {
        if let number = Double(argument), number >= 0 {
            seconds = number
            return
        }
        var total = 0.0
        var rest = argument.utf8[...]
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }
            guard let number = Double(String(decoding: digits, as: UTF8.self)) else { return nil }
            rest = rest.dropFirst(digits.count)
            let unit = rest.prefix { !(0x30...0x39).contains($0) && $0 != UInt8(ascii: ".") }
            rest = rest.dropFirst(unit.count)
            switch String(decoding: unit, as: UTF8.self) {
            case "h": total += number * 3600
            case "m": total += number * 60
            case "s": total += number
            case "ms": total += number / 1000
            case "us", "µs": total += number / 1_000_000
            default: return nil
            }
        }
        seconds = total
    }

    var defaultValueDescription: String {
        seconds.truncatingRemainder(dividingBy: 60) == 0 && seconds > 0
            ? "\(Int(seconds / 60))m" : "\(Int(seconds))s"
    }
}
