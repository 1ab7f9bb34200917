/// The right to change a release, as it stands in the head's labels.
package struct Lease: Sendable, Hashable {
    package var holder: LeaseHolder
    /// `install`, `upgrade`, ….
    package var operation: String
    /// In seconds since 1970 on the engine's clock, like all times of a lease.
    package var acquired: Double
    package var renewed: Double

    package init(holder: LeaseHolder, operation: String, acquired: Double, renewed: Double) {
        self.holder = holder
        self.operation = operation
        self.acquired = acquired
        self.renewed = renewed
    }

    init?(labels: [String: String]) {
        guard let id = labels[StoreLabel.leaseID], let name = labels[StoreLabel.leaseHolder] else {
            return nil
        }
        let colon = name.lastIndex(of: ":") ?? name.endIndex
        let at = name.lastIndex(of: "@") ?? name.startIndex
        let process = labels[StoreLabel.leaseProcess].map { $0.split(separator: " ") } ?? []
        self.init(
            holder: LeaseHolder(
                user: String(name[..<at]),
                host: String(name[at..<colon].dropFirst()),
                processID: Int(name[colon...].dropFirst()) ?? 0,
                machine: process.count == 2 ? String(process[0]) : nil,
                started: process.count == 2 ? String(process[1]) : nil,
                id: id
            ),
            operation: labels[StoreLabel.leaseOperation] ?? "",
            acquired: labels[StoreLabel.leaseAcquired].flatMap { Double($0) } ?? 0,
            renewed: labels[StoreLabel.leaseRenewed].flatMap { Double($0) } ?? 0
        )
    }

    var labels: [String: String] {
        var labels = [
            StoreLabel.leaseHolder: holder.description,
            StoreLabel.leaseID: holder.id,
            StoreLabel.leaseOperation: operation,
            StoreLabel.leaseAcquired: String(acquired),
            StoreLabel.leaseRenewed: String(renewed),
        ]
        if let machine = holder.machine, let started = holder.started {
            labels[StoreLabel.leaseProcess] = "\(machine) \(started)"
        }
        return labels
    }
}
