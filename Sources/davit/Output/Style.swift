/// Colours for a terminal, or nothing.
struct Style: Sendable {
    var isOn: Bool

    /// Colour is used on a terminal, unless `NO_COLOR` is set or `--color` says otherwise.
    init(_ mode: ColorMode, isTerminal: Bool, environment: [String: String]) {
        switch mode {
        case .always: isOn = true
        case .never: isOn = false
        case .auto:
            let refused = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
            isOn = isTerminal && !refused && environment["TERM"] != "dumb"
        }
    }

    func red(_ text: String) -> String { wrapped(text, "31") }
    func green(_ text: String) -> String { wrapped(text, "32") }
    func yellow(_ text: String) -> String { wrapped(text, "33") }
    /// One of six colours that differ from their neighbours, for telling sources apart.
    func colored(_ text: String, number: Int) -> String {
        wrapped(text, ["36", "33", "32", "35", "34", "31"][number % 6])
    }
    func bold(_ text: String) -> String { wrapped(text, "1") }
    func faint(_ text: String) -> String { wrapped(text, "2") }

    private func wrapped(_ text: String, _ code: String) -> String {
        isOn ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}
