import Database
import HTTPTypes
import Testing

@testable import Website

/// How many schools of an area took part in something, and how much that was.
struct AreaLine: Equatable {
    let schools: Int
    let amount: Double
}

extension Story {
    /// What the opportunity area had before any of this.
    func beginArea() async throws { before = try await area() }

    /// What schools of the area took part in this year, by kind.
    private func area() async throws -> [String: AreaLine] {
        let board = try await read("/areas/tarnsea-coast/board", as: "network@braid.example")
        var lines: [String: AreaLine] = [:]
        for row in board.rows {
            guard let kind = row["What"], let schools = row["Schools"].flatMap({ Int($0) }),
                let amount = row["How much"].flatMap({ Double($0.prefix { $0 != " " }) })
            else { continue }
            lines[kind] = AreaLine(schools: schools, amount: amount)
        }
        return lines
    }

    /// How many schools of the area are in the story's trial by name.
    private func namedInTrial() async throws -> Int {
        let slug = String(StoryTrial.page.dropFirst("/trials/".count))
        return try await served.database.read { transaction in
            try transaction.count(
                """
                SELECT count(*) FROM trial_school AS s JOIN trial AS t ON t.id = s.trial_id
                JOIN establishment AS e ON e.organisation_id = s.organisation_id
                WHERE t.slug = \(slug) AND s.state = 'joined' AND s.may_be_named = 1
                    AND e.district IN ('Tarnsea', 'Gannockmouth')
                """
            )
        }
    }

    /// What the area's figures grew by is what the story did. Training is left to the returns: other courses of the
    /// example are held meanwhile.
    func compareArea() async throws {
        try await work()
        let after = try await area()
        func grown(_ kind: String) -> AreaLine {
            let (old, new) = (before[kind], after[kind])
            return AreaLine(
                schools: (new?.schools ?? 0) - (old?.schools ?? 0),
                amount: (new?.amount ?? 0) - (old?.amount ?? 0)
            )
        }
        // The plan that Gannockmouth Quay shared; its first one is still being explored.
        #expect(grown("Plans under way") == AreaLine(schools: 1, amount: 1))
        // Of Harbour, Quay, Lime Walk and St Bede's those that agreed to be named; Harbour did not.
        let named = try await namedInTrial()
        #expect((1...3).contains(named))
        #expect(grown("Trials joined") == AreaLine(schools: named, amount: Double(named)))
        // Three quarters of an hour, which the page rounds.
        let coaching = grown("Coaching and mentoring")
        #expect(coaching.schools == 1 && abs(coaching.amount - 0.75) < 0.051)
        // A day of the English hub and half a day of the maths hub.
        let support = grown("Support in school")
        #expect(support == AreaLine(schools: 1, amount: 1.5))
    }

