import Charts
import Diagnostics
import OrderedCollections
import Values

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Loads and renders a chart again and again, for `scripts/bench.sh`.
///
/// It answers lines of its input, so that two engines can take turns on the same machine: a number runs
/// that many rounds and prints the processor time each took, `render` prints every rendered file, `memory` the peak
/// of the whole process. Nothing is kept from one round for the next but what the engine itself keeps.
@main
struct RenderBench {
    private let path: String

    static func main() {
        guard CommandLine.arguments.count == 2 else {
            print("usage: render-bench CHART")
            exit(2)
        }
        let bench = RenderBench(path: CommandLine.arguments[1])
        while let line = readLine() {
            do throws(Failure) {
                let answer = try bench.answer(line)
                print(String(decoding: JSON.encode(answer), as: UTF8.self))
                fflush(nil)
            } catch {
                print(error.message)
                exit(1)
            }
        }
    }

    private func answer(_ line: String) throws(Failure) -> Value {
        if let rounds = Int(line) {
            var times: [Value] = []
            for _ in 0..<rounds { times.append(try round().times) }
            return .array(times)
        }
        if line == "memory" { return .double(Self.peakMebibytes()) }
        let files = try round().result.files.map {
            ($0.name, Value.string(String(decoding: $0.text, as: UTF8.self)))
        }
        return .object(Value.Object(uniqueKeysWithValues: files))
    }

    /// Loads and renders once; the times of both are in milliseconds.
    private func round() throws(Failure) -> (times: Value, result: RenderedChart) {
        let start = Self.processorTime()
        let chart = try Chart.load(path: path)
        let loaded = Self.processorTime()
        let result = try ChartRenderer.render(
            chart,
            user: [:],
            RenderInput(
                release: ReleaseFacts(
                    name: "release-name",
                    namespace: "default",
                    revision: 1,
                    isInstall: true
                )
            )
        )
        let rendered = Self.processorTime()
        let times = [loaded - start, rendered - loaded].map { Value.double($0 * 1000) }
        return (.array(times), result)
    }

    /// Seconds of processor time that the process has used; other programs on the machine do not count.
    private static func processorTime() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// The most memory that the process ever held.
    private static func peakMebibytes() -> Double {
        // Not from `getrusage`, whose peak is at least that of the process that started this one.
        guard let file = fopen("/proc/self/status", "r") else { return 0 }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        while fgets(&line, Int32(line.count), file) != nil {
            let fields = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
                .split(whereSeparator: \.isWhitespace)
            if fields.first == "VmHWM:", fields.count > 1 { return (Double(fields[1]) ?? 0) / 1024 }
        }
        return 0
    }
}
