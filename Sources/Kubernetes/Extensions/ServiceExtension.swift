import OrderedCollections
import Values

/// What the key `x-kubernetes` of a service asks for.
struct ServiceExtension {
    enum PullPolicy: String, CaseIterable {
        case always = "Always"
        case ifNotPresent = "IfNotPresent"
        case never = "Never"
    }

    /// Of the Service that others in the cluster use.
    enum InternalType: String, CaseIterable {
        /// Headless where no ports are known and for `endpoint_mode: dnsrr`.
        case auto = "Auto"
        case headless = "Headless"
        case clusterIP = "ClusterIP"
    }

    /// Of the Service for published ports.
    enum ServiceType: String, CaseIterable {
        case loadBalancer = "LoadBalancer"
        case nodePort = "NodePort"
        case clusterIP = "ClusterIP"
    }

    /// How a service waits for others besides the waves of a release.
    enum Waiting: String, CaseIterable {
        /// In containers that run before its own.
        case initContainers = "init"
    }

    /// How a disruption budget is made.
    enum Disruption: Equatable {
        /// None.
        case off
        case maxUnavailable(Value)
        case minAvailable(Value)
    }

    /// Bounds and targets of a HorizontalPodAutoscaler.
    struct Autoscale: Equatable {
        var min: Int64
        var max: Int64
        /// Percent of the request.
        var cpu: Int64?
        /// Percent of the request.
        var memory: Int64?
    }

    /// Secrets with the credentials for a registry.
    var pullSecrets: [String] = []
    var pullPolicy: PullPolicy?
    var internalType = InternalType.auto
    var serviceType: ServiceType?
    var controller: WorkloadKind?
    var ingress: IngressExtension?
    var probe: ProbeExtension?
    var disruption: Disruption?
    var autoscale: Autoscale?
    /// Items of `envFrom`, verbatim.
    var environmentSources: [Value] = []
    /// `valueFrom` of variables, verbatim.
    var environment: Value.Object = [:]
    var runAsUser: Int64?
    var runAsGroup: Int64?
    var fsGroup: Int64?
    var sharesProcesses: Bool?
    var serviceAccount: String?
    /// A profile in the kubelet's folder of profiles.
    var seccompProfile: String?
    /// Whether a pod waits by itself for what the service depends on (`depends_on: init`).
    var waitsInPod = false
    /// The image that such a pod waits with.
    var waitImage = "busybox:1.36"
    /// Limits of further resources: `example.com/device: 1`.
    var resources: OrderedDictionary<String, String> = [:]

    init() {}

    init(_ reader: inout ExtensionReader) {
        pullSecrets = reader.texts("pull_secret")
        pullPolicy = reader.choice("pull_policy")
        internalType = reader.choice("internal_service_type") ?? .auto
        serviceType = reader.choice("service_type")
        controller = reader.choice("controller")
        ingress = reader.section("ingress", IngressExtension.init)
        probe = reader.section("probe", ProbeExtension.init)
        disruption = Self.disruption(&reader)
        autoscale = reader.section("autoscale", Self.autoscale)
        environmentSources = reader.list("env_from") ?? []
        environment = reader.mapping("env") ?? [:]
        runAsUser = reader.whole("run_as_user")
        runAsGroup = reader.whole("run_as_group")
        fsGroup = reader.whole("fs_group")
        sharesProcesses = reader.flag("share_process_namespace")
        serviceAccount = reader.text("service_account")
        seccompProfile = reader.text("seccomp_profile")
        let waiting: Waiting? = reader.choice("depends_on")
        waitsInPod = waiting != nil
        waitImage = reader.text("wait_image") ?? waitImage
        for (key, value) in reader.mapping("resources") ?? [:] {
            resources[key] = value.stringValue ?? value.intValue.map { "\($0)" }
        }
        reader.finish()
    }

    private static func disruption(_ reader: inout ExtensionReader) -> Disruption? {
        guard reader.has("pdb") else {
            _ = reader.mapping("pdb")
            return nil
        }
        var probe = reader
        if probe.flag("pdb") == false {
            _ = reader.flag("pdb")
            return .off
        }
        return reader.section("pdb") { section in
            let unavailable = section.share("max_unavailable")
            let available = section.share("min_available")
            if let available { return .minAvailable(available) }
            if let unavailable { return .maxUnavailable(unavailable) }
            section.missing("max_unavailable")
            return nil
        }
    }

    private static func autoscale(_ section: inout ExtensionReader) -> Autoscale? {
        let bounds = (section.whole("min"), section.whole("max"))
        let targets = (section.whole("cpu", in: 1...10_000), section.whole("memory", in: 1...10_000))
        guard let max = bounds.1 else {
            section.missing("max")
            return nil
        }
        guard targets.0 != nil || targets.1 != nil else {
            section.missing("cpu")
            return nil
        }
        return Autoscale(min: bounds.0 ?? 1, max: max, cpu: targets.0, memory: targets.1)
    }
}
