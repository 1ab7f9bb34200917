import OrderedCollections
package import Values

/// Helm's rules for laying one table of values over another (`pkg/chart/common/util/coalesce.go`).
package enum ValueMerging {
    /// Lays `over` on `base`: mappings merge, everything else of `over` wins, nulls included.
    ///
    /// How several values files, and recorded and new values, are put together.
    package static func override(_ base: Value.Object, with over: Value.Object) -> Value.Object {
        var result = base
        for (key, value) in over {
            if case .object(let new) = value, case .object(let old)? = result[key] {
                result[key] = .object(override(old, with: new))
            } else {
                result[key] = value
            }
        }
        return result
    }

    /// What a null in the stronger table does to a key that the weaker table has.
    enum Mode {
        /// It deletes the key.
        case coalesce
        /// It stays, to delete the key of a subchart's table later.
        case merge
    }

    /// Fills `strong` from `weak`: what `strong` has wins.
    static func fill(_ strong: Value.Object, from weak: Value.Object, _ mode: Mode) -> Value.Object {
        var result = strong
        for (key, value) in weak {
            switch (result[key], value) {
            case (nil, _):
                result[key] = value
            case (.null?, _):
                // A null deletes a default; where the default is null itself there is nothing to delete.
                if mode == .coalesce, !value.isNull { result.removeValue(forKey: key) }
            case (.object(let own)?, .object(let default_)):
                result[key] = .object(fill(own, from: default_, mode))
            default:
                // A table against a scalar: the stronger side stays, whatever it is.
                continue
            }
        }
        return result
    }

    /// The tree without nulls in its mappings.
    static func withoutNulls(_ object: Value.Object) -> Value.Object {
        object.compactMapValues { value in
            switch value {
            case .null: nil
            case .object(let members): .object(withoutNulls(members))
            default: value
            }
        }
    }
}
