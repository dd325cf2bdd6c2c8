/// A kind of file that can be imported.
package enum RegisterKind: String, CaseIterable, Sendable {
    case establishments
    case groups
    case links
    case pupilPremium = "pupil-premium"
    case performance
    case hubs

    /// The columns by which a file of this kind is known: at least one of each list.
    var signs: [[String]] {
        switch self {
        case .establishments:
            [["URN"], ["EstablishmentName"], ["EstablishmentStatus (name)", "EstablishmentStatus"]]
        case .groups: [["Group UID", "UID"], ["Group Name"], ["Group Type"]]
        case .links: [["URN"], ["LinkURN"], ["LinkType"]]
        case .pupilPremium: [["URN"], PupilPremiumImport.totalHeadings]
        case .performance: [["URN"], PerformanceImport.columns.flatMap(\.headings)]
        case .hubs: [["name", "ab_name_ecf1", "ab_name_riab"], ["type", "lad_code", "hub_region", "kind"]]
        }
    }

    /// What it holds, for a message.
    package var name: String {
        switch self {
        case .establishments:
            "schools of the register (Get Information About Schools, “Establishment fields”)"
        case .groups: "groups of the register (trusts and federations)"
        case .links: "links between establishments of the register"
        case .pupilPremium: "pupil premium allocations"
        case .performance: "performance tables, or the values of the similar-schools service"
        case .hubs: "hubs, or opportunity areas"
        }
    }
}
