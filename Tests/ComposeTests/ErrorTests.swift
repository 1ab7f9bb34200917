import Compose
import Diagnostics
import OrderedCollections
import Testing

/// A document that is wrong, the error with its place, and the hint.
struct Mistake: Sendable, CustomTestStringConvertible {
    var text: String
    var error: String
    var hint: String?

    /// A text that begins with two spaces is lines of a service named `web`.
    init(_ text: String, _ error: String, _ hint: String? = nil) {
        self.text = text
        self.error = error
        self.hint = hint
    }

    var testDescription: String { text }

    func check(sourceLocation: Testing.SourceLocation = #_sourceLocation) {
        let document = text.hasPrefix("  ") ? "services:\n  web:\n    image: nginx\n\(text)\n" : text
        let failure = Loading().failure(["templates/web.yaml": document])
        #expect(failure?.kind == .invalidInput, sourceLocation: sourceLocation)
        #expect(failure?.description == "templates/web.yaml:\(error)", sourceLocation: sourceLocation)
        #expect(failure?.hint == hint, sourceLocation: sourceLocation)
        #expect(failure?.notes == [], sourceLocation: sourceLocation)
    }
}

@Suite struct ErrorTests {
    @Test(arguments: [
        Mistake("    imagee: a", "4:5: 'imagee' is not a key of 'web'", "did you mean 'image'?"),
        Mistake(
            "    deploy: {replica: 2}",
            "4:14: 'replica' is not a key of 'deploy'",
            "did you mean 'replicas'?"
        ),
        Mistake(
            "    deploy:\n      resources:\n        limit: {cpus: 1}",
            "6:9: 'limit' is not a key of 'resources'",
            "did you mean 'limits'?"
        ),
        Mistake(
            "servces: {}\nservices: {web: {image: a}}",
            "1:1: 'servces' is not a key at the top of a Compose document",
            "did you mean 'services'?"
        ),
        Mistake("networks: {a: {divers: b}}", "1:16: 'divers' is not a key of 'a'", "did you mean 'driver'?"),
        Mistake(
            "    ports: [{target: 80, publish: 80}]",
            "4:26: 'publish' is not a key of 'ports'",
            "did you mean 'published'?"
        ),
        Mistake(
            "    healthcheck: {foo: 1}",
            "4:19: 'foo' is not a key of 'healthcheck'",
            "the keys are disable, interval, retries, start_interval, start_period, test, timeout"
        ),
        Mistake("    zzz: 1", "4:5: 'zzz' is not a key of 'web'", "a key of your own must begin with 'x-'"),
        Mistake("    x-davit: {hok: a}", "4:15: 'hok' is not a key of 'x-davit'", "did you mean 'hook'?"),
        Mistake(
            "configs: {a: {external: {nam: b}}}",
            "1:26: 'nam' is not a key of 'external'",
            "did you mean 'name'?"
        ),
    ])
    func unknownKeys(_ mistake: Mistake) { mistake.check() }

    @Test(arguments: [
        Mistake("    deploy: {replicas: two}", "4:24: 'replicas' must be a whole number, found \"two\""),
        Mistake("    deploy: {replicas: 1.5}", "4:24: 'replicas' must be a whole number, found \"1.5\""),
        Mistake("    deploy: {replicas: -1}", "4:24: 'replicas' must be at least 0, found \"-1\""),
        Mistake("    deploy: {replicas: [2]}", "4:24: 'replicas' must be a whole number, found a list"),
        Mistake(
            "    deploy:\n      replicas:\n      mode: global",
            "5:16: 'replicas' has no value",
            "give it a value or remove the key"
        ),
        Mistake("    deploy: 3", "4:13: 'deploy' must be a mapping, found \"3\""),
        Mistake("    init: maybe", "4:11: 'init' must be true or false, found \"maybe\""),
        Mistake(
            "    stop_grace_period: 10",
            "4:24: 'stop_grace_period' must be a duration such as '1m30s', found \"10\""
        ),
        Mistake(
            "    stop_grace_period: 5 s",
            "4:24: 'stop_grace_period' must be a duration such as '1m30s', found \"5 s\""
        ),
        Mistake("    shm_size: 5x", "4:15: 'shm_size' must be a size such as '512m' or '1gb', found \"5x\""),
        Mistake("    cpus: -1", "4:11: 'cpus' must be a number of processors such as '0.5', found \"-1\""),
        Mistake(
            "    oom_score_adj: 2000",
            "4:20: 'oom_score_adj' must be from -1000 to 1000, found \"2000\""
        ),
        Mistake(
            "    deploy: {mode: replicate}",
            "4:20: 'mode' must be 'replicated', 'global', 'replicated-job' or 'global-job', found \"replicate\"",
            "did you mean 'replicated'?"
        ),
        Mistake("    cap_add: NET_ADMIN", "4:14: 'cap_add' must be a list, found \"NET_ADMIN\""),
        Mistake("    cap_add: [{a: b}]", "4:15: 'cap_add' must be text, found a mapping"),
        Mistake("    command: {a: b}", "4:14: 'command' must be a list, found a mapping"),
        Mistake("services: [web]", "1:11: 'services' must be a mapping, found a list"),
        Mistake("services: {web: nginx}", "1:17: 'web' must be a mapping, found \"nginx\""),
        Mistake("- a", "1:1: 'the document' must be a mapping, found a list"),
        Mistake(
            "    hostname: !foo a",
            "4:15: the tag '!foo' is unknown",
            "the tags of Compose files are '!reset' and '!override'"
        ),
        Mistake(
            "    deploy: {update_config: {max_failure_ratio: 2}}",
            "4:49: 'max_failure_ratio' must be from 0 to 1, found \"2\""
        ),
        Mistake(
            "    deploy: {rollback_config: {failure_action: rollback}}",
            "4:48: 'failure_action' must be 'continue' or 'pause', found \"rollback\""
        ),
    ])
    func wrongTypes(_ mistake: Mistake) { mistake.check() }

