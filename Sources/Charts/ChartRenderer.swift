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
        // What comes before the templates counts as well, and what is done again on a larger stack.
        let clock = RenderingClock(seconds: request.seconds)
        let chart = try chart.processingDependencies(user)
        let values = try chart.coalesced(user)
        if request.validatesSchema { try SchemaCheck.check(chart, values) }
        clock.pause()
        return try LargeStack.runWhenNeeded { stackSize, ranOut throws(Failure) in
            clock.resume()
            defer { if ranOut { clock.pause() } }
            return try execute(chart, values, request, clock, stackSize: stackSize, &ranOut)
        }
    }

    /// Seconds that finding the line of a template may take, for an error that has a place without it.
    private static let tracingTime = 0.4

    /// Renders once more, to tell what wrote which part of one file.
    ///
    /// - Returns: The trace and the sources of the templates; nil when the file is not met again.
    static func trace(
        _ file: String,
        of rendered: RenderedChart
    ) -> (trace: OutputTrace, source: (String) -> [UInt8]?)? {
        LargeStack.run { stackSize in
            var ranOut = false
            guard
                let run = try? Run(
                    rendered.chart,
                    rendered.values,
                    rendered.input,
                    RenderingClock(seconds: min(rendered.input.seconds, tracingTime)),
                    stackSize: stackSize,
                    &ranOut
                )
            else { return nil }
            // Templates can change values that later ones see, so those before it are executed as well.
            for template in run.templates where !template.isPartial {
                template.announce()
                if template.name == file {
                    return run.set.trace(name: file, data: .map(template.root)).map { ($0, run.source) }
                }
                _ = try? run.set.execute(name: template.name, data: .map(template.root))
            }
            return nil
        }
    }

    /// The templates of a chart, parsed.
    private struct Run {
        let templates: [ChartScope.Template]
        /// The charts' `requirements.yaml`, the parent's first.
        let requirements: [ChartScope.Template]
        let set: TemplateSet

        init(
            _ chart: Chart,
            _ values: Value.Object,
            _ request: RenderInput,
            _ clock: RenderingClock,
            stackSize: Int,
            _ ranOutOfStack: inout Bool
        ) throws(Failure) {
            let scope = ChartScope(
                chart: chart,
                values: Value.templateMap(values, type: "common.Values"),
                release: .map(request.release.templateMap(service: request.service)),
                capabilities: .object(request.capabilities)
            )
            templates = inParseOrder(scope.templates)
            requirements = scope.requirements
            let all = templates + requirements
            let functions =
                request.lookup.map { TemplateFunctions.table(options: FunctionOptions(lookup: $0.function)) }
                ?? TemplateFunctions.table
            var set = TemplateSet(functions: functions, clock: clock)
            set.stackSize = stackSize
            do throws(TemplateFailure) {
                for template in all { try set.parse(name: template.name, source: template.source) }
            } catch {
                ranOutOfStack = set.ranOutOfStack
                throw error.failure(source: { Self.source($0, in: all) })
            }
            self.set = set
        }

        func source(_ name: String) -> [UInt8]? { Self.source(name, in: templates + requirements) }

        private static func source(_ name: String, in templates: [ChartScope.Template]) -> [UInt8]? {
            templates.first { $0.name == name }?.source
        }
    }

    private static func execute(
        _ chart: Chart,
        _ values: Value.Object,
        _ request: RenderInput,
        _ clock: RenderingClock,
        stackSize: Int,
        _ ranOutOfStack: inout Bool
    ) throws(Failure) -> RenderedChart {
        let run = try Run(chart, values, request, clock, stackSize: stackSize, &ranOutOfStack)
        defer { ranOutOfStack = run.set.ranOutOfStack }
        var files: [RenderedFile] = []
        var notes: [RenderedFile] = []
        var requirements: [RenderedFile] = []
        do throws(TemplateFailure) {
            for template in run.templates where !template.isPartial {
                template.announce()
                let text = TemplateSet.removingMissingValues(
                    from: try run.set.execute(
                        name: template.name,
                        data: .map(template.root)
                    )
                )
                let file = RenderedFile(name: template.name, text: text)
                if template.name.hasSuffix("NOTES.txt") { notes.append(file) } else { files.append(file) }
            }
            for template in run.requirements {
                let text = try run.set.execute(
                    name: template.name,
                    data: .map(template.root)
                )
                requirements.append(RenderedFile(name: template.name, text: text))
            }
        } catch {
            throw error.failure(source: run.source)
        }
        return RenderedChart(
            chart: chart,
            values: values,
            input: request,
            files: files,
            requirements: requirements,
            noteFiles: notes
        )
    }

    /// What a template of its own gives, without a chart or values around it.
    ///
    /// - Parameters:
    ///   - template: The template's text.
    ///   - name: Its name for errors.
    /// - Throws: `.invalidInput` with the place in the text.
    package static func text(of template: String, named name: String) throws(Failure) -> String {
        try LargeStack.run { stackSize throws(Failure) in
            var set = TemplateSet(functions: TemplateFunctions.table)
            set.stackSize = stackSize
            let source = Array(template.utf8)
            do throws(TemplateFailure) {
                try set.parse(name: name, source: source)
                return String(decoding: try set.execute(name: name, data: .nil), as: UTF8.self)
            } catch {
                throw error.failure(source: { $0 == name ? source : nil })
            }
        }
    }

    /// The order of parsing and execution: the most nested first, and within a depth from the last name
    /// to the first, so that a parent's definitions win over those of its subcharts.
    private static func inParseOrder(_ templates: [ChartScope.Template]) -> [ChartScope.Template] {
        let keys = templates.map { template in
            let name = GoString(template.name)
            return (depth: name.bytes.count { $0 == UInt8(ascii: "/") }, name: name)
        }
        let order = keys.indices.sorted { left, right in
            let (a, b) = (keys[left], keys[right])
            return a.depth == b.depth ? b.name < a.name : a.depth > b.depth
        }
        return order.map { templates[$0] }
    }
}

extension ReleaseFacts {
    /// `.Release`.
    fileprivate func templateMap(service: String) -> GoMap {
        GoMap(
            fields: Self.fieldNames,
            [
                .text(name), .text(namespace), .int(revision), .bool(isInstall), .bool(isUpgrade),
                .text(service),
            ]
        )
    }

    private static let fieldNames: [GoString] = [
        "Name", "Namespace", "Revision", "IsInstall", "IsUpgrade", "Service",
    ]
}
