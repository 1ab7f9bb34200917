import GoTemplate
import OrderedCollections
import Synchronization
import TemplateFunctions
package import Values

/// What `lookup` of one rendering asks of the engine, and the answers.
///
/// Rendering itself asks nobody: a query without an answer gives an empty map and is noted down. The caller
/// reads the objects from the engine and renders again, until nothing is open.
package final class LiveLookup: Sendable {
    /// What a template asks for; an empty name asks for all objects of the kind.
    package struct Query: Sendable, Hashable {
        package var apiVersion: String
        package var kind: String
        package var namespace: String
        package var name: String
    }

    private struct State {
        var asked: [Query] = []
        var open: [Query] = []
        var answers: [Query: Value] = [:]
    }

    private let state = Mutex(State())

    package init() {}

    /// Every query so far, in the order in which they were first made.
    package var asked: [Query] { state.withLock(\.asked) }

    /// Whether there is an object, or an object of the kind, for a query that was answered.
    package func isFound(_ query: Query) -> Bool {
        state.withLock { $0.answers[query]?.objectValue?.isEmpty == false }
    }

    /// Takes the queries that have no answer yet.
    package func takeOpen() -> [Query] {
        state.withLock { state in
            defer { state.open = [] }
            return state.open
        }
    }

    /// Sets the answer to a query; nil says that there is no such object.
    package func answer(_ query: Query, with value: Value?) {
        state.withLock { $0.answers[query] = value ?? .emptyObject }
    }

    /// The template function.
    var function: @Sendable (LookupQuery) throws(GoError) -> GoValue {
        { [self] query throws(GoError) in
            let query = Query(
                apiVersion: query.apiVersion,
                kind: query.kind,
                namespace: query.namespace,
                name: query.name
            )
            return value(of: query).templateValue
        }
    }

    private func value(of query: Query) -> Value {
        state.withLock { state in
            if !state.asked.contains(query) {
                state.asked.append(query)
                state.open.append(query)
            }
            return state.answers[query] ?? .emptyObject
        }
    }
}
