import Compose
import Diagnostics
import OrderedCollections
import Testing

/// Specification, "Include"; paths begin at the chart's folder, and in an included file at its own.
@Suite struct IncludeTests {
    private static let files = [
        "parts/db.yaml":
            "services: {db: {image: 'postgres:$TAG', env_file: db.env}}\nconfigs: {c: {file: c.txt}}",
        "parts/db.env": "A=part",
        "parts/c.txt": "c",
        "parts/.env": "TAG=16\nOTHER=x",
        "tags.env": "TAG=15",
        "parts/override.yaml": "services: {db: {user: postgres}}",
        "parts/nested.yaml": "include: [db.yaml]",
        "circle.yaml": "include: circle.yaml",
        "clash.yaml": "services: {web: {image: apache}}",
        "bad.yaml": "services: {db: {imag: x}}",
    ]

    private static func project(_ include: String, variables: [String: String] = [:]) throws -> Project {
        let text = "include: \(include)\nservices: {web: {image: nginx, depends_on: [db]}}"
        return try Loading(variables: variables, files: files).load(text).project
    }

    @Test(arguments: [
        "parts/db.yaml", "[parts/db.yaml]", "[{path: parts/db.yaml}]", "[parts/nested.yaml]",
        "[parts/db.yaml, parts/nested.yaml]",
    ])
    func includes(_ include: String) throws {
        let project = try Self.project(include)
        #expect(project.services.keys == ["web", "db"])
        #expect(project.services["db"]?.image == "postgres:16")
        #expect(project.services["db"]?.environment == ["A": "part"])
        #expect(project.configs["c"]?.content.hash == "h1-99")
    }

    @Test(arguments: [
        ("[{path: parts/db.yaml, env_file: tags.env}]", [:], "postgres:15"),
        ("[parts/db.yaml]", ["TAG": "14"], "postgres:14"),
        ("[{path: parts/db.yaml, env_file: tags.env}]", ["TAG": "14"], "postgres:14"),
    ])
    func variables(_ include: String, _ given: [String: String], _ image: String) throws {
        #expect(try Self.project(include, variables: given).services["db"]?.image == image)
    }

    @Test func severalFilesAreMerged() throws {
        let project = try Self.project("[{path: [parts/db.yaml, parts/override.yaml]}]")
        #expect(project.services["db"]?.image == "postgres:16")
        #expect(project.services["db"]?.user == "postgres")
    }

    @Test func projectDirectory() throws {
        var loading = Loading(variables: ["TAG": "1"], files: Self.files)
        loading.files["db.env"] = "A=root"
        loading.files["c.txt"] = "c"
        let project = try loading.load("include: [{path: parts/db.yaml, project_directory: .}]").project
        #expect(project.services["db"]?.environment == ["A": "root"])
    }

    @Test(arguments: [
        ("none.yaml", "c.yaml:1:10: the chart has no file 'none.yaml', which 'include' names"),
        ("../x.yaml", "c.yaml:1:10: 'include' must stay in the chart, found \"../x.yaml\""),
        ("circle.yaml", "circle.yaml:1:10: files include one another: c.yaml → circle.yaml → circle.yaml"),
        ("[{pat: x}]", "c.yaml:1:12: 'pat' is not a key of 'include'"),
        ("bad.yaml", "bad.yaml:1:17: 'imag' is not a key of 'db'"),
        (
            "clash.yaml",
            "clash.yaml:1:12: 'web' under 'services' is also in 'c.yaml:2:12', and says something else there"
        ),
    ])
    func wrong(_ include: String, _ description: String) {
        let loading = Loading(files: Self.files)
        let failure = loading.failure(["c.yaml": "include: \(include)\nservices: {web: {image: nginx}}"])
        #expect(failure?.description == description)
    }
}
