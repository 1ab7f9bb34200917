#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The names that the sources of a set use, each kept once.
///
/// Templates say `Values`, `include` and the like thousands of times; finding a name here takes less time
/// and memory than a copy of its own for each.
struct NameTable {
    /// The names by place, which is how two uses are told to be of the same name.
    private(set) var names: [GoString] = []
    private var slots = [Slot](repeating: .empty, count: 256)
    /// Names that a source made to collide; nobody can foresee the hashes of these.
    private var further: [GoString: Int32] = [:]

    /// A place in `names`, -1 for none, and the hash of the name there.
    private struct Slot {
        var hash: UInt32
        var place: Int32

        static let empty = Slot(hash: 0, place: -1)
    }

    /// How many names whose slots follow each other are looked at.
    private static let triesLimit = 32

    init() {
        let dollar = [UInt8(ascii: "$")]
        _ = place(in: dollar, 0, dollar.count)
    }

    /// The place of the name that stands between two offsets of `source`; that of `$` is 0.
    mutating func place(in source: [UInt8], _ start: Int, _ end: Int) -> Int32 {
        source.withUnsafeBufferPointer { place(UnsafeBufferPointer(rebasing: $0[start..<end])) }
    }

    private mutating func place(_ bytes: UnsafeBufferPointer<UInt8>) -> Int32 {
        let hash = Self.hash(bytes)
        var slot = Int(hash) & (slots.count - 1)
        var tries = 0
        while slots[slot].place >= 0, tries < Self.triesLimit {
            if slots[slot].hash == hash, isName(slots[slot].place, bytes) { return slots[slot].place }
            slot = (slot + 1) & (slots.count - 1)
            tries += 1
        }
        let name = GoString(Array(bytes))
        if !further.isEmpty, let known = further[name] { return known }
        let place = Int32(truncatingIfNeeded: names.count)
        names.append(name)
        if tries == Self.triesLimit {
            further[name] = place
        } else {
            slots[slot] = Slot(hash: hash, place: place)
            if names.count * 2 > slots.count { grow() }
        }
        return place
    }

    private func isName(_ place: Int32, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        names[Int(place)].bytes.withUnsafeBufferPointer { known in
            guard known.count == bytes.count else { return false }
            guard let left = known.baseAddress, let right = bytes.baseAddress else { return true }
            return memcmp(left, right, bytes.count) == 0
        }
    }

    /// FNV-1a; the table lives as long as its set, and a bad spread only makes it slower.
    private static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt32 {
        var hash: UInt32 = 2_166_136_261
        for byte in bytes { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
        return hash
    }

    private mutating func grow() {
        let old = slots
        slots = [Slot](repeating: .empty, count: old.count * 4)
        for entry in old where entry.place >= 0 {
            var slot = Int(entry.hash) & (slots.count - 1)
            var tries = 0
            while slots[slot].place >= 0, tries < Self.triesLimit {
                slot = (slot + 1) & (slots.count - 1)
                tries += 1
            }
            if tries < Self.triesLimit { slots[slot] = entry } else { further[names[Int(entry.place)]] = entry.place }
        }
    }
}
