package import OrderedCollections
package import Values

/// One service of a project, in normal form.
///
/// A nil scalar means that the document is silent and the engine's or the image's default holds.
/// `scale`, `cpus`, `mem_limit`, `mem_reservation` and `pids_limit` are not fields: loading moves
/// them to `deploy`, and says so when both are written and differ. `profiles` is none either, for a
/// service that no enabled profile asks for is left out.
package struct Service: Sendable, Hashable {
    /// The key under `services`.
    package var name: String

    // MARK: What runs

    package var image: String?
    /// The `build` section, verbatim; its presence is what matters, for Davit builds no images.
    package var build: Value?
    /// The arguments, or nil for the image's.
    ///
    /// A string of the document is already split into words.
    package var command: [String]?
    /// The entry point, or nil for the image's; an empty list clears the image's.
    package var entrypoint: [String]?
    /// Variables of `env_file` and `environment`.
    ///
    /// nil names a variable without a value: it is unset, also when the image sets it.
    package var environment: OrderedDictionary<String, String?> = [:]
    package var workingDirectory: String?
    package var user: String?
    package var groups: [String] = []
    package var hostname: String?
    package var domainname: String?
    package var containerName: String?
    package var platform: String?
    package var pullPolicy: String?
    package var runtime: String?
    package var isolation: String?
    /// Labels of the containers; those of the service are in `deploy`.
    package var labels: OrderedDictionary<String, String> = [:]
    package var annotations: OrderedDictionary<String, String> = [:]
    package var attach: Bool?

    // MARK: Life

    package var initProcess: Bool?
    package var tty: Bool?
    package var stdinOpen: Bool?
    package var stopSignal: String?
    /// Nanoseconds.
    package var stopGracePeriod: Int64?
    package var restart: Restart?
    package var healthcheck: Healthcheck?
    package var dependsOn: OrderedDictionary<String, Dependency> = [:]
    package var deploy = Deploy()
    package var logging: Logging?

    // MARK: Files and storage

    /// Mounts sorted by target, `tmpfs` of the service included.
    package var mounts: [Mount] = []
    package var configs: [FileReference] = []
    package var secrets: [FileReference] = []
    package var readOnly: Bool?
    /// Bytes.
    package var sharedMemorySize: Int64?
    package var volumesFrom: [String] = []

    // MARK: Network

    package var ports: [Port] = []
    /// Ports named without being published, as written: `8000`, `8000-8010/udp`.
    package var expose: [String] = []
    /// The networks joined, `default` written out; empty only with `networkMode`.
    package var networks: OrderedDictionary<String, NetworkAttachment> = [:]
    package var networkMode: String?
    package var macAddress: String?
    package var dns: [String] = []
    package var dnsSearch: [String] = []
    package var dnsOptions: [String] = []
    package var extraHosts: [ExtraHost] = []
    package var links: [String] = []
    package var externalLinks: [String] = []

    // MARK: Rights and limits

    package var capabilitiesAdded: [String] = []
    package var capabilitiesDropped: [String] = []
    package var privileged: Bool?
    package var devices: [Device] = []
    package var deviceCgroupRules: [String] = []
    package var gpus: [DeviceRequest] = []
    package var securityOptions: [String] = []
    package var credentialSpec: CredentialSpec?
    package var sysctls: OrderedDictionary<String, String> = [:]
    package var ulimits: OrderedDictionary<String, Ulimit> = [:]
    package var userNamespaceMode: String?
    package var pidMode: String?
    package var ipcMode: String?
    package var utsMode: String?
    package var cgroupMode: String?
    package var cgroupParent: String?
    package var storageOptions: OrderedDictionary<String, String> = [:]
    package var processor = ProcessorOptions()
    package var memory = MemoryOptions()

    // MARK: Extensions

    /// What `x-davit` of the service asks for.
    package var directives = Directives()
    /// Keys that the specification knows and that have no field here, verbatim (`develop`, `provider`,
    /// `post_start`, …): a target passes them on or reports them.
    package var untyped: Value.Object = [:]
    /// The other `x-` keys, verbatim; `x-kubernetes` is one.
    package var extensions: Value.Object = [:]
    /// `x-` keys deeper in the service, in the mappings they stand in: `{deploy: {placement: {x-zone: …}}}`.
    package var nestedExtensions: Value.Object = [:]

    package init(name: String, image: String? = nil) {
        self.name = name
        self.image = image
    }
}
