import Charts
import Diagnostics
import FoundationEssentials

/// A Compose file of the machine, and the files that it names beside it.
struct ComposeFile {
    private let file: String
    private let context: Context

    /// - Parameter path: The file, as the command line has it.
    init(path: String, _ context: Context) {
        file = path
        self.context = context
    }

    /// The name of the folder that the file lies in.
    var folderName: String {
        URL(fileURLWithPath: context.path(file)).deletingLastPathComponent().lastPathComponent
    }

    /// The chart that the file makes.
    ///
    /// - Throws: `.notFound` for a file that cannot be read; what is wrong with the document and its files.
    func conversion(name: String) throws(Failure) -> ComposeConversion.Result {
        let document = try context.readFile(file)
        let folder = URL(fileURLWithPath: context.path(file)).deletingLastPathComponent().path
        let conversion = ComposeConversion(
            name: name,
            readFile: { [context] path throws(Failure) in
                let full = path.hasPrefix("/") ? path : "\(folder)/\(path)"
                var isFolder = false
                guard FileManager.default.fileExists(atPath: full, isDirectory: &isFolder), !isFolder else {
                    return nil
                }
                return try context.readFile(full)
            },
            listFiles: { path throws(Failure) in
                let full = path.hasPrefix("/") ? path : "\(folder)/\(path)"
                let names = (try? FileManager.default.subpathsOfDirectory(atPath: full)) ?? []
                return names.sorted().map { "\(path)/\($0)" }
            }
        )
        return try conversion.convert(document, file: file)
    }
}
