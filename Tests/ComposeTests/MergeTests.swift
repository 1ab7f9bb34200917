import Compose
import Diagnostics
import OrderedCollections
import Testing

/// Two documents with lines of one service, and what the service is then.
struct Overlay: Sendable, CustomTestStringConvertible {
    var base: String
    var override: String
    var expected: String

    init(_ base: String, _ override: String, _ expected: String) {
        (self.base, self.override, self.expected) = (base, override, expected)
    }

    var testDescription: String { "\(base) | \(override)" }
}

/// Specification, "Merge and override", and docker/cli's rules where it is silent (logging, ulimits).
@Suite struct MergeTests {
    private static func document(_ lines: String) -> String {
        let indented = lines.split(separator: "\n").map { "    \($0)" }.joined(separator: "\n")
        return "services:\n  web:\n    image: nginx\n\(indented)\nvolumes: {foo: , bar: }\n"
    }

    @Test(arguments: [
        Overlay("hostname: a", "hostname: b", "hostname: b"),
        Overlay("tty: true", "tty: false", "tty: false"),
        Overlay("hostname: a", "user: b", "user: b\nhostname: a"),
        Overlay("dns: [1.1.1.1]", "dns: [8.8.8.8]", "dns:\n- 1.1.1.1\n- 8.8.8.8"),
        Overlay("dns: 1.1.1.1", "dns: [8.8.8.8, 1.1.1.1]", "dns:\n- 1.1.1.1\n- 8.8.8.8"),
        Overlay("command: [echo, foo]", "command: echo bar", "command:\n- echo\n- bar"),
        Overlay("entrypoint: [a, b]", "entrypoint: [c]", "entrypoint:\n- c"),
        Overlay(
            "healthcheck: {test: [CMD, a], retries: 2}",
            "healthcheck: {test: b}",
            "healthcheck:\n  test:\n  - CMD-SHELL\n  - b\n  retries: 2"
        ),
        Overlay(
            "environment: [A=1, B=2]",
            "environment: {B: 3, C: 4}",
            "environment:\n  A: \"1\"\n  B: \"3\"\n  C: \"4\""
        ),
        Overlay("environment: {A: 1}", "environment: [A]", "environment:\n  A: null"),
        Overlay("labels: {a: 1}", "labels: [a=2]", "labels:\n  a: \"2\""),
        Overlay(
            "volumes: ['foo:/work']",
            "volumes: ['bar:/work']",
            "volumes:\n- type: volume\n  source: bar\n  target: /work"
        ),
        Overlay(
            "volumes: ['/a:/work:z']",
            "volumes: ['foo:/work']",
            "volumes:\n- type: volume\n  source: foo\n  target: /work"
        ),
        Overlay(
            "volumes: ['foo:/a']",
            "volumes: ['bar:/b']",
            "volumes:\n- type: volume\n  source: foo\n  target: /a\n- type: volume\n  source: bar\n  target: /b"
        ),
        Overlay(
            "ports: ['8080:80']",
            "ports: ['8080:80']",
            "ports:\n- target: 80\n  published: \"8080\"\n  protocol: tcp\n  mode: ingress"
        ),
        Overlay(
            "ports: ['8080:80']",
            "ports: [{target: 80, published: 8080, mode: host}]",
            "ports:\n- target: 80\n  published: \"8080\"\n  protocol: tcp\n  mode: host"
        ),
        Overlay(
            "ports: ['8080:80']",
            "ports: !override ['8443:443']",
            "ports:\n- target: 443\n  published: \"8443\"\n  protocol: tcp\n  mode: ingress"
        ),
        Overlay(
            "ports: ['8080:80']\nenvironment: {FOO: BAR}",
            "ports: !reset []\nenvironment: {FOO: !reset null}",
            ""
        ),
        Overlay("hostname: a", "hostname: !reset b", ""),
        Overlay(
            "deploy: {replicas: 2, labels: {a: 1}}",
            "deploy: {replicas: 5}",
            "deploy:\n  replicas: 5\n  labels:\n    a: \"1\""
        ),
        Overlay(
            "deploy: {placement: {constraints: [a == b]}}",
            "deploy: {placement: {constraints: [c == d]}}",
            "deploy:\n  placement:\n    constraints:\n    - a == b\n    - c == d"
        ),
        Overlay(
            "logging: {driver: a, options: {x: 1}}",
            "logging: {options: {z: 2}}",
            "logging:\n  driver: a\n  options:\n    x: \"1\"\n    z: \"2\""
        ),
        Overlay("logging: {driver: a, options: {x: 1}}", "logging: {driver: b}", "logging:\n  driver: b"),
        Overlay(
            "ulimits: {nofile: {soft: 1, hard: 2}}",
            "ulimits: {nofile: 3}",
            "ulimits:\n  nofile:\n    soft: 3\n    hard: 3"
        ),
        Overlay(
            "networks: [default]",
            "networks: {default: {aliases: [a]}}",
            "networks:\n  default:\n    aliases:\n    - a"
        ),
        Overlay(
            "extra_hosts: [a=1.1.1.1, b=2.2.2.2]",
            "extra_hosts: {a: 3.3.3.3}",
            "extra_hosts:\n  a:\n  - 3.3.3.3\n  b:\n  - 2.2.2.2"
        ),
        Overlay(
            "devices: ['/dev/a:/dev/x']",
            "devices: ['/dev/b:/dev/x']",
            "devices:\n- source: /dev/b\n  target: /dev/x"
        ),
        Overlay("hostname: a", "hostname: a\ndeploy:", "hostname: a"),
        Overlay("x-a: {b: 1, c: [1]}", "x-a: {b: 2, c: [2]}", "x-a:\n  b: 2\n  c:\n  - 1\n  - 2"),
    ])
    func merges(_ overlay: Overlay) throws {
        let loaded = try Loading().load([
            "a.yaml": Self.document(overlay.base), "b.yaml": Self.document(overlay.override),
        ])
        #expect(Loading.text(of: loaded.project, service: "web") == overlay.expected)
    }

