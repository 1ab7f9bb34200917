package import Diagnostics

/// A project with what a person should know about its documents.
package struct LoadedProject: Sendable {
    package var project: Project
    /// Warnings and notes; errors are thrown.
    package var diagnostics: [Diagnostic]
    /// Where the keys are written, by their path: `services.web.deploy.replicas`.
    package var places: [String: SourceLocation]

    package init(project: Project, diagnostics: [Diagnostic] = [], places: [String: SourceLocation] = [:]) {
        self.project = project
        self.diagnostics = diagnostics
        self.places = places
    }

    /// The place of the key at `path`, or of the nearest section around it.
    package func place(of path: String) -> SourceLocation? {
        var path = path[...]
        while true {
            if let place = places[String(path)] { return place }
            guard let dot = path.lastIndex(of: ".") else { return nil }
            path = path[..<dot]
        }
    }
}
