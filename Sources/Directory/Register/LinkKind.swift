import Database

/// What a link of the register says about two establishments.
package enum LinkKind: String, CaseIterable, Sendable, SQLStorable {
    case predecessor
    case successor
    case predecessorMerged = "predecessor-merged"
    case successorMerged = "successor-merged"
    case predecessorAmalgamated = "predecessor-amalgamated"
    case successorAmalgamated = "successor-amalgamated"
    case amalgamation
    case predecessorSplit = "predecessor-split"
    case successorSplit = "successor-split"
    case sixthFormCentre = "sixth-form-centre"
    case sixthFormSchool = "sixth-form-school"
    case expansion
    case closure
    case other

    /// Whether both are one school through time. A school that split lives on in none of its parts; a
    /// sixth-form centre is shared.
    package var joinsLineages: Bool {
        switch self {
        case .predecessor, .successor, .predecessorMerged, .successorMerged, .predecessorAmalgamated,
            .successorAmalgamated, .amalgamation:
            true
        case .predecessorSplit, .successorSplit, .sixthFormCentre, .sixthFormSchool, .expansion, .closure,
            .other:
            false
        }
    }

    /// What the other establishment is to this one, in plain words.
    package var name: String {
        switch self {
        case .predecessor: "Before it became this school"
        case .successor: "Became"
        case .predecessorMerged: "Merged into this school"
        case .successorMerged: "Merged into"
        case .predecessorAmalgamated: "Joined to form this school"
        case .successorAmalgamated: "Joined to form"
        case .amalgamation: "Joined with"
        case .predecessorSplit: "Split from"
        case .successorSplit: "Split into"
        case .sixthFormCentre: "Sixth-form centre"
        case .sixthFormSchool: "School of the sixth-form centre"
        case .expansion: "Expanded with"
        case .closure: "Closed with"
        case .other: "Linked to"
        }
    }

    init?(register words: String) {
        switch words.lowercased().replacing(" - ", with: "-") {
        case "predecessor": self = .predecessor
        case "successor": self = .successor
        case "predecessor-merged": self = .predecessorMerged
        case "successor-merged": self = .successorMerged
        case "predecessor-amalgamated": self = .predecessorAmalgamated
        case "successor-amalgamated": self = .successorAmalgamated
        case "result of amalgamation": self = .amalgamation
        case "predecessor-split school": self = .predecessorSplit
        case "successor-split school": self = .successorSplit
        case "sixth form centre link": self = .sixthFormCentre
        case "sixth form centre school": self = .sixthFormSchool
        case "expansion": self = .expansion
        case "closure": self = .closure
        case "other": self = .other
        // "Merged - expansion of school capacity" and the like note a change of one school.
        case let words where words.hasPrefix("merged-"): self = .expansion
        default: return nil
        }
    }
}
