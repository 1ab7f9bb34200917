import Compose
import Testing

/// Short syntaxes against the long ones that the Compose specification gives as their meaning.
@Suite struct ServiceTests {
    @Test(arguments: [
        Snippet("command: echo hello", "command:\n- echo\n- hello"),
        Snippet(
            "command: sh -c 'echo \"a b\"' \"c d\" e\\ f",
            "command:\n- sh\n- -c\n- echo \"a b\"\n- c d\n- e f"
        ),
        Snippet("command: [sh, -c, 'a b']", "command:\n- sh\n- -c\n- a b"),
        Snippet("command: null", ""),
        Snippet("entrypoint: ''", "entrypoint: []"),
        Snippet("entrypoint: []", "entrypoint: []"),
        Snippet(
            "healthcheck: {test: curl -f http://x}",
            "healthcheck:\n  test:\n  - CMD-SHELL\n  - curl -f http://x"
        ),
        Snippet(
            "healthcheck: {test: [CMD, a], interval: 1m30s, retries: 3}",
            "healthcheck:\n  test:\n  - CMD\n  - a\n  interval: 1m30s\n  retries: 3"
        ),
        Snippet("healthcheck: {test: [NONE]}", "healthcheck:\n  disable: true"),
        Snippet("healthcheck: {disable: true}", "healthcheck:\n  disable: true"),
        Snippet("restart: no", "restart: \"no\""),
        Snippet("restart: on-failure:3", "restart: on-failure:3"),
        Snippet("stop_grace_period: 90s", "stop_grace_period: 1m30s"),
        Snippet("init: yes\ntty: 'true'", "init: true\ntty: true"),
        Snippet(
            "logging: {driver: json-file, options: {max-size: 10m, max-file: 3}}",
            "logging:\n  driver: json-file\n  options:\n    max-size: 10m\n    max-file: \"3\""
        ),
        Snippet("user: 1000:1000\nworking_dir: /app", "working_dir: /app\nuser: 1000:1000"),
        Snippet("pull_policy: every_12h", "pull_policy: every_12h"),
    ])
    func life(_ snippet: Snippet) throws {
        let text = try Loading().canonical(snippet.written)
        #expect(text == snippet.expected)
    }

    @Test(arguments: [
        Snippet(
            "environment: {A: 1, B: true, C: '', D: null}",
            "environment:\n  A: \"1\"\n  B: \"true\"\n  C: \"\"\n  D: null"
        ),
        Snippet(
            "environment: [A=1, B=x=y, C=, D]",
            "environment:\n  A: \"1\"\n  B: x=y\n  C: \"\"\n  D: null"
        ),
        Snippet(
            "environment: {A: 1e3, B: 010, C: 1_000, D: 0x1F}",
            "environment:\n  A: \"1e3\"\n  B: \"010\"\n  C: \"1_000\"\n  D: \"0x1F\""
        ),
        Snippet("environment: [GIVEN, ABSENT]", "environment:\n  GIVEN: here\n  ABSENT: null"),
        Snippet("labels: [a=b, c]", "labels:\n  a: b\n  c: \"\""),
        Snippet("labels: {a: 1.50, c: }", "labels:\n  a: \"1.50\"\n  c: \"\""),
        Snippet("annotations: [a=b]", "annotations:\n  a: b"),
        Snippet("env_file: a.env", "environment:\n  A: from a\n  B: \"1\""),
        Snippet(
            "env_file: [a.env, {path: b.env}]\nenvironment: {C: own}",
            "environment:\n  A: from b\n  B: \"1\"\n  C: own"
        ),
        Snippet("env_file: [{path: none.env, required: false}]", ""),
        Snippet("env_file: [{path: raw.env, format: raw}]", "environment:\n  A: '\"$X\" # no comment'"),
        Snippet("label_file: ./a.env\nlabels: {A: own}", "labels:\n  A: own\n  B: \"1\""),
    ])
    func variables(_ snippet: Snippet) throws {
        let files = ["a.env": "A='from a'\nB=1", "b.env": "A=from b", "raw.env": "A=\"$X\" # no comment\n"]
        let loading = Loading(variables: ["GIVEN": "here"], files: files)
        let text = try loading.canonical(snippet.written)
        #expect(text == snippet.expected)
    }

