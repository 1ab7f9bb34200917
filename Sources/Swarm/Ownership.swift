import Diagnostics
import OrderedCollections
import Releases
import Values

/// The labels by which Davit and the `docker` command know what belongs to a release.
///
/// All of them stay the same from revision to revision: a label that changed would restart tasks.
package enum Label {
    /// Docker's own label of a stack's objects, so that `docker stack ls|services|ps|rm` see a release.
    package static let stack = "com.docker.stack.namespace"
    /// The image as the document has it; the spec may hold it with a digest.
    package static let image = "com.docker.stack.image"
    /// The release that an object belongs to.
    ///
    /// Not `davit.release`, by which the release's own records are found: those outlive what they describe.
    package static let release = "davit.owner"
    /// The hash of a config's or secret's content.
    package static let content = "davit.content"
    /// Marks a secret whose text was made by Davit.
    package static let generated = "davit.generated"
    /// Marks a service that is a hook, by its event.
    package static let hook = "davit.hook"
    /// The revision that a hook ran for; the hooks of other revisions are removed by the next operation.
    package static let hookRevision = "davit.hook-revision"
    /// Marks a service that only tries out whether an image can be had.
    package static let imageCheck = "davit.image-check"
}

/// Whom an object of the engine belongs to.
enum Owner: Equatable {
    case ours
    case release(String)
    /// A stack that no release of Davit made.
    case stack(String)
    case nobody

    init(labels: [String: String], release: String) {
        if let owner = labels[Label.release] {
            self = owner == release ? .ours : .release(owner)
        } else if let stack = labels[Label.stack] {
            self = .stack(stack)
        } else {
            self = .nobody
        }
    }

    /// The owner of a network: its labels can never be changed, so one that was made by
    /// `docker stack deploy` under the release's name counts as the release's own.
    init(networkLabels labels: [String: String], release: String) {
        let owner = Owner(labels: labels, release: release)
        self = owner == .stack(release) ? .ours : owner
    }

    /// The failure for an object whose name the release needs, or nil when it may be used.
    func conflict(over object: ObjectReference, release: String, adopt: Bool) -> Failure? {
        let what = "\(object.kind) '\(object.name)'"
        switch self {
        case .ours:
            return nil
        case .release(let other):
            return Failure(
                .conflict,
                "\(what) belongs to the release '\(other)'",
                hint: "choose another release name, or davit uninstall \(other)"
            )
        case .stack(let other):
            if adopt, other == release { return nil }
            let hint =
                other == release
                ? "add --adopt to take it over, or remove the stack first: docker stack rm \(other)"
                : "choose another release name, or remove the stack first: docker stack rm \(other)"
            return Failure(.conflict, "\(what) belongs to the stack '\(other)'", hint: hint)
        case .nobody:
            if adopt { return nil }
            return Failure(
                .conflict,
                "\(what) exists already and belongs to no release",
                hint: "add --adopt to take it over, or remove it: docker \(object.kind) rm \(object.name)"
            )
        }
    }
}
