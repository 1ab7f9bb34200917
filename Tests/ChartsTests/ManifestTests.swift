import Charts
import Diagnostics
import FoundationEssentials
import OrderedCollections
import TestSupport
import Testing
import Values

/// A chart of Kubernetes objects comes out as `helm template` prints it.
///
/// `Fixtures/kubernetes-chart.manifest` was made by real Helm 4.2.3 from the chart beside it.
@Suite struct ManifestTests {
    private static func manifest() throws -> Manifest {
        let chart = try Chart.load(path: Fixture.path("Fixtures/kubernetes-chart"))
        let facts = ReleaseFacts(name: "rel", namespace: "default", revision: 1, isInstall: true)
        return try Manifest(try ChartRenderer.render(chart, user: [:], RenderInput(release: facts)))
    }

    private static func selection(_ change: (inout ManifestSelection) -> Void) -> ManifestSelection {
        var selection = ManifestSelection()
        change(&selection)
        return selection
    }

    @Test func wholeManifestIsHelms() throws {
        let manifest = try Self.manifest()
        #expect(manifest.hasKubernetesObjects)
        let text = String(decoding: try manifest.text(ManifestSelection()), as: UTF8.self)
        #expect(text == (try Fixture.text("Fixtures/kubernetes-chart.manifest")))
    }

    @Test func hooksAndTestsCanBeLeftOut() throws {
        let whole = try Fixture.text("Fixtures/kubernetes-chart.manifest")
        let hooks = try #require(whole.ranges(of: "---\n# Source: objects/templates/hooks.yaml").first)
        let without = try Self.manifest().text(Self.selection { $0.includesHooks = false })
        #expect(String(decoding: without, as: UTF8.self) == whole[..<hooks.lowerBound])
        let untested = try Self.manifest().text(Self.selection { $0.includesTests = false })
        #expect(!String(decoding: untested, as: UTF8.self).contains("tests/test.yaml"))
        #expect(String(decoding: untested, as: UTF8.self).contains("kind: Job"))
    }

    @Test func definitionsComeFirstWhenAskedFor() throws {
        let text = try Self.manifest().text(Self.selection { $0.includesDefinitions = true })
        let begin = """
            ---
            # Source: objects/crds/own.yaml
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: own}

            ---
            # Source: objects/charts/sub/crds/sub.yml
            apiVersion: apiextensions.k8s.io/v1
            """
        #expect(String(decoding: text, as: UTF8.self).hasPrefix(begin))
    }

    @Test func oneTemplateCanBeShown() throws {
        let text = try Self.manifest().text(Self.selection { $0.templates = ["templates/acc*.yaml"] })
        let expected = """
            ---
            # Source: objects/templates/account.yaml
            apiVersion: v1
            kind: ServiceAccount
            metadata:
              name: account
            ---
            # Source: objects/templates/account.yaml
            apiVersion: v1
            kind: Secret
            metadata:
              name: secret

            """
        #expect(String(decoding: text, as: UTF8.self) == expected)
        let failure = #expect(throws: Failure.self) {
            try Self.manifest().text(Self.selection { $0.templates = ["templates/acount.yaml"] })
        }
        #expect(failure?.hint == "did you mean 'templates/account.yaml'?")
        #expect(failure?.helmText == "could not find template templates/acount.yaml in chart")
    }

    @Test func kubernetesVersionIsChecked() throws {
        let chart = try Chart.load(path: Fixture.path("Fixtures/kubernetes-chart"))
        try chart.requireKubernetes(KubernetesFacts(version: "v1.25"))
        let failure = #expect(throws: Failure.self) {
            try chart.requireKubernetes(KubernetesFacts(version: "v1.19.3-gke.1"))
        }
        #expect(
            failure?.helmText
                == "chart requires kubeVersion: >=1.20.0-0 which is incompatible with Kubernetes v1.19.3-gke.1"
        )
    }
}
