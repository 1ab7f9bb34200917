import Diagnostics
import HTTP
import Repositories
import Testing

@Suite struct RepositoryEntryTests {
    // Relative URLs are within the repository's folder and keep its query.
    @Test(arguments: [
        ("https://h/charts", "index.yaml", "https://h/charts/index.yaml"),
        ("https://h/charts/", "web-1.tgz", "https://h/charts/web-1.tgz"),
        ("https://h", "a/web-1.tgz", "https://h/a/web-1.tgz"),
        ("https://h/charts?token=t", "web-1.tgz", "https://h/charts/web-1.tgz?token=t"),
        ("https://h/charts/?token=t", "web-1.tgz?x=1", "https://h/charts/web-1.tgz?x=1"),
        ("https://h/charts", "/web-1.tgz", "https://h/web-1.tgz"),
        ("https://h/a/charts", "../web-1.tgz", "https://h/a/web-1.tgz"),
        ("https://h/charts", "http://other/web-1.tgz", "http://other/web-1.tgz"),
        ("https://h/charts", "web-1.0.0+build.tgz", "https://h/charts/web-1.0.0+build.tgz"),
        ("https://u:p@h/charts", "web-1.tgz", "https://u:p@h/charts/web-1.tgz"),
        ("https://u:p@h/charts", "https://other/web-1.tgz", "https://other/web-1.tgz"),
    ])
    func resolvesReferences(url: String, reference: String, expected: String) throws {
        #expect(try RepositoryEntry(name: "x", url: url).resolve(reference).text == expected)
    }

    @Test(arguments: [
        ("oci://h/charts", "index.yaml", "OCI"), ("https://h", "oci://h/web:1", "OCI"),
        ("ftp://h/", "index.yaml", "ftp"),
        ("charts", "index.yaml", "'charts' is not a URL"), ("https://h", "file:///etc/passwd", "file"),
    ])
    func refusesOtherSchemes(url: String, reference: String, reason: String) {
        let error = #expect(throws: Failure.self) {
            try RepositoryEntry(name: "x", url: url).resolve(reference)
        }
        #expect(error?.kind == .usage)
        #expect(error?.message.contains(reason) == true)
    }

    @Test func credentialsAreForTheRepositoryAlone() throws {
        var entry = RepositoryEntry(name: "x", url: "https://h/charts", username: "ann", password: "secret")
        var configuration = try entry.clientConfiguration()
        #expect(configuration.credentials?.origin.text == "https://h/charts")
        #expect(configuration.credentials?.isForEveryOrigin == false)
        #expect(configuration.tls.verifiesServer)
        entry.passesCredentialsEverywhere = true
        entry.skipsTLSVerification = true
        entry.caFile = "ca.pem"
        configuration = try entry.clientConfiguration()
        #expect(configuration.credentials?.isForEveryOrigin == true)
        #expect(!configuration.tls.verifiesServer)
        #expect(configuration.tls.authorityFile == "ca.pem")
        entry.username = ""
        entry.password = ""
        #expect(try entry.clientConfiguration().credentials == nil)
    }
}