    @Test(arguments: [
        Mistake(
            "    ports: [http]",
            "4:13: a port must be text such as '8080:80', '127.0.0.1:8080:80' or '53:53/udp', found \"http\""
        ),
        Mistake(
            "    ports: ['1-3:1-2']",
            "4:13: the range \"1-2\" of 'target' has 2 ports, the range of 'published' \"1-3\" has 3",
            "write ranges of the same length"
        ),
        Mistake("    ports: ['80:99999']", "4:13: 'target' must be from 1 to 65535, found \"99999\""),
        Mistake(
            "    ports: ['80:80/icmp']",
            "4:13: 'protocol' must be 'tcp', 'udp' or 'sctp', found \"icmp\""
        ),
        Mistake("    ports: [{published: 80}]", "4:13: a port has no 'target'", "add 'target:'"),
        Mistake(
            "    volumes: ['a:b:c:d']",
            "4:15: a volume must be 'TARGET', 'SOURCE:TARGET' or 'SOURCE:TARGET:OPTIONS', found \"a:b:c:d\""
        ),
        Mistake(
            "    volumes: ['/a:/b:rx']",
            "4:15: 'rx' is not an option of a volume",
            "the options are ro, rw, nocopy, z, Z, shared, slave, private (and r…), cached, delegated and consistent"
        ),
        Mistake("    volumes: ['/a:b']", "4:15: the path in the container must be absolute, found \"b\""),
        Mistake("    volumes: ['/a:/b', '/c:/b']", "4:24: two volumes are mounted at '/b'"),
        Mistake("    volumes: [{target: /a}]", "4:15: a volume of the service has no 'type'", "add 'type:'"),
        Mistake(
            "    volumes: [{type: bind, target: /a}]",
            "4:15: a volume of the type 'bind' has no 'source'",
            "add 'source:'"
        ),
        Mistake(
            "    volumes: ['../a:/b']",
            "4:15: 'source' must stay in the chart, found \"../a\"",
            "put the file into the chart and name it from the chart's folder"
        ),
        Mistake(
            "    volumes: ['./a:/b']",
            "4:15: the chart has no file or folder 'a', which a volume names",
            "add it to the chart, or use an absolute path for a folder of the host"
        ),
        Mistake(
            "    volumes: ['~/a:/b']",
            "4:15: 'source' must name a file of the chart, found \"~/a\"",
            "put the file into the chart and name it as in 'files/app.conf'"
        ),
        Mistake(
            "    env_file: /etc/env",
            "4:15: 'env_file' must name a file of the chart, found \"/etc/env\"",
            "put the file into the chart and name it as in 'files/app.conf'"
        ),
        Mistake(
            "    env_file: a/../../b",
            "4:15: 'env_file' must stay in the chart, found \"a/../../b\"",
            "put the file into the chart and name it from the chart's folder"
        ),
        Mistake(
            "    env_file: none.env",
            "4:15: the chart has no file 'none.env', which 'env_file' names",
            "add the file to the chart (and see that .helmignore does not leave it out)"
        ),
        Mistake(
            "    command: echo 'a",
            "4:14: the command \"echo 'a\" has an open quote",
            "close the quote, or write the command as a list"
        ),
        Mistake("    environment: [=a]", "4:19: an entry must begin with a name, as in 'NAME=value'"),
        Mistake(
            "    restart: sometimes",
            "4:14: 'restart' must be no, always, unless-stopped, on-failure or on-failure:NUMBER, found \"sometimes\""
        ),
        Mistake(
            "    healthcheck: {test: [curl, x]}",
            "4:25: the list 'test' must begin with CMD, CMD-SHELL or NONE, found \"curl\"",
            "write the test as one string, or put CMD in front"
        ),
        Mistake(
            "    extra_hosts: [a]",
            "4:19: an extra host must be text such as 'db=10.0.0.5', found \"a\""
        ),
        Mistake(
            "    devices: [a:b:c:d]",
            "4:15: a device must be 'SOURCE', 'SOURCE:TARGET' or 'SOURCE:TARGET:PERMISSIONS', found \"a:b:c:d\""
        ),
        Mistake("    ulimits: {nofile: {soft: 1}}", "4:23: the limit 'nofile' must have 'soft' and 'hard'"),
        Mistake(
            "    scale: 2\n    deploy: {replicas: 3}",
            "4:12: 'scale' is \"2\" and 'deploy.replicas' is \"3\"",
            "remove one of them: both mean the same"
        ),
        Mistake(
            "    deploy: {mode: global, replicas: 3}",
            "4:38: 'replicas' has no meaning in the mode 'global'",
            "remove it, or choose the mode 'replicated'"
        ),
        Mistake(
            "    mem_limit: 1m\n    mem_reservation: 2m\n    deploy: {resources: {reservations: {memory: 2m}}}",
            "6:49: the reservation of 'memory' is above its limit",
            "raise the limit or lower the reservation"
        ),
        Mistake(
            "    network_mode: host\n    networks: [default]",
            "5:16: a service cannot have both 'network_mode' and 'networks'",
            "remove 'network_mode: host' or the networks"
        ),
        Mistake(
            "    x-davit: {hook: pre-instal}",
            "4:21: 'pre-instal' is not a value of 'hook'",
            "did you mean 'pre-install'?"
        ),
        Mistake(
            "    x-davit: {hook-weight: 1}",
            "4:28: 'hook-weight' and 'hook-delete-policy' need a 'hook'",
            "add 'hook: post-install' (or another event)"
        ),
        Mistake("    gpus: some", "4:11: 'gpus' must be \"all\" or a list, found \"some\""),
        Mistake(
            "    pull_policy: alway",
            "4:18: 'pull_policy' must be one of always, never, build, if_not_present, missing, refresh, daily, weekly, "
                + "or a period such as 'every_12h', found \"alway\"",
            "did you mean 'always'?"
        ),
    ])
    func wrongForms(_ mistake: Mistake) { mistake.check() }

