import Compose
import Diagnostics
import OrderedCollections
import Testing

@Suite struct MountTests {
    private static let volumes = "volumes: {data: , logs: }"

    @Test(arguments: [
        Snippet("volumes: [data:/data]", "volumes:\n- type: volume\n  source: data\n  target: /data"),
        Snippet(
            "volumes: [data:/data:ro]",
            "volumes:\n- type: volume\n  source: data\n  target: /data\n  read_only: true"
        ),
        Snippet("volumes: [/anonymous]", "volumes:\n- type: volume\n  target: /anonymous"),
        Snippet(
            "volumes: ['/host:/data:ro,z']",
            "volumes:\n- type: bind\n  source: /host\n  target: /data\n  read_only: true\n  bind:\n    selinux: z"
        ),
        Snippet(
            "volumes: ['/host:/data:rshared']",
            "volumes:\n- type: bind\n  source: /host\n  target: /data\n  bind:\n    propagation: rshared"
        ),
        Snippet(
            "volumes: [data:/data:nocopy]",
            "volumes:\n- type: volume\n  source: data\n  target: /data\n  volume:\n    nocopy: true"
        ),
        Snippet(
            "volumes: [{type: volume, source: data, target: /data/, volume: {nocopy: true, subpath: a}}]",
            "volumes:\n- type: volume\n  source: data\n  target: /data\n  volume:\n    nocopy: true\n    subpath: a"
        ),
        Snippet(
            "volumes: [{type: tmpfs, target: /run, tmpfs: {size: 64m, mode: 0700}}]",
            "volumes:\n- type: tmpfs\n  target: /run\n  tmpfs:\n    size: 67108864\n    mode: \"0700\""
        ),
        Snippet(
            "volumes: [{type: image, source: alpine, target: /a, image: {subpath: b}}]",
            "volumes:\n- type: image\n  source: alpine\n  target: /a\n  image:\n    subpath: b"
        ),
        Snippet("tmpfs: /run", "volumes:\n- type: tmpfs\n  target: /run"),
        Snippet("tmpfs: ['/run:size=1k,mode=755,uid=1009']", "tmpfs:\n- /run:size=1024,mode=0755,uid=1009"),
        Snippet(
            "volumes: [logs:/b, data:/a]",
            "volumes:\n- type: volume\n  source: data\n  target: /a\n- type: volume\n  source: logs\n  target: /b"
        ),
    ])
    func mounts(_ snippet: Snippet) throws {
        let text = try Loading().canonical(snippet.written, and: Self.volumes)
        #expect(text == snippet.expected)
    }

    @Test func filesOfTheChartBecomeConfigs() throws {
        let loading = Loading(files: ["files/a.conf": "a", "files/run.sh": "#!/bin/sh", "other": "b"])
        let loaded = try loading.load(
            "services: {web: {image: a, volumes: ['./files/a.conf:/etc/a.conf:ro', './files:/files']}}"
        )
        let web = loaded.project.services["web"]
        #expect(web?.mounts == [])
        #expect(
            web?.configs == [
                FileReference(source: "file-files-a.conf", target: "/etc/a.conf"),
                FileReference(source: "file-files-a.conf", target: "/files/a.conf"),
                FileReference(source: "file-files-run.sh", target: "/files/run.sh", mode: 0o555),
            ]
        )
        guard case .inline(let bytes, _) = loaded.project.configs["file-files-a.conf"]?.content else {
            Issue.record("no content")
            return
        }
        #expect(bytes == Array("a".utf8))
        // The folder was to be written to, and cannot be.
        #expect(loaded.diagnostics.map(\.severity) == [.note])
    }

    @Test(arguments: [
        Snippet(
            "configs: [app]",
            "configs:\n- source: app\n  target: /app\n  uid: \"0\"\n  gid: \"0\"\n  mode: \"0444\""
        ),
        Snippet(
            "secrets: [key]",
            "secrets:\n- source: key\n  target: key\n  uid: \"0\"\n  gid: \"0\"\n  mode: \"0444\""
        ),
        Snippet(
            "configs: [{source: app, target: /redis_config, uid: '103', gid: '103', mode: 0440}]",
            "configs:\n- source: app\n  target: /redis_config\n  uid: \"103\"\n  gid: \"103\"\n  mode: \"0440\""
        ),
        Snippet(
            "configs: [{source: app, mode: '440'}]",
            "configs:\n- source: app\n  target: /app\n  uid: \"0\"\n  gid: \"0\"\n  mode: \"0440\""
        ),
        // 288 is 0440: YAML reads a number without a leading zero as decimal.
        Snippet(
            "configs: [{source: app, mode: 288}]",
            "configs:\n- source: app\n  target: /app\n  uid: \"0\"\n  gid: \"0\"\n  mode: \"0440\""
        ),
    ])
    func references(_ snippet: Snippet) throws {
        let objects = "configs: {app: {external: true}}\nsecrets: {key: {external: true}}"
        let text = try Loading().canonical(snippet.written, and: objects)
        #expect(text == snippet.expected)
    }
}
