import OrderedCollections

extension Value {
    /// What a null in the winning value does to a key of the other.
    package enum NullRule: Sendable, Hashable {
        /// It replaces the value, as between values files.
        case replaces
        /// It removes the key, as between a user's values and a chart's defaults.
        case removes
    }

    /// This value laid over `base`: mappings are merged key by key, everything else of this value wins.
    ///
    /// Keys keep the order of `base`, new ones follow.
    ///
    /// - Parameters:
    ///   - base: The value underneath.
    ///   - nulls: What a null of this value does; one for a key that `base` does not have stays.
    /// - Returns: The merged value.
    package func merged(over base: Value, nulls: NullRule = .replaces) -> Value {
        guard case .object(let members) = self, case .object(var result) = base else { return self }
        for (key, member) in members {
            guard let below = result[key] else {
                result[key] = member
                continue
            }
            if member.isNull, nulls == .removes {
                result.removeValue(forKey: key)
            } else {
                result[key] = member.merged(over: below, nulls: nulls)
            }
        }
        return .object(result)
    }

    /// The value without members that are null, at any depth of mappings; elements of lists stay.
    package var withoutNulls: Value {
        guard case .object(let members) = self else { return self }
        return .object(members.filter { !$0.value.isNull }.mapValues(\.withoutNulls))
    }

    /// The value with every number as a double, which is how Helm holds what it reads from files.
    package var withFloatingNumbers: Value {
        switch self {
        case .int(let number): .double(Double(number))
        case .array(let elements): .array(elements.map(\.withFloatingNumbers))
        case .object(let members): .object(members.mapValues(\.withFloatingNumbers))
        default: self
        }
    }

    /// Whether both are the same data: keys in any order, `1` the same as `1.0`.
    package func isEquivalent(to other: Value) -> Bool {
        switch (self, other) {
        case (.int(let left), .double(let right)), (.double(let right), .int(let left)):
            return Int64(exactly: right) == left
        case (.array(let left), .array(let right)):
            return left.count == right.count && zip(left, right).allSatisfy { $0.isEquivalent(to: $1) }
        case (.object(let left), .object(let right)):
            guard left.count == right.count else { return false }
            return left.allSatisfy { key, value in right[key]?.isEquivalent(to: value) ?? false }
        case (.string(let left), .string(let right)):
            // Swift's strings are equal when they only look the same: an é in one or two code points.
            return left.utf8.elementsEqual(right.utf8)
        default: return self == other
        }
    }
}
