import Archives
import Diagnostics
import OrderedCollections
import Testing
import Values

@testable import Releases

@Suite struct LedgerTests {
    let world = World()

    private func record(
        _ revision: Int = 1,
        archive: [UInt8] = Array("chart".utf8),
        notes: String = ""
    ) throws -> (RevisionRecord, [UInt8]) {
        var stack = Stack()
        stack.archive = archive
        stack.notes = notes
        let request = RenderRequest(
            release: "shop",
            namespace: "shop",
            revision: revision,
            isInstall: true,
            isUpgrade: false,
            userValues: ["big": 9_007_199_254_740_993, "half": .double(0.5), "text": "é\u{0}"],
            facts: EngineFacts(version: nil, nodes: 1)
        )
        let prepared = try PreparedRevision(
            .install,
            content: stack.content(request),
            request: request,
            target: .swarm,
            labels: ["team": "a"],
            requested: ["wait": true],
            description: "first",
            author: LeaseHolder(user: "ann", host: "box", processID: 1, id: "x"),
            key: nil
        )
        return (prepared.record, archive)
    }

    @Test(arguments: [500 * 1024, 400, 64, 7])
    func recordsAndArchivesComeBackWhole(limit: Int) async throws {
        let ledger = world.environment(maximumDataSize: limit).ledger
        let notes = (0..<500).map { String($0 * 7919, radix: 36) }.joined()
        let (record, archive) = try record(archive: (0..<300).map { UInt8($0 % 251) }, notes: notes)
        let summary = try await ledger.write(
            record,
            archive: archive,
            status: .pendingInstall,
            description: "first"
        )
        #expect(try await ledger.record(of: summary) == record)
        let read = try #require(try await ledger.state(of: "shop").revision(1))
        #expect(try await ledger.record(of: read) == record)
        let digest = try #require(record.chart.archive)
        #expect(try await ledger.archive(digest) == archive)
        for object in await world.objects.values {
            #expect((object.data?.count ?? 0) <= limit)
        }
    }

    @Test func namesAreThoseOfTheSpecification() async throws {
        let ledger = world.environment(maximumDataSize: 300).ledger
        let (record, archive) = try record(archive: (0..<700).map { UInt8($0 % 251) })
        _ = try await ledger.write(record, archive: archive, status: .deployed, description: "")
        let names = await world.objects.keys
        let sha = try #require(record.chart.archive).prefix(12)
        #expect(names.contains("davit.shop.v1"))
        for part in ["", ".1", ".2"] { #expect(names.contains("davit-blob.\(sha)\(part)")) }
    }

    @Test(arguments: ["davit.shop.v1", "record part", "archive"])
    func damageIsNoticed(what: String) async throws {
        let ledger = world.environment(maximumDataSize: 300).ledger
        let (record, archive) = try record()
        let summary = try await ledger.write(record, archive: archive, status: .deployed, description: "")
        let digest = try #require(record.chart.archive)
        let name =
            switch what {
            case "record part": StoreLabel.blob(summary.digest, part: 1)
            case "archive": StoreLabel.blob(digest, part: 0)
            default: what
            }
        await world.damage(name)
        let failure = await outcome(of: {
            let read = try #require(try await ledger.state(of: "shop").newest)
            _ = try await ledger.record(of: read)
            _ = try await ledger.archive(digest)
        })
        #expect(failure?.kind == .invalidInput)
        #expect(failure?.message.contains("damaged") == true)
    }

    @Test func archivesAreSharedAndCollectedWithTheLastRevision() async throws {
        let ledger = world.environment().ledger
        let (first, archive) = try record(1)
        let (second, _) = try record(2)
        let one = try await ledger.write(first, archive: archive, status: .superseded, description: "")
        let two = try await ledger.write(second, archive: archive, status: .deployed, description: "")
        let blobs = { await world.objects.keys.filter { $0.hasPrefix("davit-blob.") }.count }
        #expect(await blobs() == 1)
        try await ledger.delete(one)
        try await ledger.collectBlobs()
        #expect(await blobs() == 1)
        try await ledger.delete(two)
        try await ledger.collectBlobs()
        #expect(await world.objects.isEmpty)
    }

    @Test func aNewerSchemaIsRefused() async throws {
        let (record, _) = try record()
        guard case .object(var object) = record.value else { return }
        object["schema"] = 99
        let text = JSON.encode(.object(object))
        let failure = await outcome(of: {
            try RevisionRecord(encoded: try Archives.Gzip.compress(text), name: "davit.shop.v1")
        })
        #expect(failure?.kind == .refused)
        #expect(failure?.message.contains("newer Davit") == true)
    }

    @Test func writingARevisionTwiceIsAConflict() async throws {
        let ledger = world.environment().ledger
        let (record, archive) = try record()
        _ = try await ledger.write(record, archive: archive, status: .deployed, description: "")
        let failure = await outcome(of: {
            try await ledger.write(record, archive: archive, status: .deployed, description: "")
        })
        #expect(failure?.kind == .conflict)
    }

    @Test(
        arguments: [
            ("web", nil), ("a-1", nil), (String(repeating: "a", count: 40), nil),
            ("", "give one"), ("Web", "use 'web'"), ("1web", "use 'web'"), ("a_b", "use 'a-b'"),
            (String(repeating: "a", count: 41), "use '\(String(repeating: "a", count: 40))'"),
        ] as [(String, String?)]
    )
    func names(name: String, hint: String?) {
        do throws(Failure) {
            try ReleaseName.validate(name)
            #expect(hint == nil)
        } catch {
            #expect(error.kind == .usage)
            #expect(hint.map { error.hint?.contains($0) == true } == true)
        }
    }
}
