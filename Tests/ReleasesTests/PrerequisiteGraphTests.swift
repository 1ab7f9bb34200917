import Charts
import Diagnostics
import Releases
import Testing

@Suite struct PrerequisiteGraphTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        /// `name version: needs`, a line each.
        var charts: [String]
        var root: String
        /// The charts in the order in which they have to be there.
        var order: [String] = []
        /// Parts of the failure.
        var failure: [String] = []
        var kind: Failure.Kind = .conflict
    }

    static let cases = [
        Case(testDescription: "nothing", charts: [], root: ""),
        Case(
            testDescription: "a chain, what is needed first in front",
            charts: ["etcd 1.0.0: operator", "operator 2.0.0:"],
            root: "etcd",
            order: ["operator-2.0.0", "etcd-1.0.0"]
        ),
        Case(
            testDescription: "a diamond, in the newest version that all take",
            charts: ["a 1.0.0: c ^1.0", "b 1.0.0: c >=1.1", "c 1.0.0:", "c 1.2.0:", "c 2.0.0:"],
            root: "a; b",
            order: ["c-1.2.0", "a-1.0.0", "b-1.0.0"]
        ),
        Case(
            testDescription: "a choice that is ruled out later",
            charts: ["a 1.0.0: c", "b 1.0.0: c <2", "c 1.9.0:", "c 2.0.0:"],
            root: "a; b",
            order: ["c-1.9.0", "a-1.0.0", "b-1.0.0"]
        ),
        Case(
            testDescription: "what only a ruled out version needs",
            charts: [
                "a 1.0.0: c", "b 1.0.0: c <2", "c 1.9.0: e", "c 2.0.0: d", "d 1.0.0:", "e 1.0.0:",
            ],
            root: "a; b",
            order: ["e-1.0.0", "c-1.9.0", "a-1.0.0", "b-1.0.0"]
        ),
        Case(
            testDescription: "alternatives",
            charts: ["a 1.0.0: c ^1 || ^3", "b 1.0.0: c >=1.5 <4", "c 1.2.0:", "c 2.0.0:", "c 3.1.0:"],
            root: "a; b",
            order: ["c-3.1.0", "a-1.0.0", "b-1.0.0"]
        ),
        Case(
            testDescription: "ranges without a common version",
            charts: ["a 1.0.0: c ^1", "b 1.0.0: c ^2", "c 1.0.0:", "c 2.0.0:"],
            root: "a; b",
            failure: ["'a' needs c ^1", "'b' needs c ^2"]
        ),
        Case(
            testDescription: "no version in the range of one",
            charts: ["a 1.0.0: c ^3", "c 1.0.0:"],
            root: "a",
            failure: ["no chart 'c' in '^3'"],
            kind: .notFound
        ),
        Case(
            testDescription: "two that need each other",
            charts: ["a 1.0.0: b", "b 1.0.0: a"],
            root: "a",
            failure: ["a → b → a"],
            kind: .invalidInput
        ),
        Case(
            testDescription: "a circle through the release itself",
            charts: ["a 1.0.0: b", "b 1.0.0: root"],
            root: "a",
            failure: ["root → a → b → root"],
            kind: .invalidInput
        ),
        Case(
            testDescription: "a chart that needs itself",
            charts: [],
            root: "root",
            failure: ["root → root"],
            kind: .invalidInput
        ),
    ]

    private static func shelf(_ charts: [String]) -> Shelf {
        var shelf = Shelf()
        for line in charts {
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            let words = parts[0].split(separator: " ").map(String.init)
            shelf.add(words[0], words[1], needs: String(parts[1]))
        }
        return shelf
    }

    @Test(arguments: cases)
    func resolves(_ example: Case) async throws {
        let environment = World().environment()
        let prerequisites = try Self.shelf(example.charts).prerequisites(needs: example.root)
        do {
            let graph = try await prerequisites.resolve(for: environment.key(of: "root"), in: environment)
            #expect(graph.nodes.map { "\($0.chart)-\($0.version ?? "")" } == example.order)
            #expect(example.failure.isEmpty)
        } catch let failure as Failure {
            #expect(failure.kind == example.kind)
            #expect(!example.failure.isEmpty, "\(failure)")
            for part in example.failure { #expect(failure.description.contains(part), "\(failure)") }
        }
    }

    @Test("one release cannot be of two charts")
    func twoCharts() async throws {
        var shelf = Shelf()
        shelf.add("a")
        shelf.add("b", fields: "prerequisites:\n  - {name: c, release: a}\n")
        let environment = World().environment()
        let failure = await outcome {
            try await shelf.prerequisites(needs: "a; b").resolve(
                for: environment.key(of: "root"),
                in: environment
            )
        }
        #expect(failure?.kind == .conflict)
        #expect(failure?.message.contains("'root' needs 'a', and 'b' needs 'c'") == true)
    }

    @Test("values of two dependents must not differ")
    func values() async throws {
        func root(_ size: Int) -> String {
            """
            prerequisites:
              - {name: a}
              - {name: b, values: {size: \(size), other: 1}}

            """
        }
        var shelf = Shelf()
        shelf.add("a", fields: "prerequisites:\n  - {name: b, values: {size: 3, more: {x: 1}}}\n")
        shelf.add("b")
        let environment = World().environment()
        let key = environment.key(of: "root")
        let same = try await shelf.prerequisites(fields: root(3)).resolve(for: key, in: environment)
        #expect(same.nodes.count == 2)
        let failure = await outcome {
            try await shelf.prerequisites(fields: root(5)).resolve(for: key, in: environment)
        }
        #expect(failure?.message.contains("different values of 'size'") == true)
    }
}
