import Database
package import Directory

/// Which of the schools that are alike are wanted. It changes who is listed, not how alike they are.
package struct SimilarityFilter: Sendable, Equatable {
    /// `nil` for any distance. A school without a place is far.
    package var withinKilometres: Double?
    package var region: Region?
    package var phase: Phase?
    package var trust: Trust

    package enum Trust: String, CaseIterable, Sendable {
        case any
        case own
        case others

        package var name: String {
            switch self {
            case .any: "Any trust"
            case .own: "Our own trust"
            case .others: "Other trusts and authorities"
            }
        }
    }

    package init(
        withinKilometres: Double? = nil,
        region: Region? = nil,
        phase: Phase? = nil,
        trust: Trust = .any
    ) {
        self.withinKilometres = withinKilometres
        self.region = region
        self.phase = phase
        self.trust = trust
    }
}

extension SimilarityFilter {
    /// - Parameter trust: The schools of the trust of `own`.
    func holds(_ school: SchoolFigures, beside own: SchoolFigures, _ trust: Set<URN>) -> Bool {
        if let withinKilometres {
            guard let place = own.place, let far = school.place?.kilometres(to: place),
                far <= withinKilometres
            else { return false }
        }
        if let region, school.region != region { return false }
        if let phase, school.phase != phase { return false }
        switch self.trust {
        case .any: return true
        case .own: return trust.contains(school.urn)
        case .others: return !trust.contains(school.urn)
        }
    }
}

extension Transaction {
    /// The schools of the group that a school is in; none for one that is in no group.
    func trustSchools(of urn: URN) throws -> Set<URN> {
        Set(
            try column(
                """
                SELECT urn FROM group_member WHERE left_on IS NULL AND group_uid IN (
                    SELECT group_uid FROM group_member WHERE urn = \(urn) AND left_on IS NULL)
                """
            )
        )
    }
}