    @Test(arguments: [
        Mistake(
            "services: {web: {tty: true}}",
            "1:12: the service 'web' has neither 'image' nor 'build'",
            "add 'image: NAME:TAG'"
        ),
        Mistake(
            "services: {we.b: {image: a}}",
            "1:12: 'we.b' is not a name for a service",
            "use up to 63 letters, digits, '-' and '_', with a letter or digit at both ends"
        ),
        Mistake(
            "services: {-web: {image: a}}",
            "1:12: '-web' is not a name for a service",
            "use up to 63 letters, digits, '-' and '_', with a letter or digit at both ends"
        ),
        Mistake(
            "volumes: {a b: }",
            "1:11: 'a b' is not a name for a volume",
            "use letters, digits, '.', '_' and '-'"
        ),
        Mistake(
            "    networks: [backend]\nnetworks: {back-end: }",
            "4:16: the network 'backend' is not declared",
            "did you mean 'back-end'?"
        ),
        Mistake(
            "    networks: [a]",
            "4:16: the network 'a' is not declared",
            "declare it under 'networks:', with 'external: true' if it is made elsewhere"
        ),
        Mistake(
            "    volumes: ['dta:/a']\nvolumes: {data: }",
            "4:15: the volume 'dta' is not declared",
            "did you mean 'data'?"
        ),
        Mistake(
            "    configs: [ap]\nconfigs: {app: {content: a}}",
            "4:15: the config 'ap' is not declared",
            "did you mean 'app'?"
        ),
        Mistake(
            "    secrets: [{source: ke}]\nsecrets: {key: {content: a}}",
            "4:24: the secret 'ke' is not declared",
            "did you mean 'key'?"
        ),
        Mistake(
            "    configs: [a, {source: b, target: /a}]\nconfigs: {a: {content: a}, b: {content: b}}",
            "4:18: two entries of 'configs' have the target '/a'"
        ),
        Mistake(
            "    depends_on: [bd]\n  db: {image: a}",
            "4:18: the service 'bd' is not declared",
            "did you mean 'db'?"
        ),
        Mistake(
            "    links: ['bd:x']\n  db: {image: a}",
            "4:13: the service 'bd' is not declared",
            "did you mean 'db'?"
        ),
        Mistake(
            "    depends_on: [b]\n  b: {image: a, depends_on: [c]}\n  c: {image: a, depends_on: [web]}",
            "4:18: services wait for one another: web → b → c → web",
            "remove one of these dependencies"
        ),
        Mistake(
            "    depends_on: [web]",
            "4:18: services wait for one another: web → web",
            "remove one of these dependencies"
        ),
        Mistake(
            "    depends_on: [job]\n  job: {image: a, x-davit: {hook: pre-install}}",
            "4:18: 'web' depends on 'job', which is a hook and not part of the stack",
            "remove the dependency: hooks run before or after all services"
        ),
        Mistake(
            "    depends_on: [b]\n  b: {image: a, profiles: [debug]}",
            "4:18: the service 'b' is needed, and no profile of it is enabled",
            "enable the profile 'debug', or write 'required: false'"
        ),
        Mistake(
            "    depends_on: {b: {condition: healthy}}\n  b: {image: a}",
            "4:33: 'condition' must be 'service_started', 'service_healthy' or 'service_completed_successfully', found \"healthy\""
        ),
        Mistake(
            "    credential_spec: {file: a, registry: b}",
            "4:22: 'credential_spec' must have exactly one of 'file', 'registry' and 'config'"
        ),
    ])
    func references(_ mistake: Mistake) { mistake.check() }

