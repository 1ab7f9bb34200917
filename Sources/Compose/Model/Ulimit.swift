/// A limit on a resource of a process; -1 is none.
package struct Ulimit: Sendable, Hashable {
    package var soft: Int64
    package var hard: Int64

    package init(soft: Int64, hard: Int64) {
        self.soft = soft
        self.hard = hard
    }
}
