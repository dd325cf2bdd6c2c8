import Database

/// Whether a school is open.
package enum EstablishmentStatus: String, CaseIterable, Sendable, SQLStorable {
    case open
    case closing
    case closed
    case opening

    package var name: String {
        switch self {
        case .open: "Open"
        case .closing: "Open, proposed to close"
        case .closed: "Closed"
        case .opening: "Proposed to open"
        }
    }

    /// Whether pupils are taught there now.
    package var isOpen: Bool { self == .open || self == .closing }

    init?(register words: String) {
        switch words.lowercased() {
        case "open": self = .open
        case "open, but proposed to close": self = .closing
        case "closed": self = .closed
        case "proposed to open": self = .opening
        default: return nil
        }
    }
}
