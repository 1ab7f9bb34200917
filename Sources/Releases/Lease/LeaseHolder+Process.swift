internal import FoundationEssentials

extension LeaseHolder {
    /// This process, with a new random identifier.
    package static func current() -> LeaseHolder {
        let process = ProcessInfo.processInfo
        let number = Int(process.processIdentifier)
        return LeaseHolder(
            user: process.userName,
            host: process.hostName,
            processID: number,
            machine: currentMachine(),
            started: processStart(number),
            id: randomID()
        )
    }

    /// Whether the holder was a process of this machine that has ended.
    ///
    /// False whenever that is not certain: on another machine, after a reboot, where there is no `/proc`.
    package var isGone: Bool {
        guard let machine, let started, machine == Self.currentMachine() else { return false }
        return Self.processStart(processID) != started
    }

    /// The boot and the process namespace: process numbers of two containers are not comparable.
    private static func currentMachine() -> String? {
        guard let boot = contents(of: "/proc/sys/kernel/random/boot_id"),
            let namespace = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/pid")
        else { return nil }
        return boot.filter { !$0.isNewline } + "/" + namespace
    }

    /// Field 22 of `/proc/PID/stat` (proc(5)), or nil for a process that has ended or does not exist.
    private static func processStart(_ number: Int) -> String? {
        // The second field is the program's name in parentheses and may hold anything, spaces too.
        guard let stat = contents(of: "/proc/\(number)/stat"), let end = stat.lastIndex(of: ")") else {
            return nil
        }
        let fields = stat[end...].dropFirst().split(separator: " ")
        guard fields.count > 19, fields[0] != "Z", fields[0] != "X" else { return nil }
        return String(fields[19])
    }

    private static func contents(of path: String) -> String? {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
    }
}
