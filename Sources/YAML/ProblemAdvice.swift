/// libyaml's complaint in words that say what to do.
struct ProblemAdvice {
    var message: String
    var hint: String?
    /// Whether something was opened and not closed, so that its beginning is the place to look at.
    var isUnfinished = false

    /// - Parameters:
    ///   - problem: libyaml's text.
    ///   - byte: The byte where it stopped, if any.
    init(_ problem: String, byte: UInt8?) {
        message = problem
        let isTab = byte == UInt8(ascii: "\t")
        switch problem {
        case _ where isTab && (problem.hasPrefix("found character") || problem.contains("tab character")):
            message = "a tab cannot indent YAML"
            hint = "indent with spaces"
        case "found character that cannot start any token":
            let character = byte.map { Character(Unicode.Scalar($0)) } ?? " "
            message = "a plain value cannot begin with '\(character)'"
            hint = "put the value in quotes"
        case "mapping values are not allowed in this context":
            message = "a ':' that makes a mapping is not allowed here"
            hint = "put a value that holds ': ' in quotes; keys of one mapping need the same indentation"
        case "block sequence entries are not allowed in this context":
            message = "a '-' that makes a list is not allowed here"
            hint = "begin the list on a line of its own, or put the value in quotes"
        case "did not find expected key":
            message = "expected a key of the mapping here"
            hint = "give all keys of one mapping the same indentation"
        case "did not find expected '-' indicator":
            message = "expected a '-' of the list here"
            hint = "give all entries of one list the same indentation"
        case "could not find expected ':'":
            message = "expected a ':' after the key"
            hint = "write 'key: value', or indent the text so that it continues the line before"
        case "found unexpected end of stream":
            message = "a quoted value is not closed"
            isUnfinished = true
        case "did not find expected ',' or ']'":
            message = "expected ',' or ']' in the list"
            isUnfinished = true
        case "did not find expected ',' or '}'":
            message = "expected ',' or '}' in the mapping"
            isUnfinished = true
        case "found unknown escape character":
            message = "unknown escape in a double-quoted value"
            hint = "write a backslash twice, or use single quotes"
        case "did not find expected node content":
            message = "expected a value here"
            hint = "put a value that begins with ',', ']' or '}' in quotes"
        case "did not find expected alphabetic or numeric character":
            message = "expected the name of an anchor after '&' or '*'"
            hint = "put a value that begins with '&' or '*' in quotes"
        default: break
        }
    }
}
