import Compose
import Testing

@Suite struct ServiceTests {
    @Test func first() throws {
        let s = try Loading().service("ports: ['8080:80']\nenvironment: {A: 1, B: }")
        #expect(s.ports == [Port(target: 80, published: 8080)])
        #expect(s.environment["B"] == .some(.none))
    }
}
