/// How much memory values take, for the rendering's budget; close enough, and never looked at by templates.
extension GoValue {
    /// Bytes of the value without its elements, which others may share.
    package var ownSize: Int {
        switch self {
        case .string(let text): Self.headSize + text.count
        case .bytes(let bytes): Self.headSize + bytes.count
        case .list(let list): Self.headSize + list.elements.count * MemoryLayout<GoValue>.stride
        case .map(let map): Self.mapSize + map.entries.count * Self.entrySize
        case .object: Self.headSize
        case .nil, .bool, .int, .int64, .uint8, .uint64, .float64, .complex128: 0
        }
    }

    /// As `ownSize`, with the elements: for what shares none of them.
    package var wholeSize: Int {
        switch self {
        case .list(let list): list.elements.reduce(ownSize) { $0 + $1.wholeSize }
        case .map(let map): map.entries.reduce(ownSize) { $0 + $1.key.count + $1.value.wholeSize }
        default: ownSize
        }
    }

    /// An allocation and its count of references.
    package static let headSize = 32
    /// A key and a value, in tables that are at most three quarters full and twice as large as before.
    package static let entrySize = 48
    /// A map and its storage.
    private static let mapSize = 160
}
