import Compose
import OrderedCollections
import Testing

@testable import Kubernetes

@Suite("names, quantities and texts for Kubernetes")
struct TextTests {
    @Test(
        "texts that Kubernetes leaves as they are",
        arguments: [
            ("plain", "plain"), ("$HOME", "$HOME"), ("$(x)", "$$(x)"), ("$$", "$$$$"), ("a$", "a$"),
            ("$$(x)", "$$$$(x)"), ("$$$", "$$$$$$"), ("${A}", "${A}"),
        ]
    )
    func literal(text: String, expected: String) {
        #expect(KubernetesConverter.literal(text) == expected)
        #expect(Self.expanded(expected) == text)
    }

    /// What the kubelet makes of a text: `$$` is a dollar sign, `$(NAME)` a variable (`third_party/forked/golang/
    /// expansion`); every variable is empty here.
    private static func expanded(_ text: String) -> String {
        var rest = Array(text)[...]
        var result = ""
        while let character = rest.popFirst() {
            guard character == "$", let next = rest.first else {
                result.append(character)
                continue
            }
            switch next {
            case "$":
                rest.removeFirst()
                result.append("$")
            case "(" where rest.contains(")"):
                rest = rest.drop { $0 != ")" }.dropFirst()
            default:
                result.append("$")
            }
        }
        return result
    }

    @Test(
        "processors",
        arguments: [
            (Int64(1_000_000_000), "1"), (500_000_000, "500m"), (1_500_000_000, "1500m"), (1, "1m"), (0, "0"),
            (100_000, "1m"), (2_000_000_001, "2001m"),
        ]
    )
    func processors(billionths: Int64, expected: String) {
        #expect(KubernetesConverter.cpuText(billionths) == expected)
    }

    @Test(
        "sizes",
        arguments: [
            (Int64(0), "0"), (1023, "1023"), (1024, "1Ki"), (1536, "1536"), (64 << 20, "64Mi"),
            (1 << 30, "1Gi"),
            (3 << 40, "3Ti"), (1_000_000_000, "1000000000"),
        ]
    )
    func sizes(bytes: Int64, expected: String) {
        #expect(KubernetesConverter.sizeText(bytes) == expected)
    }

    @Test(
        "seconds are rounded up",
        arguments: [(Int64(0), Int64(0)), (1, 1), (1_000_000_000, 1), (1_000_000_001, 2)]
    )
    func seconds(nanoseconds: Int64, expected: Int64) {
        #expect(KubernetesConverter.seconds(nanoseconds) == expected)
    }

    @Test(
        "labels of texts",
        arguments: [("My_Web.1", "my-web-1"), ("-a-", "a"), ("web", "web"), ("é", ""), ("a/b", "a-b")]
    )
    func labels(text: String, expected: String) {
        #expect(KubernetesNames.label(text) == expected)
    }

    @Test(
        "subdomains of texts",
        arguments: [("a.b", "a.b"), ("A_b.-c", "a-b.c"), (".a..b.", "a.b"), ("-.-", "")]
    )
    func subdomains(text: String, expected: String) {
        #expect(KubernetesNames.subdomain(text) == expected)
    }

    @Test(
        "keys of labels",
        arguments: [
            ("a", true), ("a.b/c_d", true), ("A-b", true), ("", false), ("/a", false), ("a/", false),
            ("a/b/c", false), ("a b", false), ("B/c", false), (String(repeating: "a", count: 64), false),
        ]
    )
    func qualified(text: String, expected: Bool) {
        #expect(KubernetesNames.isQualifiedName(text) == expected)
    }

    @Test(
        "versions",
        arguments: [
            ("1.31", 31), ("v1.31.2", 31), ("v1.20.2+k3s1", 20), ("1.33+", 33), ("2.1", nil), ("1", nil),
            ("x", nil),
            ("1.x", nil),
        ] as [(String, Int?)]
    )
    func versions(text: String, expected: Int?) {
        #expect(KubernetesVersion(text)?.minor == expected)
    }

    @Test(
        "volumes of Docker's local driver",
        arguments: [
            (
                ["type": "nfs", "o": "addr=a,rw,soft", "device": ":/x"],
                .nfs(server: "a", path: "/x", options: ["soft"])
            ),
            (["type": "nfs4", "device": "h:/x"], .nfs(server: "h", path: "/x", options: [])),
            (["type": "nfs", "device": ":/x"], nil), (["type": "nfs", "device": "/x"], nil),
            (["type": "tmpfs", "o": "size=1m"], .memory(size: 1 << 20)),
            (["type": "tmpfs"], .memory(size: nil)),
            (["type": "none", "o": "bind", "device": "/x"], .folder("/x")),
            (["o": "bind", "device": "/x"], .folder("/x")), (["o": "bind", "device": "x"], nil),
            (["type": "cifs", "device": "//a/b"], nil), ([:], nil),
        ] as [(OrderedDictionary<String, String>, LocalVolume?)]
    )
    func localVolumes(options: OrderedDictionary<String, String>, expected: LocalVolume?) {
        var volume = Volume()
        volume.driverOptions = options
        #expect(LocalVolume(volume) == expected)
        volume.driver = "other"
        #expect(LocalVolume(volume) == nil)
    }
}
