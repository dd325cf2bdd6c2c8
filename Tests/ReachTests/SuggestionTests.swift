import Access
import Database
import Directory
import Evidence
import Foundation
import Programmes
import Reach
import Services
import TestDatabases
import Testing

/// Today is 7 January 2027. The north hub's host stands at school 20, the Fens hub's 60 km east of it.
@Suite("Suggestions")
struct SuggestionTests {
    static let school = Organisation(id: ID(rawValue: 1017), kind: .establishment, name: "School 17")

    private func settle(_ places: Places) async throws {
        try await places.database.write { transaction in
            try transaction.execute(
                "UPDATE establishment SET easting = 462000 WHERE urn = \(Places.urn(1))"
            )
            for (hub, host) in [(Places.north, 20), (Places.fens, 1)] {
                try transaction.execute(
                    "UPDATE hub SET host_id = \(Places.school(host)) WHERE id = \(hub.id)"
                )
                try transaction.execute(
                    """
                    INSERT INTO designation (id, hub_id, kind, started_on, version)
                    VALUES (\(hub.id), \(hub.id), 'teaching-school-hub', '2021-09-01', 1)
                    """
                )
            }
        }
    }

    private func offer(_ id: Int64) -> String { "offer/\(ID<Offer>(rawValue: id))" }

    private func keys(_ suggestions: [Suggestion]) -> [String] { suggestions.map(\.key) }

