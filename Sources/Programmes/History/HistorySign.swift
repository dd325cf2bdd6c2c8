import Evidence
package import Services

/// What a row says of whether the person came.
enum HistorySign: Equatable, Sendable {
    case came
    /// They had a place, and nothing is said of the day: “Attending” is Eventbrite's word for whoever has a ticket.
    case booked
    case stayedAway

    /// - Parameter isCheckIn: Whether the column holds who was checked in. There “No”, and nothing, say only that nobody did
    ///   it, and a time that somebody did.
    init(_ cell: String, isCheckIn: Bool) {
        let words = cell.lowercased().split { $0.isWhitespace || $0 == "-" }.joined(separator: " ")
        if Self.ofBooked.contains(words) || (isCheckIn && Self.no.contains(words)) {
            self = .booked
        } else if Self.no.contains(words) || Self.ofAbsent.contains(words) {
            self = .stayedAway
        } else {
            self = .came
        }
    }

    /// What several columns say together: that somebody cancelled, or was checked in, counts whatever else is said.
    static func together(_ signs: [HistorySign]) -> HistorySign {
        if signs.contains(.stayedAway) { return .stayedAway }
        return signs.contains(.came) ? .came : .booked
    }

    private static let no: Set<String> = ["no", "n", "false", "0", "not checked in"]

    private static let ofBooked: Set<String> = [
        "", "attending", "registered", "booked", "confirmed", "accepted", "going", "approved", "paid",
        "unpaid", "pending", "provisional", "reserved", "invited", "tentative", "maybe", "n/a", "na", "?",
        "unknown", "not known", "not recorded", "tbc",
    ]

    private static let ofAbsent: Set<String> = [
        "not attending", "cancelled", "canceled", "deleted", "refunded", "transferred", "did not attend",
        "absent", "no show", "not attended", "apologies", "dna", "not present", "withdrawn", "declined",
        "not going", "unable to attend", "rejected", "waiting list", "waitlist", "waitlisted",
        "on waiting list",
    ]
}

/// An event of a file, with what its rows say.
package struct HistoryTally: Sendable, Equatable {
    package let title: String
    package let heldOn: LocalDate
    package var came = 0
    /// Who had a place and was not checked in, where others were.
    package var noShow = 0
    /// Who had a place, where the file says of nobody that they came.
    package var unclear = 0

    /// Whether somebody who had a place is not said to have come.
    package var isDoubtful: Bool { noShow > 0 || unclear > 0 }
}

/// What those count as of whom a file says that they had a place, and of nobody that they came.
package enum HistoryUnclear: String, CaseIterable, Sendable {
    case came
    case leftOut = "left-out"

    /// Nobody said which.
    static let missing = Fault(
        "unclear",
        "Say whether those count as having come of whom the file does not say it"
    )
}
