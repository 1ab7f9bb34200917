/// The version of this Davit.
package enum DavitVersion {
    package static let number = "0.1.0"
}
