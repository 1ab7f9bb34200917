internal import OrderedCollections
internal import Values

extension Mount {
    var value: Value {
        var section = Section()
        section.add("type", kind.rawValue)
        section.add("source", source)
        section.add("target", target)
        section.add("read_only", whenTrue: readOnly)
        section.add("consistency", consistency)
        var bind = Section()
        bind.add("propagation", self.bind.propagation)
        bind.add("create_host_path", self.bind.createHostPath)
        bind.add("selinux", self.bind.selinux)
        bind.add("recursive", self.bind.recursive)
        section.add("bind", bind.ifAny)
        var volume = Section()
        volume.add("nocopy", self.volume.noCopy)
        volume.add("subpath", self.volume.subpath)
        volume.add("labels", self.volume.labels)
        section.add("volume", volume.ifAny)
        var tmpfs = Section()
        tmpfs.add("size", self.tmpfs.size)
        tmpfs.add("mode", mode: self.tmpfs.mode)
        section.add("tmpfs", tmpfs.ifAny)
        section.add("image", imageSubpath.map { ["subpath": .string($0)] })
        return section.value
    }

    /// The mount in the syntax of a service's `tmpfs`.
    package var tmpfsText: String {
        var options = readOnly ? ["ro"] : []
        if let size = tmpfs.size { options.append("size=\(size)") }
        if let mode = tmpfs.mode { options.append("mode=0\(String(mode, radix: 8))") }
        return "\(target):\((options + tmpfs.others).joined(separator: ","))"
    }
}

extension FileReference {
    var value: Value {
        var section = Section()
        section.add("source", source)
        section.add("target", target)
        section.add("uid", uid)
        section.add("gid", gid)
        section.add("mode", mode: mode)
        return section.value
    }
}
