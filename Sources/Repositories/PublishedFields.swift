internal import OrderedCollections
internal import Values

/// The fields an index may have.
///
/// Helm refuses a whole index for a single field that it does not know, so what only Davit knows stays in
/// the archive's own `Chart.yaml`.
enum PublishedFields {
    private static let metadata: Set<String> = [
        "apiVersion", "name", "version", "kubeVersion", "description", "type", "keywords", "home", "sources",
        "dependencies", "maintainers", "icon", "appVersion", "deprecated", "annotations", "condition", "tags",
    ]
    private static let dependency: Set<String> = [
        "name", "version", "repository", "condition", "tags", "enabled", "import-values", "alias",
    ]
    private static let maintainer: Set<String> = ["name", "email", "url"]

    /// The metadata of a chart as far as it can be published; fields without a value are left out.
    static func select(from document: Value.Object) -> Value.Object {
        var selected = document.filter { metadata.contains($0.key) && !$0.value.isNull }
        selected["dependencies"] = select(dependency, fromEach: selected["dependencies"])
        selected["maintainers"] = select(maintainer, fromEach: selected["maintainers"])
        return selected
    }

    private static func select(_ fields: Set<String>, fromEach list: Value?) -> Value? {
        guard case .array(let elements)? = list else { return list }
        return .array(
            elements.map { element in
                guard case .object(let object) = element else { return element }
                return .object(object.filter { fields.contains($0.key) && !$0.value.isNull })
            }
        )
    }
}
