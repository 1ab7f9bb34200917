import Compose
import OrderedCollections
import Releases
import Values

/// What differs between two service specs, in the engine's places and in the words of a Compose file.
struct SpecDifference: Sendable {
    /// The places in the engine's spec.
    let places: Set<String>
    /// Sorted by path.
    let values: [ValueDifference]

    /// - Parameters:
    ///   - old: The spec as it is; nil where there is none.
    ///   - new: The spec as it is to be; nil where there is to be none.
    ///   - networkNames: The names of networks by identifier.
    ///   - placeholder: What stands in the new spec for a part of a text that is not known and may be anything.
    init(from old: Value?, to new: Value?, networkNames: [String: String], placeholder: String? = nil) {
        let before = old.map { SpecComparison.layout($0, networkNames: networkNames) } ?? [:]
        var after = new.map { SpecComparison.layout($0, networkNames: networkNames) } ?? [:]
        if placeholder != nil {
            for (place, value) in after { after[place] = value.filling(placeholder, from: before[place]) }
        }
        places = Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }
        var members: [String: [(place: String, member: String)]] = [:]
        for place in places {
            let (key, member) = ComposePath.split(place)
            members[key, default: []].append((place, member))
        }
        // The label only repeats the image.
        if members["image"] != nil { members["deploy.labels.\(Label.image)"] = nil }
        values = members.compactMap { key, members in
            // What everything of a release has says nothing of what comes or goes.
            if old == nil || new == nil, Self.isOwn(key) { return nil }
            let sorted = members.sorted { $0.member < $1.member }
            var difference = ValueDifference(
                key,
                from: Self.value(sorted, in: before),
                to: Self.value(sorted, in: after)
            )
            // Where both are there, saying nothing means the default.
            if old != nil, new != nil, let place = members.first?.place, members.count == 1,
                let known = SpecComparison.defaults[place]
            {
                let value = Self.shown(known, place)
                difference.old = difference.old ?? value
                difference.new = difference.new ?? value
            }
            return difference
        }.sorted { $0.path < $1.path }
    }

    /// Whether something differs below a member of the spec.
    func concerns(_ section: String) -> Bool {
        places.contains { $0 == section || $0.hasPrefix("\(section).") }
    }

    private static func isOwn(_ key: String) -> Bool {
        key == "name"
            || [Label.stack, Label.release, Label.image].contains {
                key == "deploy.labels.\($0)" || key == "labels.\($0)"
            }
    }

    private static func value(
        _ members: [(place: String, member: String)],
        in layout: [String: Value]
    ) -> Value? {
        if let only = members.first, members.count == 1, only.member.isEmpty {
            // `true` only marks that an element is there.
            return layout[only.place].map {
                $0 == true && isElement(only.place) ? .emptyObject : shown($0, only.place)
            }
        }
        var object: Value.Object = [:]
        var isThere = false
        for (place, member) in members {
            guard let value = layout[place] else { continue }
            isThere = true
            // `file.mode` and the like: what it is of says the key already.
            let name = member.split(separator: ".").last.map(String.init) ?? ""
            if !name.isEmpty { object[name] = shown(value, place) }
        }
        return isThere ? .object(object) : Value?.none
    }

    private static func isElement(_ place: String) -> Bool {
        ["Networks", "Mounts", "Ports", "Ulimits", "Secrets", "Configs"].contains {
            place.contains(".\($0).")
        }
    }

    /// The value as a Compose file has it: durations and processors with their units.
    private static func shown(_ value: Value, _ place: String) -> Value {
        // Whatever a person wrote is in a list of its own, see `SpecComparison.walk`.
        let isWrapped =
            place.contains(".Env.") || place.hasPrefix("Labels.")
            || [".Labels.", ".Options.", ".Sysctls.", ".DriverOpts."].contains { place.contains($0) }
        if isWrapped, let elements = value.arrayValue, elements.count == 1 { return elements[0] }
        let name = place.split(separator: ".").last.map(String.init) ?? place
        if place == "Mode", let mode = value.stringValue {
            return .string(SpecComparison.words[mode] ?? mode)
        }
        if let number = value.intValue {
            if durations.contains(name) { return .string(Quantity.durationText(number)) }
            if place.hasSuffix(".File.Mode") { return .string("0" + String(number, radix: 8)) }
            if name == "NanoCPUs" { return .string(Quantity.decimalText(billionths: number)) }
        }
        return value
    }

    private static let durations: Set<String> = [
        "Delay", "Monitor", "Window", "Interval", "Timeout", "StartPeriod", "StartInterval",
        "StopGracePeriod",
    ]
}
