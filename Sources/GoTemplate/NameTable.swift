/// The names that the sources of a set use, each kept once.
///
/// Templates say `Values`, `include` and the like thousands of times; finding a name here takes less time
/// and memory than a copy of its own for each.
final class NameTable {
    private var names: [GoString] = []
    private var slots = [Slot](repeating: .empty, count: 64)

    /// A place in `names`, -1 for none, and the hash of the name there.
    private struct Slot {
        var hash: UInt32
        var place: Int32

        static let empty = Slot(hash: 0, place: -1)
    }

    /// The name that stands between two offsets of `source`.
    func name(in source: [UInt8], _ start: Int, _ end: Int) -> GoString {
        source.withUnsafeBufferPointer { name(UnsafeBufferPointer(rebasing: $0[start..<end])) }
    }

    private func name(_ bytes: UnsafeBufferPointer<UInt8>) -> GoString {
        let hash = Self.hash(bytes)
        var slot = Int(hash) & (slots.count - 1)
        var tries = 0
        while slots[slot].place >= 0 {
            if slots[slot].hash == hash {
                let known = names[Int(slots[slot].place)]
                if known.bytes.count == bytes.count, known.bytes.elementsEqual(bytes) { return known }
            }
            slot = (slot + 1) & (slots.count - 1)
            tries += 1
            // A source made to collide gets copies instead.
            if tries > 32 { return GoString(Array(bytes)) }
        }
        let name = GoString(Array(bytes))
        slots[slot] = Slot(hash: hash, place: Int32(names.count))
        names.append(name)
        if names.count * 2 > slots.count { grow() }
        return name
    }

    /// FNV-1a; the table lives as long as its set, and a bad spread only makes it slower.
    private static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt32 {
        var hash: UInt32 = 2_166_136_261
        for byte in bytes { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
        return hash
    }

    private func grow() {
        let old = slots
        slots = [Slot](repeating: .empty, count: old.count * 4)
        for entry in old where entry.place >= 0 {
            var slot = Int(entry.hash) & (slots.count - 1)
            while slots[slot].place >= 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = entry
        }
    }
}
