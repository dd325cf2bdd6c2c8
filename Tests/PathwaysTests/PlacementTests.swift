import Access
import Accounts
import Database
import Evidence
import Foundation
import Mail
import Pathways
import Programmes
import Services
import TestDatabases
import Testing

@Suite struct Placements {
    private static func appetite(_ state: AppetiteState = .looking, subjects: String = "") -> AppetiteDraft {
        var draft = AppetiteDraft()
        draft.state = state.rawValue
        draft.takesTrainees = true
        draft.takesResearchers = true
        draft.subjects = subjects
        draft.mentors = "2"
        return draft
    }

    private static func candidate(_ kind: CandidateKind = .researcher) -> CandidateDraft {
        var draft = CandidateDraft()
        draft.name = "Rhys Researcher"
        draft.email = Network.email(of: "Rhys Researcher")
        draft.kind = kind.rawValue
        draft.subject = "Physics"
        draft.phase = "primary"
        draft.near = "Seaview"
        draft.availableFrom = "2027-01-04"
        return draft
    }

    private static func placement(_ school: String = "Hillside") -> PlacementDraft {
        var draft = PlacementDraft()
        draft.school = school
        draft.startsOn = "2027-01-04"
        draft.endsOn = "2027-07-20"
        draft.protectedWeekday = "3"
        return draft
    }

    /// Rhys at Hillside with a protected Wednesday, agreed by its head.
    private func agreed(_ network: Network) async throws -> ID<Placement> {
        let noel = network.actor("Noel Editor")
        let candidate = try await network.pathways.enterCandidate(
            Self.candidate(),
            of: Network.north.id,
            by: noel
        )
        let id = try await network.pathways.proposePlacement(Self.placement(), of: candidate, by: noel)
        try await network.pathways.answerPlacement(
            id,
            agrees: true,
            version: 1,
            by: network.actor("Hal Lead")
        )
        return id
    }

