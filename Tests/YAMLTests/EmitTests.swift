import OrderedCollections
import Testing
import Values
import YAML

@Suite("YAML emit")
struct EmitTests {
    private static let value: Value = [
        "services": [
            "web": ["image": "nginx:1.27", "ports": ["80:80", "443:443"], "deploy": ["replicas": 2]]
        ],
        "version": "3.8", "list": [["a": 1, "b": [:]], [1, [2]], []], "text": "a\nb\n", "b": .double(1e6),
    ]

    @Test func goYAML2() {
        let text = """
            b: 1000000
            list:
            - a: 1
              b: {}
            - - 1
              - - 2
            - []
            services:
              web:
                deploy:
                  replicas: 2
                image: nginx:1.27
                ports:
                - 80:80
                - 443:443
            text: |
              a
              b
            version: "3.8"

            """
        #expect(String(decoding: YAML.emit(Self.value), as: UTF8.self) == text)
    }

    @Test func goYAML3KeepingOrder() {
        let text = """
            services:
              web:
                image: nginx:1.27
                ports:
                  - 80:80
                  - 443:443
                deploy:
                  replicas: 2
            version: "3.8"
            list:
              - a: 1
                b: {}
              - - 1
                - - 2
              - []
            text: |
              a
              b
            b: 1e+06

            """
        #expect(String(decoding: YAML.emit(Self.value, style: .v3, sortKeys: false), as: UTF8.self) == text)
    }

    /// What is written reads back as the same value, whatever the characters.
    @Test(arguments: [YAML.Style.v2, .v3])
    func roundTrips(style: YAML.Style) throws {
        let pieces = [
            "a", " ", "\n", ":", "#", "-", "'", "\"", "\\", "\t", "é", "😀", "\u{2028}", "\u{85}", "\u{FEFF}",
            "1", "{", "|", "\u{7F}", "\u{0}", "?",
            "word word word word word word word word word word word word ",
        ]
        var generator = SplitMix(state: 42)
        for _ in 0..<3000 {
            let text = (0..<Int.random(in: 0...6, using: &generator)).compactMap { _ in
                pieces.randomElement(using: &generator)
            }.joined()
            let value: Value = .object(["k": [.string(text), .object([text: .string(text)])], text: nil])
            let emitted = YAML.emit(value, style: style, sortKeys: style == .v2)
            #expect(throws: Never.self, "\(text.debugDescription)") {
                let read = try YAML.decode(emitted, file: "f")
                #expect(Self.sorted(read) == Self.sorted(value), "\(text.debugDescription)")
            }
        }
    }

    private static func sorted(_ value: Value) -> [UInt8] { JSON.encode(value, sortKeys: true) }
}

/// A generator with a fixed seed, so that a failure can be repeated.
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
