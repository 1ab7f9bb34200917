import HTTP
import Testing

@Suite struct HTTPProxyEnvironmentTests {
    @Test(
        arguments: [
            ("https://h", ["HTTPS_PROXY": "http://p"], "http://p", ""),
            ("https://h", ["https_proxy": "http://p"], "http://p", ""),
            ("https://h", ["HTTPS_PROXY": "http://p", "https_proxy": "http://q"], "http://p", ""),
            ("https://h", ["HTTP_PROXY": "http://p"], nil, ""),
            ("http://h", ["HTTP_PROXY": "http://p"], "http://p", ""),
            (
                "https://h", ["HTTPS_PROXY": "http://p", "NO_PROXY": "a, .b 10.0.0.0/8"], "http://p",
                "a,.b,10.0.0.0/8"
            ),
            ("https://h:6443", ["HTTPS_PROXY": "http://p", "NO_PROXY": "h:6443,i:1"], "http://p", "h"),
            ("https://h", ["HTTPS_PROXY": "http://p", "no_proxy": "*"], nil, ""),
            ("https://localhost:6443", ["HTTPS_PROXY": "http://p"], nil, ""),
            ("https://127.0.0.5", ["HTTPS_PROXY": "http://p"], nil, ""),
            ("https://[::1]:6443", ["HTTPS_PROXY": "http://p"], nil, ""),
            ("https://h", [:], nil, ""),
        ] as [(String, [String: String], String?, String)]
    )
    func isAsInGo(url: String, variables: [String: String], proxy: String?, exceptions: String) throws {
        let found = HTTPClient.Proxy(for: try HTTPURL(parsing: url)) { variables[$0] }
        #expect(found == HTTPClient.Proxy(url: proxy, exceptions: exceptions))
    }
}
