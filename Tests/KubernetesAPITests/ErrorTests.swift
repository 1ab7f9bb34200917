import Diagnostics
import HTTP
import Testing
import Values

@testable import KubernetesAPI

@Suite("the server's refusals in words")
struct ErrorTests {
    struct Answer: Sendable, CustomTestStringConvertible {
        var status: Int
        var reason = ""
        var message: String
        var details: Value?
        var kind: Failure.Kind
        /// What the failure's message ends with.
        var says: String
        var hint: String?
        var notes: [String] = []
        var flag: (@Sendable (APIError) -> Bool)?
        var testDescription: String { "\(status) \(message.prefix(60))" }
    }

    static func client(_ response: HTTPResponse) -> KubernetesClient {
        let access = ClusterAccess(
            context: "prod",
            user: "ann",
            server: "https://h:6443",
            credential: .token("t")
        )
        return KubernetesClient(access, transport: ScriptedTransport { _, _ in response }, sleep: { _ in })
    }

    static let deployments = APIResource(
        gvk: GroupVersionKind(apiVersion: "apps/v1", kind: "Deployment"),
        plural: "deployments",
        isNamespaced: true
    )

    static func conflict(_ causes: [(field: String, manager: String)]) -> Value {
        [
            "causes": .array(
                causes.map { field, manager in
                    [
                        "reason": "FieldManagerConflict", "field": .string(field),
                        "message": .string(
                            "conflict with \"\(manager)\" using apps/v1 at 2026-01-01T00:00:00Z"
                        ),
                    ]
                }
            )
        ]
    }

    static func invalid(_ causes: [(field: String, message: String)]) -> Value {
        [
            "name": "web", "group": "apps", "kind": "Deployment",
            "causes": .array(
                causes.map { field, message in
                    ["reason": "FieldValueInvalid", "message": .string(message), "field": .string(field)]
                }
            ),
        ]
    }

