internal import CCurl

/// What one hop of an exchange has received so far; libcurl's callbacks fill it.
final class Transfer {
    private(set) var status = 0
    private(set) var headers: [String: String] = [:]
    /// The `Warning` fields in their order.
    private(set) var warnings: [String] = []
    private(set) var body: [UInt8] = []
    /// Whether the body grew past the limit.
    private(set) var isTooLarge = false
    /// Whether the receiver of a stream had enough.
    private(set) var isStopped = false

    private let maximumBodySize: Int
    private let receive: (@Sendable ([UInt8]) -> Bool)?

    init(maximumBodySize: Int, receive: (@Sendable ([UInt8]) -> Bool)?) {
        self.maximumBodySize = maximumBodySize
        self.receive = receive
    }

    /// Takes one header line with its line end.
    ///
    /// A status line begins anew: interim (1xx) answers come before the real one.
    private func takeHeader(_ line: UnsafeRawBufferPointer) {
        if line.starts(with: "HTTP/".utf8) {
            headers = [:]
            warnings = []
            let code = line.split(separator: UInt8(ascii: " "), maxSplits: 2).dropFirst().first ?? []
            status = code.prefix(3).reduce(0) { $0 * 10 + Int($1 &- UInt8(ascii: "0")) }
            return
        }
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return }
        let name = String(decoding: line[..<colon], as: UTF8.self).lowercased()
        let value = String(decoding: Self.trimmed(line[(colon + 1)...]), as: UTF8.self)
        headers[name] = value
        if name == "warning" { warnings.append(value) }
    }

    private static func trimmed(
        _ text: Slice<UnsafeRawBufferPointer>
    ) -> Slice<UnsafeRawBufferPointer> {
        let isBlank = { (byte: UInt8) in byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A }
        guard let first = text.firstIndex(where: { !isBlank($0) }),
            let last = text.lastIndex(where: { !isBlank($0) })
        else { return text[text.startIndex..<text.startIndex] }
        return text[first...last]
    }

    /// Takes a piece of the body; false ends the transfer.
    private func takeBody(_ piece: UnsafeRawBufferPointer) -> Bool {
        if let receive, (200..<300).contains(status) {
            isStopped = !receive(Array(piece))
            return !isStopped
        }
        guard piece.count <= maximumBodySize - body.count else {
            isTooLarge = true
            return false
        }
        body.append(contentsOf: piece)
        return true
    }

    /// libcurl's header callback; `context` is a transfer.
    static let headerCallback: davit_curl_data_callback = { bytes, size, count, context in
        guard let bytes, let context else { return 0 }
        let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
        transfer.takeHeader(UnsafeRawBufferPointer(start: bytes, count: size * count))
        return size * count
    }

    /// libcurl's write callback; `context` is a transfer.
    static let bodyCallback: davit_curl_data_callback = { bytes, size, count, context in
        guard let bytes, let context else { return 0 }
        let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
        let piece = UnsafeRawBufferPointer(start: bytes, count: size * count)
        // Any number other than that of the bytes is an error to libcurl, also for an empty piece.
        return transfer.takeBody(piece) ? size * count : size * count &+ 1
    }
}
