import Diagnostics
import GoTemplate
import Versions

/// Sprig's functions on semantic versions.
enum SemverFunctions {
    static var all: [GoFunction] {
        [
            GoFunction("semver", [.string]) { arguments, _ throws(GoError) in
                .object(SemanticVersion(try version(arguments[0].stringText), isPointer: true))
            },
            GoFunction("semverCompare", [.string, .string]) { arguments, context throws(GoError) in
                // A comparison is many times as large as its text.
                try context.allow(bytes: 32 * arguments[0].stringBytes.count)
                let constraint: VersionConstraint
                do throws(Failure) {
                    constraint = try VersionConstraint(likeGo: arguments[0].stringText)
                } catch {
                    throw GoError(error.message)
                }
                return .bool(constraint.check(try version(arguments[1].stringText)))
            },
        ]
    }

    private static func version(_ text: String) throws(GoError) -> Version {
        do throws(Failure) {
            return try Version(likeGo: text)
        } catch {
            throw GoError(error.message)
        }
    }
}

/// A version as templates see it: `*semver.Version`, or `semver.Version` as its own methods return it.
final class SemanticVersion: GoObject {
    let version: Version
    private let isPointer: Bool

    init(_ version: Version, isPointer: Bool) {
        self.version = version
        self.isPointer = isPointer
    }

    var typeName: String { isPointer ? "*semver.Version" : "semver.Version" }
    var kindName: String { isPointer ? "ptr" : "struct" }
    var printed: GoString { GoString(version.description) }
    var json: GoValue? { .string(printed) }
    func field(_ name: String) -> GoValue? { nil }

    func method(_ name: String) -> GoFunction? {
        switch name {
        case "Major": constant(name) { .uint64($0.major) }
        case "Minor": constant(name) { .uint64($0.minor) }
        case "Patch": constant(name) { .uint64($0.patch) }
        case "Prerelease": constant(name) { .text($0.prerelease) }
        case "Metadata": constant(name) { .text($0.metadata) }
        case "Original": constant(name) { .text($0.original) }
        case "String": constant(name) { .text($0.description) }
        case "MarshalText": constant(name) { .bytes(Array($0.description.utf8)) }
        case "MarshalJSON": constant(name) { .bytes(Array("\"\($0.description)\"".utf8)) }
        case "IncMajor": constant(name) { Self.changed($0.nextMajor) }
        case "IncMinor": constant(name) { Self.changed($0.nextMinor) }
        case "IncPatch": constant(name) { Self.changed($0.nextPatch) }
        case "SetPrerelease":
            setter(name) { version, text throws(Failure) in try version.settingPrerelease(text) }
        case "SetMetadata":
            setter(name) { version, text throws(Failure) in try version.settingMetadata(text) }
        case "Compare":
            GoFunction(name, [.named("*semver.Version")]) { [version] arguments, _ in
                guard let other = arguments[0].version else { return .int(0) }
                return .int(version < other ? -1 : other < version ? 1 : 0)
            }
        case "LessThan": comparison(name) { $0 < $1 }
        case "LessThanEqual": comparison(name) { !($1 < $0) }
        case "GreaterThan": comparison(name) { $1 < $0 }
        case "GreaterThanEqual": comparison(name) { !($0 < $1) }
        case "Equal": comparison(name) { !($0 < $1) && !($1 < $0) }
        default: nil
        }
    }

    func isEqual(to other: any GoObject) -> Bool {
        if isPointer { return self === other }
        return (other as? SemanticVersion).map { hasSameContent(as: $0) } ?? false
    }

    func hasSameContent(as other: SemanticVersion) -> Bool {
        typeName == other.typeName && version == other.version && version.metadata == other.version.metadata
            && version.original == other.version.original
    }

    private func constant(_ name: String, _ value: @escaping @Sendable (Version) -> GoValue) -> GoFunction {
        GoFunction(name) { [version] _, _ in value(version) }
    }

    private static func changed(_ version: Version) -> GoValue {
        .object(SemanticVersion(version, isPointer: false))
    }

    private func setter(
        _ name: String,
        _ change: @escaping @Sendable (Version, String) throws(Failure) -> Version
    ) -> GoFunction {
        GoFunction(name, [.string]) { [version] arguments, _ throws(GoError) in
            do throws(Failure) {
                return .object(
                    SemanticVersion(try change(version, arguments[0].stringText), isPointer: false)
                )
            } catch {
                throw GoError(error.message)
            }
        }
    }

    private func comparison(
        _ name: String,
        _ compare: @escaping @Sendable (Version, Version) -> Bool
    ) -> GoFunction {
        GoFunction(name, [.named("*semver.Version")]) { [version] arguments, _ in
            .bool(arguments[0].version.map { compare(version, $0) } ?? false)
        }
    }
}

extension GoValue {
    fileprivate var version: Version? {
        if case .object(let object) = self { (object as? SemanticVersion)?.version } else { nil }
    }
}
