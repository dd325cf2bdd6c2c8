import Access
import Database
import Plans
import Programmes
import Services
import TestDatabases
import Testing

@Suite("Plans that schools share, and what goes with them")
struct SharedPlansTests {
    @Test("a copy takes what is to be done, without days and names", arguments: TestEngine.available)
    func copies(on engine: TestEngine) async throws {
        try await Schools.with(engine) { schools in
            let id = try await schools.started()
            try await schools.plans.schedule(
                [
                    PlanActivityDraft(what: "Train staff", owner: "Sam", dueOn: "1/2/2027"),
                    PlanActivityDraft(what: "Buy books", owner: "Sue", dueOn: "8/2/2027"),
                ],
                in: id,
                version: 1,
                by: schools.actor("Sam Editor")
            )
            try await schools.plans.sharePlan(id, version: 2, isShared: true, by: schools.actor("Sue Lead"))
            let hal = schools.actor("Hal Lead")
            var copies: [ID<Plan>] = []
            for _ in 1...2 {
                copies.append(
                    try await schools.plans.startPlan(
                        Schools.draft,
                        for: Schools.hillside.id,
                        copying: id,
                        by: hal,
                        key: try Schools.key("copy")
                    )
                )
            }
            #expect(copies[0] == copies[1])
            let activities = try await schools.plans.plan(copies[0], by: hal).activities
            #expect(activities.map(\.what) == ["Train staff", "Buy books"])
            #expect(activities.allSatisfy { $0.owner.isEmpty && $0.dueOn == nil && $0.doneOn == nil })
        }
    }

    @Test("another school reads that it was reviewed, not by whom", arguments: TestEngine.available)
    func reviewers(on engine: TestEngine) async throws {
        try await Schools.with(engine) { schools in
            let id = try await schools.started()
            var review = PlanReviewDraft()
            review.fidelity = "4"
            review.acceptability = "3"
            review.happened = "Books were marked."
            review.nextStep = "Look again."
            try await schools.plans.reviewPlan(
                id,
                version: 1,
                review,
                by: schools.actor("Sam Editor"),
                key: Schools.key("review")
            )
            try await schools.plans.sharePlan(id, version: 2, isShared: true, by: schools.actor("Sue Lead"))
            for (name, writer) in [
                ("Mia Member", "Sam Editor"), ("Hal Lead", "Seaview School"), ("Nora Hub", "Seaview School"),
            ] {
                let record = try await schools.plans.plan(id, by: schools.actor(name))
                #expect(record.reviews.map(\.writtenBy) == [writer], "\(name)")
            }
        }
    }

    /// Seaview's in `phonics` wants help; Seaview's in `feedback` is overdue from March; Hillside's, which wanted
    /// help, stopped.
    private static func three(_ schools: Schools) async throws -> [ID<Plan>] {
        var help = Schools.draft
        help.strand = Schools.phonics
        help.helpWanted = "Somebody to watch a lesson"
        var overdue = Schools.draft
        overdue.nextReviewOn = "1/3/2027"
        let first = try await schools.started(help, key: "first")
        let second = try await schools.started(overdue, key: "second")
        let hal = schools.actor("Hal Lead")
        var ended = overdue
        ended.helpWanted = "Somebody who has done it"
        let third = try await schools.plans.startPlan(
            ended,
            for: Schools.hillside.id,
            by: hal,
            key: try Schools.key("third")
        )
        try await schools.plans.movePlan(third, version: 1, to: .stopped, lessons: "Too much", by: hal)
        let sue = schools.actor("Sue Lead")
        for (id, version, lead) in [(first, 1, sue), (second, 1, sue), (third, 2, hal)] {
            try await schools.plans.sharePlan(id, version: version, isShared: true, by: lead)
        }
        _ = try await schools.started(Schools.draft, key: "private")
        return [first, second, third]
    }

