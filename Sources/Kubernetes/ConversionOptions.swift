/// What a conversion has to know besides the project.
package struct ConversionOptions: Sendable {
    package var release: String
    /// The namespace written into every object; nil leaves it to whoever applies them.
    package var namespace: String?
    package var version: KubernetesVersion
    /// `NAME-VERSION` of the chart, for a label; nil for none.
    package var chart: String?
    /// Whether the objects are for a rollback, which goes by `rollback_config`.
    package var isRollback = false
    /// The bytes of generated secrets, by their key in the project; others are left to be put in later.
    package var generatedSecrets: [String: [UInt8]] = [:]

    package init(release: String, namespace: String? = nil, version: KubernetesVersion = .assumed) {
        self.release = release
        self.namespace = namespace
        self.version = version
    }
}
