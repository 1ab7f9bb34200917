package import Values

/// A change that a watch tells of.
package enum WatchEvent: Sendable {
    /// Everything there is, at the start and whenever the server has lost track: it takes the place of all
    /// that was told before.
    case listed(ResourceList)
    case added(Value)
    case modified(Value)
    /// The object as it was last.
    case deleted(Value)
}

extension WatchEvent {
    /// One line of a watch's answer.
    enum Line {
        case event(WatchEvent, resourceVersion: String)
        /// The watch has seen everything up to there.
        case bookmark(resourceVersion: String)
        case error(APIError)

        /// - Returns: nil for what is no event, or of a sort that is not known.
        init?(_ value: Value) {
            guard let type = value["type"]?.stringValue, let object = value["object"] else { return nil }
            let version = object.at("metadata", "resourceVersion")?.stringValue ?? ""
            switch type {
            case "ADDED": self = .event(.added(object), resourceVersion: version)
            case "MODIFIED": self = .event(.modified(object), resourceVersion: version)
            case "DELETED": self = .event(.deleted(object), resourceVersion: version)
            case "BOOKMARK": self = .bookmark(resourceVersion: version)
            case "ERROR":
                self = .error(APIError(status: Int(object["code"]?.intValue ?? 500), object: object))
            default: return nil
            }
        }
    }
}
