import ArgumentParser
import Diagnostics
import FoundationEssentials

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What a command may touch of the process: its environment, streams and terminal.
///
/// Every command is `run(_ context:)`; tests give a context of their own, so no test reads the real
/// environment or prints.
struct Context: Sendable {
    var environment: [String: String]
    /// The folder that relative paths start from.
    var workingFolder: String
    /// Writes to standard output: results only.
    var write: @Sendable ([UInt8]) throws -> Void
    /// Writes to standard error: progress, warnings and errors.
    var writeError: @Sendable ([UInt8]) -> Void
    /// Reads standard input to its end.
    var readInput: @Sendable () throws(Failure) -> [UInt8]
    /// Reads one line of standard input without its line feed; nil at its end.
    var readLine: @Sendable () -> String?
    /// Whether standard input is a terminal.
    var isInputTerminal: Bool
    /// Whether standard output is a terminal.
    var isTerminal: Bool
    /// Whether standard error is a terminal, so that lines can be redrawn in place.
    var isErrorTerminal: Bool
    /// Columns of the terminal; 80 where there is none.
    var columns: Int
    /// What the command lines of hints need to work here.
    var placement = HintPlacement()

    /// Prints a line of a result.
    func print(_ line: String = "") throws {
        try write(Array(line.utf8) + [0x0A])
    }

    /// Tells a person something that is no result.
    func tell(_ line: String) {
        writeError(Array(line.utf8) + [0x0A])
    }

    /// An environment variable that is set and not empty.
    func variable(_ name: String) -> String? {
        environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// An absolute path for one that may be relative.
    func path(_ path: String) -> String {
        path.hasPrefix("/") ? path : "\(workingFolder)/\(path)"
    }

    /// A folder of the XDG base directory specification, with `davit` at its end.
    func folder(_ variable: String, fallback: String) -> String {
        if let base = self.variable(variable) { return "\(base)/davit" }
        return "\(self.variable("HOME") ?? workingFolder)/\(fallback)/davit"
    }
}

extension Context {
    /// The context of the real process.
    static var process: Context {
        var size = winsize()
        let hasSize = ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        return Context(
            environment: processEnvironment,
            workingFolder: FileManager.default.currentDirectoryPath,
            write: { bytes in try writeAll(bytes, to: STDOUT_FILENO) },
            writeError: { bytes in try? writeAll(bytes, to: STDERR_FILENO) },
            readInput: { () throws(Failure) in try readAll(STDIN_FILENO) },
            readLine: { Swift.readLine() },
            isInputTerminal: isatty(STDIN_FILENO) == 1,
            isTerminal: isatty(STDOUT_FILENO) == 1,
            isErrorTerminal: isatty(STDERR_FILENO) == 1,
            columns: hasSize ? Int(size.ws_col) : 80
        )
    }

    /// The variables of the process, read without the detours of `ProcessInfo`, which cost half a
    /// millisecond of every start.
    private static var processEnvironment: [String: String] {
        var result: [String: String] = [:]
        var next = environ
        while let entry = next.pointee {
            let text = String(cString: entry)
            if let equals = text.utf8.firstIndex(of: UInt8(ascii: "=")) {
                result[String(text[..<equals])] = String(text[text.utf8.index(after: equals)...])
            }
            next += 1
        }
        return result
    }

    private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                // Who reads has read enough: as if the signal had ended the process.
                if errno == EPIPE { throw ExitCode(128 + SIGPIPE) }
                let reason = String(cString: strerror(errno))
                throw Failure(.unavailable, "cannot write the output: \(reason)")
            }
            rest = rest.dropFirst(count)
        }
    }

    private static func readAll(_ descriptor: Int32) throws(Failure) -> [UInt8] {
        var result: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            if count == 0 { return result }
            if count < 0 {
                if errno == EINTR { continue }
                throw Failure(.unavailable, "cannot read standard input: \(String(cString: strerror(errno)))")
            }
            result += buffer[..<count]
        }
    }
}
