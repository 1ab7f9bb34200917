/// The recipe of a secret that is made once: `x-davit.generate`.
package struct GeneratedSecret: Sendable, Hashable {
    package enum Charset: String, Sendable, Hashable, CaseIterable {
        /// `A-Z a-z 0-9`
        case alnum
        /// `A-Z a-z`
        case alpha
        /// `0-9`
        case numeric
        /// `0-9 a-f`
        case hex
        /// Every printable ASCII character but the space.
        case ascii
    }

    /// In characters, 1 to 4096.
    package var length: Int
    package var charset: Charset

    package init(length: Int = 32, charset: Charset = .alnum) {
        self.length = length
        self.charset = charset
    }
}
