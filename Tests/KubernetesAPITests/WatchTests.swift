import Diagnostics
import HTTP
import Synchronization
import Testing
import Values

@testable import KubernetesAPI

@Suite("watch")
struct WatchTests {
    /// What a watch told, in short: `listed 5: a b`, `added a`.
    final class Story: Sendable {
        private let told = Mutex<[String]>([])
        private let end: Int

        init(endingAfter end: Int) {
            self.end = end
        }

        var lines: [String] { told.withLock { $0 } }

        func take(_ event: WatchEvent) -> Bool {
            func name(_ object: Value) -> String { object.at("metadata", "name")?.stringValue ?? "?" }
            let line =
                switch event {
                case .listed(let list):
                    (["listed \(list.resourceVersion):"] + list.items.map(name)).joined(separator: " ")
                case .added(let object): "added \(name(object))"
                case .modified(let object): "modified \(name(object))"
                case .deleted(let object): "deleted \(name(object))"
                }
            return told.withLock { told in
                told.append(line)
                return told.count < end
            }
        }
    }

    static func object(_ name: String, _ version: Int) -> Value {
        ["metadata": ["name": .string(name), "resourceVersion": .string("\(version)")]]
    }

    static func event(_ type: String, _ object: Value) -> String {
        String(decoding: JSON.encode(["type": .string(type), "object": object]), as: UTF8.self) + "\n"
    }

    static func stream(_ lines: String...) -> HTTPResponse {
        HTTPResponse(status: 200, body: Array(lines.joined().utf8))
    }

    static func list(_ version: Int, _ names: String...) -> HTTPResponse {
        .ok([
            "metadata": ["resourceVersion": .string("\(version)")],
            "items": .array(names.map { object($0, version) }),
        ])
    }

    /// The `resourceVersion` of each watch request, and `list` for the others.
    static func requests(_ transport: ScriptedTransport) -> [String] {
        transport.requests.map { request in
            guard request.url.contains("watch=1") else { return "list" }
            let parts = request.url.split(separator: "resourceVersion=")
            return parts.count == 2 ? String(parts[1].prefix { $0 != "&" }) : "?"
        }
    }

    @Test("it begins with what there is, and goes on from where it was")
    func goesOn() async throws {
        let story = Story(endingAfter: 6)
        let (client, transport) = RequestTests.client { _, number in
            switch number {
            case 1: Self.list(5, "a")
            case 2:
                Self.stream(
                    Self.event("ADDED", Self.object("b", 6)),
                    Self.event("MODIFIED", Self.object("a", 7)),
                    Self.event("BOOKMARK", Self.object("", 20)),
                    "{\"type\":\"ADD"
                )
            case 3: Self.stream()
            case 4: throw Failure(.unavailable, "broke", cause: ConnectionProblem.broken("reset"))
            case 5: Self.stream(Self.event("DELETED", Self.object("b", 21)))
            default:
                Self.stream(
                    Self.event("UNKNOWN", [:]),
                    Self.event("ADDED", Self.object("c", 30)),
                    Self.event("ADDED", Self.object("d", 31)),
                    Self.event("ADDED", Self.object("e", 32))
                )
            }
        }
        try await client.watch(.pods, namespace: "x", labels: "app=web", receive: story.take)
        #expect(
            story.lines == ["listed 5: a", "added b", "modified a", "deleted b", "added c", "added d"]
        )
        #expect(Self.requests(transport) == ["list", "5", "20", "20", "20", "21"])
        #expect(
            transport.lines[1]
                == "GET https://h/base/api/v1/namespaces/x/pods?labelSelector=app%3Dweb&watch=1&resourceVersion=5"
                + "&allowWatchBookmarks=true&timeoutSeconds=290"
        )
    }

    @Test("from a given state it tells only what comes after")
    func fromState() async throws {
        let story = Story(endingAfter: 1)
        let (client, transport) = RequestTests.client { _, _ in
            Self.stream(Self.event("ADDED", Self.object("b", 6)))
        }
        try await client.watch(.pods, namespace: nil, from: "3", receive: story.take)
        #expect(story.lines == ["added b"])
        #expect(Self.requests(transport) == ["3"])
    }

    @Test("what the server has forgotten is listed anew", arguments: [true, false])
    func forgotten(asEvent: Bool) async throws {
        let story = Story(endingAfter: 3)
        let gone: Value = ["kind": "Status", "code": 410, "reason": "Expired", "message": "too old"]
        let (client, transport) = RequestTests.client { _, number in
            switch number {
            case 1: Self.list(5, "a")
            case 2: asEvent ? Self.stream(Self.event("ERROR", gone)) : .refusal(410, "Expired", "too old")
            case 3: Self.list(9, "a", "b")
            default: Self.stream(Self.event("DELETED", Self.object("a", 10)))
            }
        }
        try await client.watch(.pods, namespace: nil, receive: story.take)
        #expect(story.lines == ["listed 5: a", "listed 9: a b", "deleted a"])
        #expect(Self.requests(transport) == ["list", "5", "list", "9"])
    }

    @Test("who may only list is told every two seconds", arguments: [403, 405])
    func polling(status: Int) async throws {
        let story = Story(endingAfter: 3)
        let waits = Mutex<[Double]>([])
        let (client, transport) = RequestTests.client(sleep: { seconds in
            waits.withLock { $0.append(seconds) }
        }) {
            request,
            number in
            request.url.contains("watch=1") ? .refusal(status, "", "no") : Self.list(number, "a")
        }
        try await client.watch(.pods, namespace: nil, receive: story.take)
        #expect(story.lines == ["listed 1: a", "listed 3: a", "listed 5: a"])
        #expect(waits.withLock { $0 } == [2, 2])
        #expect(transport.requests.count == 5)
    }

    @Test("who may not even list is told so")
    func forbidden() async {
        let (client, transport) = RequestTests.client { _, _ in .refusal(403, "Forbidden", "no") }
        let failure = await #expect(throws: Failure.self) {
            try await client.watch(.pods, namespace: nil) { _ in true }
        }
        #expect(failure?.kind == .refused)
        #expect(transport.requests.count == 1)
    }

    @Test("a server that stays away ends it after about half a minute")
    func unavailable() async {
        let waited = Mutex(0.0)
        let (client, _) = RequestTests.client(sleep: { seconds in waited.withLock { $0 += seconds } }) {
            _,
            _ in
            throw Failure(.unavailable, "cannot connect to 'https://h': Connection refused")
        }
        let failure = await #expect(throws: Failure.self) {
            try await client.watch(.pods, namespace: nil) { _ in true }
        }
        #expect(failure?.kind == .unavailable)
        #expect((20...60).contains(waited.withLock { $0 }))
    }
}