    /// The meaning of `extends` in the specification's "Merging service definitions".
    @Test func extends() throws {
        let text = """
            services:
              base: {image: busybox, user: root}
              common: {image: busybox, extends: {service: base}, environment: {TZ: utc, PORT: 80}}
              web: {extends: common, environment: {PORT: 8080}}
            """
        let web = try #require(try Loading().load(text).project.services["web"])
        #expect(web.image == "busybox")
        #expect(web.user == "root")
        #expect(web.environment == ["TZ": "utc", "PORT": "8080"])
    }

    @Test func extendsAFileOfTheChart() throws {
        let loading = Loading(files: [
            "files/common.yml": "services:\n  app: {image: a, extends: b}\n  b: {user: root}\n"
        ])
        let project = try loading.load("services: {web: {extends: {file: files/common.yml, service: app}}}")
            .project
        #expect(project.services["web"]?.image == "a")
        #expect(project.services["web"]?.user == "root")
        #expect(project.services.count == 1)
    }

    @Test(arguments: [
        (
            "services: {web: {extends: none, image: a}, nine: {image: a}}",
            "1:27: the service 'none', which 'web' extends, is not declared"
        ),
        (
            "services: {a: {extends: b, image: x}, b: {extends: a, image: x}}",
            "1:52: services extend one another: a → b → a"
        ),
        ("services: {a: {extends: a, image: x}}", "1:25: services extend one another: a → a"),
        (
            "services: {a: {extends: {file: x.yml, service: b}, image: x}}",
            "1:32: the chart has no file 'x.yml', which 'file' names"
        ),
    ])
    func wrongExtends(_ text: String, _ expected: String) {
        #expect(Loading().failure(["c.yaml": text])?.description == "c.yaml:\(expected)")
    }

    // MARK: Charts

    @Test func subchartsJoin() throws {
        let project = try Loading().load([
            "charts/db/templates/db.yaml":
                "name: db\nservices: {db: {image: postgres, networks: [back]}}\nnetworks: {back: {driver: overlay}}",
            "templates/web.yaml":
                "name: shop\nservices: {web: {image: nginx, networks: [back], depends_on: [db]}}\n"
                + "networks: {back: {driver: overlay}}",
        ]).project
        #expect(project.name == "shop")
        #expect(Set(project.services.keys) == ["db", "web"])
        #expect(project.networks.count == 1)
    }

    @Test func whatTwoChartsSayDifferentlyClashes() {
        let failure = Loading().failure([
            "templates/a.yaml": "services: {web: {image: nginx}}",
            "charts/db/templates/b.yaml": "services: {web: {image: apache}}",
        ])
        #expect(
            failure?.description
                == "charts/db/templates/b.yaml:1:12: 'web' under 'services' is also in 'templates/a.yaml:1:12', "
                + "and says something else there"
        )
    }

    @Test func filesAreLookedForInTheirChart() throws {
        let files = ["files/a": "parent", "charts/db/files/a": "child"]
        let project = try Loading(files: files).load([
            "templates/a.yaml": "configs: {one: {file: files/a}}\nservices: {web: {image: nginx}}",
            "charts/db/templates/b.yaml": "configs: {two: {file: ./files/a}}",
        ]).project
        let contents = project.configs.values.compactMap { config -> String? in
            guard case .inline(let bytes, _) = config.content else { return nil }
            return String(decoding: bytes, as: UTF8.self)
        }
        #expect(contents == ["parent", "child"])
    }
}
