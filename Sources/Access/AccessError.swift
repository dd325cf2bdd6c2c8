/// Why a verb refuses. A page turns these into: sign in, 403, 404.
package enum AccessError: Error, Hashable, Sendable {
    /// Nobody is signed in, and signing in may help.
    case notSignedIn
    /// The object may be seen, but not changed so by this person.
    case forbidden
    /// There is no such object, or it is another organisation's: the two must not be told apart.
    case notFound
}
