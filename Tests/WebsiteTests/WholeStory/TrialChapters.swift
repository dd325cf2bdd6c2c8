import Database
import Services
import Testing

@testable import Website

/// A trial that is recruiting when the story begins, and the pupils that each of its schools has.
///
/// Every school has the same pupils with the same scores, so whatever the draw, those who were offered it gain
/// exactly as much as the others: the result is nothing, and is known before it is computed.
enum StoryTrial {
    static let title = "Words in Use in years 5 and 6, with a booster"
    static let page = "/trials/words-in-use-in-years-5-and-6-with-a-booster"
    static let pupils = 20

    private static func before(_ pupil: Int) -> Int { 85 + pupil * 7 % 31 }

    static var roster: String {
        let lines = (0..<pupils).map { pupil in
            "P\(pupil + 1),A1,\(before(pupil)),\(pupil.isMultiple(of: 3) ? "yes" : "no")"
        }
        return (["Pupil code,Class,Baseline,FSM"] + lines).joined(separator: "\r\n")
    }

    static var outcomes: String {
        let lines = (0..<pupils).map { pupil in
            "P\(pupil + 1),\(before(pupil) + 3 + pupil * 5 % 9 - 4)"
        }
        return (["Pupil code,Outcome"] + lines).joined(separator: "\r\n")
    }
}

/// A school of the trial.
struct StoryTrialSchool {
    let page: String
    let lead: String
}

extension Story {
    /// Two schools of the area join those that are there already.
    func joinTrial() async throws {
        try move(to: "2026-12-18")
        for (email, mayBeNamed) in [(StoryPerson.quayHead, "yes"), (StoryPerson.harbourHead, "no")] {
            let join = StoryTrial.page + "/join"
            try await send(join, to: join, as: email, ["named": mayBeNamed, "accept": "yes"])
        }
        let page = try await read(StoryTrial.page)
        #expect(page.words.contains("12 of 40 schools have joined."))
        #expect(page.words.contains("Gannockmouth Quay Primary School"))
        #expect(!page.words.contains("Tarnsea Harbour Primary School"))
    }

    /// The schools tell parents, send their pupils, are drawn and send outcomes.
    func deliverTrial() async throws {
        let schools = try await trialSchools()
        #expect(schools.count == 12)
        for school in schools {
            try await send(
                school.page,
                to: "/step",
                as: school.lead,
                press: ("do", "notice"),
                ["sentOn": "2026-12-18", "objectionsUntil": "2027-01-02", "objections": "0"]
            )
        }
        try move(to: "2027-01-04")
        for school in schools {
            try await upload(StoryTrial.roster, at: school.page + "/rows/roster", as: school.lead)
        }
        try move(to: "2027-01-08")
        let lead = StoryHub.teaching.lead
        let hub = try await hubTrial()
        for step in ["lock", "allocate"] {
            try await send(hub, to: "/step", as: lead, press: ("do", step))
        }
        let allocation = try await read(StoryTrial.page + "/allocation")
        #expect(allocation.words.contains("Control 6 120 Intervention 6 120"))
        try move(to: "2027-06-23")
        for school in schools {
            try await upload(StoryTrial.outcomes, at: school.page + "/rows/outcome", as: school.lead)
        }
    }

    /// Its report is published although it found nothing, and the pool of the strand moves.
    func reportTrial() async throws {
        try move(to: "2027-07-11")
        let strands = try await read("/evidence")
        strandPage = try strands.first(/(\/evidence\/strands\/[\w-]*vocabulary[\w-]*)/)
        let before = try await networkPool()
        #expect(before.page.words.contains("Fewer than three trials, so there is no pooled result."))
        #expect(before.page.words.contains("Findings 2") && !before.page.words.contains(StoryTrial.title))

        let lead = StoryHub.teaching.lead
        let hub = try await hubTrial()
        try await send(hub + "/freeze", to: "/step", as: lead, press: ("do", "freeze"), ["confirm": "yes"])
        try await work()
        try move(to: "2027-07-12")
        let published = try await send(
            hub + "/analysis",
            to: "/publish-report",
            as: lead,
            ["population": "Pupils in years 5 and 6 of twelve schools", "limitations": "Few schools."]
        )
        #expect(published.place == StoryTrial.page + "/report")
        let report = try await read(published.place)
        #expect(
            report.words.contains(
                "Pupils offered this scored about the same on average as those who were not"
            )
        )
        #expect(report.words.contains("0.00 standard deviations"))
        #expect(report.words.contains("No clear difference is not the same as no difference."))
        #expect(try await read(StoryTrial.page).words.contains("Reported"))

        let after = try await networkPool()
        #expect(after.address != before.address)
        #expect(after.page.words.contains("Studies or trials 3") && after.page.words.contains("Findings 3"))
        let finding = try #require(
            after.page.rows.first { $0["Trial or study"] == StoryTrial.title }?["Effect size (SD)"]
        )
        #expect(finding == "0.000")
        // Between nothing and the larger of the two trials that were there.
        let estimate = try #require(Double(try after.page.first(/(0\.\d{4}) SD/)))
        #expect(estimate > 0 && estimate < 0.13)
        let earlier = try await read(before.address)
        #expect(earlier.words.contains("Not the current figure"))
    }

    /// The trial's page for its hub.
    private func hubTrial() async throws -> String {
        let list = try await read("/hub/trials", as: StoryHub.teaching.lead)
        return "/hub/trials/" + (try list.first(/\/hub\/trials\/(\w{13})"/))
    }

    /// The pooled figure of the network's own trials on the strand.
    private func networkPool() async throws -> (address: String, page: Reply) {
        let strand = try await read(strandPage)
        for match in strand.text.matches(of: /\/evidence\/pools\/\w{13}/) {
            let page = try await read(String(match.0))
            if page.words.contains("trials of this network together") { return (String(match.0), page) }
        }
        throw StoryError.noPool
    }

    /// The schools that joined, each with somebody who acts for it. No page lists their leads.
    private func trialSchools() async throws -> [StoryTrialSchool] {
        try await served.database.read { transaction in
            try transaction.rows(
                """
                SELECT s.id, min(p.email) FROM trial_school s JOIN trial t ON t.id = s.trial_id
                JOIN membership m ON m.organisation_id = s.organisation_id AND m.role = 'lead'
                JOIN person p ON p.id = m.person_id
                WHERE t.title = \(StoryTrial.title) AND s.state = 'joined'
                GROUP BY s.id ORDER BY s.id
                """
            ).map { row in
                StoryTrialSchool(
                    page: "/school/trials/\(try row.get(0, as: ID<Story>.self))",
                    lead: try row.get(1)
                )
            }
        }
    }
}

enum StoryError: Error {
    case noPool
}
