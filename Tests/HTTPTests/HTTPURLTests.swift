import Diagnostics
import HTTP
import Testing

@Suite struct HTTPURLTests {
    @Test(arguments: [
        ("https://Charts.Example.org/stable", "charts.example.org", "443", "/stable"),
        ("http://example.org:8080/a b/é", "example.org", "8080", "/a%20b/%C3%A9"),
        ("http://[::1]:80", "[::1]", "80", "/"),
        ("http://a:b@example.org/x@y", "example.org", "80", "/x@y"),
    ])
    func takesApart(text: String, host: String, port: String, path: String) throws {
        let url = try HTTPURL(parsing: text)
        #expect(url.host == host)
        #expect(url.port == port)
        #expect(url.path == path)
    }

    @Test(arguments: [
        ("a-b_c.d~9", "a-b_c.d~9"), ("a b/c?d=e&f", "a%20b%2Fc%3Fd%3De%26f"), ("é:", "%C3%A9%3A"),
    ])
    func encodesComponents(text: String, expected: String) {
        #expect(HTTPURL.encodedComponent(text) == expected)
    }

    @Test(arguments: [
        ("https://h:443/x", "h"), ("http://h:443", "h:443"), ("http://[::1]:80", "[::1]"),
    ])
    func hasAnAuthority(text: String, expected: String) throws {
        #expect(try HTTPURL(parsing: text).authority == expected)
    }

    // RFC 3986, 5.4, with an http base.
    @Test(arguments: [
        ("http://a/b/c/d?q", "g", "http://a/b/c/g"),
        ("http://a/b/c/d?q", "/g", "http://a/g"),
        ("http://a/b/c/d?q", "../g?y", "http://a/b/g?y"),
        ("http://a/b/c/", "g.tgz", "http://a/b/c/g.tgz"),
        ("http://a/b/c/", "https://other/x", "https://other/x"),
        ("https://a/b/", "//other/x", "https://other/x"),
    ])
    func resolves(base: String, reference: String, expected: String) throws {
        #expect(try HTTPURL(parsing: base).resolving(reference).text == expected)
    }

    @Test(arguments: [
        ("http://a/x", "http://a:80/y", true), ("http://a/", "https://a/", false),
        ("http://a/", "http://a:81/", false), ("https://A/", "https://a:443/", true),
        ("http://a/", "http://b/", false),
    ])
    func comparesOrigins(one: String, other: String, isSame: Bool) throws {
        #expect(try HTTPURL(parsing: one).hasSameOrigin(as: HTTPURL(parsing: other)) == isSame)
    }

    @Test(arguments: [
        ("https://u:p@h/x", "https://h/x"), ("https://u:p@x@h/", "https://h/"),
        ("https://h/x?sig=1", "https://h/x?…"),
        ("https://h/a@b", "https://h/a@b"), ("nonsense", "nonsense"), ("http://u:p@h?x=/@", "http://h?…"),
    ])
    func hidesSecrets(text: String, expected: String) {
        #expect(HTTPURL.redacted(text) == expected)
    }

    @Test(arguments: ["", "charts", "/path", "ftp://h/", "https://", "http://h:99999/", "http://a@b@h/"])
    func rejects(text: String) {
        #expect(throws: Failure.self) { try HTTPURL(parsing: text) }
    }
}