    @Test(arguments: [
        Mistake(
            "configs: {a: {}}",
            "1:11: the config 'a' has no content",
            "add 'file', 'content', 'environment' or 'external: true'"
        ),
        Mistake(
            "secrets: {a: }",
            "1:11: the secret 'a' has no content",
            "add 'file', 'content', 'environment', 'x-davit: {generate: {length: 32}}' or 'external: true'"
        ),
        Mistake(
            "secrets: {a: {content: y, driver: x}}",
            "1:35: the secret 'a' has more than one content: 'content' and 'driver'",
            "keep one of them"
        ),
        Mistake(
            "configs: {a: {environment: X}}",
            "1:28: the variable 'X' is not given",
            "give it with '--env X=VALUE'"
        ),
        Mistake(
            "configs: {a: {file: ../x}}",
            "1:21: 'file' must stay in the chart, found \"../x\"",
            "put the file into the chart and name it from the chart's folder"
        ),
        Mistake(
            "configs: {a: {external: true, file: x}}",
            "1:31: an external config has nothing but a name, found 'file'",
            "remove 'file', or 'external: true'"
        ),
        Mistake(
            "networks: {a: {external: true, driver: x}}",
            "1:32: an external network has nothing but a name, found 'driver'",
            "remove 'driver', or 'external: true'"
        ),
        Mistake(
            "configs: {a: {x-davit: {generate: {}}}}",
            "1:25: 'generate' is not a key of 'x-davit'",
            "the keys are content-base64, description, hash, keep"
        ),
        Mistake(
            "secrets: {a: {x-davit: {generate: {length: 0}}}}",
            "1:44: 'length' must be from 1 to 4096, found \"0\""
        ),
    ])
    func objects(_ mistake: Mistake) {
        mistake.check()
    }

    @Test func allErrorsAreShown() {
        let text = "services:\n  web: {imag: a, init: 3}\n  db: {image: a, ports: [x]}\n"
        let failure = Loading().failure(["c.yaml": text])
        #expect(failure?.notes.count == 2)
    }

    @Test func noContentOfASecretIsShown() throws {
        let project = try Loading().load("secrets: {a: {content: hunter2}}").project
        var dumped = ""
        dump(project, to: &dumped)
        let bytes = Array("hunter2".utf8).map { "\($0)" }.joined(separator: ", ")
        #expect(!dumped.contains("hunter2") && !"\(project)".contains("hunter2"))
        #expect(!dumped.contains("104") && !"\(project)".contains(bytes))
    }
}
