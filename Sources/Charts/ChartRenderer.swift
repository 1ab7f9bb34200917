package import Diagnostics
import GoTemplate
import OrderedCollections
import TemplateFunctions
package import Values

/// Renders charts: values put together, checked, and run through the templates.
///
/// The same chart, values and request give the same bytes: nothing here asks the network or the
/// environment. Order and semantics are those of Helm's engine (`pkg/engine/engine.go`).
package enum ChartRenderer {
    /// Renders a chart with the values of a user.
    ///
    /// - Throws: `.invalidInput` for a value against the schema and for every template error, with the
    ///   chart's file, line and column.
    package static func render(
        _ chart: Chart,
        user: Value.Object,
        _ request: RenderInput
    ) throws(Failure) -> RenderedChart {
        let chart = try chart.processingDependencies(user)
        let values = try chart.coalesced(user)
        if request.validatesSchema { try SchemaCheck.check(chart, values) }
        return try LargeStack.runWhenNeeded { stackSize, ranOut throws(Failure) in
            try execute(chart, values, request, stackSize: stackSize, &ranOut)
        }
    }

    private static func execute(
        _ chart: Chart,
        _ values: Value.Object,
        _ request: RenderInput,
        stackSize: Int,
        _ ranOutOfStack: inout Bool
    ) throws(Failure) -> RenderedChart {
        let scope = ChartScope(
            chart: chart,
            values: Value.templateMap(values, type: "common.Values"),
            release: .map(request.release.templateMap),
            capabilities: .object(request.capabilities)
        )
        let templates = inParseOrder(scope.templates)
        var set = TemplateSet(functions: TemplateFunctions.table)
        set.stackSize = stackSize
        defer { ranOutOfStack = set.ranOutOfStack }
        var files: [RenderedFile] = []
        var notes = ""
        let notesName = "\(chart.name)/templates/NOTES.txt"
        do throws(TemplateFailure) {
            for template in templates {
                try set.parse(name: template.name, source: template.source)
            }
            for template in templates {
                let base = template.name.split(separator: "/").last ?? ""
                if base.hasPrefix("_") { continue }
                // A subchart's notes are its own affair.
                if base == "NOTES.txt", template.name != notesName { continue }
                template.root.entries["Template"] = .map(
                    GoMap(["Name": .text(template.name), "BasePath": .text(template.basePath)])
                )
                let text = TemplateSet.removingMissingValues(
                    from: try set.execute(name: template.name, data: .map(template.root))
                )
                if template.name == notesName {
                    notes = String(decoding: text, as: UTF8.self)
                } else {
                    files.append(RenderedFile(name: template.name, text: text))
                }
            }
        } catch {
            let sources = Dictionary(
                templates.map { ($0.name, $0.source) },
                uniquingKeysWith: { first, _ in first }
            )
            throw error.failure(source: { sources[$0] })
        }
        return RenderedChart(chart: chart, values: values, files: files, notes: notes)
    }

    /// The order of parsing and execution: the most nested first, and within a depth from the last name
    /// to the first, so that a parent's definitions win over those of its subcharts.
    private static func inParseOrder(_ templates: [ChartScope.Template]) -> [ChartScope.Template] {
        let keys = templates.map { template in
            let name = Array(template.name.utf8)
            return (depth: name.count { $0 == UInt8(ascii: "/") }, name: name)
        }
        let order = keys.indices.sorted { left, right in
            let (a, b) = (keys[left], keys[right])
            return a.depth == b.depth ? b.name.lexicographicallyPrecedes(a.name) : a.depth > b.depth
        }
        return order.map { templates[$0] }
    }
}

extension ReleaseFacts {
    /// `.Release`.
    fileprivate var templateMap: GoMap {
        GoMap([
            "Name": .text(name),
            "Namespace": .text(namespace),
            "Revision": .int(revision),
            "IsInstall": .bool(isInstall),
            "IsUpgrade": .bool(isUpgrade),
            "Service": .text("Davit"),
        ])
    }
}
