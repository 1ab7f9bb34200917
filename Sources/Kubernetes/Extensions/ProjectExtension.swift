/// What the key `x-kubernetes` at the top of a project asks for.
struct ProjectExtension {
    /// Whether networks separate services, by NetworkPolicies.
    var hasNetworkPolicies = false
    /// The type of the Services for published ports; that of Compose on Kubernetes when nothing is said.
    var serviceType = ServiceExtension.ServiceType.loadBalancer
    /// The size of claims, where a volume has none.
    var volumeSize = "1Gi"
    /// The storage class of claims, where a volume has none; nil is the cluster's default.
    var storageClass: String?

    init() {}

    init(_ reader: inout ExtensionReader) {
        hasNetworkPolicies = reader.flag("network_policies") ?? false
        serviceType = reader.choice("service_type") ?? .loadBalancer
        volumeSize = reader.text("volume_size") ?? "1Gi"
        storageClass = reader.text("storage_class")
        reader.finish()
    }
}
