import Database
import HTTPTypes
import Services
import TestDatabases
import Testing

@testable import Website

@Suite("A strategy to copy into a word processor")
struct StrategyDocumentTests {
    @Test(
        "holds the parts of the template and nothing of the site, with links that work outside it",
        arguments: TestEngine.available
    )
    func document(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let sample = try await Sample(served.database)
            let head = try await served.visitor("head@tarnsea-harbour.example")
            let reply = try await served.ask(
                .get,
                sample.path("/pupil-premium/{id}/document.html"),
                as: head
            )
            #expect(reply.status == 200)
            // The headings of the national template, in its order.
            var rest = Substring(reply.text)
            for part in [
                "This statement says how Tarnsea Harbour Primary School uses", "School overview",
                "School name",
                "Number of pupils in school",
                "Proportion (%) of pupil premium eligible pupils",
                "Academic year/years that our current pupil premium strategy plan covers",
                "Date on which it will be reviewed", "Statement authorised by", "Pupil premium lead",
                "Governor / Trustee lead", "Funding overview",
                "Pupil premium funding allocation this academic year",
                "Pupil premium funding carried forward from previous years",
                "Total budget for this academic year", "Part A: Pupil premium strategy plan",
                "Statement of intent", "Challenge number", "Detail of challenge", "Intended outcome",
                "Success criteria", "Activity in this academic year", "High-quality teaching",
                "Evidence that supports this approach", "Challenge number(s) addressed",
                "Targeted academic support", "Wider strategies", "Total budgeted cost",
                "Part B: Review of the previous academic year", "Outcomes for disadvantaged pupils",
                "Externally provided programmes", "Programme", "Provider",
            ] {
                let found = try #require(rest.firstRange(of: part), "\(part) is missing, or stands elsewhere")
                rest = rest[found.upperBound...]
            }
            #expect(!reply.text.contains("<script") && !reply.text.contains("<form"))
            #expect(!reply.text.contains("href=\"/"))
            #expect(reply.text.contains("href=\"https://braid.test/evidence/strands/"))
        }
    }

    @Test(
        "has every part that the template asks for, also where a draft says nothing yet",
        arguments: TestEngine.available
    )
    func empty(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let sample = try await Sample(served.database)
            try await served.database.write { transaction in
                try transaction.execute("DELETE FROM premium_activity")
                try transaction.execute(
                    """
                    UPDATE premium_strategy SET pupils = NULL, eligible_pupils = NULL, review_on = NULL,
                        authorised_by = '', led_by = '', governor = '', intent = '', challenges = '', outcomes = '',
                        last_year = '', programmes = '', service_premium = '', further = ''
                    """
                )
            }
            let head = try await served.visitor("head@tarnsea-harbour.example")
            let path = sample.path("/pupil-premium/{id}/document.html")
            let document = try await served.ask(.get, path, as: head)
            for part in [
                "Pupil premium lead Not said", "Statement of intent Not written yet.",
                "Detail of challenge 1 Not said", "Success criteria Not said Not said",
                "High-quality teaching (such as training, recruitment and retention). Budgeted cost: £0",
                "Total budgeted cost: £0", "Outcomes for disadvantaged pupils Not written yet.",
                "Externally provided programmes None was paid for",
            ] {
                #expect(document.words.contains(part), "\(part)")
            }
            // What is left to plan is for those who write it, on the page alone.
            #expect(!document.words.contains("not planned yet"))
            let page = try await served.ask(.get, sample.path("/pupil-premium/{id}"), as: head)
            #expect(page.words.contains("is not planned yet."))
            // They are optional.
            for part in ["Service pupil premium", "Further information"] {
                #expect(!document.words.contains(part), "\(part)")
            }
        }
    }

    @Test(
        "on one page for governors stand the aims, the evidence of each activity with how sure it is, and last year",
        arguments: TestEngine.available
    )
    func governors(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let sample = try await Sample(served.database)
            let governor = try await served.visitor(nil)
            try await served.database.write { transaction in
                let lastYear = "Pairs reached nine in ten."
                try transaction.execute("UPDATE premium_strategy SET last_year = \(lastYear)")
            }
            let path = sample.path("/pupil-premium/{id}/summary")
            let page = try await served.ask(.get, path, as: governor)
            #expect(page.status == 200)
            for part in [
                "What we want to achieve Eight in ten pupils read at the expected standard (how we will know:",
                "Reading in pairs, years 4 and 5 (£9,400.00). Evidence: Reading fluency . About",
                "Evidence strength", "two days a week (£11,600.00). No evidence is named.",
                "What came of last year Pairs reached nine in ten.",
                "two days a week”: why do we expect it to help?",
            ] {
                #expect(page.words.contains(part), "\(part)")
            }
            #expect(page.text.contains("href=\"/evidence/strands/"))
            try await served.database.write { transaction in
                try transaction.execute("UPDATE premium_strategy SET last_year = '', outcomes = ''")
                try transaction.execute("DELETE FROM premium_activity WHERE strand_id IS NULL")
            }
            let less = try await served.ask(.get, path, as: governor)
            for part in ["What came of last year", "What we want to achieve", "No evidence is named"] {
                #expect(!less.words.contains(part), "\(part)")
            }
        }
    }

    @Test("parts what was typed on several lines into paragraphs", arguments: TestEngine.available)
    func paragraphs(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let sample = try await Sample(served.database)
            try await served.database.write { transaction in
                let intent = "Read well.\n\nCome each day."
                try transaction.execute("UPDATE premium_strategy SET intent = \(intent)")
            }
            let head = try await served.visitor("head@tarnsea-harbour.example")
            let path = sample.path("/pupil-premium/{id}/document.html")
            let document = try await served.ask(.get, path, as: head).text
            #expect(document.contains(">Read well.</p>") && document.contains(">Come each day.</p>"))
        }
    }
}
