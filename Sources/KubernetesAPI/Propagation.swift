/// What a deletion does about the objects that the deleted one owns.
package enum Propagation: String, Sendable, Hashable {
    /// They are deleted afterwards.
    case background = "Background"
    /// They are deleted first; the object stays until they are gone.
    case foreground = "Foreground"
    /// They stay, and belong to nobody.
    case orphan = "Orphan"
}
