/// The engine's log format: frames of an 8-byte header (stream, three zeros, big-endian length) and payload.
package enum LogFrames {
    /// The payloads of all whole frames, joined; of a frame that is cut off, what there is.
    package static func payload(of bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var index = 0
        while index + 8 <= bytes.count {
            let length = bytes[index + 4..<index + 8].reduce(0) { $0 << 8 | Int($1) }
            let end = min(index + 8 + length, bytes.count)
            result += bytes[index + 8..<end]
            index = end
        }
        return result
    }

    /// The lines of a log, without carriage returns and without a last empty one.
    package static func lines(in bytes: [UInt8]) -> [String] {
        var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines.map { line in
            String(decoding: line.last == UInt8(ascii: "\r") ? line.dropLast() : line, as: UTF8.self)
        }
    }
}
