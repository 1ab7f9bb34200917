import Compose
import Diagnostics
import OrderedCollections
import TestSupport
import Testing
import Values
import YAML

@testable import Kubernetes

/// Each golden has been read against the table of keys; `DAVIT_RECORD_GOLDENS=1` writes them anew.
@Suite("a project as Kubernetes objects")
struct ConversionTests {
    @Test("Compose files and their manifests", arguments: ComposeFixture.all)
    func golden(fixture: ComposeFixture) throws {
        let (objects, diagnostics) = try fixture.converted()
        try expectGolden(
            ComposeFixture.text(objects, diagnostics),
            "\(ComposeFixture.folder)/\(fixture.name).manifest"
        )
    }

    @Test("the same project gives the same manifests", arguments: ComposeFixture.all)
    func repeatable(fixture: ComposeFixture) throws {
        let first = try fixture.converted()
        let second = try fixture.converted()
        #expect(first.objects == second.objects)
        #expect(first.diagnostics == second.diagnostics)
    }

    @Test("a rollback goes by its own strategy")
    func rollback() throws {
        var options = ConversionOptions(release: "shop")
        options.isRollback = true
        var converter = KubernetesConverter(
            project: try ComposeFixture(name: "update").project(),
            options: options
        )
        let watched = try #require(
            converter.convert().objects.first { $0.kind == "Deployment" && $0.name == "watched" }
        )
        #expect(watched.value.at("spec", "strategy") == ["type": "Recreate"])
        #expect(watched.value.at("metadata", "annotations", "davit/update-failure-action") == "pause")
    }

    @Test("a recorded project gives the same names, and says which secrets lack their bytes")
    func recorded() throws {
        let project = try ComposeFixture(name: "secrets").project()
        let whole = try ComposeFixture.convert(project).objects
        let recorded = try ComposeFixture.convert(project.withoutSecrets).objects
        #expect(whole.map(\.name) == recorded.map(\.name))
        #expect(whole.compactMap(\.pendingSecret) == [])
        #expect(recorded.compactMap(\.pendingSecret) == ["password"])
        #expect(recorded.first { $0.kind == "Secret" }?.value["data"] == nil)
    }

    @Test("the bytes of a secret are in no ConfigMap", arguments: ComposeFixture.all)
    func secrets(fixture: ComposeFixture) throws {
        let project = try fixture.project()
        let objects = try ComposeFixture.convert(project).objects
        let maps = String(
            decoding: JSON.encode(.array(objects.filter { $0.kind != "Secret" }.map(\.value))),
            as: UTF8.self
        )
        let configs = project.configs.values.compactMap(\.content.hash)
        for case .inline(let bytes, let hash) in project.secrets.values.map(\.content)
        where bytes.count > 1 && !configs.contains(hash) {
            #expect(
                !maps.contains(
                    String(
                        decoding: JSON.encode(.string(String(decoding: bytes, as: UTF8.self))),
                        as: UTF8.self
                    )
                )
            )
        }
    }

    @Test("every key of the schema is in one of the files")
    func coverage() throws {
        let values = try ComposeFixture.all.map { fixture in
            try YAML.decode(fixture.bytes, file: fixture.name)
        }
        for key in ComposeSchema.keys where ComposeSchemaReadings.isSeen(key.path) {
            let steps = key.path.split(separator: ".").map(String.init)
            #expect(values.contains { Self.has(steps[...], $0) }, "no file has '\(key.path)'")
        }
    }

    private static func has(_ steps: ArraySlice<String>, _ value: Value) -> Bool {
        guard let step = steps.first else { return true }
        let rest = steps.dropFirst()
        switch step {
        case "*": return value.objectValue?.values.contains { has(rest, $0) } ?? false
        case "[]": return value.arrayValue?.contains { has(rest, $0) } ?? false
        default: return value[step].map { has(rest, $0) } ?? false
        }
    }
}

/// Which keys a target sees at all.
enum ComposeSchemaReadings {
    /// Keys that loading resolves, and Davit's own that other targets and stages are for.
    static func isSeen(_ path: String) -> Bool {
        if KubernetesSupport.table.paths.contains(path) { return true }
        let unseen = [
            "version", "name", "include", "services.*.extends", "services.*.profiles", "services.*.env_file",
            "services.*.label_file", "services.*.cgroupns_mode", "configs.*.environment",
            "secrets.*.environment",
        ]
        if unseen.contains(where: { path == $0 || path.hasPrefix("\($0).") }) { return false }
        return !path.contains("x-davit") && !path.contains("template_driver")
    }
}
