/// Memory that parsing one source after another uses again, and the names that the sources share.
struct ParserBuffers {
    /// Where the nodes of a source are collected before they are kept.
    var syntax = SyntaxTree(source: [])
    var names = NameTable.common
    /// Where the functions of these names are in the set's table, -1 where that is not known.
    var functionPlaces: [Int32] = []
    /// Parts of what is being read, those of outer pieces first.
    var open = OpenParts()

    /// Nodes, commands and operands that are read but not yet part of a whole, and variables that are known.
    struct OpenParts {
        var nodes: [Node] = []
        var commands: [Command] = []
        var operands: [Expression] = []
        var variables: [KnownVariable] = []
    }

    /// A variable that may be used.
    struct KnownVariable {
        var identity: Int32
        var slot: Int32
    }
}

/// The buffers of a set, while no parser has them.
final class ParserMemory {
    private var buffers: ParserBuffers?

    /// The buffers, or new ones where there are none.
    func take() -> ParserBuffers { buffers.take() ?? ParserBuffers() }

    /// Keeps the buffers of a parser that has finished.
    func giveBack(_ buffers: consuming ParserBuffers) { self.buffers = buffers }
}

extension SyntaxTree {
    /// Buffers with more elements than this are not kept for the next source.
    private static let largestBuffer = 1 << 14

    /// Takes what was collected, in no more memory than it needs; the buffers stay, empty.
    mutating func removeAll() -> SyntaxTree {
        var result = SyntaxTree(source: source)
        source = []
        result.nodes = Self.removeAll(from: &nodes)
        result.pipelines = Self.removeAll(from: &pipelines)
        result.commands = Self.removeAll(from: &commands)
        result.operands = Self.removeAll(from: &operands)
        result.variables = Self.removeAll(from: &variables)
        result.names = Self.removeAll(from: &names)
        result.numbers = Self.removeAll(from: &numbers)
        return result
    }

    private static func removeAll<Element>(from buffer: inout [Element]) -> [Element] {
        var result: [Element] = []
        if buffer.count > largestBuffer {
            swap(&result, &buffer)
        } else if !buffer.isEmpty {
            result = buffer.withUnsafeBufferPointer { Array($0) }
            buffer.removeAll(keepingCapacity: true)
        }
        return result
    }
}

extension Array {
    /// Moves the elements from `base` on to the end of `target`.
    ///
    /// - Returns: Where they stand now.
    mutating func moveAll(from base: Int, to target: inout [Element]) -> Extent {
        let start = target.count
        for index in base..<count { target.append(self[index]) }
        while count > base { removeLast() }
        return Extent(start..<target.count)
    }
}
