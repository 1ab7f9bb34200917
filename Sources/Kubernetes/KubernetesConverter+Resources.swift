import Compose
import OrderedCollections
import Values

extension KubernetesConverter {
    /// `resources` of a container.
    mutating func resources(_ service: Service) -> Value? {
        var limits: OrderedDictionary<String, String> = [:]
        var requests: OrderedDictionary<String, String> = [:]
        let wanted = service.deploy.resources
        let processor = service.processor
        if let cpus = wanted.limits.nanoCPUs {
            limits["cpu"] = Self.cpuText(cpus)
        } else if let quota = processor.quota, quota > 0 {
            // Microseconds of each period, which is a tenth of a second by default.
            limits["cpu"] = Self.cpuText(quota * 1_000_000_000 / max(processor.period ?? 100_000, 1))
        }
        if let memory = wanted.limits.memory { limits["memory"] = Self.sizeText(memory) }
        if let size = service.storageOptions["size"].flatMap({ Quantity.size($0) }) {
            limits["ephemeral-storage"] = Self.sizeText(size)
        }
        if let cpus = wanted.reservations.nanoCPUs {
            requests["cpu"] = Self.cpuText(cpus)
        } else if let shares = processor.shares, shares > 0 {
            requests["cpu"] = Self.cpuText(shares * 1_000_000_000 / 1024)
        }
        if let memory = wanted.reservations.memory { requests["memory"] = Self.sizeText(memory) }
        for device in wanted.reservations.devices + service.gpus {
            guard let resource = device.extendedResource else { continue }
            limits[resource.name] = "\(resource.count)"
        }
        for resource in wanted.reservations.genericResources {
            guard let name = resource.extendedName else { continue }
            limits[name] = "\(resource.value)"
        }
        for (name, quantity) in asked(service).resources { limits[name] = quantity }
        return Value.object(of: ("limits", .nonEmpty(limits)), ("requests", .nonEmpty(requests))).unlessEmpty
    }

    /// Billionths of a processor as a quantity: whole processors, or thousandths rounded up.
    static func cpuText(_ billionths: Int64) -> String {
        let million: Int64 = 1_000_000
        let thousandths = (max(billionths, 0) + million - 1) / million
        return thousandths % 1000 == 0 ? "\(thousandths / 1000)" : "\(thousandths)m"
    }

    /// Bytes as a quantity in the largest binary unit that leaves no rest.
    static func sizeText(_ bytes: Int64) -> String {
        for (unit, shift) in [("Ti", 40), ("Gi", 30), ("Mi", 20), ("Ki", 10)] {
            let size = Int64(1) << Int64(shift)
            if bytes >= size, bytes % size == 0 { return "\(bytes / size)\(unit)" }
        }
        return "\(bytes)"
    }
}

extension DeviceRequest {
    /// The extended resource that the vendor's device plug-in counts; nil for all devices, single ones, and
    /// others than GPUs.
    var extendedResource: (name: String, count: Int)? {
        guard case .exactly(let count)? = count, deviceIDs.isEmpty, capabilities.contains("gpu") else {
            return nil
        }
        switch driver {
        case nil, "nvidia": return ("nvidia.com/gpu", count)
        case "amd": return ("amd.com/gpu", count)
        case "intel": return ("gpu.intel.com/i915", count)
        default: return nil
        }
    }
}

extension GenericResource {
    /// The extended resource of the kind; nil for a kind without the domain that such names have.
    var extendedName: String? {
        if kind.contains("/") { return KubernetesNames.isQualifiedName(kind) ? kind : nil }
        return ["gpu", "nvidia-gpu", "nvidia_gpu"].contains(kind.lowercased()) ? "nvidia.com/gpu" : nil
    }
}
