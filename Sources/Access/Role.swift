import Database

/// What a person is for an organisation. A person may have several roles in one organisation and in several.
/// What each may do is ``Permission/grounds``; no role includes another silently.
package enum Role: String, CaseIterable, Sendable, SQLStorable, Comparable {
    /// Answers for the organisation: its people, its memoranda, what it shares.
    case lead
    /// Writes its pages, offers and events.
    case editor
    /// Books places and sees invoices.
    case booker
    /// Keeps trial rosters and outcomes; runs evaluations.
    case evaluator
    /// Coaches or mentors.
    case coach
    /// Works there: books for themself, attends, keeps certificates.
    case member

    package static func < (left: Role, right: Role) -> Bool {
        left.rank < right.rank
    }

    private var rank: Int { Role.allCases.firstIndex(of: self) ?? 0 }
}

/// One person's role in one organisation.
package struct Membership: Hashable, Sendable {
    package let organisation: Organisation
    package let role: Role

    package init(_ organisation: Organisation, _ role: Role) {
        self.organisation = organisation
        self.role = role
    }
}
