import Access
import Accounts
import Database
import Evidence
import Foundation
import Mail
import Pathways
import Services
import TestDatabases
import Testing
import Workbooks

@Suite struct `Long programmes` {
    private static func pathwayDraft(_ kind: PathwayKind = .earlyCareer, name: String = "Induction")
        -> PathwayDraft
    {
        var draft = PathwayDraft()
        draft.kind = kind.rawValue
        draft.name = name
        return draft
    }

    private static func participant(_ name: String = "Ella Early", from day: String = "2026-09-01")
        -> ParticipantDraft
    {
        var draft = ParticipantDraft()
        draft.name = name
        draft.email = Network.email(of: name)
        draft.school = "Seaview"
        draft.startsOn = day
        draft.mentorName = "Mia Mentor"
        draft.mentorEmail = Network.email(of: "Mia Mentor")
        return draft
    }

    /// Ella on Northshore's induction pathway since September.
    private func entered(_ network: Network) async throws -> (
        pathway: ID<Pathway>, participant: ID<Participant>
    ) {
        let noel = network.actor("Noel Editor")
        let pathway = try await network.pathways.definePathway(
            Self.pathwayDraft(),
            of: Network.north.id,
            by: noel
        )
        return (
            pathway, try await network.pathways.enterParticipant(Self.participant(), on: pathway, by: noel)
        )
    }

    private func file(_ id: ID<Participant>, _ network: Network, by name: String = "Noel Editor") async throws
        -> ParticipantFile
    {
        try await network.pathways.participantFile(id, by: network.actor(name))
    }

