import OrderedCollections

/// One place where two values differ.
package struct ValueChange: Sendable, Hashable {
    package var path: ValuePath
    /// Nil when the place is new.
    package var old: Value?
    /// Nil when the place is gone.
    package var new: Value?

    package init(path: ValuePath, old: Value?, new: Value?) {
        self.path = path
        self.old = old
        self.new = new
    }
}

extension Value {
    /// The places where `other` differs from this value, down to the deepest mapping or list they share.
    ///
    /// The order of keys does not matter and `1` equals `1.0`. Lists are compared position by position.
    ///
    /// - Parameter other: The newer value.
    /// - Returns: Changes in the order of this value's keys, then of the other's new keys.
    package func difference(to other: Value) -> [ValueChange] {
        var changes: [ValueChange] = []
        collectChanges(to: other, at: ValuePath(), into: &changes)
        return changes
    }

    private func collectChanges(to other: Value, at path: ValuePath, into changes: inout [ValueChange]) {
        switch (self, other) {
        case (.object(let old), .object(let new)):
            for (key, value) in old {
                let path = path.appending(key: key)
                if let newValue = new[key] {
                    value.collectChanges(to: newValue, at: path, into: &changes)
                } else {
                    changes.append(ValueChange(path: path, old: value, new: nil))
                }
            }
            for (key, value) in new where old[key] == nil {
                changes.append(ValueChange(path: path.appending(key: key), old: nil, new: value))
            }
        case (.array(let old), .array(let new)):
            for index in 0..<max(old.count, new.count) {
                let path = path.appending(index: index)
                if index >= new.count {
                    changes.append(ValueChange(path: path, old: old[index], new: nil))
                } else if index >= old.count {
                    changes.append(ValueChange(path: path, old: nil, new: new[index]))
                } else {
                    old[index].collectChanges(to: new[index], at: path, into: &changes)
                }
            }
        default:
            if !isEquivalent(to: other) { changes.append(ValueChange(path: path, old: self, new: other)) }
        }
    }
}
