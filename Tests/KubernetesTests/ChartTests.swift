import Archives
import Charts
import Compose
import Diagnostics
import OrderedCollections
import TestSupport
import Testing
import Values

@testable import Kubernetes

/// The project's own charts with their default values.
@Suite("the project's charts as Kubernetes objects")
struct ChartTests {
    @Test("charts and their manifests", arguments: ["hello", "redis-nginx", "voting-app"])
    func golden(name: String) throws {
        let chart = try Chart.load(path: "\(Fixture.root)/charts/\(name)")
        let input = RenderInput(
            release: ReleaseFacts(name: "shop", namespace: "shop", revision: 1, isInstall: true),
            target: "kubernetes"
        )
        let rendered = try ChartRenderer.render(chart, user: [:], input)
        let loaded = try rendered.project(variables: [:], target: "kubernetes")
        var converter = KubernetesConverter(
            project: loaded.project,
            options: ConversionOptions(release: "shop", namespace: "shop")
        )
        let result = converter.convert()
        try SchemaTests.check(result.objects + result.hooks, version: "1.36")
        try expectGolden(
            ComposeFixture.text(result.objects + result.hooks, converter.diagnostics),
            "Fixtures/kubernetes-charts/\(name).manifest"
        )
    }
}
