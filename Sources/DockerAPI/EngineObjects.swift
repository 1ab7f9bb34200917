import HTTP
import OrderedCollections
package import Values

/// What `GET /_ping` tells in its headers.
package struct EnginePing: Sendable, Hashable {
    package var apiVersion: APIVersion?
    /// The engine's own version, as in `Docker/20.10.24 (linux)`.
    package var engineVersion: String?
    /// The engine's clock in seconds since 1970.
    package var date: Double?

    init(headers: [String: String]) {
        apiVersion = headers["api-version"].flatMap { APIVersion($0) }
        engineVersion = headers["server"].flatMap { server in
            guard server.hasPrefix("Docker/") else { return nil }
            return String(server.dropFirst("Docker/".count).prefix { $0 != " " })
        }
        date = headers["date"].flatMap(HTTPDate.parse)
    }
}

/// What `GET /info` tells of the engine and its Swarm.
package struct EngineInfo: Sendable, Hashable {
    package var serverVersion: String?
    /// `inactive`, `pending`, `active`, `error` or `locked`.
    package var swarmState: String
    /// Whether this engine answers for its Swarm.
    package var isManager: Bool
    /// The engine's own reason why its Swarm does not work.
    package var swarmError: String?

    init(_ value: Value) {
        serverVersion = value["ServerVersion"]?.stringValue
        let swarm = value["Swarm"]
        swarmState = swarm?["LocalNodeState"]?.stringValue ?? "inactive"
        isManager = swarm?["ControlAvailable"]?.boolValue ?? false
        swarmError = swarm?["Error"]?.stringValue.flatMap { $0.isEmpty ? nil : $0 }
    }
}

/// A Swarm object with a spec and a version: a service, a config or a secret.
package struct SwarmObject: Sendable, Hashable {
    package var id: String
    /// The version that an update must name; it grows with every change.
    package var version: Int64
    package var name: String
    package var labels: [String: String]
    package var spec: Value
    /// The whole object as the engine gave it.
    package var value: Value

    /// What the engine tells as JSON; nil when it is nothing of the sort.
    package init?(_ value: Value) {
        guard let id = value["ID"]?.stringValue, let spec = value["Spec"],
            let name = spec["Name"]?.stringValue
        else { return nil }
        self.id = id
        self.version = value["Version"]?["Index"]?.intValue ?? 0
        self.name = name
        self.labels = strings(spec["Labels"])
        self.spec = spec
        self.value = value
    }

    /// When it was made, in seconds since 1970.
    package var created: Double? {
        value["CreatedAt"]?.stringValue.flatMap(EngineDate.parse)
    }

    /// When it was last changed, in seconds since 1970.
    package var updated: Double? {
        value["UpdatedAt"]?.stringValue.flatMap(EngineDate.parse)
    }
}

/// A network.
package struct EngineNetwork: Sendable, Hashable {
    package var id: String
    package var name: String
    /// `swarm`, `local` or `global`.
    package var scope: String
    package var driver: String
    package var labels: [String: String]
    package var value: Value

    /// What the engine tells as JSON; nil when it is nothing of the sort.
    package init?(_ value: Value) {
        guard let id = value["Id"]?.stringValue, let name = value["Name"]?.stringValue else { return nil }
        self.id = id
        self.name = name
        self.scope = value["Scope"]?.stringValue ?? ""
        self.driver = value["Driver"]?.stringValue ?? ""
        self.labels = strings(value["Labels"])
        self.value = value
    }
}

extension EngineNetwork {
    /// When it was made, in seconds since 1970.
    package var created: Double? {
        value["Created"]?.stringValue.flatMap(EngineDate.parse)
    }

    /// Whether this may be only a node's copy of a Swarm network that exists no more.
    ///
    /// Lists take networks from the Swarm, which tells no peers, and add what only the node has.
    package var mayBeLeftover: Bool {
        scope == "swarm" && value["Peers"]?.arrayValue != nil
    }
}

/// A volume of the engine that is asked; other nodes have volumes of their own.
package struct EngineVolume: Sendable, Hashable {
    package var name: String
    package var labels: [String: String]

    /// What the engine tells as JSON; nil when it is nothing of the sort.
    package init?(_ value: Value) {
        guard let name = value["Name"]?.stringValue else { return nil }
        self.name = name
        self.labels = strings(value["Labels"])
    }
}

/// A node of the Swarm.
package struct SwarmNode: Sendable, Hashable {
    package var id: String
    package var hostname: String
    /// `manager` or `worker`.
    package var role: String
    /// `ready`, `down`, `unknown` or `disconnected`.
    package var state: String
    /// `active`, `pause` or `drain`.
    package var availability: String
    package var labels: [String: String]
    package var engineLabels: [String: String]
    package var operatingSystem: String
    package var architecture: String
    package var address: String
    /// Billionths of a processor that it has.
    package var nanoCPUs: Int64
    /// Bytes that it has.
    package var memory: Int64
    /// How many it has of what it was told to offer, by kind.
    package var genericResources: [String: Int64]

    /// What the engine tells as JSON; nil when it is nothing of the sort.
    package init?(_ value: Value) {
        guard let id = value["ID"]?.stringValue else { return nil }
        let description = value["Description"]
        self.id = id
        self.hostname = description?["Hostname"]?.stringValue ?? ""
        self.role = value["Spec"]?["Role"]?.stringValue ?? ""
        self.state = value["Status"]?["State"]?.stringValue ?? ""
        self.availability = value["Spec"]?["Availability"]?.stringValue ?? ""
        self.labels = strings(value["Spec"]?["Labels"])
        self.engineLabels = strings(description?["Engine"]?["Labels"])
        self.operatingSystem = description?["Platform"]?["OS"]?.stringValue ?? ""
        self.architecture = description?["Platform"]?["Architecture"]?.stringValue ?? ""
        self.address = value["Status"]?["Addr"]?.stringValue ?? ""
        let resources = description?["Resources"]
        self.nanoCPUs = resources?["NanoCPUs"]?.intValue ?? 0
        self.memory = resources?["MemoryBytes"]?.intValue ?? 0
        self.genericResources = (resources?["GenericResources"]?.arrayValue ?? []).reduce(into: [:]) {
            // Named ones count one each.
            if let kind = $1["DiscreteResourceSpec"]?["Kind"]?.stringValue {
                $0[kind, default: 0] += $1["DiscreteResourceSpec"]?["Value"]?.intValue ?? 0
            } else if let kind = $1["NamedResourceSpec"]?["Kind"]?.stringValue {
                $0[kind, default: 0] += 1
            }
        }
    }

    /// Whether the scheduler may give it tasks.
    package var takesTasks: Bool { state == "ready" && availability == "active" }
}

private func strings(_ value: Value?) -> [String: String] {
    (value?.objectValue ?? [:]).reduce(into: [:]) { $0[$1.key] = $1.value.stringValue ?? "" }
}
