extension Evaluator {
    /// An error at the current node.
    func failure(_ message: String) -> GoError {
        error(message, below: nil)
    }

    /// An error of a function, at the current node.
    func failure(calling name: GoString, _ error: GoError) -> GoError {
        // The texts of template errors below are not copied: includes nest a thousand times.
        let text = error.links == nil ? error.message : ""
        return self.error("error calling \(name): \(text)", below: error)
    }

    /// What ends the rendering, at the current node.
    func failure(ending error: GoError) -> GoError {
        self.error(error.message, below: error)
    }

    private func error(_ message: String, below: GoError?) -> GoError {
        let offset = min(place.offset, tree.syntax.source.count)
        var line = 1
        var lineStart = 0
        for index in 0..<offset where tree.syntax.source[index] == UInt8(ascii: "\n") {
            line += 1
            lineStart = index + 1
        }
        let origin = TemplateErrorOrigin(template: tree.file.text, offset: offset)
        let link = TemplateErrorLink(
            origin: origin,
            place: "\(tree.file):\(line):\(offset - lineStart)",
            executing: tree.name.text,
            node: GoString(place.printed(in: tree) ?? []).text,
            message: message
        )
        var error = below ?? GoError("", endsInPlainError: false)
        error.origin = error.origin ?? origin
        error.links = TemplateErrorLinks(link, below?.links)
        return error
    }
}

extension TemplateErrorLink {
    /// The whole text of Go's error.
    var text: String {
        if place.isEmpty { return "template: \(message)" }
        let name = Quoting.quoted(Array(executing.utf8))
        return "template: \(place): executing \(name) at <\(node)>: \(message)"
    }
}
