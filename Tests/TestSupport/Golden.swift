import FoundationEssentials
package import Testing

/// Compares `actual` with the file `Tests/NAME`; `DAVIT_RECORD_GOLDENS=1` writes it instead.
package func expectGolden(
    _ actual: String,
    _ name: String,
    sourceLocation: Testing.SourceLocation = #_sourceLocation
) throws {
    let url = URL(fileURLWithPath: Fixture.path(name))
    if ProcessInfo.processInfo.environment["DAVIT_RECORD_GOLDENS"] == "1" {
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        try Data(actual.utf8).write(to: url)
        return
    }
    let expected = try Fixture.text(name)
    #expect(actual == expected, "differs from Tests/\(name)", sourceLocation: sourceLocation)
}