    /// The texts are those of servers 1.20 to 1.32.
    static let answers: [Answer] = [
        Answer(
            status: 403,
            reason: "Forbidden",
            message:
                "deployments.apps \"web\" is forbidden: User \"jane\" cannot patch resource \"deployments\" "
                + "in API group \"apps\" in the namespace \"shop\"",
            details: ["name": "web", "group": "apps", "kind": "deployments"],
            kind: .refused,
            says: "the user 'jane' of 'https://h:6443' (context 'prod') may not patch deployments.apps in "
                + "namespace 'shop'",
            hint: "kubectl --context 'prod' auth can-i --list -n shop"
        ),
        Answer(
            status: 403,
            reason: "Forbidden",
            message:
                "pods \"web\" is forbidden: exceeded quota: small, requested: pods=1, used: pods=2, limited: pods=2",
            kind: .refused,
            says: ": exceeded quota: small, requested: pods=1, used: pods=2, limited: pods=2",
            hint: "describe quota -n shop"
        ),
        Answer(
            status: 403,
            reason: "Forbidden",
            message: "pods \"web\" is forbidden: violates PodSecurity \"restricted:latest\": privileged",
            kind: .refused,
            says: ": violates PodSecurity \"restricted:latest\": privileged",
            hint: "security context"
        ),
        Answer(
            status: 403,
            reason: "Forbidden",
            message:
                "deployments.apps \"web\" is forbidden: unable to create new content in namespace shop because it "
                + "is being terminated",
            details: [
                "causes": [["reason": "NamespaceTerminating", "message": "…", "field": "metadata.namespace"]]
            ],
            kind: .conflict,
            says: ": the namespace 'shop' is being deleted",
            hint: "wait --for=delete namespace/shop",
            flag: \.isNamespaceTerminating
        ),
        Answer(
            status: 400,
            message: "admission webhook \"policy.example.org\" denied the request: no latest tags",
            kind: .refused,
            says: ": admission webhook \"policy.example.org\" denied the request: no latest tags",
            hint: "validatingwebhookconfigurations"
        ),
        Answer(
            status: 500,
            reason: "InternalError",
            message:
                "Internal error occurred: failed calling webhook \"x\": Post \"https://x.svc\": connection refused",
            kind: .unavailable,
            says: "connection refused",
            hint: "webhook"
        ),
        Answer(
            status: 404,
            reason: "NotFound",
            message: "namespaces \"shop\" not found",
            details: ["name": "shop", "kind": "namespaces"],
            kind: .notFound,
            says: "there is no namespace 'shop'",
            hint: "create it: kubectl --context 'prod' create namespace shop",
            flag: \.isNamespaceMissing
        ),
        Answer(
            status: 404,
            message: "404 page not found",
            kind: .notFound,
            says: "the server does not serve 'apps/v1/Deployment'",
            flag: \.isUnknownResource
        ),
        Answer(
            status: 409,
            reason: "AlreadyExists",
            message: "deployments.apps \"web\" already exists",
            details: ["name": "web", "group": "apps", "kind": "deployments"],
            kind: .conflict,
            says: "there is one of that name already",
            flag: \.isAlreadyExists
        ),
        Answer(
            status: 409,
            reason: "AlreadyExists",
            message: "object is being deleted: deployments.apps \"web\" already exists",
            kind: .conflict,
            says: "one of that name is still being deleted",
            hint: "try again when it is gone",
            flag: \.isAlreadyExists
        ),
        Answer(
            status: 409,
            reason: "Conflict",
            message:
                "Operation cannot be fulfilled on deployments.apps \"web\": the object has been modified",
            kind: .conflict,
            says: "it was changed by somebody else meanwhile",
            hint: "try again",
            flag: { $0.isOutdated && !$0.isFieldManagerConflict && !$0.isAlreadyExists }
        ),
        Answer(
            status: 409,
            reason: "Conflict",
            message: "Apply failed with 1 conflict: …",
            details: conflict([(".spec.replicas", "kubectl-client-side-apply")]),
            kind: .conflict,
            says: "its field '.spec.replicas' is set by 'kubectl-client-side-apply'",
            hint: "--force-conflicts",
            flag: { $0.isFieldManagerConflict && !$0.isOutdated }
        ),
        Answer(
            status: 409,
            reason: "Conflict",
            message: "Apply failed with 2 conflicts: …",
            details: conflict([(".spec.replicas", "hpa"), (".spec.paused", "ann")]),
            kind: .conflict,
            says: "2 of its fields belong to others",
            hint: "--force-conflicts",
            notes: ["'.spec.replicas' is set by 'hpa'", "'.spec.paused' is set by 'ann'"],
            flag: \.isFieldManagerConflict
        ),
        Answer(
            status: 422,
            reason: "Invalid",
            message:
                "Deployment.apps \"web\" is invalid: spec.selector: Invalid value: …: field is immutable",
            details: invalid([
                (
                    "spec.selector",
                    "Invalid value: v1.LabelSelector{MatchLabels:{\"a\":\"SECRET: x\"}}: field is immutable"
                )
            ]),
            kind: .invalidInput,
            says: "'spec.selector': field is immutable",
            hint: "delete the object first",
            flag: \.isImmutable
        ),
        Answer(
            status: 422,
            reason: "Invalid",
            message: "…",
            details: invalid([
                ("spec.replicas", "Invalid value: -1: must be greater than or equal to 0"),
                ("spec.template.spec.containers", "Required value"),
            ]),
            kind: .invalidInput,
            says: "the server finds 2 mistakes",
            notes: [
                "'spec.replicas': Invalid value: -1: must be greater than or equal to 0",
                "'spec.template.spec.containers': Required value",
            ],
            flag: { !$0.isImmutable }
        ),
        Answer(
            status: 422,
            reason: "Invalid",
            message: "StatefulSet.apps \"db\" is invalid",
            details: invalid([
                (
                    "spec",
                    "Forbidden: updates to statefulset spec for fields other than 'replicas', 'template', and "
                        + "'updateStrategy' are forbidden"
                )
            ]),
            kind: .invalidInput,
            says: "and 'updateStrategy' are forbidden",
            hint: "delete the object first",
            flag: \.isImmutable
        ),
        Answer(
            status: 400,
            reason: "BadRequest",
            message:
                "Deployment in version \"v1\" cannot be handled as a Deployment: strict decoding error: unknown field "
                + "\"spec.foo\", duplicate field \"spec.bar\"",
            kind: .invalidInput,
            says: "the server finds 2 mistakes",
            notes: ["unknown field 'spec.foo'", "duplicate field 'spec.bar'"]
        ),
        Answer(
            status: 500,
            message: "failed to create typed patch object: .spec.foo: field not declared in schema",
            kind: .invalidInput,
            says: "in namespace 'shop': .spec.foo: field not declared in schema"
        ),
        Answer(
            status: 422,
            reason: "Invalid",
            message: "Pod \"web\" is invalid",
            details: invalid([
                ("spec", "Forbidden: pod updates may not change fields other than `a`\n  {\n- SECRET")
            ]),
            kind: .invalidInput,
            says: "'spec': Forbidden: pod updates may not change fields other than `a`",
            hint: "delete the object first",
            flag: \.isImmutable
        ),
        Answer(
            status: 500,
            message:
                "failed to convert new object to proper version: unable to convert unstructured object to /v1, "
                + "Kind=Secret: error decoding from json: illegal base64 data at input byte 0",
            kind: .invalidInput,
            says:
                ": unable to convert unstructured object to /v1, Kind=Secret: error decoding from json: illegal "
                + "base64 data at input byte 0"
        ),
        Answer(
            status: 413,
            reason: "RequestEntityTooLarge",
            message: "limit is 3145728",
            kind: .refused,
            says: "it is too large for the server: limit is 3145728",
            hint: "1 MiB"
        ),
        Answer(
            status: 415,
            reason: "UnsupportedMediaType",
            message: "the body of the request was in an unknown format",
            kind: .refused,
            says: "was in an unknown format",
            hint: "1.18"
        ),
        Answer(
            status: 429,
            reason: "TooManyRequests",
            message: "slow",
            kind: .unavailable,
            says: "too much to do"
        ),
        Answer(status: 503, message: "service unavailable", kind: .unavailable, says: "service unavailable"),
        Answer(
            status: 504,
            reason: "Timeout",
            message: "Timeout: took too long",
            kind: .timeout,
            says: "took too long"
        ),
        Answer(status: 418, message: "a teapot", kind: .refused, says: "a teapot"),
    ]

