import Compose
import Diagnostics
import OrderedCollections
import Testing

@Suite struct InterpolationTests {
    private static let variables = ["A": "a", "EMPTY": "", "N": "3", "_b1": "under", "DOLLAR": "$A"]

    private static func image(_ text: String) throws -> String? {
        let document = "services:\n  web:\n    image: '\(text)'\n"
        return try Loading(variables: variables).load(document).project.services.values.first?.image
    }

    /// Specification, "Interpolation"; `+` as in a POSIX shell.
    @Test(arguments: [
        ("x$A", "xa"), ("x${A}y", "xay"), ("$_b1", "under"), ("$A-$N", "a-3"),
        ("${NONE:-d}", "d"), ("${NONE-d}", "d"), ("${EMPTY:-d}", "d"), ("x${EMPTY-d}", "x"), ("${A:-d}", "a"),
        ("${A:?no}", "a"), ("${A?no}", "a"), ("x${EMPTY?no}", "x"),
        ("${A:+set}", "set"), ("x${EMPTY:+set}", "x"), ("${EMPTY+set}", "set"), ("x${NONE+set}", "x"),
        ("${NONE:-${A}}", "a"), ("${NONE:-${NONE:-${N}}}", "3"), ("${NONE:-x${A}y$N}", "xay3"),
        ("${A:+<${A}>}", "<a>"), ("x${NONE:-}", "x"), ("${NONE:-a:b-c?d}", "a:b-c?d"),
        ("$$A", "$A"), ("$${A}", "${A}"), ("$$$A", "$a"), ("${NONE:-$$}", "$"),
        ("a$ b", "a$ b"), ("cost: 5$", "cost: 5$"), ("$1", "$1"), ("$DOLLAR", "$A"),
    ])
    func resolves(_ text: String, _ expected: String) throws {
        #expect(try Self.image(text) == expected)
    }

    @Test(arguments: [
        (
            "$NONE", "the variable 'NONE' is not given and has no default",
            "give it with '--env NONE=VALUE', or write '$$NONE' for a literal dollar sign"
        ),
        (
            "${NONE}", "the variable 'NONE' is not given and has no default",
            "give it with '--env NONE=VALUE', or write '$$NONE' for a literal dollar sign"
        ),
        (
            "${NONE:?say which}", "the required variable 'NONE' is missing: say which",
            "give it with '--env NONE=VALUE'"
        ),
        ("${EMPTY:?}", "the required variable 'EMPTY' is missing", "give it with '--env EMPTY=VALUE'"),
        ("${NONE?no $A}", "the required variable 'NONE' is missing: no a", "give it with '--env NONE=VALUE'"),
        ("${A", "'${A' has no closing brace", "close it with '}', or write '$${' for a literal dollar sign"),
        (
            "${NONE:-${A}", "'${NONE' has no closing brace",
            "close it with '}', or write '$${' for a literal dollar sign"
        ),
        ("${}", "'${…}' begins with no variable's name", "write '$${' for a literal dollar sign"),
        ("${1}", "'${…}' begins with no variable's name", "write '$${' for a literal dollar sign"),
    ])
    func rejects(_ text: String, _ message: String, _ hint: String) {
        let document = "services:\n  web:\n    image: '\(text)'\n"
        let failure = Loading(variables: Self.variables).failure(["templates/web.yaml": document])
        #expect(failure?.description == "templates/web.yaml:3:12: \(message)")
        #expect(failure?.hint == hint)
    }

    @Test func otherFormsAreErrors() {
        let failure = Loading(variables: ["A": "a"]).failure(["c.yaml": "name: ${A/x/y}"])
        #expect(failure?.message == "'${A…}' is not a form of interpolation")
    }

    @Test func everyMissingVariableIsNamed() {
        let failure = Loading().failure(["c.yaml": "name: $A\nservices: {web: {image: $B}}"])
        #expect(failure?.message == "the variable 'A' is not given and has no default")
        #expect(failure?.notes == ["c.yaml:2:25: the variable 'B' is not given and has no default"])
    }

