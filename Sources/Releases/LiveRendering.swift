import Charts
import Diagnostics
import Values

/// Renders a chart whose templates may look up objects of the engine.
struct LiveRendering {
    let chart: Chart
    let user: Value.Object
    let input: RenderInput
    /// The engine; nil gives empty maps, as Helm does without a cluster.
    let orchestrator: (any Orchestrator)?

    /// How often a template may ask for something that only an answer told it of.
    private static let maximumRounds = 8

    /// - Returns: The result, and what a person should know of the objects that were read.
    func render() async throws -> (chart: RenderedChart, diagnostics: [Diagnostic]) {
        let lookup = LiveLookup()
        var input = input
        input.lookup = lookup
        for _ in 1...Self.maximumRounds {
            let result = Result { try ChartRenderer.render(chart, user: user, input) }
            let open = lookup.takeOpen()
            guard let orchestrator, !open.isEmpty else {
                return (try result.get(), diagnostics(lookup.asked, found: lookup.isFound))
            }
            for query in open {
                let value = try await orchestrator.lookup(
                    kind: query.kind,
                    namespace: query.namespace,
                    name: query.name
                )
                lookup.answer(query, with: value)
            }
        }
        throw Failure(
            .invalidInput,
            "the templates of '\(chart.name)' ask for ever more objects with lookup",
            hint: "look up the objects of one kind together, with an empty name"
        )
    }

    private func diagnostics(
        _ queries: [LiveLookup.Query],
        found: (LiveLookup.Query) -> Bool
    ) -> [Diagnostic] {
        if queries.isEmpty { return [] }
        let names = queries.map { query in
            (query.name.isEmpty ? "every \(query.kind)" : "\(query.kind) '\(query.name)'")
                + (orchestrator == nil || found(query) ? "" : " (none)")
        }
        let list = names.prefix(8).joined(separator: ", ") + (names.count > 8 ? ", …" : "")
        guard let orchestrator else {
            return [Diagnostic(.note, "lookup finds nothing, as no engine is asked: \(list)")]
        }
        return [Diagnostic(.note, "the templates looked up at \(orchestrator.endpoint): \(list)")]
    }
}
