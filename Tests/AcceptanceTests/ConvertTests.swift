import FoundationEssentials
import TestSupport
import Testing

/// `davit convert kubernetes`: no engine and no cluster is asked.
@Suite("davit convert kubernetes")
struct ConvertTests {
    private let charts = "\(Fixture.root)/charts"

    private static let compose = """
        services:
          web:
            image: nginx:${TAG:-1}
            ports: ["8080:80"]
            configs: [page]
            logging: {driver: json-file}
        configs:
          page: {file: page.html}

        """

    /// The kinds and names of a stream of documents.
    private func objects(_ text: String) -> [String] {
        text.components(separatedBy: "---\n").dropFirst().map { document in
            let lines = document.lines
            let kind = lines.first { $0.hasPrefix("kind: ") }?.dropFirst(6) ?? ""
            let name = lines.first { $0.hasPrefix("  name: ") }?.dropFirst(8) ?? ""
            return "\(kind) \(name)"
        }
    }

    private func writeFiles(_ user: DavitUser) throws {
        try user.write(Self.compose, to: "shop/compose.yaml")
        try user.write("hello\n", to: "shop/page.html")
        try user.write("services:\n  web:\n    image: \"$PW\"\n", to: "shop/broken.yaml")
    }

    @Test("a Compose file is printed, and what is lost is told with its place")
    func compose() async throws {
        try await withUser { user in
            try writeFiles(user)
            let run = try await user.davit("convert kubernetes shop/compose.yaml --env TAG=2 -n front")
            try requireSuccess(run)
            #expect(
                objects(run.output).map { $0.prefix { $0 != "-" } } == [
                    "ConfigMap shop", "Service web", "Service web", "Deployment web",
                ]
            )
            #expect(run.output.contains("image: nginx:2\n"))
            #expect(run.output.contains("  namespace: front\n"))
            #expect(run.output.contains("app.kubernetes.io/instance: shop\n"))
            #expect(
                run.error.contains(
                    "Warning: shop/compose.yaml:6:5: 'logging' of the service 'web' is ignored"
                )
            )
        }
    }

    @Test("--strict makes an error of a warning")
    func strict() async throws {
        try await withUser { user in
            try writeFiles(user)
            let run = try await user.davit("convert kubernetes shop/compose.yaml --strict")
            #expect(run.status == 1)
            #expect(run.output == "")
            #expect(run.errorLines.count == 1, "\(run.testDescription)")
        }
    }

    @Test("a file for each object, in the order in which kubectl has to take them")
    func files() async throws {
        try await withUser { user in
            try writeFiles(user)
            try await requireSuccess(user.davit("convert kubernetes prod shop/compose.yaml --output-dir out"))
            let names = try FileManager.default.contentsOfDirectory(atPath: "\(user.workingFolder)/out")
                .sorted()
            #expect(names.count == 4)
            #expect(names.first?.hasPrefix("1-configmap-prod-page-") == true)
            #expect(names.last == "4-deployment-web.yaml")
            #expect(
                try user.read("out/4-deployment-web.yaml").hasPrefix(
                    "apiVersion: apps/v1\nkind: Deployment\n"
                )
            )
        }
    }

    @Test("JSON is one list")
    func json() async throws {
        struct List: Decodable {
            struct Item: Decodable { var kind: String }
            var kind: String
            var items: [Item]
        }
        try await withUser { user in
            try writeFiles(user)
            let run = try await user.davit("convert kubernetes shop/compose.yaml -o json")
            try requireSuccess(run)
            let list = try run.json(List.self)
            #expect(list.kind == "List")
            #expect(list.items.map(\.kind) == ["ConfigMap", "Service", "Service", "Deployment"])
        }
    }

    @Test("a chart is rendered with its values first")
    func chart() async throws {
        try await withUser { user in
            let run = try await user.davit(
                "convert kubernetes vote \(charts)/voting-app --set web.replicas=3 --generate-secrets --kube-version 1.20"
            )
            try requireSuccess(run)
            #expect(run.output.contains("  replicas: 3\n"))
            #expect(run.output.contains("apiVersion: policy/v1beta1\n"))
            #expect(run.output.contains("  db-password: "))
            #expect(run.error.contains("the service 'test-page' is a hook and is left out"))
            #expect(!run.error.contains("--generate-secrets"))
            let without = try await user.davit("convert kubernetes vote \(charts)/voting-app")
            try requireSuccess(without)
            #expect(without.error.contains("the value of the secret 'db-password' is not in the manifest"))
        }
    }

    @Test("Kubernetes objects of a chart come along, definitions first, hooks not")
    func raw() async throws {
        try await withUser { user in
            try user.writeChart("mixed", compose: "services: {web: {image: nginx}}\n")
            try user.write(
                "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: reader}\n",
                to: "mixed/templates/account.yaml"
            )
            try user.write(
                "apiVersion: v1\nkind: Pod\nmetadata: {name: t, annotations: {helm.sh/hook: test}}\n",
                to: "mixed/templates/test.yaml"
            )
            try user.write(
                "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: a.b}\n",
                to: "mixed/crds/a.yaml"
            )
            let run = try await user.davit("convert kubernetes ./mixed")
            try requireSuccess(run)
            #expect(
                objects(run.output) == [
                    "ServiceAccount reader", "CustomResourceDefinition a.b", "Service web", "Deployment web",
                ]
            )
            #expect(run.error.contains("the Pod 't' is a hook"))
        }
    }

    @Test(
        "what cannot be done ends the command",
        arguments: [
            ("convert kubernetes shop/compose.yaml --kube-version 1.19", 2, "too old"),
            ("convert kubernetes shop/compose.yaml --kube-version x", 2, "is not a version"),
            ("convert kubernetes a b c", 2, "takes a name"),
            ("convert kubernetes Bad_Name shop/compose.yaml", 2, "release name"),
            ("convert kubernetes shop/broken.yaml", 1, "Error: shop/broken.yaml:3:12: the variable 'PW'"),
            ("convert kubernetes none.yaml", 3, "none.yaml"),
        ]
    )
    func refused(line: String, status: Int32, text: String) async throws {
        try await withUser { user in
            try writeFiles(user)
            let run = try await user.davit(line)
            #expect(run.status == status, "\(run.testDescription)")
            #expect(run.output == "")
            #expect(run.error.contains(text), "\(run.testDescription)")
        }
    }
}