    @Test("each answer has its kind, its reason and what to do", arguments: answers)
    func words(_ answer: Answer) async throws {
        let client = Self.client(
            .refusal(answer.status, answer.reason, answer.message, details: answer.details)
        )
        let object: Value = [
            "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": "web", "namespace": "shop"],
        ]
        let failure = await #expect(throws: Failure.self) {
            try await client.apply(object, to: Self.deployments)
        }
        let shown = "\(failure?.message ?? "") – \(failure?.hint ?? "")"
        #expect(failure?.kind == answer.kind)
        #expect(failure?.message.hasSuffix(answer.says) == true, "\(shown)")
        #expect(!shown.contains("SECRET"))
        if let hint = answer.hint { #expect(failure?.hint?.contains(hint) == true, "\(shown)") }
        if answer.status != 403 { #expect(failure?.notes == answer.notes) }
        let error = try #require(failure?.apiError)
        #expect(error.status == answer.status)
        #expect(error.reason == answer.reason)
        if let flag = answer.flag { #expect(flag(error)) }
    }

    @Test("what is being done is said in words")
    func purposes() async throws {
        let client = Self.client(.refusal(418, "", "no"))
        func message(_ body: () async throws -> Void) async -> String {
            await #expect(throws: Failure.self) { try await body() }?.message ?? ""
        }
        let name = "web"
        let start = "cannot"
        let one = "Deployment 'web' in namespace 'default': no"
        #expect(
            await message { _ = try await client.get(Self.deployments, namespace: nil, name: name) }
                == "\(start) read \(one)"
        )
        #expect(
            await message { try await client.delete(Self.deployments, name: name) }
                == "\(start) delete \(one)"
        )
        #expect(
            await message { _ = try await client.list(Self.deployments, namespace: nil) }
                == "\(start) list deployments.apps in all namespaces: no"
        )
        #expect(
            await message { _ = try await client.list(.nodes, namespace: "x") } == "\(start) list nodes: no"
        )
        #expect(
            await message { _ = try await client.mergePatch([:], of: Self.deployments, name: name) }
                == "\(start) change \(one)"
        )
    }

    @Test(
        "what is no Kubernetes is told so",
        arguments: [
            HTTPResponse(status: 200, headers: ["content-type": "text/html"], body: Array("<html>".utf8)),
            HTTPResponse(status: 404, headers: ["content-type": "text/html; charset=utf-8"]),
            HTTPResponse(status: 200, body: Array("hello".utf8)),
        ]
    )
    func noKubernetes(_ response: HTTPResponse) async {
        let failure = await #expect(throws: Failure.self) { try await Self.client(response).version() }
        #expect(failure?.kind == .unavailable)
        #expect(failure?.message.contains("is not Kubernetes") == true)
    }

    @Test("an object that is not there is no failure, a resource that is not there is one")
    func absent() async throws {
        let gone = Self.client(
            .refusal(404, "NotFound", "not found", details: ["name": "web", "kind": "deployments"])
        )
        #expect(try await gone.get(Self.deployments, namespace: "a", name: "web") == nil)
        #expect(try await !gone.delete(Self.deployments, namespace: "a", name: "web"))
        let unknown = Self.client(HTTPResponse(status: 404, body: Array("404 page not found".utf8)))
        await #expect(throws: Failure.self) {
            try await unknown.get(Self.deployments, namespace: "a", name: "web")
        }
        await #expect(throws: Failure.self) {
            try await unknown.delete(Self.deployments, namespace: "a", name: "web")
        }
    }
}
