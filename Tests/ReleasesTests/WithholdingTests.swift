import Archives
import Compose
import Diagnostics
import OrderedCollections
import Testing
import Values

@testable import Releases

/// Secret values that a chart writes into what it renders: they are not in the record either.
@Suite struct WithholdingTests {
    /// A place into which a chart writes the secret, and how it is told of.
    struct Place: Sendable, CustomTestStringConvertible {
        var name: String
        var secret: Value = "hunter2-é"
        /// What must be nowhere in the store.
        var traces: [String] = ["hunter2"]
        var write: @Sendable (inout Project) -> Void

        var testDescription: String { name }

        init(
            _ name: String,
            _ secret: Value = "hunter2-é",
            traces: [String] = ["hunter2"],
            write: @escaping @Sendable (inout Project) -> Void
        ) {
            (self.name, self.secret, self.traces, self.write) = (name, secret, traces, write)
        }

        var values: Value { ["db": ["user": "u", "password": secret]] }

        func stack(_ image: String = "web:1") -> Stack {
            var stack = Stack(image)
            stack.secretPaths = [["db", "password"]]
            stack.prepareProject = write
            return stack
        }
    }

    static let places = [
        Place("services.web.environment.URL") {
            $0.services["web"]?.environment["URL"] = "pg://u:hunter2-é@db?a=hunter2-é"
        },
        Place("services.web.command.1") { $0.services["web"]?.command = ["--password", "hunter2-é"] },
        Place("services.web.entrypoint.0") { $0.services["web"]?.entrypoint = ["x=hunter2-é"] },
        Place("services.web.labels.a") { $0.services["web"]?.labels["a"] = "hunter2-é" },
        Place("services.web.deploy.labels.a") { $0.services["web"]?.deploy.labels["a"] = "<hunter2-é>" },
        Place("services.web.healthcheck.test.1") {
            $0.services["web"]?.healthcheck = Healthcheck(test: ["CMD-SHELL", "ping hunter2-é"])
        },
        Place("services.web.x-note") { $0.services["web"]?.extensions["x-note"] = "hunter2-é" },
        Place("configs.page.content") {
            $0.configs["page"] = FileObject(.inline(Array("a\nkey=hunter2-é\n".utf8), hash: "h1"))
        },
        Place("configs.page.x-davit.content-base64") {
            $0.configs["page"] = FileObject(.inline([0xFF] + Array("hunter2-é".utf8), hash: "h1"))
        },
        Place("volumes.data.driver_opts.o") {
            $0.volumes["data"] = Volume()
            $0.volumes["data"]?.driverOptions["o"] = "password=hunter2-é"
        },
        Place("x-all.list.0") { $0.extensions["x-all"] = ["list": ["hunter2-é", 7]] },
        Place("services.web.environment.B64", traces: ["hunter2", "aHVudGVyMi3DqQ"]) {
            $0.services["web"]?.environment["B64"] = "aHVudGVyMi3DqQ=="
        },
        Place("services.web.environment.URL", "hun/ter 2", traces: ["ter+2", "ter%202"]) {
            $0.services["web"]?.environment["URL"] = "http://u:hun%2Fter+2@h hun%2Fter%202"
        },
        Place("configs.page.content", "hun\"ter", traces: ["hun"]) {
            $0.configs["page"] = FileObject(.inline(Array(#"{"a": "hun\"ter"}"#.utf8), hash: "h1"))
        },
        Place("configs.page.content", "first line\nsecond line\n", traces: ["first line", "second line"]) {
            $0.configs["page"] = FileObject(
                .inline(Array("key:\n    first line\n    second line\n".utf8), hash: "h1")
            )
        },
        Place("services.web.environment.PIN", 123456, traces: ["123456"]) {
            $0.services["web"]?.environment["PIN"] = "123456"
        },
        Place("services.web.environment.PIN", .double(123456), traces: ["123456"]) {
            $0.services["web"]?.environment["PIN"] = "no 123456"
        },
        Place("services.web.environment.PIN", "q9", traces: ["\"q9\""]) {
            $0.services["web"]?.environment["PIN"] = "q9"
        },
        // A text that looks like the mask does not become one.
        Place("services.web.environment.A") {
            $0.services["web"]?.environment["A"] = "•hunter2-é•"
            $0.services["web"]?.environment["B"] = "••••"
            $0.services["web"]?.environment["C"] = "‹••••›"
        },
    ]

    static func key() throws -> RecordKey {
        try RecordKey(file: Array("\(String(repeating: "A", count: 43))=".utf8), name: "key")
    }

    /// Everything that is stored, unpacked where it is packed.
    static func stored(_ world: World) async throws -> String {
        var all: [UInt8] = []
        for object in await world.objects.values {
            all += Array(object.name.utf8) + object.labels.values.flatMap { Array($0.utf8) }
            let data = object.data ?? []
            all += data
            if data.starts(with: [0x1F, 0x8B]) {
                all += try Gzip.decompress(data, limit: 1 << 24, name: object.name)
            }
        }
        return String(decoding: all, as: UTF8.self)
    }

    @Test(arguments: places)
    func withoutAKeyTheTextIsNowhereAndNothingCanRunWithoutIt(place: Place) async throws {
        let world = World()
        let here = world.environment()
        let first = try await Install(
            release: "shop",
            values: place.values,
            makeContent: place.stack().maker
        ).run(in: here)
        let warning = try #require(first.diagnostics.first { $0.severity == .warning })
        #expect(warning.message.contains("'db.password' is written into \(place.name)"), "\(warning)")
        #expect(warning.message.contains("is not stored"))
        let again = Upgrade(release: "shop", values: place.values, makeContent: place.stack().maker)
        #expect(try await again.run(in: here).outcome == .unchanged)
        _ = try await Upgrade(
            release: "shop",
            values: place.values,
            makeContent: place.stack("web:2").maker
        ).run(in: here)
        let stored = try await Self.stored(world)
        for trace in place.traces { #expect(!stored.contains(trace)) }

        let calls = await world.objects
        let failure = await outcome(of: { try await Rollback(release: "shop").run(in: here) })
        #expect(failure?.kind == .refused)
        #expect(failure?.message.contains("'db.password'") == true, "\(failure?.message ?? "none")")
        #expect(failure?.hint == "davit upgrade shop --set-file db.password=FILE")
        #expect(await world.objects == calls)
        #expect(await world.images == ["shop_web": "web:2"])

        var options = OperationOptions()
        options.rollbackOnFailure = true
        let upgrade = Upgrade(
            release: "shop",
            values: place.values,
            options: options,
            makeContent: place.stack("web:3").maker
        )
        let refused = await outcome(of: { try await upgrade.run(in: here) })
        #expect(refused?.message.contains("'db.password'") == true)
        #expect(await world.objects == calls)
    }

    @Test(arguments: places)
    func withTheKeyTheRecordIsWholeAgain(place: Place) async throws {
        let world = World()
        var here = world.environment()
        here.key = try Self.key()
        let environment = here
        let install = Install(release: "shop", values: place.values, makeContent: place.stack().maker)
        let result = try await install.run(in: environment)
        #expect(!result.diagnostics.contains { $0.message.contains("db.password") })
        let again = Upgrade(release: "shop", makeContent: place.stack().maker)
        #expect(try await again.run(in: environment).outcome == .unchanged)
        _ = try await Upgrade(release: "shop", makeContent: place.stack("web:2").maker).run(in: environment)
        _ = try await Rollback(release: "shop").run(in: environment)
        let stored = try await Self.stored(world)
        for trace in place.traces { #expect(!stored.contains(trace)) }
        #expect(await world.images == ["shop_web": "web:1"])

        let record = try await GetRevision(release: "shop").run(in: environment).record
        #expect(record.project.placeholder != nil)
        let whole = try record.restoringSecrets(with: environment.key)
        var expected = Project()
        expected.services["web"] = Service(name: "web", image: "web:1")
        place.write(&expected)
        expected = try Project(
            recorded: expected.value,
            contentHashes: expected.contentHashes,
            name: "expected"
        )
        #expect(whole.project.placeholder == nil)
        #expect(whole.project.value == expected.value)
        #expect(whole.project.contentHashes == expected.contentHashes)
        #expect(JSON.encode(whole.mergedValues, sortKeys: true) == JSON.encode(place.values, sortKeys: true))
    }

    @Test func anotherValueIsAnotherRevisionWithAKey() async throws {
        var here = World().environment()
        here.key = try Self.key()
        func place(_ secret: String) -> Place {
            Place("a", .string(secret)) { $0.services["web"]?.environment["URL"] = "u:\(secret)@db" }
        }
        let (one, other) = (place("hunter2"), place("swordfish"))
        _ = try await Install(release: "shop", values: one.values, makeContent: one.stack().maker).run(
            in: here
        )
        let upgrade = Upgrade(release: "shop", values: other.values, makeContent: other.stack().maker)
        let dryRun = try await upgrade.run(in: here)
        #expect(dryRun.outcome == .upgraded)
        let difference = try await DiffRevisions(
            from: .init(release: "shop", revision: 1),
            to: .init(release: "shop", revision: 2)
        ).run(in: here)
        #expect(difference.changes.map(\.object.name) == ["web"])
        #expect(difference.changes[0].differences.map(\.kind) == [.secret])
    }

    @Test func notesAreMaskedAndHinderNothing() async throws {
        let world = World()
        let here = world.environment()
        var stack = Stack()
        stack.secretPaths = [["password"]]
        stack.notes = "log in with hunter2"
        let values: Value = ["password": "hunter2"]
        let first = try await Install(release: "shop", values: values, makeContent: stack.maker).run(in: here)
        #expect(first.record.notes == "log in with •••• 1")
        #expect(
            first.diagnostics.first?.message.hasSuffix("is written into the notes and is not stored") == true
        )
        stack.services["web"] = "web:2"
        _ = try await Upgrade(release: "shop", values: values, makeContent: stack.maker).run(in: here)
        let back = try await Rollback(release: "shop").run(in: here)
        #expect(back.outcome == .rolledBack)
        #expect(try await !Self.stored(world).contains("hunter2"))
    }

    @Test func anotherValueWithTheSecretInItIsLeftOutToo() async throws {
        let world = World()
        let here = world.environment()
        var stack = Stack()
        stack.secretPaths = [["password"]]
        let values: Value = ["password": "hunter2", "urls": ["http://u:hunter2@h", "http://h"], "n": 1]
        _ = try await Install(release: "shop", values: values, makeContent: stack.maker).run(in: here)
        let record = try await GetRevision(release: "shop").run(in: here)
        let shown = JSON.encode(record.values(all: false), sortKeys: true)
        #expect(
            String(decoding: shown, as: UTF8.self)
                == #"{"n":1,"password":"••••","urls":["••••","http://h"]}"#
        )
        #expect(try await !Self.stored(world).contains("hunter2"))
        let failure = await outcome(of: {
            try await Upgrade(release: "shop", values: ["password": "hunter2"], makeContent: stack.maker)
                .run(in: here)
        })
        #expect(failure?.message.contains("'urls.0'") == true)
    }

    @Test func whatCannotBeTakenOutIsTold() async throws {
        let here = World().environment()
        var stack = Stack("hunter2:1")
        stack.secretPaths = [["password"]]
        let result = try await Install(
            release: "shop",
            values: ["password": "hunter2"],
            makeContent: stack.maker
        ).run(in: here)
        #expect(result.record.project.services["web"]?.image == "hunter2:1")
        #expect(
            result.diagnostics.map(\.message) == [
                "the text of a secret value also stands in services.web.image, which is stored as it is"
            ]
        )
    }

    /// A hook that needs the secret cannot be run from the record; others can.
    @Test(arguments: [true, false])
    func hooksThatNeedIt(isSecret: Bool) async throws {
        let world = World()
        let here = world.environment()
        var stack = Stack()
        stack.secretPaths = [["password"]]
        stack.prepareProject = { project in
            project.services["web"]?.environment["A"] = "hunter2"
            for (name, event) in [("check", Directives.Hook.test), ("bye", .preDelete)] {
                var hook = Service(name: name, image: "x")
                hook.directives.hooks = [event]
                if isSecret { hook.environment["A"] = "hunter2" }
                project.services[name] = hook
            }
        }
        let values: Value = ["password": "hunter2"]
        _ = try await Install(release: "shop", values: values, makeContent: stack.maker).run(in: here)
        let test = await outcome(of: { try await Test(release: "shop").run(in: here) })
        let uninstall = await outcome(of: { try await Uninstall(release: "shop").run(in: here) })
        #expect(test?.message.contains("'password'") == (isSecret ? true : nil))
        #expect(uninstall?.hint == (isSecret ? "davit uninstall shop --no-hooks" : nil))
        #expect(await world.ran == (isSecret ? [] : ["test check", "pre-delete bye"]))
    }

    @Test(arguments: [
        ("a ••••", "a hunter2", true), ("a ••••", "b hunter2", false), ("••••-••••", "x-y", true),
        ("••••-••••", "xy", false), ("a••••a", "a", false), ("a••••b••••", "a1b2", true),
        ("••••", "", true), ("plain", "plain", false),
    ])
    func aPlaceholderStandsForAnyText(pattern: String, text: String, isFilled: Bool) {
        let filled = Value.string(pattern).filling("••••", from: .string(text))
        #expect(filled == .string(isFilled ? text : pattern) || pattern == text)
    }
}
