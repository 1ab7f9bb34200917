import GoTemplate
import Testing

/// A thread with a large stack is made only for templates that need it.
@Suite struct LargeStackTests {
    @Test func workThatFitsRunsOnce() {
        var sizes: [Int] = []
        LargeStack.runWhenNeeded { size, _ in sizes.append(size) }
        #expect(sizes.count == 1)
        #expect(sizes[0] < ExecutionLimits.wantedStackSize)
    }

    @Test func workThatRanOutRunsAgainOnALargeStack() {
        var sizes: [Int] = []
        LargeStack.runWhenNeeded { size, ranOut in
            sizes.append(size)
            ranOut = true
        }
        #expect(sizes.count == 2)
        #expect(sizes.last == ExecutionLimits.wantedStackSize)
    }

    @Test func setTellsThatTheStackWasTooSmall() throws {
        var templates = TemplateSet(functions: [])
        templates.stackSize = 256 << 10
        try templates.parse(name: "flat", source: Array("text".utf8))
        try templates.parse(
            name: "deep",
            source: Array("{{define \"d\"}}{{template \"d\" .}}{{end}}{{template \"d\" .}}".utf8)
        )
        _ = try templates.execute(name: "flat", data: .nil)
        #expect(!templates.ranOutOfStack)
        #expect(throws: TemplateFailure.self) { try templates.execute(name: "deep", data: .nil) }
        #expect(templates.ranOutOfStack)
    }
}