    /// The two schools in the register: Seaview in a trust and in the hub's area, Hillside the hub's partner.
    private static func register(_ schools: Schools) async throws {
        try await schools.database.write { transaction in
            let lines: [SQL] = [
                "INSERT INTO organisation (id, kind, name) VALUES (51, 'group', 'Coast Trust'), (52, 'authority', 'Marsh')",
                "INSERT INTO authority (code, organisation_id) VALUES (501, 52)",
                """
                INSERT INTO hub (id, slug, serves, summary, version) VALUES (\(Schools.hub.id), 'northshore', '', '', 1)
                """,
                """
                INSERT INTO partnership (id, from_id, to_id, kind, state, version)
                VALUES (1, \(Schools.hub.id), \(Schools.hillside.id), 'partner', 'active', 1)
                """,
                """
                INSERT INTO area (id, slug, name, kind, summary, owner_id, version)
                VALUES (61, 'coast', 'Coast', 'other', '', \(Schools.hub.id), 1)
                """,
                "INSERT INTO area_authority (area_id, authority_code) VALUES (61, 501)",
                """
                INSERT INTO school_group (uid, organisation_id, kind, is_open, name_key)
                VALUES (71, 51, 'multi-academy-trust', 1, '')
                """,
                "INSERT INTO lineage_member (urn, lineage_id) VALUES (100021, 100021), (100022, 100022)",
                """
                INSERT INTO establishment (urn, organisation_id, authority_code, type, status, phase) VALUES
                    (100021, \(Schools.seaview.id), 501, 'community', 'open', 'secondary'),
                    (100022, \(Schools.hillside.id), NULL, 'community', 'open', 'primary')
                """,
                "INSERT INTO group_member (group_uid, urn) VALUES (71, 100021)",
                "INSERT INTO group_member (group_uid, urn, left_on) VALUES (71, 100022, '2026-08-31')",
            ]
            for line in lines { try transaction.execute(line) }
        }
    }

