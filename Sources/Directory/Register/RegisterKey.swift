package import Access
package import Services

/// A key of the national register, and the organisation that it stands for.
///
/// The identifier of an organisation from the register follows from its key: an import needs no look-up, two
/// nodes that import the same file agree, and running it twice meets the same rows. The numbers are public,
/// so nothing is given away.
package enum RegisterKey: Hashable, Sendable {
    case establishment(URN)
    /// A local authority's three-digit code.
    case authority(Int)
    /// A group's UID.
    case group(Int)

    package var organisation: ID<Organisation> {
        switch self {
        case .establishment(let urn): ID(rawValue: 1_000_000_000 + Int64(urn.rawValue))
        case .authority(let code): ID(rawValue: 2_000_000_000 + Int64(code))
        case .group(let uid): ID(rawValue: 3_000_000_000 + Int64(uid))
        }
    }

    /// `nil` for an organisation that is not of the register, such as a hub.
    package init?(_ organisation: ID<Organisation>) {
        let (kind, key) = organisation.rawValue.quotientAndRemainder(dividingBy: 1_000_000_000)
        switch kind {
        case 1:
            guard let urn = URN(rawValue: Int(key)) else { return nil }
            self = .establishment(urn)
        case 2: self = .authority(Int(key))
        case 3: self = .group(Int(key))
        default: return nil
        }
    }
}