    @Test(
        "training on a plan's strand comes first, then that of near hubs, then the rest, each by its first day",
        arguments: TestEngine.available
    )
    func offers(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            try await settle(places)
            try await places.hold(1, on: "2027-02-01", hubs: [Places.fens], places: [])
            try await places.hold(2, on: "2027-03-01", places: [])
            try await places.hold(3, on: "2027-02-15", places: [])
            try await places.hold(
                4,
                on: "2027-06-01",
                hubs: [Places.fens],
                strands: [Places.phonics],
                places: []
            )
            // Booked already; over; closed; for secondary schools.
            try await places.hold(5, on: "2027-02-02", places: [(Places.school(17), 1)])
            try await places.hold(6, on: "2026-12-02", places: [])
            try await places.hold(7, on: "2027-02-02", places: [])
            try await places.hold(8, on: "2027-02-02", places: [])
            try await places.plan(
                1,
                of: Places.school(17),
                on: Places.phonics,
                isShared: false,
                steps: [("explore", "2026-10-01")]
            )
            try await places.database.write { transaction in
                try transaction.execute("UPDATE run SET closes_on = '2027-01-06' WHERE id = 7")
                try transaction.execute("UPDATE offer SET phases = 4 WHERE id = 8")
            }
            try await places.reach.rebuild()
            let lead = places.actor(of: Self.school)
            let found = try await places.reach.suggestions(forSchool: Self.school.id, beside: [], by: lead)
            #expect(keys(found) == [4, 3, 2, 1].map(offer))
            #expect(found[0].reasons[0] == "Your plan “Plan 1” is on the same strand.")
            #expect(found[1].reasons[0] == "The hub is less than a mile away.")
            #expect(found[3].reasons[0] == "The hub is about 37 miles away.")
            try await places.reach.dismiss(found[0].key, for: Self.school.id, by: lead)
            try await places.reach.dismiss(found[0].key, for: Self.school.id, by: lead)
            let left = try await places.reach.suggestions(
                forSchool: Self.school.id,
                beside: [],
                limit: 2,
                by: lead
            )
            #expect(keys(left) == [3, 2].map(offer))
            let other = Organisation(id: ID(rawValue: 1016), kind: .establishment, name: "School 16")
            await #expect(throws: AccessError.notFound) {
                try await places.reach.suggestions(
                    forSchool: Self.school.id,
                    beside: [],
                    by: places.actor(of: other)
                )
            }
            await #expect(throws: AccessError.notFound) {
                try await places.reach.dismiss(found[1].key, for: Self.school.id, by: places.actor(of: other))
            }
        }
    }

    @Test(
        "what a school booked before it became an academy is not suggested to it again",
        arguments: TestEngine.available
    )
    func predecessor(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            try await settle(places)
            try await places.hold(1, on: "2027-02-01", places: [(1100, 1)])
            try await places.hold(2, on: "2027-02-02", places: [(Places.school(2), 1)])
            try await places.reach.rebuild()
            let academy = Organisation(id: ID(rawValue: 1001), kind: .establishment, name: "School 1")
            let found = try await places.reach.suggestions(
                forSchool: academy.id,
                beside: [],
                by: places.actor(of: academy)
            )
            #expect(keys(found) == [offer(2)])
        }
    }

    @Test(
        "what schools planned, booked and put away before they became academies is still theirs",
        arguments: TestEngine.available
    )
    func lineages(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            try await settle(places)
            let old = Organisation(id: ID(rawValue: 1100), kind: .establishment, name: "Old School 1")
            let academy = Organisation(id: ID(rawValue: 1001), kind: .establishment, name: "School 1")
            // Three like school 2 booked, four share a plan; one of them did both under its old organisation.
            let parts = [1100, Places.school(3), Places.school(4)]
            try await places.hold(1, on: "2027-02-01", hubs: [Places.fens], places: parts.map { ($0, 1) })
            try await places.hold(2, on: "2027-02-02", hubs: [Places.fens], places: [])
            for (position, school) in (parts + [Places.school(5)]).enumerated() {
                try await places.plan(
                    1 + position,
                    of: school,
                    on: Places.phonics,
                    isShared: true,
                    steps: [("deliver", "2026-10-01")]
                )
            }
            try await places.reach.rebuild()
            let now = try await places.reach.comparison(of: academy.id)
            let before = try await places.reach.comparison(of: old.id)
            #expect(now?.school == academy.id && before == now)
            let second = Organisation(id: ID(rawValue: 1002), kind: .establishment, name: "School 2")
            let similar = [1, 3, 4, 5, 6, 7].map { ID<Organisation>(rawValue: Int64(Places.school($0))) }
            let training = try await places.reach.suggestions(
                forSchool: second.id,
                beside: similar,
                by: places.actor(of: second)
            )
            #expect(training.first?.reasons.first == "3 of the 6 schools most like yours have booked it.")
            let urn = try #require(URN(rawValue: Places.urn(2)))
            let found = try #require(try await places.reach.similarSchools(to: urn, count: 6))
            let strands = try await places.reach.strandSuggestions(
                forSchool: second.id,
                beside: found,
                by: places.actor(of: second)
            )
            #expect(keys(strands) == ["strand/\(Places.phonics)"])
            #expect(strands.first?.reasons.first == "4 of your 6 similar schools share a plan on it.")
            // The academy has a plan on it already, and what its people put away stays away.
            let own = try #require(URN(rawValue: Places.urn(1)))
            let beside = try #require(try await places.reach.similarSchools(to: own, count: 6))
            let none = try await places.reach.strandSuggestions(
                forSchool: academy.id,
                beside: beside,
                by: places.actor(of: academy)
            )
            #expect(none.isEmpty)
            try await places.reach.dismiss(offer(2), for: old.id, by: places.actor(of: old))
            let left = try await places.reach.suggestions(
                forSchool: academy.id,
                beside: [],
                by: places.actor(of: academy)
            )
            #expect(left.isEmpty)
        }
    }

    @Test("a school that was put away does not come back as an academy", arguments: TestEngine.available)
    func successor(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            try await settle(places)
            try await places.reach.rebuild()
            let lead = places.actor()
            func suggested() async throws -> [Suggestion] {
                let spots = try await places.reach.coldSpots(ReachScope(year: Places.year), by: lead)
                return try await places.reach.suggestions(
                    forHub: Places.north.id,
                    among: spots.spots,
                    limit: 50,
                    by: lead
                )
            }
            let key = "school/\(Places.urn(20))"
            #expect(keys(try await suggested()).contains(key))
            // It is put away under the number that it had before.
            try await places.database.write { transaction in
                try transaction.execute(
                    "UPDATE lineage_member SET lineage_id = \(Places.urn(20)) WHERE urn = \(Places.predecessor)"
                )
            }
            try await places.reach.dismiss(
                "school/\(Places.predecessor)",
                for: Places.north.id,
                by: lead
            )
            #expect(!keys(try await suggested()).contains(key))
        }
    }

    @Test(
        "a funded place comes before what is near, for schools that can have it",
        arguments: TestEngine.available
    )
    func funded(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            try await settle(places)
            try await places.hold(1, on: "2027-03-01", hubs: [Places.fens], places: [])
            try await places.hold(2, on: "2027-02-01", places: [])
            try await places.database.write { transaction in
                try transaction.execute("UPDATE offer SET price_pence = 5000 WHERE id = 1")
                try transaction.execute(
                    "INSERT INTO offer_funding (offer_id, places, paid_by) VALUES (1, 2, 'The fund')"
                )
                try transaction.execute(
                    """
                    INSERT INTO funding_rule (offer_id, position, measure, at_least)
                    VALUES (1, 0, 'premium-percentage', 80)
                    """
                )
            }
            try await places.reach.rebuild()
            func found(_ school: Organisation) async throws -> [Suggestion] {
                try await places.reach.suggestions(
                    forSchool: school.id,
                    beside: [],
                    by: places.actor(of: school)
                )
            }
            let needy = try await found(Self.school)
            #expect(keys(needy) == [1, 2].map(offer))
            #expect(
                needy[0].reasons[0]
                    == "Your school can have a funded place: 85% of pupils attract pupil premium (2025/26)."
            )
            let less = Organisation(id: ID(rawValue: 1015), kind: .establishment, name: "School 15")
            #expect(keys(try await found(less)) == [2, 1].map(offer))
            try await places.database.write { transaction in
                try transaction.execute("UPDATE offer_funding SET taken = 2 WHERE offer_id = 1")
            }
            #expect(keys(try await found(Self.school)) == [2, 1].map(offer))
        }
    }

    @Test(
        "self-study that is open is suggested after what has a day to come",
        arguments: TestEngine.available
    )
    func selfStudy(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            try await settle(places)
            try await places.hold(1, on: "2026-12-01", places: [])
            try await places.hold(2, on: "2027-03-01", places: [])
            // Over.
            try await places.hold(3, on: "2026-12-01", places: [])
            try await places.completeStudy(1, [:])
            try await places.reach.rebuild()
            let lead = places.actor(of: Self.school)
            let found = try await places.reach.suggestions(forSchool: Self.school.id, beside: [], by: lead)
            #expect(keys(found) == [2, 1].map(offer))
            #expect(found[0].reasons.contains("It begins on 1 March 2027 and has places left."))
            #expect(found[1].reasons.contains("It is open now, in your own time, and has places left."))
        }
    }

    @Test("nothing can be put away that there is not", arguments: TestEngine.available)
    func dismissable(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            try await places.hold(1, on: "2027-03-01", places: [])
            let lead = places.actor(of: Self.school)
            for key in ["", "offer", offer(2), "offer/1", "\(offer(1))/x", "school/1", "person/100"] {
                await #expect(throws: AccessError.notFound) {
                    try await places.reach.dismiss(key, for: Self.school.id, by: lead)
                }
            }
            for key in [offer(1), "strand/\(Places.phonics)", "school/\(Places.urn(3))"] {
                try await places.reach.dismiss(key, for: Self.school.id, by: lead)
            }
            let count = try await places.database.read { transaction in
                try transaction.count("SELECT count(*) FROM dismissed_suggestion")
            }
            #expect(count == 3)
        }
    }

    @Test(
        "what schools like it have booked comes before what is near, counted from three on and without a name",
        arguments: TestEngine.available
    )
    func booked(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            try await settle(places)
            func bookings(_ schools: [Int]) -> [(organisation: Int, count: Int)] {
                schools.map { (Places.school($0), 2) }
            }
            // The two last are far: three schools like it booked one of them, two of them and one unlike it the other.
            try await places.hold(1, on: "2027-02-01", places: [])
            try await places.hold(2, on: "2027-03-01", hubs: [Places.fens], places: bookings([15, 18, 19]))
            try await places.hold(3, on: "2027-03-08", hubs: [Places.fens], places: bookings([2, 16, 18]))
            try await places.reach.rebuild()
            let comparison = try #require(try await places.reach.comparison(of: Self.school.id))
            #expect(comparison.group == "primary" && comparison.school == Self.school.id)
            let schools = try await places.reach.comparableSchools(in: comparison.group)
            let similar = schools.mostLike(Self.school.id, count: 6)
            let alike = [15, 16, 18, 19].map { ID<Organisation>(rawValue: Int64(Places.school($0))) }
            #expect(similar.count == 6 && Set(similar.prefix(4)) == Set(alike))
            let urn = try #require(URN(rawValue: Places.urn(17)))
            let listed = try #require(try await places.reach.similarSchools(to: urn, count: 6))
            #expect(listed.schools.map(\.name) == similar.map { "School \($0.rawValue - 1000)" })
            #expect(schools.mostLike(Places.north.id).isEmpty)
            let ofHub = try await places.reach.comparison(of: Places.north.id)
            #expect(ofHub == nil)
            let lead = places.actor(of: Self.school)
            func suggested(_ similar: [ID<Organisation>]) async throws -> [Suggestion] {
                try await places.reach.suggestions(forSchool: Self.school.id, beside: similar, by: lead)
            }
            let found = try await suggested(similar)
            #expect(keys(found) == [2, 1, 3].map(offer))
            #expect(found[0].reasons[0] == "3 of the 6 schools most like yours have booked it.")
            let told = found.flatMap(\.reasons).joined()
            #expect(!told.contains("School") && told.components(separatedBy: "most like yours").count == 2)
            // Where all but one booked, each of them is as good as named.
            let ofFour = try await suggested(Array(similar.prefix(4)))
            #expect(keys(ofFour) == [1, 2, 3].map(offer))
            // One of the three is no longer going.
            try await places.database.write { transaction in
                try transaction.execute(
                    """
                    UPDATE booking SET state = 'cancelled' WHERE run_id = 2 AND organisation_id = \(Places.school(15))
                    """
                )
            }
            let left = try await suggested(similar)
            #expect(keys(left) == [1, 2, 3].map(offer))
        }
    }

    @Test(
        "a school is told of strands on which three schools like it share a plan, and it has none",
        arguments: TestEngine.available
    )
    func strands(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            let steps = [("deliver", "2026-10-01")]
            // Four like it work on both strands; on phonics three share it, on feedback two.
            for (id, school, isShared) in [(1, 15, true), (2, 16, true), (3, 18, false), (4, 19, true)] {
                try await places.plan(
                    id,
                    of: Places.school(school),
                    on: Places.phonics,
                    isShared: isShared,
                    steps: steps
                )
                try await places.plan(10 + id, of: Places.school(school), isShared: id < 3, steps: steps)
            }
            try await places.reach.rebuild()
            let urn = try #require(URN(rawValue: Places.urn(17)))
            let similar = try #require(try await places.reach.similarSchools(to: urn, count: 4))
            #expect(Set(similar.schools.map(\.name)) == ["School 15", "School 16", "School 18", "School 19"])
            let lead = places.actor(of: Self.school)
            func suggested() async throws -> [Suggestion] {
                try await places.reach.strandSuggestions(
                    forSchool: Self.school.id,
                    beside: similar,
                    by: lead
                )
            }
            let found = try await suggested()
            let key = "strand/\(Places.phonics)"
            #expect(keys(found) == [key])
            #expect(found[0].reasons[0] == "3 of your 4 similar schools share a plan on it.")
            try await places.reach.dismiss(key, for: Self.school.id, by: lead)
            #expect(try await suggested().isEmpty)
            // A plan of its own, whatever its phase, leaves nothing to suggest.
            try await places.database.write { transaction in
                try transaction.execute("DELETE FROM dismissed_suggestion")
            }
            #expect(keys(try await suggested()) == [key])
            try await places.plan(
                20,
                of: Places.school(17),
                on: Places.phonics,
                isShared: false,
                steps: [("explore", "2026-12-01")]
            )
            #expect(try await suggested().isEmpty)
        }
    }

    @Test(
        "a strand on which three schools like it trained or are named in trials is suggested, with what trials say of it",
        arguments: TestEngine.available
    )
    func strandsTried(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            try await places.hold(
                1,
                on: "2026-10-05",
                strands: [Places.phonics],
                places: [15, 16].map { (Places.school($0), 1) }
            )
            try await places.trial(
                2,
                on: Places.phonics,
                from: "2026-09-15",
                due: "2027-07-01",
                schools: [(Places.school(18), false), (Places.school(19), true)]
            )
            try await places.reach.rebuild()
            let urn = try #require(URN(rawValue: Places.urn(17)))
            let lead = places.actor(of: Self.school)
            func suggested() async throws -> [Suggestion] {
                let similar = try await places.reach.similarSchools(to: urn, count: 4)
                guard let similar else { throw AccessError.notFound }
                return try await places.reach.strandSuggestions(
                    forSchool: Self.school.id,
                    beside: similar,
                    by: lead
                )
            }
            let first = try await suggested()
            #expect(keys(first) == ["strand/\(Places.phonics)"])
            let tookPart =
                "3 of your 4 similar schools took part in training, a trial or a shared plan on it in the last two academic years."
            let none = "You have no plan on it yet."
            #expect(
                first.flatMap(\.reasons)
                    == [tookPart, "No trial of this network has reported on it yet.", none]
            )
            // A trial that has reported is said; its number stands on the page of the strand.
            try await places.database.write { transaction in
                try transaction.execute("UPDATE trial SET withheld_on = '2027-01-02' WHERE id = 2")
                try transaction.execute(
                    """
                    INSERT INTO living_pool (id, strand_id, origin, data_version, is_current, as_of, code_version,
                        estimate, lower, upper)
                    VALUES (1, \(Places.phonics), 'network-trial', '', 1, 0, '', -0.1, -0.25, 0.05)
                    """
                )
            }
            let reported = try await suggested()
            #expect(
                reported.flatMap(\.reasons)
                    == [tookPart, "1 trial of this network has reported on it: see what it found.", none]
            )
            // Where trials found that pupils lose, nothing is suggested.
            try await places.database.write { transaction in
                try transaction.execute("UPDATE living_pool SET upper = -0.01 WHERE id = 1")
            }
            let harmful = try await suggested()
            #expect(harmful.isEmpty)
            // A school that is not named does not count.
            try await places.database.write { transaction in
                try transaction.execute("UPDATE living_pool SET upper = 0.05 WHERE id = 1")
                try transaction.execute("UPDATE trial_school SET may_be_named = 0 WHERE trial_id = 2")
            }
            try await places.reach.rebuild()
            let unnamed = try await suggested()
            #expect(unnamed.isEmpty)
        }
    }

    @Test(
        "a hub is told of the needy near it that nobody reached, and of offers that can still be booked",
        arguments: TestEngine.available
    )
    func schools(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            try await settle(places)
            try await places.hold(1, on: "2026-10-05", places: [(Places.school(20), 1)])
            try await places.hold(2, on: "2027-03-01", hubs: [Places.fens], places: [])
            try await places.hold(3, on: "2027-02-01", hubs: [Places.fens], places: [])
            try await places.database.write { transaction in
                try transaction.execute("UPDATE run SET closes_on = '2027-01-06' WHERE id = 3")
                // Further away than anyone calls near.
                try transaction.execute(
                    "UPDATE establishment SET easting = 340000 WHERE urn = \(Places.urn(18))"
                )
            }
            try await places.reach.rebuild()
            let lead = places.actor()
            let spots = try await places.reach.coldSpots(
                ReachScope(year: Places.year),
                nearestTo: Places.north.id,
                by: lead
            )
            func suggested() async throws -> [Suggestion] {
                try await places.reach.suggestions(
                    forHub: Places.north.id,
                    among: spots.spots,
                    limit: 2,
                    by: lead
                )
            }
            let found = try await suggested()
            #expect(keys(found) == ["school/\(Places.urn(19))", "school/\(Places.urn(18))"])
            #expect(
                found[0].reasons == [
                    "It is among the fifth of schools in greatest need.",
                    "Nothing is known that it took part in here.",
                    "You are its nearest hub, less than a mile away.", "“Offer 2” would fit its phase.",
                ]
            )
            #expect(found[1].reasons[2] == "You are its nearest hub.")
            try await places.reach.dismiss(found[0].key, for: Places.north.id, by: lead)
            #expect(
                keys(try await suggested()) == ["school/\(Places.urn(18))", "school/\(Places.urn(17))"]
            )
            await #expect(throws: AccessError.notFound) {
                try await places.reach.suggestions(
                    forHub: Places.north.id,
                    among: spots.spots,
                    by: places.actor(of: Places.fens)
                )
            }
        }
    }

    @Test(
        "a strand that many work on and few trials have settled is worth a trial, unless a hub put it away",
        arguments: TestEngine.available
    )
    func trials(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            try await places.hold(
                1,
                on: "2026-10-05",
                places: (1...5).map { (Places.school($0), 1) }
            )
            try await places.hold(
                2,
                on: "2026-10-05",
                strands: [Places.phonics],
                places: (1...4).map { (Places.school($0), 1) }
            )
            try await places.reach.rebuild()
            let key = "trial/\(Places.feedback)"
            #expect(keys(try await places.reach.trialsWorthRunning()) == [key])
            try await places.reach.dismiss(key, for: Places.north.id, by: places.actor())
            #expect(try await places.reach.trialsWorthRunning(for: Places.north.id).isEmpty)
            #expect(keys(try await places.reach.trialsWorthRunning(for: Places.fens.id)) == [key])
            #expect(keys(try await places.reach.trialsWorthRunning()) == [key])
        }
    }

    @Test(
        "a trial that is suggested says how many are under way on the same strand",
        arguments: TestEngine.available
    )
    func trialsUnderWay(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            try await places.hold(
                1,
                on: "2026-10-05",
                places: (1...5).map { (Places.school($0), 1) }
            )
            try await places.reach.rebuild()
            func reasons() async throws -> [String] {
                try await places.reach.trialsWorthRunning().flatMap(\.reasons)
            }
            let few = [
                "5 schools work on it this academic year.",
                "Fewer than three trials of this network have reported on it.",
            ]
            #expect(try await reasons() == few)
            try await places.trial(2, from: "2025-09-15", due: "2026-07-01", schools: [])
            try await places.trial(3, from: "2026-09-15", due: "2027-07-01", schools: [])
            try await places.database.write { transaction in
                try transaction.execute("UPDATE trial SET withheld_on = '2026-07-01' WHERE id = 2")
            }
            let one = "1 registered trial has not reported yet: see whether schools can still join it."
            #expect(try await reasons() == few + [one])
            try await places.trial(4, from: "2026-09-15", due: "2027-07-01", schools: [])
            try await places.database.write { transaction in
                try transaction.execute(
                    """
                    UPDATE trial SET stopped_on = '2026-10-01', stop_reason = 'Few', stop_told_on = '2026-10-01'
                    WHERE id = 4
                    """
                )
            }
            let afterStop = try await reasons()
            #expect(afterStop == few + [one])
        }
    }

    @Test("the trials of a strand are counted with what they found together", arguments: TestEngine.available)
    func tested(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            try await places.trial(1, from: "2025-09-15", due: "2026-07-01", schools: [])
            try await places.trial(2, from: "2026-09-15", due: "2027-07-01", schools: [])
            try await places.database.write { transaction in
                try transaction.execute(
                    """
                    INSERT INTO living_pool (id, strand_id, origin, data_version, is_current, as_of, code_version,
                        estimate, lower, upper)
                    VALUES (1, \(Places.feedback), 'network-trial', '', 1, 0, '', 0.1, -0.05, 0.25)
                    """
                )
            }
            let tested = try await places.reach.strandsTested()
            #expect(tested.count == 1)
            let feedback = try #require(tested[Places.feedback])
            #expect(feedback.registered == 2 && feedback.reported == 0 && feedback.stopped == 0)
            try await places.database.write { transaction in
                try transaction.execute(
                    """
                    UPDATE trial SET stopped_on = '2026-02-01', stop_reason = 'Few', stop_told_on = '2026-02-02'
                    WHERE id = 1
                    """
                )
            }
            let later = try await places.reach.strandsTested()
            #expect(later[Places.feedback]?.stopped == 1 && later[Places.feedback]?.registered == 2)
            let pool = try #require(feedback.pool)
            #expect([pool.estimate, pool.lower, pool.upper] == [0.1, -0.05, 0.25])
        }
    }
}
