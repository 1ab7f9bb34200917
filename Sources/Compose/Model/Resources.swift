/// What the tasks of a service may use and what is kept free for them.
package struct Resources: Sendable, Hashable {
    package struct Limits: Sendable, Hashable {
        /// Billionths of a processor.
        package var nanoCPUs: Int64?
        /// Bytes.
        package var memory: Int64?
        /// Processes; -1 is no limit.
        package var pids: Int64?

        package init() {}
    }

    package struct Reservations: Sendable, Hashable {
        /// Billionths of a processor.
        package var nanoCPUs: Int64?
        /// Bytes.
        package var memory: Int64?
        package var genericResources: [GenericResource] = []
        package var devices: [DeviceRequest] = []

        package init() {}
    }

    package var limits = Limits()
    package var reservations = Reservations()

    package init() {}
}
