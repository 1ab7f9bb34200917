import FoundationEssentials
import TestSupport
import Testing

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What happens when the disk is full: one clear error, and no half-written file.
@Suite("a full disk", .enabled(if: geteuid() == 0, "only root can mount a small disk"))
struct FullDiskTests {
    /// Runs a command with `disk` in the working folder being full, in a mount namespace of its own.
    ///
    /// What is on the disk is listed before and after; the two lists must be equal.
    private func run(_ line: String, _ user: DavitUser) async throws -> DavitRun {
        let script = """
            set -eu
            # The lock of a store of releases is no release, nor is the folder it lies in.
            seen() {
                find disk -path disk/data -prune -o -type d -print -o -printf '%p %s\\n'
                ! [ -d disk/data ] || find disk/data -type f ! -name lock -printf '%p %s\\n'
            }
            mount -t tmpfs -o size=64k davit-test disk
            dd if=/dev/zero of=disk/filler bs=4k 2>/dev/null || true
            seen >before
            status=0
            "$@" || status=$?
            seen >after
            exit $status
            """
        var environment = user.environment
        environment["PATH"] = "/usr/sbin:/usr/bin:/sbin:/bin"
        return try await Program.run(
            ["unshare", "--mount", "sh", "-c", script, "sh", DavitUser.binary] + line.columns,
            in: user.workingFolder,
            environment: environment
        )
    }

    @Test(
        "says so and leaves nothing half-written",
        .timeLimit(.minutes(15)),
        arguments: [
            "package web -d disk", "create disk/new", "install web ./web", "repo index disk --url http://x",
        ]
    )
    func fullDisk(_ line: String) async throws {
        try await withUser { user in
            var user = user
            user.environment["DAVIT_DATA_HOME"] = "\(user.workingFolder)/disk/data"
            try user.writeServiceChart()
            try FileManager.default.createDirectory(
                at: URL(fileURLWithPath: "\(user.workingFolder)/disk"),
                withIntermediateDirectories: true
            )
            let run = try await run(line, user)
            expectOneError(run, containing: ["disk"])
            #expect(try user.read("after") == user.read("before"), "\(run.testDescription)")
        }
    }
}
