package import Access
import Accounts
import Database
import Evidence
import Programmes
package import Services

extension Pathways {
    /// Changes a call: more time, more money, another panel. What applicants were promised stays: once somebody
    /// has applied, the criteria do not change and nobody may ask for less than before; once something is
    /// decided, the call does not open again. Applicants hear of another last day.
    ///
    /// - Throws: `Faults`; `AccessError`; `DatabaseError.staleVersion`.
    package func changeCall(_ id: ID<BursaryCall>, _ draft: BursaryCallDraft, version: Int, by actor: Actor)
        async throws
    {
        try actor.signedInPerson()
        let act = services.act(by: actor)
        let ids = IDSequence(services)
        let today = services.today()
        let settings = settings
        try await database.write(exclusively: "bursary/\(id)") { transaction in
            var ids = ids
            let found = try transaction.call(id).orNotFound()
            try actor.require(.keepBursaries, on: .of(found.hub.id))
            let checked = try draft.checked()
            let applications: [BursaryApplication] = try transaction.all(
                "\(BursaryApplication.source) WHERE a.call_id = \(id) AND a.state <> 'withdrawn' ORDER BY a.id"
            )
            try found.require(checked, after: applications, on: today)
            try transaction.update(
                """
                UPDATE bursary_call SET title = \(checked.title), summary = \(checked.summary),
                    criteria = \(checked.criteria), opens_on = \(checked.opensOn), closes_on = \(checked.closesOn),
                    budget_pence = \(checked.budget), most_pence = \(checked.most),
                    needed_scores = \(checked.neededScores), version = version + 1
                WHERE id = \(id) AND version = \(version)
                """
            )
            try transaction.reseat(checked.panel, of: found, applications, act, &ids)
            try transaction.audit(
                act,
                "bursary.change-call",
                of: id,
                in: found.hub.id,
                [
                    "pence": .count(checked.budget.rawValue),
                    "moved": .flag(checked.closesOn != found.closesOn),
                ]
            )
            if checked.closesOn != found.closesOn {
                for application in applications where application.state == .sent {
                    let letter = Letter(
                        subject: "Another last day: \(checked.title)",
                        lines: [
                            "\(found.hub.name) now takes applications to “\(checked.title)” until \(checked.closesOn.spelledShort); the panel decides after that. Yours stands as you sent it:"
                        ],
                        path: "/home/bursaries/\(application.id)"
                    )
                    try transaction.send(letter, to: application.person, act, settings, &ids)
                }
            }
            try transaction.touch(.bursaries)
        }
    }

    /// A call as it stands, for the form that changes it.
    package func callToChange(_ id: ID<BursaryCall>, by actor: Actor) async throws
        -> (call: BursaryCall, draft: BursaryCallDraft)
    {
        try actor.signedInPerson()
        return try await database.read { transaction in
            let found = try transaction.call(id).orNotFound()
            try actor.require(.keepBursaries, on: .of(found.hub.id))
            return (found, BursaryCallDraft(found, panel: try transaction.panel(of: id)))
        }
    }
}

extension BursaryCall {
    fileprivate func require(
        _ checked: BursaryCallDraft.Checked,
        after applications: [BursaryApplication],
        on today: LocalDate
    ) throws(Faults) {
        var reader = FieldReader()
        if checked.budget < awarded {
            reader.report("budget", "\(awarded) is awarded already: the budget cannot be less")
        }
        let isDecided = applications.contains { $0.state != .sent }
        if isDecided, checked.closesOn >= today, checked.closesOn != closesOn {
            reader.report(
                "closesOn",
                "Applications are decided already, so it cannot open again: publish another call"
            )
        }
        if !applications.isEmpty {
            if checked.criteria != criteria {
                reader.report("criteria", "Somebody has applied under these criteria: they stay as they are")
            }
            if checked.opensOn > opensOn {
                reader.report("opensOn", "Somebody has applied already: it cannot open later")
            }
            if let highest = applications.map(\.asked).max(), checked.most < highest {
                reader.report("most", "Somebody has asked for \(highest): the most for one cannot be less")
            }
            if checked.closesOn < closesOn, checked.closesOn < today {
                reader.report("closesOn", "The last day that was promised cannot move into the past")
            }
        }
        try reader.finish()
    }
}

extension Transaction {
    /// Takes off the panel whoever is no longer named, and puts on who is new.
    fileprivate func reseat(
        _ panel: [PersonEntry],
        of call: BursaryCall,
        _ applications: [BursaryApplication],
        _ act: Act,
        _ ids: inout IDSequence
    ) throws {
        let before = try self.panel(of: call.id).map(\.person)
        var seated: Set<ID<Person>> = []
        for member in panel {
            let person = try seat(member, on: call.id, act, &ids)
            guard !applications.contains(where: { $0.person.id == person.id }) else {
                throw Faults([Fault("panel", "\(person.name) has applied, so cannot be on the panel")])
            }
            seated.insert(person.id)
        }
        let scorers = Set(
            try column(
                """
                SELECT DISTINCT s.person_id FROM bursary_score s JOIN bursary_application a ON a.id = s.application_id
                WHERE a.call_id = \(call.id)
                """,
                as: ID<Person>.self
            )
        )
        for person in before where !seated.contains(person.id) {
            guard !scorers.contains(person.id) else {
                throw Faults([Fault("panel", "\(person.name) has scored already, so stays on the panel")])
            }
            try execute("DELETE FROM bursary_panel WHERE call_id = \(call.id) AND person_id = \(person.id)")
        }
    }
}
