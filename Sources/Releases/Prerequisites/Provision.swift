/// What an engine knows of something that a prerequisite provides, such as a kind of an API.
package enum Provision: Sendable, Hashable {
    /// Nothing of the kind is served.
    case absent
    /// It is known to the engine, but nothing that looks after it was found; the text says what is there.
    ///
    /// A definition that an operator left behind is such a thing: objects of it would never become anything.
    case unattended(String)
    /// It is served, and what serves it answers.
    case healthy
    /// It is served, but does not work; the text says why.
    case unhealthy(String)
}

extension Orchestrator {
    /// An engine that serves nothing that a chart could need.
    package func provision(of provided: String) async throws -> Provision { .absent }

    /// An engine that is asked anew for its facts each time.
    package func invalidateFacts() async {}
}
