internal import Archives
internal import Diagnostics
internal import OrderedCollections
internal import Values

extension RevisionRecord {
    /// What stands before the digest where the data of a chart's own Secret was taken out.
    private static let mark = "davit-withheld:"

    /// The record without the data of the Secrets that the chart writes itself, and that data, for a place where
    /// secrets may be; nil when there is none.
    ///
    /// A digest takes its place, so that a change of it is one of the record too.
    func splitConfidential() -> (record: RevisionRecord, data: Value?) {
        var record = self
        var originals: [Value] = []
        func strip(_ list: [Value], _ section: String) -> [Value] {
            list.enumerated().map { index, object in
                var object = object
                for path in Self.secretPaths(in: object) {
                    guard let value = object.at(path), !Self.isMark(value) else { continue }
                    let full = [section, String(index)] + path
                    originals.append(["path": .array(full.map { .string($0) }), "value": value])
                    let digest = Digest.sha256(JSON.encode(value)).prefix(16)
                    object = object.setting(path, .string(Self.mark + digest))
                }
                return object
            }
        }
        record.objects = strip(objects, "objects")
        record.hooks = strip(hooks, "hooks")
        return (record, originals.isEmpty ? nil : .array(originals))
    }

    /// Puts back what `splitConfidential` took out.
    mutating func putBackConfidential(_ data: Value?) {
        guard let data else { return }
        let whole = SecretValues.putting(data, into: ["objects": .array(objects), "hooks": .array(hooks)])
        objects = whole["objects"]?.arrayValue ?? objects
        hooks = whole["hooks"]?.arrayValue ?? hooks
    }

    /// The name of a Secret whose data the record does not have; nil when it has all.
    var secretWithoutData: String? {
        (objects + hooks).first { object in
            Self.secretPaths(in: object).contains { object.at($0).map(Self.isMark) ?? false }
        }?.at("metadata", "name")?.stringValue
    }

    /// Objects for showing: what Secrets hold is masked.
    static func masked(_ objects: [Value]) -> [Value] {
        objects.map { object in
            secretPaths(in: object).reduce(object) { $0.setting($1, .string(SecretValues.mask)) }
        }
    }

    private static func isMark(_ value: Value) -> Bool { value.stringValue?.hasPrefix(mark) ?? false }

    /// Where an object holds something secret: each key of a Secret's data.
    private static func secretPaths(in object: Value) -> [[String]] {
        guard object["kind"] == "Secret", object["apiVersion"] == "v1" else { return [] }
        return ["data", "stringData"].flatMap { section in
            (object[section]?.objectValue?.keys.elements ?? []).map { [section, $0] }
        }
    }
}