    @Test(arguments: [
        Snippet("dns: 8.8.8.8", "dns:\n- 8.8.8.8"),
        Snippet(
            "dns: [8.8.8.8, 9.9.9.9]\ndns_search: example.org\ndns_opt: [use-vc]",
            "dns:\n- 8.8.8.8\n- 9.9.9.9\ndns_search:\n- example.org\ndns_opt:\n- use-vc"
        ),
        Snippet(
            "extra_hosts: [a=10.0.0.1, 'b:10.0.0.2', 'c=[::1]', 'd:::1']",
            "extra_hosts:\n  a:\n  - 10.0.0.1\n  b:\n  - 10.0.0.2\n  c:\n  - ::1\n  d:\n  - ::1"
        ),
        Snippet(
            "extra_hosts: {a: 10.0.0.1, b: [10.0.0.2, 10.0.0.3]}",
            "extra_hosts:\n  a:\n  - 10.0.0.1\n  b:\n  - 10.0.0.2\n  - 10.0.0.3"
        ),
        Snippet("sysctls: [net.core.somaxconn=1024]", "sysctls:\n  net.core.somaxconn: \"1024\""),
        Snippet(
            "ulimits: {nproc: 65535, nofile: {soft: 20000, hard: 40000}}",
            "ulimits:\n  nproc:\n    soft: 65535\n    hard: 65535\n  nofile:\n    soft: 20000\n    hard: 40000"
        ),
        Snippet(
            "devices: [/dev/a, '/dev/b:/dev/c', '/dev/d:/dev/e:rw']",
            "devices:\n- source: /dev/a\n- source: /dev/b\n  target: /dev/c\n- source: /dev/d\n  target: /dev/e\n"
                + "  permissions: rw"
        ),
        Snippet("devices: ['vendor.com/gpu=all']", "devices:\n- source: vendor.com/gpu=all"),
        Snippet("gpus: all", "gpus:\n- count: all"),
        Snippet("gpus: [{driver: 3dfx, count: 2}]", "gpus:\n- driver: 3dfx\n  count: 2"),
        Snippet("group_add: [1000, mail]", "group_add:\n- \"1000\"\n- mail"),
        Snippet("shm_size: 64m", "shm_size: 67108864"),
        Snippet("memswap_limit: -1", "memswap_limit: -1"),
        Snippet("credential_spec: {file: a.json}", "credential_spec:\n  file: a.json"),
        Snippet(
            "networks: {default: {aliases: [a], priority: 5}}",
            "networks:\n  default:\n    aliases:\n    - a\n    priority: 5"
        ),
        Snippet("networks: [default]", ""),
        Snippet("networks:", ""),
        Snippet("network_mode: host", "network_mode: host"),
        Snippet("cgroupns_mode: private", "cgroup: private"),
        Snippet("build: .", "build:\n  context: ."),
        Snippet("build: {context: ., args: [A=1]}", "build:\n  context: .\n  args:\n    A: \"1\""),
        Snippet("x-kubernetes: {ingress: true}", "x-kubernetes:\n  ingress: true"),
        Snippet("deploy: {placement: {x-zone: a}}", "deploy:\n  placement:\n    x-zone: a"),
        Snippet(
            "x-davit: {hook: 'pre-install, test', hook-weight: -5, hook-timeout: 90s}",
            "x-davit:\n  hook:\n  - pre-install\n  - test\n  hook-weight: -5\n  hook-timeout: 1m30s"
        ),
        Snippet("x-davit: {replicas: keep, keep: true}", "x-davit:\n  replicas: keep\n  keep: true"),
    ])
    func rest(_ snippet: Snippet) throws {
        let text = try Loading().canonical(snippet.written)
        #expect(text == snippet.expected)
    }

