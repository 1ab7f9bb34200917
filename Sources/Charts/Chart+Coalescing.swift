package import Diagnostics
import OrderedCollections
package import Values

extension Chart {
    /// The values that the chart's templates see: the user's over the chart's defaults, with every
    /// subchart's table filled from its own defaults and from `global`.
    ///
    /// - Throws: `.invalidInput` when a subchart's section is not a mapping.
    package func coalesced(_ user: Value.Object) throws(Failure) -> Value.Object {
        try coalesced(user, .coalesce, path: name)
    }

    func coalesced(
        _ user: Value.Object,
        _ mode: ValueMerging.Mode,
        path: String
    ) throws(Failure) -> Value.Object {
        var result = user
        let children = Set(dependencies.map(\.name))
        for (key, value) in values {
            switch (user[key], value) {
            case (nil, _):
                // A null among the defaults says nothing.
                if !(mode == .coalesce && value.isNull) { result[key] = value }
            case (.null?, _):
                if mode == .coalesce, !value.isNull { result.removeValue(forKey: key) }
            case (.object(let own)?, .object(let defaults)):
                // Under a subchart's key a null is kept here, so that it can delete the subchart's default.
                let inner = children.contains(key) ? .merge : mode
                result[key] = .object(ValueMerging.fill(own, from: defaults, inner))
            default:
                continue
            }
        }
        for child in dependencies {
            var section: Value.Object
            switch result[child.name] {
            case nil, .null: section = [:]
            case .object(let members): section = members
            case .some(let other):
                throw Failure(
                    .invalidInput,
                    "the value '\(child.name)' is \(other.kindName), but '\(child.name)' is a subchart of '\(path)'",
                    hint: "make it a mapping with the subchart's values"
                )
            }
            section = Self.withGlobals(section, of: result, mode)
            result[child.name] = .object(try child.coalesced(section, mode, path: "\(path).\(child.name)"))
        }
        return result
    }

    /// `section` with the parent's `global` merged into its own; the parent wins.
    private static func withGlobals(
        _ section: Value.Object,
        of parent: Value.Object,
        _ mode: ValueMerging.Mode
    ) -> Value.Object {
        var own: Value.Object = [:]
        switch section["global"] {
        case nil: break
        case .object(let members)?: own = members
        default: return section
        }
        var above: Value.Object = [:]
        switch parent["global"] {
        case nil: break
        case .object(let members)?: above = members
        default: return section
        }
        for (key, value) in above {
            switch (value, own[key]) {
            case (.object(let table), .object(let ownTable)?):
                own[key] = .object(ValueMerging.fill(table, from: ownTable, mode))
            case (.object, .some(let other)) where !other.isNull:
                continue
            case (_, .object?):
                continue
            default:
                own[key] = value
            }
        }
        var result = section
        result["global"] = .object(own)
        return result
    }
}
