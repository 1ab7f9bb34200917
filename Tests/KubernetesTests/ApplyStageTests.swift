import KubernetesAPI
import Releases
import TestSupport
import Testing
import Values

@testable import Kubernetes

@Suite("the order in which objects are applied")
struct ApplyStageTests {
    private static let owner = ObjectOwner(release: "shop", namespace: "prod")

    private static func wanted(_ apiVersion: String, _ kind: String, wave: Int? = nil) -> WantedObject {
        let value: Value = [
            "apiVersion": .string(apiVersion), "kind": .string(kind), "metadata": ["name": "a"],
        ]
        return WantedObject(
            KubernetesObject(value: value, origin: "", wave: wave),
            resource: nil,
            owner: owner
        )
    }

    @Test(
        "kinds and stages",
        arguments: [
            ("v1", "Namespace", .surroundings),
            ("scheduling.k8s.io/v1", "PriorityClass", .surroundings),
            ("v1", "ConfigMap", .groundwork),
            ("v1", "PersistentVolumeClaim", .groundwork),
            ("v1", "Service", .groundwork),
            ("rbac.authorization.k8s.io/v1", "RoleBinding", .groundwork),
            ("apiextensions.k8s.io/v1", "CustomResourceDefinition", .groundwork),
            ("apps/v1", "Deployment", .workloads),
            ("batch/v1", "Job", .workloads),
            ("batch/v1beta1", "CronJob", .workloads),
            ("networking.k8s.io/v1", "Ingress", .access),
            ("autoscaling/v2", "HorizontalPodAutoscaler", .access),
            ("admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration", .extensions),
            ("apiregistration.k8s.io/v1", "APIService", .extensions),
            ("example.com/v1", "Widget", .custom),
            ("example.com/v1", "Deployment", .custom),
        ] as [(String, String, ApplyStage)]
    )
    func stage(apiVersion: String, kind: String, expected: ApplyStage) {
        #expect(ApplyStage(Self.wanted(apiVersion, kind)) == expected)
    }

    @Test("stages in their order, and what runs in its waves")
    func order() {
        let steps = [
            Self.wanted("example.com/v1", "Widget"), Self.wanted("apps/v1", "Deployment", wave: 2),
            Self.wanted("networking.k8s.io/v1", "Ingress"), Self.wanted("batch/v1", "Job", wave: 1),
            Self.wanted("v1", "ConfigMap"), Self.wanted("v1", "Namespace"),
            Self.wanted("apps/v1", "StatefulSet", wave: 2), Self.wanted("apps/v1", "DaemonSet"),
        ].map { ObjectStep(wanted: $0, live: nil, action: .create) }
        let stages = steps.stages.map { stage in stage.steps.map(\.wanted.key.kind).sorted() }
        #expect(
            stages == [
                ["Namespace"], ["ConfigMap"], ["DaemonSet", "Job"], ["Deployment", "StatefulSet"],
                ["Ingress"],
                ["Widget"],
            ]
        )
    }

    @Test(
        "how a release's own words name an object",
        arguments: [
            (ObjectKey(group: "apps", kind: "Deployment", namespace: "prod", name: "web"), "deployment web"),
            (ObjectKey(group: "", kind: "ConfigMap", namespace: "other", name: "a"), "configmap other/a"),
            (ObjectKey(group: "", kind: "Namespace", namespace: "", name: "a"), "namespace a"),
            (
                ObjectKey(group: "networking.k8s.io", kind: "Ingress", namespace: "prod", name: "a"),
                "ingress a"
            ),
            (
                ObjectKey(group: "example.com", kind: "Widget", namespace: "prod", name: "a"),
                "widget.example.com a"
            ),
        ] as [(ObjectKey, String)]
    )
    func reference(key: ObjectKey, expected: String) {
        #expect(key.reference(in: "prod").description == expected)
    }
}