    @Test(arguments: TestEngine.available)
    func `come with the milestones that are usual for their kind`(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (pathway, _) = try await entered(network)
            let found = try await network.pathways.pathway(pathway, by: network.actor("Noel Editor"))
            #expect(found.pathway.months == 24)
            #expect(
                found.milestones.map(\.name) == [
                    "Started", "Retained 1", "Retained 2", "Retained 3", "Retained 4", "Completed",
                ]
            )
        }
    }

    @Test(arguments: TestEngine.available)
    func `are known to the participant, the mentor, the school and the hub only`(on engine: TestEngine)
        async throws
    {
        try await Network.with(engine) { network in
            let (_, id) = try await entered(network)
            for name in ["Ella Early", "Mia Mentor", "Sue Lead", "Noel Editor"] {
                #expect(try await file(id, network, by: name).participant.school == Network.seaview)
            }
            for name in ["Fay Lead", "Hal Lead", "Pat Outsider"] {
                await #expect(throws: AccessError.notFound) { _ = try await file(id, network, by: name) }
            }
            await #expect(throws: AccessError.forbidden, "a colleague who is not the mentor") {
                _ = try await file(id, network, by: "Max Mentor")
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `keep one period of a kind open, whatever a verb does`(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (_, id) = try await entered(network)
            for table: SQL in ["training_period", "mentorship_period"] {
                let column: SQL =
                    table.rendered(for: .sqlite).text == "training_period" ? "school_id" : "mentor_id"
                let other: Int64 =
                    column.rendered(for: .sqlite).text == "school_id" ? Network.hillside.id.rawValue : 103
                await #expect(throws: DatabaseError.self) {
                    try await network.database.write { transaction in
                        try transaction.execute(
                            "INSERT INTO \(table) (id, participant_id, \(column), starts_on) VALUES (1, \(id), \(other), '2027-01-01')"
                        )
                    }
                }
                await #expect(throws: DatabaseError.self) {
                    try await network.database.write { transaction in
                        try transaction.execute(
                            "UPDATE \(table) SET ends_on = '2026-08-31' WHERE participant_id = \(id)"
                        )
                    }
                }
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `go on through transfer, deferral, return and completion`(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (_, id) = try await entered(network)
            let noel = network.actor("Noel Editor")
            let changes: [ParticipantChange] = [
                .transfer(school: "Hillside", from: "2026-11-01"),
                .deferral(reason: "Parental leave", from: "2027-01-05"), .resumption(from: "2027-09-01"),
                .mentor(name: "Max Mentor", email: Network.email(of: "Max Mentor"), from: "2027-09-01"),
                .completion(outcome: "passed", on: "2028-12-20"),
            ]
            for (version, change) in changes.enumerated() {
                if case .completion(_, let day) = change {
                    network.clock.advance(to: try #require(LocalDate(day)))
                }
                try await network.pathways.changeParticipant(id, change, version: version + 1, by: noel)
            }
            let found = try await file(id, network)
            #expect(found.participant.status == .completed)
            #expect(found.participant.outcome == .passed)
            #expect(found.participant.school == Network.hillside)
            let trains = found.timeline.filter { $0.kind == .trains }
            #expect(trains.map(\.text) == ["Seaview School", "Hillside Primary", "Hillside Primary"])
            #expect(
                trains.map { $0.until?.description } == ["2026-10-31", "2027-01-04", "2028-12-20"],
                "each period ends the day before the next begins"
            )
            #expect(found.timeline.contains { $0.text == "Deferred: Parental leave" })
            await #expect(throws: PathwaysRefusal.wrongStatus) {
                try await network.pathways.changeParticipant(
                    id,
                    .withdrawal(reason: "Late", from: "2028-12-21"),
                    version: 6,
                    by: noel
                )
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `are at the new school at once when they move on the day they started`(on engine: TestEngine)
        async throws
    {
        try await Network.with(engine) { network in
            let noel = network.actor("Noel Editor")
            let pathway = try await network.pathways.definePathway(
                Self.pathwayDraft(),
                of: Network.north.id,
                by: noel
            )
            // Several, for which of two periods of one day comes first must not be left to their numbers.
            for tree in ["Ash", "Birch", "Cedar", "Dale", "Elm", "Fir", "Gorse", "Hazel"] {
                let name = "Ella \(tree)"
                let id = try await network.pathways.enterParticipant(
                    Self.participant(name),
                    on: pathway,
                    by: noel
                )
                try await network.pathways.changeParticipant(
                    id,
                    .transfer(school: "Hillside", from: "2026-09-01"),
                    version: 1,
                    by: noel
                )
                #expect(try await file(id, network).participant.school == Network.hillside)
            }
        }
    }

    /// By how many days milestones are due later than they were planned, as they say themselves.
    private func moved(_ id: ID<Participant>, _ network: Network, from planned: [LocalDate]) async throws
        -> [Int]
    {
        let records = try await file(id, network).milestones
        let days: [Int] = zip(records, planned).map { record, due in
            record.dueOn.daysSinceEpoch - due.daysSinceEpoch
        }
        #expect(records.map(\.deferredDays) == days)
        return days
    }

    @Test(arguments: TestEngine.available)
    func `have milestones due later by the days for which they were deferred`(on engine: TestEngine)
        async throws
    {
        try await Network.with(engine) { network in
            let (_, id) = try await entered(network)
            let noel = network.actor("Noel Editor")
            let ella = network.actor("Ella Early")
            let planned = try await file(id, network).milestones.map(\.dueOn)
            let away = try #require(LocalDate("2027-01-05"))
            /// What was due before the first day away stays due.
            func expected(_ days: Int) -> [Int] { planned.map { $0 < away ? 0 : days } }
            try await network.pathways.changeParticipant(
                id,
                .deferral(reason: "Parental leave", from: away.description),
                version: 1,
                by: noel
            )
            // Nobody is late for being away.
            network.clock.advance(days: 300)
            let today = LocalDate(network.clock.now, in: .london)
            #expect(
                try await moved(id, network, from: planned)
                    == expected(today.daysSinceEpoch - away.daysSinceEpoch)
            )
            let open = try await network.pathways.ownOpenMilestones(by: ella)
            let late = open.filter { $0.record.isLate(on: today) }
            #expect(late.allSatisfy { $0.record.dueOn < away })
            // From 5 January to 1 September are 239 days.
            try await network.pathways.changeParticipant(
                id,
                .resumption(from: "2027-09-01"),
                version: 2,
                by: noel
            )
            #expect(try await moved(id, network, from: planned) == expected(239))
        }
    }

    @Test(arguments: TestEngine.available)
    func `ask for what is late in whole words`(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (pathway, _) = try await entered(network)
            let found = try await network.pathways.pathway(pathway, by: network.actor("Noel Editor"))
            #expect(
                found.milestones.map { $0.request(on: "Induction") } == [
                    "Record that you started Induction", "Record the first retention check of Induction",
                    "Record the second retention check of Induction",
                    "Record the third retention check of Induction",
                    "Record the fourth retention check of Induction", "Record that you completed Induction",
                ]
            )
        }
    }

    @Test(arguments: TestEngine.available)
    func `never confirm or overwrite evidence that was not shown`(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (pathway, id) = try await entered(network)
            let noel = network.actor("Noel Editor")
            let stone = try await network.pathways.pathway(pathway, by: noel).milestones[0].id
            func declare(_ evidence: String, version: Int, by name: String) async throws {
                try await network.pathways.declareMilestone(
                    stone,
                    of: id,
                    on: "2026-09-02",
                    evidence: evidence,
                    version: version,
                    by: network.actor(name)
                )
            }
            try await declare("First module", version: 1, by: "Ella Early")
            await #expect(throws: DatabaseError.staleVersion) {
                try await declare("Seen by me", version: 1, by: "Mia Mentor")
            }
            try await declare("First module, and the log", version: 2, by: "Mia Mentor")
            await #expect(throws: DatabaseError.staleVersion, "the hub has read the first") {
                try await network.pathways.confirmMilestone(stone, of: id, version: 2, by: noel)
            }
            try await network.pathways.confirmMilestone(stone, of: id, version: 3, by: noel)
            // Pressed again it is confirmed.
            try await network.pathways.confirmMilestone(stone, of: id, version: 3, by: noel)
            let record = try await file(id, network).milestones[0]
            #expect(record.isConfirmed && record.evidence == "First module, and the log")
        }
    }

    static let refused: [(change: ParticipantChange, field: String)] = [
        (.deferral(reason: " ", from: "2027-01-05"), "reason"),
        (.withdrawal(reason: "", from: "2027-01-05"), "reason"),
        (.transfer(school: "Seaview", from: "2027-01-05"), "school"),
        (.transfer(school: "Hillside", from: "2026-08-31"), "from"),
        (.withdrawal(reason: "Left teaching", from: "2027-01-08"), "from"),
        (.completion(outcome: "maybe", on: "2027-01-05"), "outcome"),
        (.completion(outcome: "passed", on: "2027-01-08"), "from"),
        (.completion(outcome: "passed", on: "2026-08-31"), "from"),
        (.funding(eligibility: "not-eligible", funding: "funded"), "funding"),
        (.mentor(name: "Ella Early", email: "ella.early@school.test", from: "2027-01-05"), "mentorEmail"),
    ]

    @Test(arguments: refused.indices) func `say why a change cannot be made`(_ position: Int) async throws {
        try await Network.with(.sqlite) { network in
            let (_, id) = try await entered(network)
            let found = try await faults {
                try await network.pathways.changeParticipant(
                    id,
                    Self.refused[position].change,
                    version: 1,
                    by: network.actor("Noel Editor")
                )
            }
            #expect(found.keys.contains(Self.refused[position].field), "\(found)")
        }
    }

    @Test(arguments: TestEngine.available)
    func `end on a day that has come, and before they begin only by withdrawal`(on engine: TestEngine)
        async throws
    {
        try await Network.with(engine) { network in
            let noel = network.actor("Noel Editor")
            let (pathway, id) = try await entered(network)
            try await network.pathways.changeParticipant(
                id,
                .completion(outcome: "passed", on: "2027-01-07"),
                version: 1,
                by: noel
            )
            #expect(try await file(id, network).participant.endedOn == LocalDate("2027-01-07"))
            let later = try await network.pathways.enterParticipant(
                Self.participant("Rhys Researcher", from: "2027-09-01"),
                on: pathway,
                by: noel
            )
            let early = try await faults {
                try await network.pathways.changeParticipant(
                    later,
                    .completion(outcome: "passed", on: "2027-09-01"),
                    version: 1,
                    by: noel
                )
            }
            #expect(
                early["from"] == "Enter a day up to 7 January 2027: record it when it has happened",
                "\(early)"
            )
            try await network.pathways.changeParticipant(
                later,
                .withdrawal(reason: "Took another post", from: "2027-09-01"),
                version: 1,
                by: noel
            )
            #expect(try await file(later, network).participant.status == .withdrawn)
        }
    }

    @Test(arguments: TestEngine.available)
    func `are as before when their completion or withdrawal is taken back`(on engine: TestEngine) async throws
    {
        try await Network.with(engine) { network in
            let noel = network.actor("Noel Editor")
            let (pathway, id) = try await entered(network)
            func change(_ change: ParticipantChange, of id: ID<Participant>) async throws {
                let seen = try await file(id, network)
                try await network.pathways.changeParticipant(
                    id,
                    change,
                    version: seen.participant.version,
                    by: noel
                )
            }
            await #expect(throws: PathwaysRefusal.wrongStatus) { try await change(.takingBack, of: id) }
            let before = try await file(id, network)
            let endings: [ParticipantChange] = [
                .completion(outcome: "failed", on: "2027-01-05"),
                .withdrawal(reason: "Wrong person", from: "2027-01-06"),
                .withdrawal(reason: "Never came", from: "2026-09-01"),
            ]
            for ending in endings {
                try await change(ending, of: id)
                #expect(try await file(id, network).participant.isOver)
                try await change(.takingBack, of: id)
                let after = try await file(id, network)
                #expect(after.timeline == before.timeline)
                #expect(after.participant.status == .active && after.participant.outcome == nil)
                #expect(after.participant.endedOn == nil)
                #expect(after.participant.mentor?.name == "Mia Mentor")
            }
            // Who was away is away again, and a mentor who had ended before stays so.
            try await change(.deferral(reason: "Leave", from: "2026-12-01"), of: id)
            let away = try await file(id, network)
            try await change(.withdrawal(reason: "Wrong person", from: "2027-01-06"), of: id)
            try await change(.takingBack, of: id)
            let again = try await file(id, network)
            #expect(again.participant.status == .deferred && again.timeline == away.timeline)
            try await change(.resumption(from: "2027-01-02"), of: id)
            try await change(.completion(outcome: "passed", on: "2027-01-05"), of: id)
            try await change(.takingBack, of: id)
            let back = try await file(id, network)
            #expect(back.participant.status == .active && back.participant.mentor == nil)
            #expect(back.participant.school == Network.seaview)
            // Nobody is on a pathway twice.
            try await change(.withdrawal(reason: "Moved", from: "2027-01-06"), of: id)
            _ = try await network.pathways.enterParticipant(
                Self.participant(from: "2027-01-07"),
                on: pathway,
                by: noel
            )
            await #expect(throws: PathwaysRefusal.alreadyOnPathway) { try await change(.takingBack, of: id) }
            #expect(try await network.auditVerbs().count { $0 == "participant.take-back" } == 5)
        }
    }

    @Test(arguments: TestEngine.available)
    func `never move a period before one that is there`(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (_, id) = try await entered(network)
            let noel = network.actor("Noel Editor")
            try await network.pathways.changeParticipant(
                id,
                .transfer(school: "Hillside", from: "2026-11-01"),
                version: 1,
                by: noel
            )
            await #expect(throws: PathwaysRefusal.periodOverlaps) {
                try await network.pathways.changeParticipant(
                    id,
                    .transfer(school: "Quarry", from: "2026-10-01"),
                    version: 2,
                    by: noel
                )
            }
            await #expect(throws: DatabaseError.staleVersion) {
                try await network.pathways.changeParticipant(
                    id,
                    .transfer(school: "Quarry", from: "2026-12-01"),
                    version: 1,
                    by: noel
                )
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `take a milestone from the participant and let the hub confirm it`(on engine: TestEngine)
        async throws
    {
        try await Network.with(engine) { network in
            let (pathway, id) = try await entered(network)
            let ella = network.actor("Ella Early")
            let stones = try await network.pathways.pathway(pathway, by: network.actor("Noel Editor"))
                .milestones
            let started = stones[0].id
            let missing = try await faults {
                try await network.pathways.declareMilestone(
                    started,
                    of: id,
                    on: "2026-09-02",
                    evidence: "",
                    by: ella
                )
            }
            #expect(missing["evidence"] != nil)
            try await network.pathways.declareMilestone(
                started,
                of: id,
                on: "2026-09-02",
                evidence: "First module done",
                by: ella
            )
            #expect(try await file(id, network).milestones[0].isConfirmed == false)
            await #expect(throws: AccessError.forbidden) {
                try await network.pathways.confirmMilestone(started, of: id, by: ella)
            }
            try await network.pathways.confirmMilestone(started, of: id, by: network.actor("Noel Editor"))
            #expect(try await file(id, network).milestones[0].isConfirmed)
            await #expect(throws: PathwaysRefusal.wrongStep, "what is confirmed is the hub's to change") {
                try await network.pathways.declareMilestone(
                    started,
                    of: id,
                    on: "2026-09-03",
                    evidence: "x",
                    by: ella
                )
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `take the good rows of a list, name the person in each error, and change nothing the second time`(
        on engine: TestEngine
    ) async throws {
        try await Network.with(engine) { network in
            let noel = network.actor("Noel Editor")
            let pathway = try await network.pathways.definePathway(
                Self.pathwayDraft(),
                of: Network.north.id,
                by: noel
            )
            let csv = """
                Name,Email,URN,Starts on,Eligible,Funding,TRN
                Ella Early,ella.early@school.test,100021,1/9/2026,yes,funded,1234567
                Rhys Researcher,rhys.researcher@school.test,100022,1/9/2026,no,funded,
                Sam Booker,sam.booker@school.test,Atlantis,1/9/2026,,,
                Pat Outsider,not an address,100022,soon,,,
                """
            let outcome = try await network.pathways.importParticipants(
                Array(csv.utf8),
                on: pathway,
                by: noel
            )
            #expect(outcome.entered == 1)
            #expect(outcome.rejected.map(\.name) == ["Rhys Researcher", "Sam Booker", "Pat Outsider"])
            #expect(outcome.rejected.map(\.line) == [3, 4, 5])
            #expect(outcome.rejected[0].reason.contains("funded place"))
            let again = try await network.pathways.importParticipants(Array(csv.utf8), on: pathway, by: noel)
            #expect(again.entered == 0)
            #expect(again.unchanged == 1)
            let mended = String(decoding: outcome.rejectedCSV(), as: UTF8.self)
            #expect(mended.contains("Why it was not taken"))
            let counts = try await network.pathways.dashboard(of: Network.north.id, by: noel)
            #expect(counts.map(\.total) == [1])
            #expect(counts.map(\.funded) == [1])
            let exported = try await network.pathways.participantsCSV(of: pathway, by: noel)
            #expect(
                String(decoding: exported, as: UTF8.self)
                    .contains("Ella Early,ella.early@school.test,1234567,100021")
            )
        }
    }

    @Test(arguments: TestEngine.available)
    func `pass over a title above the headings of a list, and count its lines`(on engine: TestEngine)
        async throws
    {
        try await Network.with(engine) { network in
            let noel = network.actor("Noel Editor")
            let pathway = try await network.pathways.definePathway(
                Self.pathwayDraft(),
                of: Network.north.id,
                by: noel
            )
            let csv = """
                Early career teachers of 2026,,

                ECT name,ECT email,URN,Starts on
                Ella Early,ella.early@school.test,100021,1/9/2026
                Pat Outsider,not an address,100022,1/9/2026

                """
            let outcome = try await network.pathways.importParticipants(
                Array(csv.utf8),
                on: pathway,
                by: noel
            )
            #expect(outcome.entered == 1)
            #expect(outcome.headings == ["ECT name", "ECT email", "URN", "Starts on"])
            #expect(outcome.rejected.map(\.line) == [5])
        }
    }

    @Test(arguments: TestEngine.available)
    func `read the first sheet of a workbook, by the numbers of its rows`(on engine: TestEngine) async throws
    {
        try await Network.with(engine) { network in
            let noel = network.actor("Noel Editor")
            let pathway = try await network.pathways.definePathway(
                Self.pathwayDraft(),
                of: Network.north.id,
                by: noel
            )
            let book = try Workbook(sheet: "Participants")
            book.write(heading: ["Early career teachers"])
            book.write(heading: ["Name", "Email", "URN", "Starts on"])
            book.write([
                .text("Ella Early"), .text("ella.early@school.test"), .number(100021), .text("2026-09-01"),
            ])
            book.write([
                .text("Pat Outsider"), .text("not an address"), .number(100022), .text("2026-09-01"),
            ])
            let outcome = try await network.pathways.importParticipants(
                try book.finish(),
                on: pathway,
                by: noel
            )
            #expect(outcome.entered == 1)
            #expect(outcome.rejected.map(\.line) == [4])
            #expect(outcome.rejected.map(\.name) == ["Pat Outsider"])
        }
    }

    @Test(arguments: TestEngine.available)
    func `name what a table does not take: a year that was not typed in full, a milestone of many marks`(
        on engine: TestEngine
    ) async throws {
        try await Network.with(engine) { network in
            let noel = network.actor("Noel Editor")
            let pathway = try await network.pathways.definePathway(
                Self.pathwayDraft(),
                of: Network.north.id,
                by: noel
            )
            let csv = """
                Name,Email,URN,Starts on
                Ella Early,ella.early@school.test,100021,1/9/0026
                Sam Booker,sam.booker@school.test,100022,1/9/2026
                """
            let outcome = try await network.pathways.importParticipants(
                Array(csv.utf8),
                on: pathway,
                by: noel
            )
            #expect(outcome.entered == 1)
            #expect(outcome.rejected.map(\.name) == ["Ella Early"])
            #expect(outcome.rejected.first?.reason.contains("the year of the first day in full") == true)
            let typed = try await faults {
                _ = try await network.pathways.enterParticipant(
                    Self.participant(from: "2300-09-01"),
                    on: pathway,
                    by: noel
                )
            }
            #expect(Array(typed.keys) == ["startsOn"])
            var other = Self.pathwayDraft(name: "Another")
            other.milestones = String(repeating: "e\u{301}", count: 60) + ", 6"
            let draft = other
            let marked = try await faults {
                _ = try await network.pathways.definePathway(draft, of: Network.north.id, by: noel)
            }
            #expect(Array(marked.keys) == ["milestones"])
        }
    }

    @Test(arguments: TestEngine.available)
    func `come back unchanged from their own export, mentors and those who withdrew among them`(
        on engine: TestEngine
    ) async throws {
        try await Network.with(engine) { network in
            let (pathway, id) = try await entered(network)
            let noel = network.actor("Noel Editor")
            var rhys = Self.participant("Rhys Researcher")
            rhys.teacherReference = "1234567"
            rhys.eligibility = "eligible"
            rhys.funding = "funded"
            _ = try await network.pathways.enterParticipant(rhys, on: pathway, by: noel)
            try await network.pathways.changeParticipant(
                id,
                .withdrawal(reason: "Left teaching", from: "2026-12-01"),
                version: 1,
                by: noel
            )
            let file = try await network.pathways.participantsCSV(of: pathway, by: noel)
            let lines = String(decoding: file, as: UTF8.self).split(whereSeparator: \.isNewline)
            #expect(
                lines.last
                    == "Rhys Researcher,rhys.researcher@school.test,1234567,100021,Seaview School,2026-09-01,2026/27,Mia Mentor,mia.mentor@school.test,eligible,funded,Active,,"
            )
            let outcome = try await network.pathways.importParticipants(file, on: pathway, by: noel)
            #expect(outcome.rejected == [])
            #expect(outcome.unchanged == 2)
            #expect(outcome.entered == 0)
            #expect(try await network.pathways.participantsCSV(of: pathway, by: noel) == file)
        }
    }

    @Test(arguments: TestEngine.available)
    func `keep what a list has no column for, or leaves empty`(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let noel = network.actor("Noel Editor")
            let pathway = try await network.pathways.definePathway(
                Self.pathwayDraft(),
                of: Network.north.id,
                by: noel
            )
            func take(_ csv: String) async throws -> PathwayImportOutcome {
                try await network.pathways.importParticipants(Array(csv.utf8), on: pathway, by: noel)
            }
            let base = "ella.early@school.test,100021,1/9/2026"
            _ = try await take("Name,Email,URN,Starts on,Eligible,Funding\nElla Early,\(base),yes,funded")
            #expect(try await take("Name,Email,URN,Starts on\nElla Early,\(base)").unchanged == 1)
            #expect(
                try await take("Name,Email,URN,Starts on,Eligible,Funding\nElla Early,\(base),,").unchanged
                    == 1
            )
            #expect(
                try await take("Name,Email,URN,Starts on,Funding\nElla Early,\(base),school").updated == 1
            )
            let found = try await network.pathways.pathway(pathway, by: noel).participants
            #expect(found.map(\.eligibility) == [.eligible])
            #expect(found.map(\.funding) == [.school])
        }
    }

    @Test(arguments: TestEngine.available)
    func `keep a teacher reference number in an account that has none, and refuse another's`(
        on engine: TestEngine
    ) async throws {
        try await Network.with(engine) { network in
            let noel = network.actor("Noel Editor")
            let pathway = try await network.pathways.definePathway(
                Self.pathwayDraft(),
                of: Network.north.id,
                by: noel
            )
            let csv = """
                Name,E-mail,URN,Starts on,TRN
                Ella Early,ella.early@school.test,100021,1/9/2026,1234567
                Rhys Researcher,rhys.researcher@school.test,100022,1/9/2026,1234567
                """
            let outcome = try await network.pathways.importParticipants(
                Array(csv.utf8),
                on: pathway,
                by: noel
            )
            #expect(outcome.entered == 1)
            #expect(outcome.rejected.map(\.name) == ["Rhys Researcher"])
            #expect(
                outcome.rejected.map(\.reason) == [
                    "Somebody else has this teacher reference number: check it"
                ]
            )
            let owner: String? = try await network.database.read {
                try $0.value("SELECT name FROM person WHERE teacher_reference = '1234567'")
            }
            #expect(owner == "Ella Early")
        }
    }

    @Test(arguments: TestEngine.available)
    func `register inductions and their assessments from the appropriate body's list`(on engine: TestEngine)
        async throws
    {
        try await Network.with(engine) { network in
            let (pathway, id) = try await entered(network)
            let noel = network.actor("Noel Editor")
            let csv = """
                Name,Email,URN,Registered on,Reference,Assessment,Assessed on,Outcome
                Ella Early,ella.early@school.test,100021,2026-09-10,AB-1,progress review,2026-12-10,on track
                Rhys Researcher,rhys.researcher@school.test,100022,2026-09-10,AB-2,,,
                Sam Booker,sam.booker@school.test,100021,2026-09-10,AB-3,formal 9,2026-12-10,great
                Max Mentor,max.mentor@school.test,100021,2026-09-10,AB-4,formal 1,2027-01-08,on track
                """
            let outcome = try await network.pathways.importInductions(Array(csv.utf8), on: pathway, by: noel)
            #expect(outcome.updated == 1, "Ella was on the pathway already")
            #expect(outcome.entered == 1, "Rhys was not")
            #expect(outcome.rejected.map(\.name) == ["Sam Booker", "Max Mentor"])
            #expect(outcome.rejected.last?.reason == "The assessment lies in the future")
            let again = try await network.pathways.importInductions(Array(csv.utf8), on: pathway, by: noel)
            #expect(again.unchanged == 2)
            let inductions = try await network.pathways.inductions(of: Network.north.id, by: noel)
            #expect(Set(inductions.map(\.reference)) == ["AB-1", "AB-2"])
            #expect(try await file(id, network).timeline.contains { $0.text == "Progress review: on track" })
        }
    }

    @Test(arguments: TestEngine.available)
    func `are read from lists with names in two columns and assessments in the words that bodies use`(
        on engine: TestEngine
    ) async throws {
        try await Network.with(engine) { network in
            let (pathway, id) = try await entered(network)
            let noel = network.actor("Noel Editor")
            let csv = """
                ECT First Name,ECT Surname,ECT Email,TRN,School URN,Date registered,Assessment type,Date of assessment,Outcome
                Ella,Early,ella.early@school.test,1234567,100021,10/09/2026,Progress Review 1,10/12/2026,Making satisfactory progress
                Rhys,Researcher,rhys.researcher@school.test,,100022,10/09/2026,FA1,11/12/2026,Cause for concern
                Sam,,sam.booker@school.test,,100021,10/09/2026,Review (2),10/12/2026,Satisfactory
                Max,Mentor,max.mentor@school.test,,100021,10/09/2026,Review of the year,10/12/2026,Satisfactory
                """
            let outcome = try await network.pathways.importInductions(Array(csv.utf8), on: pathway, by: noel)
            #expect(outcome.updated == 1 && outcome.entered == 2)
            #expect(outcome.rejected.map(\.name) == ["Max Mentor"])
            let inductions = try await network.pathways.inductions(of: Network.north.id, by: noel)
            let names = inductions.map(\.participant.person.name)
            #expect(Set(names) == ["Ella Early", "Rhys Researcher", "Sam Booker"])
            let timeline = try await file(id, network).timeline
            #expect(timeline.contains { $0.text == "Progress review: on track" })
            let rhys = inductions.first { $0.participant.person.name == "Rhys Researcher" }
            #expect(rhys?.lastAssessment?.kind == .firstFormal)
            #expect(rhys?.lastAssessment?.outcome == .concern)
        }
    }

    @Test(arguments: TestEngine.available)
    func `are found by teacher reference number alone once the body knows them, and by no other body`(
        on engine: TestEngine
    ) async throws {
        try await Network.with(engine) { network in
            let (pathway, id) = try await entered(network)
            let noel = network.actor("Noel Editor")
            let ella = try #require(network.actor("Ella Early").person?.id)
            try await network.database.write { transaction in
                try transaction.execute(
                    "UPDATE person SET teacher_reference = '1234567' WHERE id = \(ella)"
                )
            }
            let csv = """
                TRN,Assessment,Assessed on,Outcome
                1234567,formal 1,2026-12-10,on track
                7654321,formal 1,2026-12-10,on track
                """
            let early = try await network.pathways.importInductions(Array(csv.utf8), on: pathway, by: noel)
            #expect(early.rejected.map(\.name) == ["1234567", "7654321"])
            #expect(early.rejected.first?.reason == "Enter the day of registration")
            let registration = "TRN,Registered on,Reference\n1234567,10/09/2026,AB-1\n"
            let registered = try await network.pathways.importInductions(
                Array(registration.utf8),
                on: pathway,
                by: noel
            )
            #expect(registered.updated == 1 && registered.rejected.isEmpty)
            let assessed = try await network.pathways.importInductions(
                Array(csv.utf8),
                on: pathway,
                by: noel
            )
            #expect(assessed.updated == 1)
            #expect(
                assessed.rejected.map(\.reason) == [
                    "Nobody whose induction you follow has this teacher reference number: add their email address"
                ]
            )
            let timeline = try await file(id, network).timeline
            #expect(timeline.contains { $0.text == "First formal assessment: on track" })
            let inductions = try await network.pathways.inductions(of: Network.north.id, by: noel)
            #expect(inductions.map(\.reference) == ["AB-1"], "a list without references keeps them")

            let fay = network.actor("Fay Lead")
            let other = try await network.pathways.definePathway(
                Self.pathwayDraft(),
                of: Network.fens.id,
                by: fay
            )
            let hidden = try await network.pathways.importInductions(
                Array(registration.utf8),
                on: other,
                by: fay
            )
            #expect(hidden.rejected.map(\.name) == ["1234567"])
        }
    }

    @Test(arguments: TestEngine.available)
    func `begin on the pathway's first day who is registered without one, or else on that of registration`(
        on engine: TestEngine
    ) async throws {
        let csv = """
            Name,Email,URN,Registered on,Reference,Starts on
            Ella Early,ella.early@school.test,100021,2026-09-10,AB-1,
            Rhys Researcher,rhys.researcher@school.test,100022,2026-09-10,AB-2,5/10/2026
            """
        for (typed, day) in [("1/9/2026", "2026-09-01"), ("", "2026-09-10")] {
            try await Network.with(engine) { network in
                let noel = network.actor("Noel Editor")
                var draft = Self.pathwayDraft()
                draft.startsOn = typed
                let pathway = try await network.pathways.definePathway(draft, of: Network.north.id, by: noel)
                let outcome = try await network.pathways.importInductions(
                    Array(csv.utf8),
                    on: pathway,
                    by: noel
                )
                #expect(outcome.entered == 2 && outcome.rejected == [])
                let found = try await network.pathways.pathway(pathway, by: noel)
                let days = Dictionary(
                    uniqueKeysWithValues: found.participants.map { ($0.person.name, $0.startsOn.description) }
                )
                #expect(days == ["Ella Early": day, "Rhys Researcher": "2026-10-05"])
                let inductions = try await network.pathways.inductions(of: Network.north.id, by: noel)
                #expect(Set(inductions.map(\.registeredOn.description)) == ["2026-09-10"])
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `do not begin after an assessment of their induction`(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let noel = network.actor("Noel Editor")
            var draft = Self.pathwayDraft()
            draft.startsOn = "4/1/2027"
            let pathway = try await network.pathways.definePathway(draft, of: Network.north.id, by: noel)
            let csv = """
                Name,Email,URN,Registered on,Reference,Assessment,Assessed on,Outcome,Starts on
                Ella Early,ella.early@school.test,100021,2026-09-10,AB-1,progress review,2026-12-10,on track,
                Sam Booker,sam.booker@school.test,100021,2026-09-10,AB-2,formal 1,2026-12-10,met,4/1/2027
                """
            let outcome = try await network.pathways.importInductions(Array(csv.utf8), on: pathway, by: noel)
            #expect(outcome.rejected.map(\.name) == ["Sam Booker"])
            #expect(
                outcome.rejected.map(\.reason) == [
                    "The assessment lies before the first day, 4 January 2027: write when they started"
                ]
            )
            // Ella is of an earlier intake than the one that begins on the pathway's first day.
            let found = try await network.pathways.pathway(pathway, by: noel)
            #expect(found.participants.map(\.startsOn.description) == ["2026-09-10"])
        }
    }

    @Test(arguments: TestEngine.available)
    func `are found on another hub's pathway where their school wrote down its appropriate body`(
        on engine: TestEngine
    ) async throws {
        try await Network.with(engine) { network in
            _ = try await entered(network)
            let fay = network.actor("Fay Lead")
            let pathway = try await network.pathways.definePathway(
                Self.pathwayDraft(),
                of: Network.fens.id,
                by: fay
            )
            try await network.database.write { transaction in
                try transaction.execute(
                    """
                    INSERT INTO partnership (id, from_id, to_id, kind, state, version)
                    VALUES (1, \(Network.seaview.id), \(Network.fens.id), 'appropriate-body', 'active', 1)
                    """
                )
            }
            let csv = """
                Name,Email,URN,Registered on,Reference,Assessment,Assessed on,Outcome
                Ella Early,ella.early@school.test,100021,2026-09-10,AB-1,,,
                """
            let outcome = try await network.pathways.importInductions(Array(csv.utf8), on: pathway, by: fay)
            #expect(outcome.updated == 1 && outcome.entered == 0)
        }
    }

    @Test(arguments: TestEngine.available)
    func `have a person once, but again after they withdrew`(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (pathway, id) = try await entered(network)
            let noel = network.actor("Noel Editor")
            await #expect(throws: PathwaysRefusal.alreadyOnPathway) {
                _ = try await network.pathways.enterParticipant(Self.participant(), on: pathway, by: noel)
            }
            try await network.pathways.changeParticipant(
                id,
                .withdrawal(reason: "Left teaching", from: "2026-12-01"),
                version: 1,
                by: noel
            )
            let again = Self.participant(from: "2027-01-04")
            _ = try await network.pathways.enterParticipant(again, on: pathway, by: noel)
            #expect(try await network.pathways.ownParticipations(by: network.actor("Ella Early")).count == 2)
        }
    }

    @Test(arguments: TestEngine.available)
    func `begin on the pathway's first day whoever is entered without one`(on engine: TestEngine) async throws
    {
        try await Network.with(engine) { network in
            let noel = network.actor("Noel Editor")
            var draft = Self.pathwayDraft()
            draft.startsOn = "1/9/2026"
            let pathway = try await network.pathways.definePathway(draft, of: Network.north.id, by: noel)
            let first = try await network.pathways.enterParticipant(
                Self.participant(from: " "),
                on: pathway,
                by: noel
            )
            let own = try await network.pathways.enterParticipant(
                Self.participant("Sam Booker", from: "5/10/2026"),
                on: pathway,
                by: noel
            )
            // The next intake: nobody who is there moves.
            let stranger = network.actor("Fay Lead")
            await #expect(throws: AccessError.notFound) {
                try await network.pathways.setFirstDay(of: pathway, "4/1/2027", version: 1, by: stranger)
            }
            let wrong = try await faults {
                try await network.pathways.setFirstDay(of: pathway, "soon", version: 1, by: noel)
            }
            #expect(Array(wrong.keys) == ["firstDay"])
            try await network.pathways.setFirstDay(of: pathway, "4/1/2027", version: 1, by: noel)
            await #expect(throws: DatabaseError.staleVersion) {
                try await network.pathways.setFirstDay(of: pathway, "", version: 1, by: noel)
            }
            let csv = """
                Name,Email,URN
                Rhys Researcher,rhys.researcher@school.test,100022
                Ella Early,ella.early@school.test,100021
                """
            let outcome = try await network.pathways.importParticipants(
                Array(csv.utf8),
                on: pathway,
                by: noel
            )
            #expect(outcome.entered == 1 && outcome.unchanged == 1 && outcome.rejected == [])
            let found = try await network.pathways.pathway(pathway, by: noel)
            #expect(found.pathway.startsOn == LocalDate("2027-01-04"))
            let days = Dictionary(
                uniqueKeysWithValues: found.participants.map { ($0.person.name, $0.startsOn.description) }
            )
            #expect(
                days == [
                    "Ella Early": "2026-09-01", "Sam Booker": "2026-10-05", "Rhys Researcher": "2027-01-04",
                ]
            )
            let timeline = try await file(first, network).timeline
            #expect(timeline.map(\.day.description) == ["2026-09-01", "2026-09-01"])
            let due = try await file(own, network).milestones
            #expect(due.first?.dueOn == LocalDate("2026-10-05"))
            // Without a common first day each needs one.
            try await network.pathways.setFirstDay(of: pathway, "", version: 2, by: noel)
            let needed = try await faults {
                _ = try await network.pathways.importParticipants(Array(csv.utf8), on: pathway, by: noel)
            }
            #expect(needed["file"]?.contains("Starts on") == true)
        }
    }

    @Test(arguments: TestEngine.available)
    func `move a first day that was wrong with all that hangs on it, and never past what is recorded`(
        on engine: TestEngine
    ) async throws {
        try await Network.with(engine) { network in
            let noel = network.actor("Noel Editor")
            let (_, id) = try await entered(network)
            func move(to day: String) async throws {
                let file = try await file(id, network)
                try await network.pathways.changeParticipant(
                    id,
                    .firstDay(day),
                    version: file.participant.version,
                    by: noel
                )
            }
            try await move(to: "2026-07-01")
            let early = try await file(id, network)
            #expect(early.participant.startsOn == LocalDate("2026-07-01"))
            #expect(early.participant.year.startYear == 2025, "it lies in the academic year before")
            #expect(early.timeline.map(\.day.description) == ["2026-07-01", "2026-07-01"])
            #expect(early.milestones[1].dueOn == LocalDate("2027-01-01"), "six months after the start")
            // Of two periods only the one that they began with moves.
            try await network.pathways.changeParticipant(
                id,
                .transfer(school: "Hillside", from: "2026-11-01"),
                version: early.participant.version,
                by: noel
            )
            try await move(to: "2026-10-31")
            let later = try await file(id, network)
            let trains = later.timeline.filter { $0.kind == .trains }
            #expect(trains.map(\.day.description) == ["2026-10-31", "2026-11-01"])
            #expect(later.participant.year.startYear == 2026)
            for wrong in ["2026-11-01", "2026-10-31", "", "1/9/0026"] {
                let found = try await faults { try await move(to: wrong) }
                #expect(Array(found.keys) == ["from"], "\(wrong)")
            }
            #expect(try await network.auditVerbs().count { $0 == "participant.correct-first-day" } == 2)
        }
    }

    @Test(arguments: TestEngine.available)
    func `take another first day from a list, or say why not`(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (pathway, id) = try await entered(network)
            let noel = network.actor("Noel Editor")
            func take(_ day: String) async throws -> PathwayImportOutcome {
                let csv =
                    "Name,Email,URN,Start date\nElla Early,ella.early@school.test,100021,\(day)"
                return try await network.pathways.importParticipants(Array(csv.utf8), on: pathway, by: noel)
            }
            let moved = try await take("7/9/2026")
            #expect(moved.updated == 1 && moved.rejected == [])
            let again = try await take("7/9/2026")
            #expect(again.unchanged == 1)
            try await network.pathways.changeParticipant(
                id,
                .deferral(reason: "Parental leave", from: "2026-12-01"),
                version: 2,
                by: noel
            )
            let late = try await take("2/12/2026")
            let reason = try #require(late.rejected.first?.reason)
            #expect(reason.hasPrefix("Something is recorded for 30 November 2026"))
            let participant = try await file(id, network).participant
            #expect(participant.startsOn == LocalDate("2026-09-07") && participant.version == 3)
        }
    }

    static let months: [(start: String, months: Int, end: String)] = [
        ("2026-08-31", 6, "2027-02-28"), ("2026-09-01", 24, "2028-09-01"), ("2027-11-30", 3, "2028-02-29"),
        ("2026-01-15", 0, "2026-01-15"),
    ]

    @Test(arguments: months) func `count months to a day that exists`(start: String, months: Int, end: String)
        throws
    {
        let day = try #require(LocalDate(start))
        #expect(day.adding(months: months).description == end)
    }
}
