/// Frees lists and maps that are in each other, one after the other.
///
/// A template can nest them a million times. Each would be freed by the one around it, which takes a stack as
/// deep; so what is about to be freed hands its containers on and is empty then.
struct ContainerRelease {
    private var maps: [GoMap] = []
    private var lists: [GoElements] = []

    /// Takes a further reference to the containers among `values`.
    mutating func take(_ values: some Sequence<GoValue>) {
        for value in values {
            switch value {
            case .map(let map): maps.append(map)
            case .list(let list): lists.append(list.storage)
            default: break
            }
        }
    }

    /// Frees what was taken and what is only in there.
    mutating func run() {
        while !maps.isEmpty || !lists.isEmpty {
            if var map = maps.popLast(), isKnownUniquelyReferenced(&map) {
                take(map.entries.values)
                map.entries = [:]
            }
            if var list = lists.popLast(), isKnownUniquelyReferenced(&list) {
                take(list.elements)
                list.elements = []
            }
        }
    }
}

/// The elements of a list.
final class GoElements {
    fileprivate(set) var elements: [GoValue]

    init(_ elements: [GoValue]) {
        self.elements = elements
    }

    func append(_ element: GoValue) { elements.append(element) }

    deinit {
        var release = ContainerRelease()
        release.take(elements)
        elements = []
        release.run()
    }
}