    @Test(arguments: TestEngine.available)
    func `are suggested by phase and subject, then by appetite, then by distance`(on engine: TestEngine)
        async throws
    {
        try await Network.with(engine) { network in
            let pathways = network.pathways
            try await pathways.stateAppetite(
                Self.appetite(),
                of: Network.seaview.id,
                version: 0,
                by: network.actor("Sue Lead")
            )
            try await pathways.stateAppetite(
                Self.appetite(.interested, subjects: "Physics, maths"),
                of: Network.hillside.id,
                version: 0,
                by: network.actor("Hal Lead")
            )
            let noel = network.actor("Noel Editor")
            let id = try await pathways.enterCandidate(Self.candidate(), of: Network.north.id, by: noel)
            let schools = try await pathways.suggestions(for: id, by: noel).schools
            #expect(
                schools.map(\.appetite.school) == [Network.hillside, Network.seaview],
                "a primary school that is interested goes before a secondary school that looks"
            )
            #expect(schools.map(\.kilometres) == [10, 0])
            #expect(schools.map(\.fitsPhase) == [true, false])
            #expect(schools.map(\.hosted) == [0, 0])
            // Somebody who is asked for at one of them is seen beside its two mentors, until they have left.
            for (name, lastDay) in [("Ella Early", "2027-07-20"), ("Mia Mentor", "2027-01-03")] {
                var other = Self.candidate(.trainee)
                other.name = name
                other.email = Network.email(of: name)
                let entered = try await pathways.enterCandidate(other, of: Network.north.id, by: noel)
                var draft = Self.placement("Seaview")
                draft.startsOn = "2026-09-01"
                draft.endsOn = lastDay
                _ = try await pathways.proposePlacement(draft, of: entered, by: noel)
            }
            let asked = try await pathways.suggestions(for: id, by: noel).schools
            #expect(asked.map(\.hosted) == [0, 1] && asked.map(\.appetite.mentors) == [2, 2])
            try await pathways.stateAppetite(
                Self.appetite(.notOpen),
                of: Network.hillside.id,
                version: 1,
                by: network.actor("Hal Lead")
            )
            #expect(
                try await pathways.suggestions(for: id, by: noel).schools.map(\.appetite.school) == [
                    Network.seaview
                ]
            )
            await #expect(throws: PathwaysRefusal.schoolNotOpen) {
                _ = try await pathways.proposePlacement(Self.placement(), of: id, by: noel)
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `let two people state an appetite without overwriting each other`(on engine: TestEngine) async throws
    {
        try await Network.with(engine) { network in
            let sue = network.actor("Sue Lead")
            try await network.pathways.stateAppetite(
                Self.appetite(),
                of: Network.seaview.id,
                version: 0,
                by: sue
            )
            await #expect(throws: DatabaseError.staleVersion) {
                try await network.pathways.stateAppetite(
                    Self.appetite(),
                    of: Network.seaview.id,
                    version: 0,
                    by: sue
                )
            }
            await #expect(throws: AccessError.notFound) {
                _ = try await network.pathways.appetite(of: Network.seaview.id, by: network.actor("Hal Lead"))
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `are proposed by the hub and answered by the school`(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let pathways = network.pathways
            let noel = network.actor("Noel Editor")
            let candidate = try await pathways.enterCandidate(
                Self.candidate(),
                of: Network.north.id,
                by: noel
            )
            var unprotected = Self.placement()
            unprotected.protectedWeekday = ""
            let draft = unprotected
            let missing = try await faults {
                _ = try await pathways.proposePlacement(draft, of: candidate, by: noel)
            }
            #expect(missing["protectedWeekday"] != nil, "a researcher has a protected day")
            let id = try await pathways.proposePlacement(Self.placement(), of: candidate, by: noel)
            await #expect(throws: AccessError.notFound) {
                try await pathways.answerPlacement(
                    id,
                    agrees: true,
                    version: 1,
                    by: network.actor("Sue Lead")
                )
            }
            await #expect(throws: AccessError.forbidden, "the hub does not answer for the school") {
                try await pathways.answerPlacement(id, agrees: true, version: 1, by: noel)
            }
            await #expect(throws: PathwaysRefusal.alreadyPlaced) {
                _ = try await pathways.proposePlacement(Self.placement("Seaview"), of: candidate, by: noel)
            }
            try await pathways.answerPlacement(id, agrees: false, version: 1, by: network.actor("Hal Lead"))
            _ = try await pathways.proposePlacement(Self.placement("Seaview"), of: candidate, by: noel)
        }
    }

    @Test(arguments: TestEngine.available)
    func `count the protected days that were kept`(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let id = try await agreed(network)
            let rhys = network.actor("Rhys Researcher")
            try await network.pathways.recordProtectedDay(
                "2027-01-06",
                wasKept: false,
                note: "Cover",
                in: id,
                by: rhys
            )
            try await network.pathways.recordProtectedDay(
                "2027-01-06",
                wasKept: true,
                note: "",
                in: id,
                by: rhys
            )
            let file = try await network.pathways.placementFile(id, by: rhys)
            #expect(file.days.map(\.wasKept) == [true], "said again, it is corrected")
            let future = try await faults {
                try await network.pathways.recordProtectedDay(
                    "2027-01-08",
                    wasKept: true,
                    note: "",
                    in: id,
                    by: rhys
                )
            }
            #expect(future["heldOn"] != nil)
            await #expect(throws: AccessError.forbidden) {
                try await network.pathways.recordProtectedDay(
                    "2027-01-05",
                    wasKept: true,
                    note: "",
                    in: id,
                    by: network.actor("Hal Lead")
                )
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `publish a project only when ethics is settled`(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let id = try await agreed(network)
            let rhys = network.actor("Rhys Researcher")
            var project = ProjectDraft()
            project.question = "Do drawings help pupils to explain forces?"
            project.ethicsState = EthicsState.submitted.rawValue
            try await network.pathways.saveProject(project, in: id, version: 0, by: rhys)
            var output = OutputDraft()
            output.citation = "Researcher, R. (2027). Drawing forces. Hillside."
            let draft = output
            await #expect(throws: PathwaysRefusal.wrongStep) {
                _ = try await network.pathways.publishProject(draft, in: id, by: rhys)
            }
            project.ethicsState = EthicsState.approved.rawValue
            try await network.pathways.saveProject(project, in: id, version: 1, by: rhys)
            let study = try await network.pathways.publishProject(draft, in: id, by: rhys)
            let shown = try await network.pathways.evidence.study(study).study
            #expect(
                shown.citation == output.citation && shown.title == "Drawing forces" && shown.year == 2027
            )
            #expect(try await network.pathways.placementFile(id, by: rhys).project?.study == study)
            var other = draft
            other.citation = "Someone (2027). Another title. Northshore."
            let (second, noel) = (other, network.actor("Noel Editor"))
            await #expect(throws: PathwaysRefusal.wrongStep, "it does not take the place of the first") {
                _ = try await network.pathways.publishProject(second, in: id, by: noel)
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `pay an uplift by plan, never above the amount, and show it to few`(on engine: TestEngine)
        async throws
    {
        try await Network.with(engine) { network in
            let pathways = network.pathways
            let id = try await agreed(network)
            let noel = network.actor("Noel Editor")
            try await pathways.grantUplift(
                "3000",
                funder: "Northshore",
                from: "2027-01-04",
                until: "2027-07-20",
                in: id,
                by: noel
            )
            try await pathways.planUpliftPayment("2000", due: "2027-02-01", in: id, by: noel)
            await #expect(throws: PathwaysRefusal.aboveAmount(leftPence: 100_000)) {
                try await pathways.planUpliftPayment("1000.01", due: "2027-03-01", in: id, by: noel)
            }
            await #expect(throws: DatabaseError.self, "and the schema refuses it too") {
                try await network.database.write {
                    try $0.execute("UPDATE salary_uplift SET planned_pence = 300001")
                }
            }
            let payment = try #require(try await pathways.placementFile(id, by: noel).payments.first).id
            let outside = try await faults {
                try await pathways.changeUpliftPayment(
                    payment,
                    .correct(amount: "2000", due: "2028-02-01"),
                    in: id,
                    by: noel
                )
            }
            #expect(Array(outside.keys) == ["dueOn-\(payment)"])
            try await pathways.changeUpliftPayment(
                payment,
                .correct(amount: "3000", due: "2027-02-01"),
                in: id,
                by: noel
            )
            #expect(try await pathways.placementFile(id, by: noel).uplift?.planned == Pence(300_000))
            try await pathways.changeUpliftPayment(payment, .cancel, in: id, by: noel)
            #expect(try await pathways.placementFile(id, by: noel).uplift?.planned == .zero)
            let own = try await pathways.placementFile(id, by: network.actor("Rhys Researcher"))
            #expect(own.uplift?.amount == Pence(300_000))
            await #expect(throws: AccessError.notFound) {
                _ = try await pathways.placementFile(id, by: network.actor("Ella Early"))
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `go on under another mentor and until another day, as the hub writes down`(on engine: TestEngine)
        async throws
    {
        try await Network.with(engine) { network in
            let pathways = network.pathways
            let id = try await agreed(network)
            let noel = network.actor("Noel Editor")
            let email = Network.email(of: "Max Mentor")
            func change(
                endsOn: String = "2027-12-17",
                weekday: String = "4",
                mentor: (name: String, email: String),
                version: Int,
                by name: String = "Noel Editor"
            ) async throws {
                var draft = PlacementDraft()
                draft.endsOn = endsOn
                draft.protectedWeekday = weekday
                draft.mentorName = mentor.name
                draft.mentorEmail = mentor.email
                try await pathways.changePlacement(
                    draft,
                    of: id,
                    version: version,
                    by: network.actor(name)
                )
            }
            let max = (name: "Max Mentor", email: email)
            let hal = try network.actor("Hal Lead").signedInPerson()
            try await network.database.write { transaction in
                try transaction.execute(
                    """
                    INSERT INTO membership (person_id, organisation_id, role, since)
                    VALUES (\(hal.id), \(Network.hillside.id), 'lead', 0)
                    """
                )
            }
            let wrong = try await faults {
                try await change(endsOn: "2027-01-03", weekday: "", mentor: max, version: 2)
            }
            #expect(Set(wrong.keys) == ["endsOn", "protectedWeekday"])
            let own = try await faults {
                let rhys = Network.email(of: "Rhys Researcher")
                try await change(mentor: ("Rhys Researcher", rhys), version: 2)
            }
            #expect(Array(own.keys) == ["mentorEmail"])
            await #expect(throws: AccessError.forbidden) {
                try await change(mentor: max, version: 2, by: "Hal Lead")
            }
            try await network.emptyOutbox()
            try await change(mentor: max, version: 2)
            await #expect(throws: DatabaseError.staleVersion) { try await change(mentor: max, version: 2) }
            let file = try await pathways.placementFile(id, by: noel)
            #expect(file.placement.endsOn == LocalDate("2027-12-17") && file.placement.state == .agreed)
            #expect(file.placement.protectedWeekday == 4 && file.placement.mentor?.name == "Max Mentor")
            #expect(file.mentorEmail?.text == email)
            let seen = try await pathways.placementFile(id, by: network.actor("Max Mentor"))
            #expect(seen.mentorEmail == nil)
            let told = try await network.mails().map(\.to.address)
            #expect(Set(told) == [Network.email(of: "Hal Lead"), Network.email(of: "Rhys Researcher")])
        }
    }

    @Test(arguments: TestEngine.available)
    func `end on one of their days once they have begun`(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let pathways = network.pathways
            let id = try await agreed(network)
            let noel = network.actor("Noel Editor")
            network.clock.advance(to: try #require(LocalDate("2027-02-01")))
            for typed in ["2020-01-01", "2027-01-03", "2027-07-21"] {
                let wrong = try await faults {
                    try await pathways.endPlacement(id, on: typed, version: 2, by: noel)
                }
                #expect(
                    wrong == [
                        "lastDay": "Enter a day of the placement, from 4 January 2027 to 20 July 2027"
                    ],
                    "\(typed)"
                )
            }
            let going = try await pathways.placementFile(id, by: noel).placement
            #expect(going.state == .agreed && going.endsOn == LocalDate("2027-07-20"))
            let hal = try network.actor("Hal Lead").signedInPerson()
            try await network.database.write { transaction in
                try transaction.execute(
                    """
                    INSERT INTO membership (person_id, organisation_id, role, since)
                    VALUES (\(hal.id), \(Network.hillside.id), 'lead', 0)
                    """
                )
            }
            try await network.emptyOutbox()
            try await pathways.endPlacement(id, on: "5/3/2027", version: 2, by: noel)
            let mails = try await network.mails()
            let told = Set(mails.map(\.to.address))
            #expect(told == [Network.email(of: "Hal Lead"), Network.email(of: "Rhys Researcher")])
            #expect(mails.allSatisfy { $0.text.contains("Its last day is 5 March 2027.") })
            let ended = try await pathways.placementFile(id, by: noel).placement
            #expect(ended.state == .ended && ended.endsOn == LocalDate("2027-03-05"))
        }
    }

    @Test(arguments: TestEngine.available)
    func `end on their first day where they end before it`(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let pathways = network.pathways
            let noel = network.actor("Noel Editor")
            let candidate = try await pathways.enterCandidate(
                Self.candidate(),
                of: Network.north.id,
                by: noel
            )
            var draft = Self.placement()
            draft.startsOn = "2027-02-22"
            let id = try await pathways.proposePlacement(draft, of: candidate, by: noel)
            let hal = network.actor("Hal Lead")
            try await pathways.answerPlacement(id, agrees: true, version: 1, by: hal)
            try await pathways.endPlacement(id, on: "2027-01-20", version: 2, by: noel)
            let ended = try await pathways.placementFile(id, by: noel).placement
            #expect(ended.state == .ended && ended.endsOn == LocalDate("2027-02-22"))
        }
    }

    @Test(arguments: TestEngine.available)
    func `are forgotten six years after their last day, though nobody said that they ended`(
        on engine: TestEngine
    ) async throws {
        try await Network.with(engine) { network in
            let pathways = network.pathways
            let id = try await agreed(network)
            let noel = network.actor("Noel Editor")
            network.clock.advance(to: try #require(LocalDate("2033-07-18")))
            #expect(try await pathways.keepRetention() == 0)
            network.clock.advance(days: 1)
            #expect(try await pathways.keepRetention() == 2, "the placement and its candidate")
            #expect(try await pathways.keepRetention() == 0)
            await #expect(throws: AccessError.notFound) { _ = try await pathways.placementFile(id, by: noel) }
            #expect(try await pathways.candidates(of: Network.north.id, by: noel).isEmpty)
        }
    }

    @Test(arguments: TestEngine.available)
    func `correct an uplift within what is planned, and never over what was not shown`(on engine: TestEngine)
        async throws
    {
        try await Network.with(engine) { network in
            let pathways = network.pathways
            let id = try await agreed(network)
            let noel = network.actor("Noel Editor")
            try await pathways.grantUplift(
                "30000",
                funder: "Northshore",
                from: "2027-01-04",
                until: "2027-07-20",
                in: id,
                by: noel
            )
            try await pathways.planUpliftPayment("2000", due: "2027-02-01", in: id, by: noel)
            let before = try await pathways.placementFile(id, by: noel)
            let shown = try #require(before.uplift).stamp
            let payment = try #require(before.payments.first)
            func correct(
                _ amount: String,
                from: String = "2027-01-04",
                until: String = "2027-07-20",
                shown: String,
                by name: String = "Noel Editor"
            ) async throws {
                try await pathways.correctUplift(
                    amount,
                    funder: "Northshore and the trust",
                    from: from,
                    until: until,
                    shown: shown,
                    in: id,
                    by: network.actor(name)
                )
            }
            let low = try await faults { try await correct("1999.99", shown: shown) }
            #expect(Array(low.keys) == ["amount"])
            let late = try await faults { try await correct("3000", from: "2027-02-02", shown: shown) }
            #expect(Array(late.keys) == ["upliftUntil"])
            let turned = try await faults { try await correct("3000", until: "2026-01-01", shown: shown) }
            #expect(Array(turned.keys) == ["upliftUntil"])
            await #expect(throws: AccessError.forbidden) {
                try await correct("3000", shown: shown, by: "Rhys Researcher")
            }
            // Nor does the person placed who works at the hub, too.
            let rhys = try #require(network.actor("Rhys Researcher").person)
            let both = Actor.person(rhys, memberships: noel.memberships)
            await #expect(throws: AccessError.forbidden) {
                try await pathways.payUplift(payment.id, in: id, shown: payment.stamp, by: both)
            }
            let own = try await pathways.placementFile(id, by: both)
            #expect(own.isOwn && !own.mayKeep && own.uplift != nil)
            try await correct("3000", shown: shown)
            await #expect(throws: DatabaseError.staleVersion) { try await correct("4000", shown: shown) }
            let after = try #require(try await pathways.placementFile(id, by: noel).uplift)
            #expect(after.amount == Pence(300_000) && after.planned == Pence(200_000))
            #expect(after.funder == "Northshore and the trust")

            // A payment that somebody else corrected is neither corrected nor paid as it was shown before.
            try await pathways.changeUpliftPayment(
                payment.id,
                .correct(amount: "2500", due: "2027-02-01"),
                in: id,
                shown: payment.stamp,
                by: noel
            )
            await #expect(throws: DatabaseError.staleVersion) {
                try await pathways.payUplift(payment.id, in: id, shown: payment.stamp, by: noel)
            }
            await #expect(throws: DatabaseError.staleVersion) {
                try await pathways.changeUpliftPayment(
                    payment.id,
                    .correct(amount: "2000", due: "2027-03-01"),
                    in: id,
                    shown: payment.stamp,
                    by: noel
                )
            }
            let left = try await pathways.placementFile(id, by: noel).payments
            #expect(left.map(\.amount) == [Pence(250_000)] && left.map(\.paidOn) == [nil])
        }
    }
}
