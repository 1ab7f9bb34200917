import Compose
import Diagnostics
import Testing

@Suite struct PortTests {
    private static func port(
        _ published: UInt16?,
        _ target: UInt16,
        _ transport: Port.Transport = .tcp,
        ip: String? = nil
    ) -> Port {
        var port = Port(target: target, published: published, protocol: transport)
        port.hostIP = ip
        return port
    }

    /// The examples of the specification's "ports", and engines' reading of IPv6 and empty parts.
    @Test(arguments: [
        ("3000", [port(nil, 3000)]),
        ("3000-3002", [port(nil, 3000), port(nil, 3001), port(nil, 3002)]),
        ("8000:8000", [port(8000, 8000)]),
        ("9090-9091:8080-8081", [port(9090, 8080), port(9091, 8081)]),
        ("49100:22", [port(49100, 22)]),
        ("8000-8002:80", [port(8000, 80), port(8001, 80), port(8002, 80)]),
        ("127.0.0.1:8001:8001", [port(8001, 8001, ip: "127.0.0.1")]),
        (
            "127.0.0.1:5000-5001:5000-5001",
            [port(5000, 5000, ip: "127.0.0.1"), port(5001, 5001, ip: "127.0.0.1")]
        ),
        ("::1:6000:6000", [port(6000, 6000, ip: "::1")]),
        ("[::1]:6001:6001", [port(6001, 6001, ip: "::1")]),
        ("6060:6060/udp", [port(6060, 6060, .udp)]),
        ("127.0.0.1::80", [port(nil, 80, ip: "127.0.0.1")]),
        ("9000:9000/SCTP", [port(9000, 9000, .sctp)]),
        ("0:80", [port(nil, 80)]),
    ])
    func short(_ text: String, _ ports: [Port]) throws {
        #expect(try Loading().service("ports: ['\(text)']").ports == ports)
    }

    @Test func plainNumbersAreTargets() throws {
        #expect(try Loading().service("ports: [80, 22:22]").ports == [Self.port(nil, 80), Self.port(22, 22)])
    }

    @Test func long() throws {
        let text =
            "ports: [{name: a, target: 80, host_ip: 10.0.0.1, published: '8080', protocol: tcp, "
            + "app_protocol: http, mode: host}]"
        var port = Port(target: 80, published: 8080, mode: .host)
        port.hostIP = "10.0.0.1"
        port.name = "a"
        port.appProtocol = "http"
        #expect(try Loading().service(text).ports == [port])
    }

    @Test func longRanges() throws {
        let ports = try Loading().service("ports: [{target: 80, published: 8083-8084, mode: host}]").ports
        #expect(ports.map(\.published) == [8083, 8084])
        #expect(ports.allSatisfy { $0.target == 80 && $0.mode == .host })
    }

    private static func two(_ one: String, _ other: String) -> String {
        "services:\n  a: {image: a, ports: [\(one)]}\n  b: {image: b, ports: [\(other)]}\n"
    }

    @Test(arguments: [
        ("'80:80'", "'80:8080'"), ("'80:80'", "'127.0.0.1:80:80'"),
        ("'80:80'", "{target: 80, published: 80, mode: host}"),
        ("'80-90:80-90'", "'85:1'"),
    ])
    func clashes(_ one: String, _ other: String) throws {
        let failure = Loading().failure(["compose.yaml": Self.two(one, other)])
        #expect(failure?.message.contains("is published by 'a' at compose.yaml:2:") == true)
        #expect(failure?.location?.line == 3)
    }

    @Test(arguments: [
        ("'80:80'", "'80:80/udp'"), ("'10.0.0.1:80:80'", "'10.0.0.2:80:80'"), ("'80'", "'80'"),
    ])
    func agree(_ one: String, _ other: String) throws {
        #expect(try Loading().load(Self.two(one, other)).diagnostics.isEmpty)
    }

    @Test func hostPortsOfTwoServicesAreAWarning() throws {
        let host = "{target: 80, published: 80, mode: host}"
        let loaded = try Loading().load(Self.two(host, host))
        #expect(loaded.diagnostics.map(\.severity) == [.warning])
    }
}
