internal import Diagnostics

/// The files of the charts that a project's documents refer to.
struct ChartFiles {
    let options: ComposeOptions
    /// The folders of the charts by the documents' files.
    var folders: [String: String] = [:]

    /// The path below the parent chart's folder of a relative path written at a place.
    ///
    /// - Throws: `.invalidInput` for an absolute path, and for one that leaves its chart.
    func path(_ written: String, key: String, at location: SourceLocation) throws(Failure) -> String {
        guard !written.hasPrefix("/"), !written.hasPrefix("~"), !written.utf8.contains(UInt8(ascii: "\\"))
        else {
            throw Failure(
                .invalidInput,
                "'\(key)' must name a file of the chart, found \"\(written)\"",
                at: location,
                hint: "put the file into the chart and name it as in 'files/app.conf'"
            )
        }
        let steps = written.split(separator: "/").filter { $0 != "." }
        guard !steps.contains("..") else {
            throw Failure(
                .invalidInput,
                "'\(key)' must stay in the chart, found \"\(written)\"",
                at: location,
                hint: "put the file into the chart and name it from the chart's folder"
            )
        }
        return (folders[location.file] ?? "") + steps.joined(separator: "/")
    }

    /// The bytes of a file named by a relative path.
    ///
    /// - Throws: `.invalidInput` as `path` does, and for a file that the chart has not.
    func read(_ written: String, key: String, at location: SourceLocation) throws(Failure) -> [UInt8] {
        let path = try self.path(written, key: key, at: location)
        guard let bytes = options.readFile(path) else {
            throw Failure(
                .invalidInput,
                "the chart has no file '\(path)', which '\(key)' names",
                at: location,
                hint: "add the file to the chart (and see that .helmignore does not leave it out)"
            )
        }
        return bytes
    }
}
