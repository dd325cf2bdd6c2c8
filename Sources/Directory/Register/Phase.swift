import Database

/// The phase of education as the register has it.
package enum Phase: String, CaseIterable, Sendable, SQLStorable {
    case nursery, primary
    case middlePrimary = "middle-primary"
    case middleSecondary = "middle-secondary"
    case secondary
    case allThrough = "all-through"
    case sixteenPlus = "16-plus"
    case notApplicable = "not-applicable"

    /// In plain words.
    package var name: String {
        switch self {
        case .nursery: "Nursery"
        case .primary: "Primary"
        case .middlePrimary: "Middle (primary)"
        case .middleSecondary: "Middle (secondary)"
        case .secondary: "Secondary"
        case .allThrough: "All-through"
        case .sixteenPlus: "16 and over"
        case .notApplicable: "No phase given"
        }
    }

    /// From the register's own words.
    init?(register words: String) {
        switch words.lowercased() {
        case "nursery": self = .nursery
        case "primary": self = .primary
        case "middle deemed primary": self = .middlePrimary
        case "middle deemed secondary": self = .middleSecondary
        case "secondary": self = .secondary
        case "all-through", "all through": self = .allThrough
        case "16 plus": self = .sixteenPlus
        case "not applicable", "": self = .notApplicable
        default: return nil
        }
    }
}
