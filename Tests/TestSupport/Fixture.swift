import FoundationEssentials

/// Files that tests read, found through the place of this source file.
package enum Fixture {
    /// The package's root folder.
    package static let root: String = {
        let components = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        return components.dropLast(3).joined(separator: "/")
    }()

    /// The path of a file below `Tests/`.
    package static func path(_ relative: String) -> String {
        "\(root)/Tests/\(relative)"
    }

    /// The bytes of a file below `Tests/`.
    package static func bytes(_ relative: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: path(relative))))
    }

    /// The text of a file below `Tests/`.
    package static func text(_ relative: String) throws -> String {
        String(decoding: try bytes(relative), as: UTF8.self)
    }
}
