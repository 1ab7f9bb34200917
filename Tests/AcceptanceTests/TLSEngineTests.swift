import FoundationEssentials
import TestSupport
import Testing

extension OnSwarm {
    /// An engine that listens on TCP and lets in who has a certificate that it knows.
    @Suite("over TLS", .enabled(if: Engine.runsTLSTests, "no Swarm with TLS: run scripts/test.sh"))
    struct TLSEngineTests {
        /// A person with the certificates of one of the folders that the engine's script has made.
        private func withPerson(
            _ folder: String = "good",
            _ body: (DavitUser, _ address: String) async throws -> Void
        ) async throws {
            let host = "tcp://\(try Engine.address()):2376"
            try await withUser(engine: host) { user in
                var user = user
                user.environment["DOCKER_TLS_VERIFY"] = "1"
                user.environment["DOCKER_CERT_PATH"] = "\(try Engine.certificates())/\(folder)"
                try await body(user, host)
            }
        }

        @Test("the whole life of a release", .timeLimit(.minutes(2)))
        func life() async throws {
            try await withRelease { _, swarm, release in
                try await withPerson { user, host in
                    try user.writeServiceChart()
                    let install = try await user.davit("install \(release) web --set replicas=1")
                    try requireSuccess(install)
                    #expect(install.error.contains("target: Swarm at \(host) ("))
                    try await swarm.expect("1/1", of: "\(release)_web")
                    try await requireSuccess(user.davit("uninstall \(release)"))
                    try await expect(swarm.footprint(release), equals: [])
                }
            }
        }

        @Test("a Docker context with certificates of its own", .timeLimit(.minutes(1)))
        func context() async throws {
            try await withPerson { user, host in
                var user = user
                let folder = try #require(user.environment["DOCKER_CERT_PATH"])
                for name in ["DOCKER_HOST", "DOCKER_TLS_VERIFY", "DOCKER_CERT_PATH"] {
                    user.environment[name] = nil
                }
                let files = "ca=\(folder)/ca.pem,cert=\(folder)/cert.pem,key=\(folder)/key.pem"
                var variables = user.environment
                variables["PATH"] = ProcessInfo.processInfo.environment["PATH"]
                let words = ["docker", "context", "create", "secure", "--docker", "host=\(host),\(files)"]
                try requireSuccess(try await Program.run(words, in: "/", environment: variables))
                try await requireSuccess(user.davit("list --context secure"))
            }
        }

        @Test(
            "a certificate that does not do is one clear error",
            .timeLimit(.minutes(1)),
            arguments: [
                ("no-client", "it wants a client certificate, and there is none", "cert.pem and key.pem"),
                ("expired", "it does not accept the client certificate", "openssl x509"),
                ("stranger", "it does not accept the client certificate", "openssl x509"),
                ("wrong-authority", "its certificate is not trusted", "wrong-authority/ca.pem"),
            ]
        )
        func wrongCertificate(folder: String, reason: String, hint: String) async throws {
            try await withPerson(folder) { user, host in
                let run = try await user.davit("list")
                expectOneError(
                    run,
                    containing: [
                        "cannot reach the Docker engine at '\(host)' (from DOCKER_HOST): ", reason, hint,
                    ]
                )
                #expect(run.status == 5)
            }
        }

        /// Other servers than the engine, which is right in all of this.
        @Test(
            "a server that is not what it should be is one clear error",
            .timeLimit(.minutes(1)),
            arguments: [
                (
                    "server-other", "its certificate is not trusted",
                    "a name or address that the certificate is for"
                ),
                ("server-expired", "certificate has expired", "renew the engine's certificate"),
            ]
        )
        func wrongServer(certificate: String, reason: String, hint: String) async throws {
            try await withPerson { user, _ in
                var user = user
                let folder = try Engine.certificates()
                let port = try freePort()
                let server = try BackgroundProcess([
                    "sh", "-c",
                    """
                    openssl s_server -quiet -www -accept 127.0.0.1:\(port) -cert \(folder)/\(certificate).pem \
                    -key \(folder)/\(certificate)-key.pem </dev/null >/dev/null 2>&1 & cat >/dev/null; kill $!; wait $!
                    """,
                ])
                defer { server.stop() }
                user.environment["DOCKER_HOST"] = "tcp://127.0.0.1:\(port)"
                _ = try await eventually(seconds: 5) {
                    try await !user.davit("list").error.contains("Connection refused")
                }
                let run = try await user.davit("list")
                expectOneError(run, containing: ["cannot reach the Docker engine at", reason, hint])
            }
        }

        @Test("other ways to miss the engine are one clear error each", .timeLimit(.minutes(1)))
        func misses() async throws {
            try await withPerson { user, host in
                var user = user
                let plain = try BackgroundProcess(["python3", Fixture.path("Fixtures/docker/proxy.py")])
                defer { plain.stop() }
                let port = try #require(plain.readLine())
                user.environment["DOCKER_HOST"] = "tcp://127.0.0.1:\(port)"
                try await expectOneError(user.davit("list"), containing: ["does not speak TLS", "2376"])

                user.environment["DOCKER_HOST"] = "tcp://\(try Engine.address()):9"
                try await expectOneError(user.davit("list"), containing: ["Connection refused", "--host"])

                user.environment["DOCKER_HOST"] = "tcp://no-such-host.invalid:2376"
                try await expectOneError(
                    user.davit("list"),
                    containing: ["no-such-host.invalid", "not known"]
                )

                user.environment["DOCKER_HOST"] = host
                user.environment["DOCKER_CERT_PATH"] = "/nowhere"
                try await expectOneError(user.davit("list"), containing: ["'/nowhere/ca.pem'"])

                user.environment["DOCKER_TLS_VERIFY"] = nil
                try await expectOneError(
                    user.davit("list"),
                    containing: ["HTTP request to an HTTPS server", "DOCKER_TLS_VERIFY=1"]
                )
            }
        }

        @Test("through a proxy, unless the engine is excepted", .timeLimit(.minutes(1)))
        func proxy() async throws {
            try await withPerson { user, host in
                var user = user
                let address = try Engine.address()
                let proxy = try BackgroundProcess([
                    "python3", Fixture.path("Fixtures/docker/proxy.py"), "192.0.2.1",
                ])
                let port = try #require(proxy.readLine())
                user.environment["HTTPS_PROXY"] = "http://127.0.0.1:\(port)"
                try await requireSuccess(user.davit("list"))
                user.environment["NO_PROXY"] = "\(address):2376"
                try await requireSuccess(user.davit("list"))
                user.environment["NO_PROXY"] = nil
                user.environment["HTTPS_PROXY"] = "http://user:hunter2@127.0.0.1:\(port)"
                user.environment["DOCKER_HOST"] = "tcp://192.0.2.1:2376"
                let refused = try await user.davit("list")
                expectOneError(
                    refused,
                    containing: ["the proxy does not let it through", "403", "HTTPS_PROXY"]
                )
                #expect(!refused.error.contains("hunter2"))
                #expect(proxy.readLine() == "CONNECT \(address):2376")
                // Nothing of the excepted one in between.
                #expect(proxy.readLine() == "CONNECT 192.0.2.1:2376")
                proxy.stop()
                user.environment["DOCKER_HOST"] = host
                try await expectOneError(
                    user.davit("list"),
                    containing: ["the proxy does not let it through", "HTTPS_PROXY"]
                )
            }
        }
    }
}
