import Access
import Directory
import Services

extension ExampleNetwork {
    /// Creates the stories' hubs with their designations, the opportunity area and the ties between them.
    func foundHubs() async throws -> [ToldHub: Organisation] {
        var hubs: [ToldHub: Organisation] = [:]
        for told in ToldHub.allCases {
            hubs[told] = try await found(told)
        }
        try await designateMore(hubs)
        try await drawAreas()
        try await recordTies(hubs)
        return hubs
    }

    private func found(_ told: ToldHub) async throws -> Organisation {
        let draft = HubDraft(
            name: told.name,
            hostURN: "\(told.host.rawValue)",
            serves: told.serves,
            website: told.website,
            email: told.email,
            summary: told.summary
        )
        let start = yearStart(ago: told == .area ? 6 : told == .associate ? 2 : 4)
        let slug = try await directory.createHub(draft, kind: told.kind, from: start, by: Self.program)
        guard let hub = try await directory.hub(slug: slug) else {
            throw ExampleError.broken("no hub \(slug)")
        }
        return Organisation(id: hub.id, kind: .hub, name: hub.name)
    }

    /// A hub can hold several designations, and lose them: the teaching school hub was a teaching school
    /// before, and the behaviour hub's time is over.
    private func designateMore(_ hubs: [ToldHub: Organisation]) async throws {
        if let teaching = hubs[.teaching] {
            try await directory.designate(
                teaching.id,
                as: .teachingSchool,
                from: yearStart(ago: 11),
                until: yearStart(ago: 4).adding(days: -1),
                by: Self.program
            )
        }
        if let maths = hubs[.maths] {
            try await directory.designate(
                maths.id,
                as: .computingHub,
                from: yearStart(ago: 3),
                by: Self.program
            )
        }
        guard let behaviour = try await directory.hubs().first(where: { $0.name == ToldHub.behaviour.name }),
            let designation = behaviour.designations.first
        else { throw ExampleError.broken("the behaviour hub is missing") }
        try await directory.changeDesignation(
            designation.id,
            of: behaviour.id,
            to: designation.kind,
            from: designation.startedOn,
            until: yearStart(ago: 0).adding(days: -1),
            version: designation.version,
            by: Self.program
        )
    }

    private func drawAreas() async throws {
        _ = try await directory.drawArea(
            AreaDraft(
                name: "Tarnsea Coast",
                kind: .opportunityArea,
                summary:
                    "Tarnsea and Gannockmouth: three priorities agreed by the schools themselves: early language, attendance, and reading at eleven.",
                districts: ["Tarnsea", "Gannockmouth"]
            ),
            for: nil,
            by: Self.program
        )
        _ = try await directory.drawArea(
            AreaDraft(
                name: "Orrinton and Hallowick corridor",
                kind: .investmentArea,
                summary: "Two towns along the canal where secondary results have fallen behind the region’s.",
                authorities: [502, 504]
            ),
            for: nil,
            by: Self.program
        )
    }

    private func recordTies(_ hubs: [ToldHub: Organisation]) async throws {
        let ties: [(from: ToldHub, to: ToldHub, kind: PartnershipKind)] = [
            (.research, .associate, .leadAssociate), (.teaching, .research, .deliveryPartner),
            (.teaching, .maths, .jointOffer), (.teaching, .english, .jointOffer),
            (.area, .teaching, .deliveryPartner),
            (.area, .research, .deliveryPartner),
        ]
        for tie in ties {
            guard let first = hubs[tie.from], let second = hubs[tie.to] else { continue }
            try await directory.recordPartnership(
                from: first.id,
                to: second.id,
                as: tie.kind,
                since: yearStart(ago: 2),
                by: Self.program
            )
        }
        guard let teaching = hubs[.teaching] else { return }
        for school in [ToldSchool.tarnseaHarbour, .tarnseaAcademy, .hallowickCanalSide, .brackenstowPriory] {
            try await directory.recordPartnership(
                from: teaching.id,
                to: school.organisation.id,
                as: .allianceMember,
                since: yearStart(ago: 3),
                by: Self.program
            )
        }
    }
}

extension ToldSchool {
    var organisation: Organisation {
        Organisation(id: ID(rawValue: 1_000_000_000 + Int64(rawValue)), kind: .establishment, name: name)
    }
}
