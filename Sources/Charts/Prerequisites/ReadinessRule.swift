import Diagnostics
package import Values

/// A sign by which an object tells that it serves: one of `ready` of a prerequisite.
///
///     - object: etcdclusters/compose-etcd     a kind, singular or plural, and a name
///       condition: Available                  one of its status.conditions is True
///     - jsonpath: "{.status.phase}"           of the same object as the rule before
///       value: Running                        a text, or a path in braces into the same object
///     - jsonpath: "{.status.members.ready[2]}"    without a value: it is there and not empty
package struct ReadinessRule: Sendable, Hashable {
    /// What is looked for in the object.
    package enum Test: Sendable, Hashable {
        /// A condition of this type whose status is True.
        case condition(String)
        /// What a JSONPath template gives; without a value anything but nothing.
        case path(String, value: String?)
    }

    /// The object's kind as a person names it: `etcdcluster`, `deployments.apps`, `service`.
    package var kind: String
    package var name: String
    package var test: Test

    package init(kind: String, name: String, test: Test) {
        self.kind = kind
        self.name = name
        self.test = test
    }

    /// `etcdclusters/compose-etcd`.
    package var object: String { "\(kind)/\(name)" }
}

extension ReadinessRule {
    /// Reads one rule; one without `object` is about the object of the rule before it.
    init(reader: FieldReader, previous: ReadinessRule?) throws(Failure) {
        try reader.refuseUnknown(["object", "condition", "jsonpath", "value"], in: "ready")
        let object = try reader.string("object")
        if object.isEmpty {
            guard let previous else {
                throw Failure(
                    .invalidInput,
                    "the first rule of 'ready' names no object",
                    at: reader.place,
                    hint: "add a line such as 'object: deployments/web'"
                )
            }
            kind = previous.kind
            name = previous.name
        } else {
            let parts = object.split(separator: "/", omittingEmptySubsequences: false)
            guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }) else {
                throw Failure(
                    .invalidInput,
                    "'object' is '\(object)', which is not KIND/NAME",
                    at: reader.place(of: "object"),
                    hint: "write it such as 'object: deployments/web'"
                )
            }
            kind = String(parts[0])
            name = String(parts[1])
        }
        let condition = try reader.string("condition")
        let path = try reader.string("jsonpath")
        guard condition.isEmpty != path.isEmpty else {
            throw Failure(
                .invalidInput,
                condition.isEmpty
                    ? "a rule of 'ready' has neither 'condition' nor 'jsonpath'"
                    : "a rule of 'ready' has both 'condition' and 'jsonpath'",
                at: reader.place,
                hint: "write one rule for each, such as '- condition: Available'"
            )
        }
        let value = reader.has("value") ? try reader.string("value") : nil
        if path.isEmpty {
            guard value == nil else {
                throw Failure(
                    .invalidInput,
                    "a rule of 'ready' with a 'condition' has a 'value' too",
                    at: reader.place(of: "value"),
                    hint: "leave 'value' out: a condition has to be True"
                )
            }
            test = .condition(condition)
            return
        }
        try Self.checkPath(path, reader.place(of: "jsonpath"))
        if let value, value.contains("{") { try Self.checkPath(value, reader.place(of: "value")) }
        test = .path(path, value: value)
    }

    private static func checkPath(_ path: String, _ place: SourceLocation) throws(Failure) {
        let hint = "a path stands in braces, as in '{.status.phase}'"
        guard path.contains("{") else {
            throw Failure(.invalidInput, "'\(path)' is not a JSONPath template", at: place, hint: hint)
        }
        do throws(Failure) {
            _ = try JSONPath(path)
        } catch {
            throw Failure(
                .invalidInput,
                "'\(path)' is not a JSONPath template: \(error.message)",
                at: place,
                hint: hint
            )
        }
    }
}

extension ReadinessRule {
    /// Why an object does not pass yet.
    ///
    /// - Parameter object: The object as the engine has it; nil when there is none.
    /// - Returns: The reason in a few words, or nil when it passes.
    package func obstacle(in object: Value?) -> String? {
        guard let object else { return "\(self.object) is not there yet" }
        let generation = object.at("metadata", "generation")?.intValue ?? 0
        if let seen = object.at("status", "observedGeneration")?.intValue, seen < generation {
            return "\(self.object): its controller has not seen the last change yet"
        }
        switch test {
        case .condition(let type):
            let conditions = object.at("status", "conditions")?.arrayValue ?? []
            guard let condition = conditions.last(where: { $0["type"]?.stringValue == type }) else {
                return "\(self.object) has no condition '\(type)' yet"
            }
            guard condition["status"] != "True" else { return nil }
            let text = [condition["reason"], condition["message"]].compactMap { $0?.stringValue }
                .filter { !$0.isEmpty }.joined(separator: ": ")
            return "\(self.object) is not '\(type)'" + (text.isEmpty ? "" : " (\(text))")
        case .path(let path, let wanted):
            let found = Self.text(path, of: object)
            guard let wanted else { return found.isEmpty ? "\(self.object) has no \(path) yet" : nil }
            let expected = wanted.contains("{") ? Self.text(wanted, of: object) : wanted
            // Where the other side is not there yet, nothing equals it.
            if found == expected, !wanted.contains("{") || !found.isEmpty { return nil }
            return "\(self.object): \(path) is '\(found)', not '\(expected)'"
        }
    }

    /// What a template gives; a path that leads nowhere gives nothing.
    private static func text(_ path: String, of object: Value) -> String {
        (try? JSONPath(path).text(of: object)) ?? ""
    }
}