    @Test func textBecomesWhatTheKeyHolds() throws {
        let service = try Loading(variables: ["N": "3", "B": "true", "M": "64m", "D": "5s"]).service(
            """
            scale: $N
            init: $B
            shm_size: $M
            stop_grace_period: $D
            environment: {X: $N, Y: "${N:-}"}
            """
        )
        #expect(service.deploy.replicas == 3)
        #expect(service.initProcess == true)
        #expect(service.sharedMemorySize == 67_108_864)
        #expect(service.stopGracePeriod == 5_000_000_000)
        #expect(service.environment == ["X": "3", "Y": "3"])
    }

    @Test func anEmptyVariableIsAnEmptyText() throws {
        let service = try Loading(variables: ["E": ""]).service("environment: {X: $E, Z: '${E:-}'}")
        #expect(service.environment == ["X": "", "Z": ""])
    }

    @Test func keysAreLeftAlone() throws {
        let service = try Loading(variables: ["A": "a"]).service("labels: {$A: $A}\nannotations: ['$A=$A']")
        #expect(service.labels == ["$A": "a"])
        #expect(service.annotations == ["a": "a"])
    }

    @Test func finalDocumentsKeepTheirDollars() throws {
        let service = try Loading(variables: nil).service(
            "command: ['$A', '$$B', '${C}']\nenvironment: {X: null}"
        )
        #expect(service.command == ["$A", "$$B", "${C}"])
        #expect(service.environment == ["X": nil])
    }

    /// Specification, "Env_file format".
    @Test(
        arguments: [
            ("VAR=VAL", ["VAR": "VAL"]), ("VAR=\"VAL\"", ["VAR": "VAL"]), ("VAR='VAL'", ["VAR": "VAL"]),
            ("VAR=VAL # comment", ["VAR": "VAL"]), ("VAR=VAL# not a comment", ["VAR": "VAL# not a comment"]),
            ("VAR=\"VAL # not a comment\"", ["VAR": "VAL # not a comment"]),
            ("VAR=\"VAL\" # comment", ["VAR": "VAL"]),
            ("VAR='$OTHER'", ["VAR": "$OTHER"]), ("VAR='${OTHER}'", ["VAR": "${OTHER}"]),
            (#"VAR='Let\'s go!'"#, ["VAR": "Let's go!"]),
            (#"VAR="{\"hello\": \"json\"}""#, ["VAR": #"{"hello": "json"}"#]),
            (#"VAR="some\tvalue""#, ["VAR": "some\tvalue"]),
            (#"VAR='some\tvalue'"#, ["VAR": #"some\tvalue"#]),
            (#"VAR=some\tvalue"#, ["VAR": #"some\tvalue"#]),
            ("# comment\n\n  A=1\r\nB=2", ["A": "1", "B": "2"]), ("VAR=", ["VAR": ""]), ("VAR", ["VAR": nil]),
            ("export A=1", ["A": "1"]), ("A=1\nB=$A-${GIVEN}", ["A": "1", "B": "1-here"]),
            ("A=\"$GIVEN\"", ["A": "here"]), ("A=\"two\nlines\"", ["A": "two\nlines"]),
            ("A=$$x", ["A": "$x"]),
            ("A=x=y", ["A": "x=y"]), ("A=1\nA=2", ["A": "2"]), ("A.b-c=1", ["A.b-c": "1"]),
        ] as [(String, [String: String?])]
    )
    func envFiles(_ text: String, _ expected: [String: String?]) throws {
        let loading = Loading(variables: ["GIVEN": "here"], files: ["e.env": text])
        let environment = try loading.service("env_file: e.env").environment
        #expect(Dictionary(uniqueKeysWithValues: environment.map { ($0.key, $0.value) }) == expected)
    }

    @Test(arguments: [
        ("A='x", "files/e.env:1:3: the quote is not closed"),
        ("A=1\n=2", "files/e.env:2:1: a line must begin with a variable's name"),
        ("A=1\nB 2", "files/e.env:2:1: 'B' is followed by neither '=' nor the end of the line"),
        ("A=$NONE", "files/e.env:1:3: the variable 'NONE' is not given and has no default"),
        ("A='b' c", "files/e.env:1:7: there is text after the closing quote"),
    ])
    func badEnvFiles(_ text: String, _ description: String) {
        let document = "services: {web: {image: a, env_file: files/e.env}}"
        #expect(
            Loading(files: ["files/e.env": text]).failure(["c.yaml": document])?.description == description
        )
    }
}
