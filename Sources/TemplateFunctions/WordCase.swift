/// Words of identifiers, cut as Sprig's `snakecase`, `kebabcase` and `camelcase` cut them.
enum WordCase {
    private enum Kind {
        case none, number, upper, letters, connector, punctuation, other
    }

    private struct Word {
        var kind: Kind = .none
        var text: ArraySlice<Unicode.Scalar> = []
    }

    /// Lower-case words with `connector` between them: `HTTPServer` gives `http_server`.
    static func joined(_ text: [Unicode.Scalar], with connector: Unicode.Scalar) -> [Unicode.Scalar] {
        var rest = text[...]
        var result: [Unicode.Scalar] = []
        var word = nextWord(&rest)
        while !rest.isEmpty {
            if word.kind != .connector { write(word, to: &result, connector) }
            let previous = word
            word = nextWord(&rest)
            switch previous.kind {
            case .number:
                word = writeLetters(word, &rest, to: &result, connector)
            case .connector:
                write(previous, to: &result, connector)
            case .punctuation:
                break
            default:
                word = writeAfterWord(word, &rest, to: &result, connector)
            }
        }
        write(word, to: &result, connector)
        return result
    }

    /// After a number: letters and further numbers belong to it.
    private static func writeLetters(
        _ first: Word,
        _ rest: inout ArraySlice<Unicode.Scalar>,
        to result: inout [Unicode.Scalar],
        _ connector: Unicode.Scalar
    ) -> Word {
        var word = first
        while word.kind == .letters || word.kind == .number {
            write(word, to: &result, connector)
            word = nextWord(&rest)
        }
        if word.kind != .none, !isBoundary(word.kind) { result.append(connector) }
        return word
    }

    /// After a word of letters: a number joins it (`bld4_floor`) unless small letters follow (`http_2xx`).
    private static func writeAfterWord(
        _ word: Word,
        _ rest: inout ArraySlice<Unicode.Scalar>,
        to result: inout [Unicode.Scalar],
        _ connector: Unicode.Scalar
    ) -> Word {
        guard word.kind == .number else {
            if !isBoundary(word.kind) { result.append(connector) }
            return word
        }
        if rest.isEmpty { return word }
        let next = nextWord(&rest)
        if next.kind == .letters {
            result.append(connector)
            write(word, to: &result, connector)
            return writeLetters(next, &rest, to: &result, connector)
        }
        write(word, to: &result, connector)
        if !isBoundary(next.kind) { result.append(connector) }
        return next
    }

    private static func isBoundary(_ kind: Kind) -> Bool {
        kind == .connector || kind == .punctuation
    }

    private static func write(
        _ word: Word,
        to result: inout [Unicode.Scalar],
        _ connector: Unicode.Scalar
    ) {
        switch word.kind {
        case .upper: result += word.text.map(\.goLower)
        case .connector: result += word.text.map { _ in connector }
        default: result += word.text
        }
    }

    private static func nextWord(_ rest: inout ArraySlice<Unicode.Scalar>) -> Word {
        guard let first = rest.first else { return Word() }
        let kind = kind(of: first)
        var length = 1
        func extend(while condition: (Unicode.Scalar) -> Bool) {
            length += rest.dropFirst(length).prefix(while: condition).count
        }
        switch kind {
        case .upper:
            extend(while: \.isGoUpper)
            let following = rest.dropFirst(length).first
            if length == 1 {
                extend { isLetter($0) && !$0.isGoUpper }
            } else if let following, isLetter(following) {
                // The last capital of `HTTPStatus` belongs to the next word.
                length -= 1
            }
        case .letters: extend { isLetter($0) && !$0.isGoUpper }
        case .number: extend(while: \.isGoNumber)
        case .connector: extend(while: isConnector)
        case .punctuation: extend(while: \.isGoPunctuation)
        case .other, .none:
            extend { !isConnector($0) && !isLetter($0) && !$0.isGoNumber && !$0.isGoPunctuation }
        }
        defer { rest = rest.dropFirst(length) }
        return Word(kind: kind, text: rest.prefix(length))
    }

    private static func kind(of scalar: Unicode.Scalar) -> Kind {
        if isConnector(scalar) { return .connector }
        if scalar.isGoPunctuation { return .punctuation }
        if scalar.isGoUpper { return .upper }
        if isLetter(scalar) { return .letters }
        return scalar.isGoNumber ? .number : .other
    }

    private static func isConnector(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "-" || scalar == "_" || scalar.isGoSpace
    }

    /// A letter of an alphabet; Chinese characters are none.
    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        guard scalar.isGoLetter else { return false }
        switch scalar.value {
        case 0x3400...0x4D85, 0x4E00...0x9FCC, 0x20000...0x2B81D: return false
        default: return true
        }
    }

    /// Words with a capital first letter, without connectors: `foo_bar` gives `FooBar`.
    ///
    /// Leading connectors stay, of several connectors in a row all but one stay, and a word that begins
    /// with several capitals is written small (`FOO` gives `Foo`).
    static func pascal(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        guard let start = text.firstIndex(where: { !isConnector($0) }) else {
            // A text of connectors only has its last one written twice.
            return text + text.suffix(1)
        }
        var result = Array(text[..<start])
        var current = text[start].goUpper
        var lowersCapitals = text[start].isGoUpper
        for scalar in text[(start + 1)...] {
            let previous = current
            current = scalar
            if isConnector(previous) {
                if isConnector(scalar) {
                    result.append(previous)
                    continue
                }
                lowersCapitals = scalar.isGoUpper
                current = scalar.goUpper
            } else {
                if lowersCapitals {
                    if scalar.isGoUpper { current = scalar.goLower } else { lowersCapitals = false }
                }
                result.append(previous)
            }
        }
        result.append(current)
        return result
    }
}