    @Test(arguments: [
        Snippet("deploy: {replicas: '2', labels: [a=b]}", "deploy:\n  replicas: 2\n  labels:\n    a: b"),
        Snippet("scale: 3", "deploy:\n  replicas: 3"),
        Snippet("scale: 3\ndeploy: {replicas: 3}", "deploy:\n  replicas: 3"),
        Snippet(
            "cpus: 0.5\nmem_limit: 50M\npids_limit: 10\nmem_reservation: 20M",
            "deploy:\n  resources:\n    limits:\n      cpus: \"0.5\"\n      memory: 52428800\n      pids: 10\n"
                + "    reservations:\n      memory: 20971520"
        ),
        Snippet(
            "deploy: {mode: global, endpoint_mode: dnsrr}",
            "deploy:\n  mode: global\n  endpoint_mode: dnsrr"
        ),
        Snippet("deploy: {mode: replicated, placement: }", ""),
        Snippet(
            "deploy: {placement: {constraints: [node.role == manager], preferences: [{spread: node.labels.az}]}}",
            "deploy:\n  placement:\n    constraints:\n    - node.role == manager\n    preferences:\n"
                + "    - spread: node.labels.az"
        ),
        Snippet(
            "deploy: {update_config: {parallelism: 0, delay: 1.5s, order: start-first, max_failure_ratio: 0.1}}",
            "deploy:\n  update_config:\n    parallelism: 0\n    delay: 1s500ms\n    max_failure_ratio: 0.1\n"
                + "    order: start-first"
        ),
        Snippet(
            "deploy: {restart_policy: {condition: on-failure, max_attempts: 3, window: 2m}}",
            "deploy:\n  restart_policy:\n    condition: on-failure\n    max_attempts: 3\n    window: 2m"
        ),
        Snippet(
            "deploy: {resources: {reservations: {generic_resources: [{discrete_resource_spec: {kind: gpu, value: 2}}]}}}",
            "deploy:\n  resources:\n    reservations:\n      generic_resources:\n      - discrete_resource_spec:\n"
                + "          kind: gpu\n          value: 2"
        ),
        Snippet(
            "deploy: {resources: {reservations: {devices: [{capabilities: [gpu], device_ids: ['0']}]}}}",
            "deploy:\n  resources:\n    reservations:\n      devices:\n      - device_ids:\n        - \"0\"\n"
                + "        capabilities:\n        - gpu"
        ),
    ])
    func deploy(_ snippet: Snippet) throws {
        let text = try Loading().canonical(snippet.written)
        #expect(text == snippet.expected)
    }

    @Test(arguments: [
        ("10ms", 10_000_000), ("40s", 40_000_000_000), ("1m30s", 90_000_000_000),
        ("1h5m30s20ms", 3_930_020_000_000), ("1.5s", 1_500_000_000), ("0", 0), ("0s", 0), ("100us", 100_000),
    ])
    func durationsAreNanoseconds(_ text: String, _ nanoseconds: Int64) throws {
        #expect(try Loading().service("stop_grace_period: \(text)").stopGracePeriod == nanoseconds)
    }

    @Test(arguments: [
        ("2b", 2), ("1024kb", 1_048_576), ("2048k", 2_097_152), ("300m", 314_572_800), ("1gb", 1_073_741_824),
        ("100", 100), ("1.5G", 1_610_612_736), ("64MiB", 67_108_864), ("0.5k", 512),
    ])
    func sizesAreBytes(_ text: String, _ bytes: Int64) throws {
        #expect(try Loading().service("shm_size: \(text)").sharedMemorySize == bytes)
    }

    @Test(arguments: [
        ("0.5", 500_000_000), ("2", 2_000_000_000), ("0.000000001", 1), ("1.25", 1_250_000_000),
    ])
    func processorsAreBillionths(_ text: String, _ nanoCPUs: Int64) throws {
        #expect(try Loading().service("cpus: \(text)").deploy.resources.limits.nanoCPUs == nanoCPUs)
    }
}