    @Test("are counted by strand, phase and need, and narrowed by each", arguments: TestEngine.available)
    func filters(on engine: TestEngine) async throws {
        try await Schools.with(engine) { schools in
            let ids = try await Self.three(schools)
            try await Self.register(schools)
            let later = try schools.on("2027-03-02")
            let pat = schools.actor("Pat Outsider")
            func listed(_ change: (inout SharedPlansQuery) -> Void) async throws -> Set<Int?> {
                var query = SharedPlansQuery()
                change(&query)
                let list = try await later.sharedPlans(query, by: pat)
                #expect(list.count(query) == list.plans.count)
                return Set(list.plans.map { ids.firstIndex(of: $0.id) })
            }
            #expect(try await listed { _ in } == [0, 1, 2])
            #expect(try await listed { $0.wantsHelp = true } == [0])
            #expect(try await listed { $0.isReviewOverdue = true } == [1])
            #expect(try await listed { $0.phase = .stopped } == [2])
            #expect(try await listed { $0.strand = Schools.feedback } == [1, 2])
            #expect(try await listed { $0.scope = .schools([Schools.hillside.id]) } == [2])
            #expect(try await listed { $0.scope = .group(ID(rawValue: 51)) } == [0, 1])
            #expect(try await listed { $0.scope = .authority(ID(rawValue: 52)) } == [0, 1])
            #expect(try await listed { $0.scope = .hub(Schools.hub.id) } == [0, 1, 2])
            try await schools.database.write { try $0.execute("UPDATE partnership SET state = 'ended'") }
            #expect(try await listed { $0.scope = .hub(Schools.hub.id) } == [0, 1])
            #expect(
                try await listed {
                    $0.strand = Schools.feedback
                    $0.phase = .explore
                } == [1]
            )
            var second = SharedPlansQuery()
            second.page = 2
            let empty = try await later.sharedPlans(second, by: pat)
            #expect(empty.plans.isEmpty && empty.count(second) == 3)
            await #expect(throws: AccessError.notSignedIn) { try await later.sharedPlans(by: .anonymous) }
        }
    }

    @Test(
        "what a school shared before it became an academy is still found as its plan",
        arguments: TestEngine.available
    )
    func lineages(on engine: TestEngine) async throws {
        try await Schools.with(engine) { schools in
            let ids = try await Self.three(schools)
            try await Self.register(schools)
            // Seaview shared its first plan, and Hillside its only one, under organisations that are closed now.
            try await schools.database.write { transaction in
                for (id, urn, lineage, plan) in [
                    (81, 100_081, 100_021, ids[0]), (82, 100_082, 100_022, ids[2]),
                ] {
                    try transaction.execute(
                        "INSERT INTO organisation (id, kind, name) VALUES (\(id), 'establishment', 'Old')"
                    )
                    try transaction.execute(
                        "INSERT INTO lineage_member (urn, lineage_id) VALUES (\(urn), \(lineage))"
                    )
                    try transaction.execute(
                        """
                        INSERT INTO establishment (urn, organisation_id, type, status, phase)
                        VALUES (\(urn), \(id), 'community', 'closed', 'primary')
                        """
                    )
                    try transaction.execute("UPDATE plan SET organisation_id = \(id) WHERE id = \(plan)")
                }
            }
            let scopes: [(scope: SharedPlansQuery.Scope, plans: [Int])] = [
                (.schools([Schools.seaview.id]), [0, 1]), (.schools([Schools.hillside.id]), [2]),
                (.schools([ID(rawValue: 82)]), [2]), (.schools([]), []),
                (.group(ID(rawValue: 51)), [0, 1]), (.authority(ID(rawValue: 52)), [0, 1]),
                (.hub(Schools.hub.id), [0, 1, 2]), (.network, [0, 1, 2]),
            ]
            for (scope, plans) in scopes {
                var query = SharedPlansQuery()
                query.scope = scope
                let list = try await schools.plans.sharedPlans(query, by: schools.actor("Pat Outsider"))
                #expect(Set(list.plans.map(\.id)) == Set(plans.map { ids[$0] }), "\(scope)")
                #expect(list.count(query) == plans.count, "\(scope)")
            }
        }
    }

    @Test(
        "past and coming places of the school on the strand go with its plan",
        arguments: TestEngine.available
    )
    func training(on engine: TestEngine) async throws {
        try await Schools.with(engine) { schools in
            let id = try await schools.started()
            try await schools.database.write { transaction in
                for (number, strand, starts) in [
                    (1, Schools.feedback, "2026-10-01"), (2, Schools.feedback, "2027-03-01"),
                    (3, Schools.phonics, "2027-03-02"),
                ] {
                    try transaction.execute(
                        """
                        INSERT INTO offer
                            (id, state, title, summary, description, audience, phases, mode, venue, address, postcode,
                             price_pence, vat, contact_name, contact_email, search_key, created_at, version)
                        VALUES (\(number), 'published', \("Course \(number)"), '', '', '', 4, 'online', '', '', '', 0,
                            'none', '', '', '', 0, 1)
                        """
                    )
                    try transaction.execute(
                        "INSERT INTO offer_strand (offer_id, strand_id) VALUES (\(number), \(strand))"
                    )
                    try transaction.execute(
                        """
                        INSERT INTO run (id, offer_id, capacity, taken, starts_on, ends_on, version)
                        VALUES (\(number), \(number), 30, 2, \(starts), \(starts), 1)
                        """
                    )
                    try transaction.execute(
                        """
                        INSERT INTO booking
                            (id, reference, run_id, organisation_id, booked_by, price_pence, vat_rate, state, booked_at, version)
                        VALUES (\(number), \("R\(number)"), \(number), \(Schools.seaview.id), 100, 0, 0, 'confirmed', 0, 1)
                        """
                    )
                    for (position, state) in ["held", "held", "cancelled"].enumerated() {
                        try transaction.execute(
                            """
                            INSERT INTO place (id, booking_id, run_id, position, person_id, name, state, changed_at)
                            VALUES (\(number * 10 + position), \(number), \(number), \(position), \(100 + position),
                                'N', \(state), 0)
                            """
                        )
                    }
                }
            }
            let mia = schools.actor("Mia Member")
            let plan = try await schools.plans.plan(id, by: mia).plan
            let training = try await schools.plans.training(of: plan, by: mia)
            #expect(training.map(\.title) == ["Course 2", "Course 1"])
            #expect(training.map(\.places) == [2, 2])
            await #expect(throws: AccessError.notFound) {
                try await schools.plans.training(of: plan, by: schools.actor("Hal Lead"))
            }
        }
    }
}
