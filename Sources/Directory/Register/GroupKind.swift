import Database

/// What kind of group of schools.
package enum GroupKind: String, CaseIterable, Sendable, SQLStorable {
    case multiAcademyTrust = "multi-academy-trust"
    case singleAcademyTrust = "single-academy-trust"
    case secureTrust = "secure-single-academy-trust"
    case federation
    case trust
    case umbrellaTrust = "umbrella-trust"
    case sponsor
    case childrensCentres = "childrens-centres"

    package var name: String {
        switch self {
        case .multiAcademyTrust: "Multi-academy trust"
        case .singleAcademyTrust: "Single-academy trust"
        case .secureTrust: "Secure single-academy trust"
        case .federation: "Federation"
        case .trust: "Trust"
        case .umbrellaTrust: "Umbrella trust"
        case .sponsor: "School sponsor"
        case .childrensCentres: "Group of children’s centres"
        }
    }

    static let trusts: [GroupKind] = [.multiAcademyTrust, .singleAcademyTrust, .secureTrust, .trust]
    /// The kinds whose members a file of schools names.
    static let holdingSchools: [GroupKind] = trusts + [.federation]

    init?(register words: String) {
        switch SearchKey.of(words) {
        case "multi academy trust": self = .multiAcademyTrust
        case "single academy trust": self = .singleAcademyTrust
        case "secure single academy trust": self = .secureTrust
        case "federation": self = .federation
        case "trust": self = .trust
        case "umbrella trust": self = .umbrellaTrust
        case "school sponsor": self = .sponsor
        case "childrens centres group", "childrens centres collaboration": self = .childrensCentres
        default: return nil
        }
    }
}
