import HTTP
import Testing

@Suite struct HTTPDateTests {
    @Test(
        arguments: [
            ("Thu, 01 Jan 1970 00:00:00 GMT", 0), ("Mon, 23 Nov 2026 08:29:49 GMT", 1_795_422_589),
            ("Sat, 29 Feb 2020 23:59:59 GMT", 1_583_020_799),
            ("Sun, 01 Mar 2020 00:00:00 GMT", 1_583_020_800),
            ("soon", nil), ("Mon, 23 Xyz 2026 08:29:49 GMT", nil), ("", nil),
        ] as [(String, Double?)]
    )
    func parses(text: String, seconds: Double?) {
        #expect(HTTPDate.parse(text) == seconds)
    }
}
