/// Tokens that were looked at and are to be read again, the last one first.
///
/// There are rarely more than three, which need no memory of their own.
struct TokenStack {
    private var first = Token(kind: .endOfFile, start: 0, end: 0)
    private var second = Token(kind: .endOfFile, start: 0, end: 0)
    private var third = Token(kind: .endOfFile, start: 0, end: 0)
    private var further: [Token] = []
    private var count = 0

    mutating func push(_ token: Token) {
        switch count {
        case 0: first = token
        case 1: second = token
        case 2: third = token
        default: further.append(token)
        }
        count += 1
    }

    mutating func pop() -> Token? {
        guard count > 0 else { return nil }
        count -= 1
        switch count {
        case 0: return first
        case 1: return second
        case 2: return third
        default: return further.popLast()
        }
    }

    mutating func removeAll() {
        count = 0
        further.removeAll()
    }
}
