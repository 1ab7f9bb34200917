import FoundationEssentials
import TestSupport
import Testing

/// What stands on which stream, in which form.
@Suite("output")
struct OutputTests {
    private let hello = "\(Fixture.root)/charts/hello"

    /// Commands that print data, after `hello` is installed.
    static let dataCommands = [
        "list", "status hello", "history hello", "get values hello", "get values hello --all",
        "get metadata hello", "version", "repo list", "search repo",
    ]

    @Test("-o json gives JSON and nothing else", .timeLimit(.minutes(15)), arguments: dataCommands)
    func json(_ command: String) async throws {
        try await withUser { user in
            try await requireSuccess(user.davit("package \(hello) -d dist"))
            try await requireSuccess(user.davit("repo index dist"))
            try await requireSuccess(user.davit("install hello \(hello)"))
            try await NginxServer.serving("\(user.workingFolder)/dist", scratch: "\(user.folder)/nginx") {
                url in
                try await requireSuccess(user.davit("repo add local \(url)"))
            }
            let run = try await user.davit("\(command) -o json")
            try requireSuccess(run)
            _ = try run.json(AnyJSON.self)
        }
    }

    @Test("changes print JSON alone too", .timeLimit(.minutes(15)))
    func jsonOfChanges() async throws {
        try await withUser { user in
            for command in ["install hello \(hello) -o json", "upgrade hello --set replicas=2 -o json"] {
                let run = try await user.davit(command)
                try requireSuccess(run)
                _ = try run.json(AnyJSON.self)
            }
        }
    }

    @Test("commands in hints say where the release is", .timeLimit(.minutes(15)))
    func hints() async throws {
        try await withUser { user in
            try await requireSuccess(user.davit("install hello \(hello) --target local"))
            for (options, words) in [
                ("--target local", "davit upgrade hello CHART --target local',"),
                ("", "davit upgrade hello CHART',"),
            ] {
                let run = try await user.davit("install hello \(hello) \(options)")
                expectOneError(run, containing: ["Hint: use '\(words)"])
            }
        }
    }

    @Test("a reader that has gone ends a command without a word", .timeLimit(.minutes(15)))
    func closedPipe() async throws {
        try await withUser { user in
            let script = "{ /bin/sleep 0.3; '\(DavitUser.binary)' list; echo $? >&2; } | :"
            let run = try await Program.run(
                ["/bin/sh", "-c", script],
                in: user.workingFolder,
                environment: user.environment
            )
            #expect(run.error == "141\n")
        }
    }

    @Test("a pipe gets no escape sequences", .timeLimit(.minutes(15)))
    func pipes() async throws {
        try await withUser { user in
            try user.writeChart("bare", compose: "services:\n  web:\n    command: [sleep, \"1\"]\n")
            let commands = [
                "install hello \(hello)", "status hello", "install x bare", "lint bare", "list", "help",
            ]
            for command in commands {
                let run = try await user.davit(command)
                #expect(!(run.output + run.error).utf8.contains(0x1B), "\(run.testDescription)")
            }
        }
    }

    @Test(
        "a terminal gets colours unless they are refused",
        .timeLimit(.minutes(15)),
        arguments: [
            ("", [:], true),
            ("", ["NO_COLOR": "1"], false),
            ("", ["NO_COLOR": ""], true),
            ("", ["TERM": "dumb"], false),
            (" --color never", [:], false),
            (" --color always", ["NO_COLOR": "1"], true),
        ] as [(String, [String: String], Bool)]
    )
    func terminal(flags: String, variables: [String: String], hasColour: Bool) async throws {
        try await withUser { user in
            var environment = user.environment
            environment["PATH"] = "/usr/bin:/bin"
            environment["TERM"] = "xterm"
            environment.merge(variables) { $1 }
            // `script` gives the command a terminal and passes on what comes out of it.
            let run = try await Program.run(
                [
                    "script", "--quiet", "--return", "--command", "\(DavitUser.binary) status none\(flags)",
                    "typescript",
                ],
                in: user.workingFolder,
                environment: environment
            )
            #expect(run.output.contains("Error:"), "\(run.testDescription)")
            #expect(run.output.utf8.contains(0x1B) == hasColour, "\(run.testDescription)")
        }
    }

    @Test("results go to standard output, everything else to standard error", .timeLimit(.minutes(15)))
    func streams() async throws {
        try await withUser { user in
            let template = try await user.davit("template hello \(hello)")
            try requireSuccess(template)
            #expect(template.error == "")
            #expect(template.output.contains("services:"))
            let wrong = try await user.davit("template hello ./nothing")
            expectOneError(wrong, containing: ["nothing"])
            #expect(wrong.output == "")
        }
    }

    @Test(
        "an unknown command or option is a usage error",
        .timeLimit(.minutes(15)),
        arguments: [
            ("instal", "did you mean 'davit install'?"),
            ("install hello --no-such-option", "--no-such-option"),
            ("list --target moon", "'moon'"), ("history", "<release>"),
        ]
    )
    func usage(_ command: String, _ expected: String) async throws {
        try await withUser { user in
            let run = try await user.davit(command)
            expectOneError(run, containing: [expected])
            #expect(run.status == 2)
            #expect(run.output == "")
        }
    }

    @Test(
        "help is a result",
        .timeLimit(.minutes(15)),
        arguments: ["--help", "help", "help install", "install -h"]
    )
    func help(_ command: String) async throws {
        try await withUser { user in
            let run = try await user.davit(command)
            try requireSuccess(run)
            #expect(run.output.contains("USAGE: davit"))
            #expect(run.error == "")
        }
    }
}

/// Any JSON at all.
struct AnyJSON: Decodable {
    private struct Key: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    init(from decoder: any Decoder) throws {
        if (try? decoder.container(keyedBy: Key.self)) == nil, (try? decoder.unkeyedContainer()) == nil {
            _ = try decoder.singleValueContainer().decode(JSONScalar.self)
        }
    }
}
