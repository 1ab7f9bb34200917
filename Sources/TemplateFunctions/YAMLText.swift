import GoTemplate
import Values
import YAML

/// Writes a template's value as `toYaml` does, without making plain data of it first.
///
/// What `encoding/json` changes on the way is done here too. Where that takes more than a look at a value
/// (bytes that are no UTF-8, characters that go-yaml's reader refuses or folds), there is no text, and the
/// value has to go the long way.
struct YAMLText {
    /// The rendering's budget; nil where the value is known to be small.
    private let context: (any GoCallContext)?
    private var emitter = Emitter(style: .v2, sortKeys: true)
    private let order = KeyOrder(.v2)
    private var isUnsuitable = false
    private var nextCheck = 1 << 16

    private init(context: (any GoCallContext)?) {
        self.context = context
    }

    /// The text without a final line feed; nil for what has to go the long way.
    ///
    /// - Throws: What `encoding/json` says to what it cannot write.
    static func text(of value: GoValue, _ context: (any GoCallContext)?) throws(GoError) -> [UInt8]? {
        var text = YAMLText(context: context)
        try text.write(value, isInMapping: false, depth: 0)
        text.emitter.end()
        let emitter = text.emitter
        if text.isUnsuitable || emitter.hasForbiddenCharacter || emitter.hasNextLine { return nil }
        return emitter.output
    }

    private mutating func write(_ value: GoValue, isInMapping: Bool, depth: Int) throws(GoError) {
        if emitter.output.count >= nextCheck {
            try context?.allow(bytes: emitter.output.count)
            nextCheck = emitter.output.count + 1 << 16
        }
        switch value {
        case .nil: emitter.null()
        case .bool(let value): emitter.bool(value)
        case .int(let value): emitter.integer(Int64(value))
        case .int64(let value): emitter.integer(value)
        case .uint8(let value): emitter.integer(Int64(value))
        case .float64(let value):
            guard value.isFinite else { throw PlainData.notFinite(value) }
            emitter.double(value)
        case .string(let text):
            check(text)
            text.bytes.withUnsafeBufferPointer { emitter.string($0) }
        case .list(let list): try write(list, isInMapping: isInMapping, depth: depth)
        case .map(let map): try write(map, depth: depth)
        case .uint64, .complex128, .bytes, .object:
            let data = try PlainData(isForJSON: true, context: context).value(value, depth: depth)
            emitter.node(data, isInMapping: isInMapping)
        }
    }

    private mutating func write(_ list: GoList, isInMapping: Bool, depth: Int) throws(GoError) {
        if list.isNil { return emitter.null() }
        guard depth < PlainData.maximumDepth else { throw PlainData.tooDeep(list.typeName) }
        if list.elements.isEmpty { return emitter.emptySequence() }
        let outer = emitter.beginSequence(isInMapping: isInMapping)
        for element in list.elements {
            emitter.beginElement()
            try write(element, isInMapping: false, depth: depth + 1)
        }
        emitter.endBlock(outer)
    }

    private mutating func write(_ map: GoMap, depth: Int) throws(GoError) {
        if map.isNil { return emitter.null() }
        guard depth < PlainData.maximumDepth else { throw PlainData.tooDeep(map.typeName) }
        if map.entries.isEmpty { return emitter.emptyMapping() }
        var members = Array(map.entries)
        if members.count > 1 { members.sort { precedes($0.key, $1.key) } }
        let outer = emitter.beginMapping()
        for member in members {
            check(member.key)
            member.key.bytes.withUnsafeBufferPointer { emitter.key($0) }
            try write(member.value, isInMapping: true, depth: depth + 1)
        }
        emitter.endBlock(outer)
    }

    private func precedes(_ left: GoString, _ right: GoString) -> Bool {
        left.bytes.withUnsafeBufferPointer { left in
            right.bytes.withUnsafeBufferPointer { right in order.precedes(left, right) }
        }
    }

    private mutating func check(_ text: GoString) {
        let isASCII = text.bytes.withUnsafeBufferPointer { $0.allSatisfy { $0 < 0x80 } }
        if !isASCII, String(validating: text.bytes, as: UTF8.self) == nil { isUnsuitable = true }
    }
}
