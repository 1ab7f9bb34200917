/// The names that the sources of a set use, each kept once.
///
/// Templates say `Values`, `include` and the like thousands of times; finding a name here takes less time
/// and memory than a copy of its own for each.
struct NameTable {
    /// The names by place, which is how two uses are told to be of the same name.
    private(set) var names: [GoString] = []
    /// The names one after the other, to compare with, and where each ends.
    private var text: [UInt8] = []
    private var ends: [Int] = []
    private var slots = [Slot](repeating: .empty, count: 256)

    /// A place in `names`, -1 for none, and the hash of the name there.
    private struct Slot {
        var hash: UInt32
        var place: Int32

        static let empty = Slot(hash: 0, place: -1)
    }

    /// A table of the names that nearly every chart uses, which need no memory of their own for each chart.
    static let common: NameTable = {
        var table = NameTable()
        let names =
            "$ Values Release Name Namespace Service Chart Version AppVersion Capabilities Files Template "
            + "include default toYaml nindent indent quote printf trunc trimSuffix replace contains dict "
            + "tpl empty toString global image repository tag registry pullPolicy name nameOverride "
            + "fullnameOverride labels annotations enabled create serviceAccount resources replicaCount type port"
        for name in names.split(separator: " ") {
            let bytes = Array(name.utf8)
            _ = table.place(in: bytes, 0, bytes.count)
        }
        return table
    }()

    private init() {}

    /// The place of the name that stands between two offsets of `source`; that of `$` is 0.
    mutating func place(in source: [UInt8], _ start: Int, _ end: Int) -> Int32 {
        source.withUnsafeBytes { place(UnsafeRawBufferPointer(rebasing: $0[start..<end])) }
    }

    private mutating func place(_ bytes: UnsafeRawBufferPointer) -> Int32 {
        let hash = UInt32(truncatingIfNeeded: HashKeys.ofProcess.hash(bytes, seed: 0))
        var slot = Int(hash) & (slots.count - 1)
        while slots[slot].place >= 0 {
            if slots[slot].hash == hash, isName(slots[slot].place, bytes) { return slots[slot].place }
            slot = (slot + 1) & (slots.count - 1)
        }
        let place = Int32(truncatingIfNeeded: names.count)
        names.append(GoString(Array(bytes)))
        text.append(contentsOf: bytes)
        ends.append(text.count)
        slots[slot] = Slot(hash: hash, place: place)
        if names.count * 2 > slots.count { grow() }
        return place
    }

    private func isName(_ place: Int32, _ bytes: UnsafeRawBufferPointer) -> Bool {
        let end = ends[Int(place)]
        let start = place == 0 ? 0 : ends[Int(place) - 1]
        guard end - start == bytes.count else { return false }
        for index in 0..<bytes.count where text[start + index] != bytes[index] { return false }
        return true
    }

    private mutating func grow() {
        let old = slots
        slots = [Slot](repeating: .empty, count: old.count * 4)
        for entry in old where entry.place >= 0 {
            var slot = Int(entry.hash) & (slots.count - 1)
            while slots[slot].place >= 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = entry
        }
    }
}
