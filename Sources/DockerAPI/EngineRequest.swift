import HTTP
import OrderedCollections
package import Values

/// One request to the Engine API, without the version.
package struct EngineRequest: Sendable {
    package var method: String
    /// The path without the version, with its variable parts encoded: `/services/create`.
    package var path: String
    package var query: [(name: String, value: String)]
    package var headers: [(name: String, value: String)] = []
    package var body: Value?
    /// Longest time in seconds; nil is no limit (streams).
    package var timeout: Double?

    package init(
        _ method: String,
        _ path: String,
        query: [(name: String, value: String)] = [],
        body: Value? = nil,
        timeout: Double? = 60
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.body = body
        self.timeout = timeout
    }

    func httpRequest(base: String) -> HTTPRequest {
        var url = base + path
        for (index, field) in query.enumerated() {
            url += (index == 0 ? "?" : "&") + field.name + "=" + HTTPURL.encodedComponent(field.value)
        }
        var headers = headers
        if body != nil { headers.append(("Content-Type", "application/json")) }
        return HTTPRequest(
            method: method,
            url: url,
            headers: headers,
            body: body.map { JSON.encode($0) },
            timeout: timeout
        )
    }
}

/// The `filters` of a list request: every key must match, by any of its values.
package struct EngineFilters: Sendable, Hashable {
    private var values: Value.Object = [:]

    package init() {}

    /// Objects that have the label with that value.
    package static func label(_ name: String, _ value: String) -> EngineFilters {
        EngineFilters().adding("label", ["\(name)=\(value)"])
    }

    package func adding(_ key: String, _ values: [String]) -> EngineFilters {
        var copy = self
        let former = copy.values[key]?.arrayValue ?? []
        copy.values[key] = .array(former + values.map(Value.string))
        return copy
    }

    /// The query field; nil without any filter.
    var field: [(name: String, value: String)] {
        if values.isEmpty { return [] }
        return [("filters", String(decoding: JSON.encode(.object(values)), as: UTF8.self))]
    }
}
