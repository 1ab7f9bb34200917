internal import Archives
internal import Compose
internal import Diagnostics
internal import OrderedCollections
package import Values

extension RevisionRecord {
    /// The most bytes that a record may unpack to; far above any real one.
    static let maximumSize = 256 << 20

    /// The record as it is stored: JSON, compressed.
    ///
    /// - Throws: `Failure` when it cannot be compressed.
    package func encoded() throws -> [UInt8] {
        try Gzip.compress(JSON.encode(value))
    }

    /// Reads a stored record.
    ///
    /// - Throws: `.invalidInput` when it is damaged, `.refused` when a newer Davit wrote it.
    package init(encoded bytes: [UInt8], name: String) throws {
        let text = try Gzip.decompress(bytes, limit: Self.maximumSize, name: name)
        let value = try JSON.decode(text, file: name)
        guard let schema = value["schema"]?.intValue else {
            throw Failure(.invalidInput, "'\(name)' is not a record of a revision")
        }
        guard schema <= Self.schema else {
            throw Failure(
                .refused,
                "'\(name)' was written by a newer Davit (schema \(schema), this one reads \(Self.schema))",
                hint: "use the newer Davit on this release"
            )
        }
        try self.init(value: value, name: name)
    }

    /// The whole record as a tree, in a fixed order of keys.
    package var value: Value {
        var all: Value.Object = [
            "schema": .int(withheld == nil ? 1 : 2),
            "revision": .int(Int64(revision)),
            "author": .string(author),
            "time": .double(time),
            "description": .string(description),
            "notes": .string(notes),
            "options": options,
            "images": Self.value(of: images),
        ]
        for (key, value) in sameness { all[key] = value }
        if let sealed {
            all["sealed"] = [
                "key": .string(sealed.key), "mark": .string(sealed.mark), "data": .string(sealed.data),
            ]
        }
        return .object(all)
    }

    /// Whether another revision would be the same.
    ///
    /// Not looked at is what differs each time: number, maker, time, notes (they may show the number).
    /// Compared is the text that is stored, because a record that was read has other types of numbers.
    package func hasSameContent(as other: RevisionRecord) -> Bool {
        JSON.encode(.object(sameness), sortKeys: true) == JSON.encode(.object(other.sameness), sortKeys: true)
    }

    private var sameness: Value.Object {
        [
            "release": .string(release),
            "namespace": .string(namespace),
            "target": .string(target.rawValue),
            "chart": [
                "name": .string(chart.name),
                "version": .string(chart.version),
                "appVersion": .string(chart.appVersion),
                "archive": chart.archive.map { .string($0) } ?? .null,
                "metadata": chartMetadata,
            ],
            "values": [
                "user": userValues,
                "merged": mergedValues,
                "leftOut": [
                    "user": Self.value(of: secretUserPaths),
                    "merged": Self.value(of: secretMergedPaths),
                ],
            ],
            // Without the ciphertext, which is another one each time.
            "sealed": sealed.map { ["key": .string($0.key), "mark": .string($0.mark)] } ?? .null,
            "project": project.value,
            "contentHashes": Self.value(of: project.contentHashes),
            "objects": .array(objects),
            "hooks": .array(hooks),
            "labels": Self.value(of: labels),
            "prerequisites": .array(prerequisites),
            "withheld": withheld?.value ?? .null,
        ]
    }

    private init(value: Value, name: String) throws {
        func text(_ value: Value?, _ key: String) throws -> String {
            guard let text = value?[key]?.stringValue else {
                throw Failure(.invalidInput, "the record '\(name)' has no '\(key)'")
            }
            return text
        }
        let target = try text(value, "target")
        guard let kind = TargetKind(rawValue: target) else {
            throw Failure(.refused, "the record '\(name)' is for the unknown target '\(target)'")
        }
        guard let revision = value["revision"]?.intValue, let project = value["project"] else {
            throw Failure(.invalidInput, "the record '\(name)' has no revision or no project")
        }
        let chart = value["chart"]
        let values = value["values"]
        self.init(
            release: try text(value, "release"),
            namespace: try text(value, "namespace"),
            revision: Int(revision),
            target: kind,
            chart: ChartIdentity(
                name: try text(chart, "name"),
                version: try text(chart, "version"),
                appVersion: try text(chart, "appVersion"),
                archive: chart?["archive"]?.stringValue
            ),
            chartMetadata: chart?["metadata"] ?? .emptyObject,
            userValues: values?["user"] ?? .emptyObject,
            mergedValues: values?["merged"] ?? .emptyObject,
            secretUserPaths: Self.paths(values?["leftOut"]?["user"]),
            secretMergedPaths: Self.paths(values?["leftOut"]?["merged"]),
            sealed: Self.sealed(value["sealed"]),
            withheld: WithheldTexts(value["withheld"]),
            project: try Project(
                recorded: project,
                contentHashes: Self.texts(value["contentHashes"]),
                name: name
            ),
            objects: value["objects"]?.arrayValue ?? [],
            hooks: value["hooks"]?.arrayValue ?? [],
            notes: value["notes"]?.stringValue ?? "",
            options: value["options"] ?? .emptyObject,
            author: value["author"]?.stringValue ?? "",
            time: value["time"]?.doubleValue ?? 0,
            description: value["description"]?.stringValue ?? "",
            labels: Self.texts(value["labels"]),
            images: Self.texts(value["images"]),
            prerequisites: value["prerequisites"]?.arrayValue ?? []
        )
        self.project.placeholder =
            withheld?.places.contains { $0.path.first == "project" } == true ? withheld?.placeholder : nil
    }

    private static func value(of texts: [String: String]) -> Value {
        var object: Value.Object = [:]
        for (key, text) in texts.sorted(by: { $0.key < $1.key }) { object[key] = .string(text) }
        return .object(object)
    }

    private static func value(of paths: [[String]]) -> Value {
        .array(paths.map { .array($0.map { .string($0) }) })
    }

    private static func texts(_ value: Value?) -> [String: String] {
        var texts: [String: String] = [:]
        for (key, text) in value?.objectValue ?? [:] { texts[key] = text.stringValue }
        return texts
    }

    private static func sealed(_ value: Value?) -> SealedValues? {
        guard let key = value?["key"]?.stringValue, let mark = value?["mark"]?.stringValue,
            let data = value?["data"]?.stringValue
        else { return nil }
        return SealedValues(key: key, mark: mark, data: data)
    }

    private static func paths(_ value: Value?) -> [[String]] {
        (value?.arrayValue ?? []).map { path in (path.arrayValue ?? []).compactMap(\.stringValue) }
    }
}
