import Diagnostics
import HTTP
import Repositories
import Testing

@Suite struct ChartReferenceTests {
    private static let files: Set<String> = ["./web", "/srv/web", "web-1.0.0.tgz", "web", "here/web"]

    @Test(
        arguments: [
            ("./web", nil, .path("./web")), ("/srv/web", nil, .path("/srv/web")),
            ("web-1.0.0.tgz", nil, .path("web-1.0.0.tgz")), ("web", nil, .path("web")),
            // As Helm: what exists as a file is one, also where it looks like repository/chart.
            ("here/web", nil, .path("here/web")),
            ("local/shop", nil, .listed(repository: "local", chart: "shop")),
            ("web", "https://h/", .named(chart: "web", repositoryURL: "https://h/")),
        ] as [(String, String?, ChartReference)]
    )
    func parses(text: String, repository: String?, expected: ChartReference) throws {
        let reference = try ChartReference(
            parsing: text,
            repositoryURL: repository,
            exists: Self.files.contains
        )
        #expect(reference == expected)
    }

    @Test func parsesURLs() throws {
        let text = "https://h/web-1.0.0.tgz"
        let reference = try ChartReference(parsing: text, exists: Self.files.contains)
        #expect(reference == .url(try HTTPURL(parsing: text)))
    }

    @Test(
        arguments: [
            ("shop", nil, Failure.Kind.usage), ("a/b/c", nil, .usage), ("", nil, .usage), ("a/", nil, .usage),
            ("/b", nil, .notFound), ("./shop", nil, .notFound), ("../shop", nil, .notFound),
            ("oci://h/web", nil, .usage),
            ("web", "oci://h", .usage), ("a/b", "https://h", .usage), ("..", "https://h", .usage),
        ] as [(String, String?, Failure.Kind)]
    )
    func rejects(text: String, repository: String?, kind: Failure.Kind) {
        let error = #expect(throws: Failure.self) {
            try ChartReference(parsing: text, repositoryURL: repository, exists: Self.files.contains)
        }
        #expect(error?.kind == kind)
        #expect(error?.hint != nil)
    }

    @Test func saysThatOCIIsNotThereYet() {
        let error = #expect(throws: Failure.self) {
            try ChartReference(parsing: "oci://h/web") { _ in false }
        }
        #expect(error?.message == "charts in OCI registries ('oci://…') are not supported yet")
    }
}