    /// The returns of all four hubs over days on which nothing but the story happened.
    func returnToFunders() async throws {
        let weeks = ["from": "2026-12-09", "to": "2026-12-16"] as KeyValuePairs
        let day = ["from": "2026-12-09", "to": "2026-12-09"] as KeyValuePairs
        for (hub, period, support) in [
            (StoryHub.english, weeks, "1"), (.maths, weeks, "0.5"), (.teaching, day, "0"),
            (.research, day, "0"),
        ] {
            let begun = try await send("/hub/returns", to: "/hub/returns", as: hub.lead, period)
            let page = try await read(begun.place, as: hub.lead)
            var figures: [String: String] = [:]
            for row in page.rows { figures[row["Measure"] ?? ""] = row["Figure"] }
            #expect(figures["Days of professional development a year"] == "1", "\(hub)")
            #expect(figures["Participants who rate it positively"] == "100%", "\(hub)")
            #expect(figures["Mean rating"] == "5 of 5", "\(hub)")
            #expect(figures["Deployment days"] == support, "\(hub)")
            #expect(page.words.contains("3 rows behind Participants who rate it positively"))
            #expect(page.words.contains("1 row behind Days of professional development a year"))
            #expect(figures["Schools that took part in training"] == "2", "\(hub)")
            let supports = hub == .english || hub == .maths
            #expect(
                figures["Support rated good or better"] == (supports ? "100%" : "Not known"),
                "\(hub)"
            )
            let schools = try await read(begun.place + "/rows/schools-reached", as: hub.lead)
            #expect(
                schools.rows.compactMap { $0["School"] } == [
                    "Gannockmouth Quay Primary School", "Tarnsea Harbour Primary School",
                ]
            )
            let needy = schools.rows.count { row in
                [5, 4].map { ReachWords.fifth($0) }.contains(row["Need, fifth"] ?? "")
            }
            #expect(figures["Of these, schools in the two fifths of greatest need"] == "\(needy)")
            // Three people came; free school meals are published of every school.
            let share = "Participants from schools where 30% or more are eligible for free school meals"
            let places = try await read(begun.place + "/rows/fsm-30-share", as: hub.lead)
            let high = places.rows.count { row in
                row["Share of pupils, %"].flatMap { Double($0) }.map { $0 >= 30 } ?? false
            }
            #expect(figures[share] == ["0%", "33.3%", "66.7%", "100%"][high], "\(hub)")
            #expect(page.words.contains("By free school meals for 2 schools"))
            #expect(!page.words.contains("by pupil premium for"))
            #expect(
                places.rows.compactMap { $0["School"] } == [
                    "Gannockmouth Quay Primary School", "Tarnsea Harbour Primary School",
                    "Tarnsea Harbour Primary School",
                ],
                "\(hub)"
            )
        }
    }

    /// The English hub sees which schools it reached, with what: those that came, and those that it supported, among them
    /// one of the example's.
    func seeWhoBenefited() async throws {
        let hub = StoryHub.english
        let page = try await read("/hub/reach/schools?year=2026&show=schools", as: hub.lead)
        var found: [String: [String: String]] = [:]
        for row in page.rows {
            if let name = row["School"]?.split(separator: ",").first { found[String(name)] = row }
        }
        let quay = try #require(found["Gannockmouth Quay Primary School"])
        #expect(quay["Took part in"] == "Training attended; Support in school")
        #expect(quay["With"] == StoryHub.allCases.map(\.name).sorted().joined(separator: "; "))
        #expect(quay["Strands of evidence"] == Self.strand && quay["Last took part"] == "9 December 2026")
        let mill = try #require(found["Tarnsea Mill Primary School"])
        #expect(mill["Took part in"] == "Support in school")
        #expect(mill["With"] == "Orrinton Maths Hub; Withermere English Hub")
        #expect(mill["Last took part"] == "15 December 2026")

        // The return counts those that trained; reach counts the supported school besides.
        let begun = try await send(
            "/hub/returns",
            to: "/hub/returns",
            as: hub.lead,
            ["from": "2026-09-01", "to": "2027-08-31"]
        )
        let trained = try await read(begun.place + "/rows/schools-reached", as: hub.lead)
        let names = Set(trained.rows.compactMap { $0["School"] })
        #expect(names.contains("Gannockmouth Quay Primary School"))
        #expect(names.union(["Tarnsea Mill Primary School"]) == Set(found.keys))
        let reach = try await read("/hub/reach", as: hub.lead)
        #expect(reach.words.contains("\(names.count + 1) schools took part with you"))
    }

    /// The school tells what it did; a hub reads it before everyone does.
    func tellPractice() async throws {
        let own = try await read("/evidence/practice", as: StoryPerson.quayHead)
        let school = try own.first(/\/organisations\/(\w{13})\/practice/)
        let told = try await send(
            "/organisations/\(school)/practice/new",
            to: "/practice/new",
            as: StoryPerson.quayHead,
            [
                "title": "Six words on the door", "strand": strand,
                "whatWasDone": "Six words a week on the classroom door.",
                "withWhom": "Years 5 and 6, 60 pupils.",
                "whatWasLearnt": "Words need to be met often.", "whatWeWouldChange": "Fewer words.",
            ]
        )
        account = told.place
        try await send(account, to: "/step", as: StoryPerson.quayHead, press: ("step", "submit"))
        let waiting = try await served.ask(.get, account, as: visitor(nil))
        #expect(waiting.status == 404)
        try await send(
            account,
            to: "/review",
            as: StoryHub.research.lead,
            press: ("decision", "publish")
        )
        let page = try await read(account)
        #expect(page.words.contains("Published 12 July 2027, read by Brackenstow Research School"))
    }

    /// A school that is like it finds the account, follows its strand to the offer and books.
    func findAndBook() async throws {
        try await addRun(on: "2027-09-20")
        let head = StoryPerson.heathHead
        let similar = try await read("/schools/900114/similar?miles=25", as: head)
        #expect(similar.text.contains("href=\"\(account)\""))
        #expect(similar.words.contains("Says: Six words on the door"))
        // And what the trial found that it agreed to be named in.
        #expect(
            similar.words.contains(
                "In the trial \(StoryTrial.title) : Pupils offered this scored about the same on average"
            )
        )
        #expect(try await read(account, as: head).text.contains("href=\"\(strandPage)\""))
        #expect(try await read(strandPage, as: head).text.contains("href=\"\(offer)\""))
        let booked = try await book([("Eve Rook", "eve.rook@school-900114.example")], as: head)
        #expect(
            booked.words.contains("Tarnsea Heath Primary School") && booked.words.contains("Eve Rook")
        )
        #expect(try await read(offer).words.contains("11 places left of 12"))
    }
}
