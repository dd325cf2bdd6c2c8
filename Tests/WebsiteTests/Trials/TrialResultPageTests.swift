import Access
import Database
import HTTPTypes
import Services
import TestDatabases
import Testing
import Trials

@testable import Website

@Suite("The page on which a result is entered")
struct TrialResultPageTests {
    private static let overdue = "Echo Reading in year 2"
    private static let analyst = "e.prosser@brackenstow-priory.example"

    private static func trial(_ title: String, _ served: ServedSite) async throws -> Trial {
        let id: ID<Trial>? = try await served.database.read { transaction in
            try transaction.value("SELECT id FROM trial WHERE title = \(title)")
        }
        return try await served.site.trials.trial(try #require(id)).trial
    }

    private static let figures: [String: String] = [
        "domain": "attainment", "design": "randomised", "effect": "0.07", "standardError": "0.06",
        "treatedCount": "412", "controlCount": "399", "population": "Pupils in year 2 of 20 schools",
    ]

    @Test(
        "Today leads to it; what it will say is shown first, and published with a second word",
        arguments: TestEngine.available
    )
    func entering(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let trial = try await Self.trial(Self.overdue, served)
            let visitor = try await served.visitor(Self.analyst)
            let link = SiteMap.trialResult(trial.id).description
            let today = try await served.ask(.get, "/home", as: visitor)
            #expect(today.text.contains("\"\(link)\""))
            let everyone = SiteMap.trial(trial.slug).description
            let before = try await served.ask(.get, everyone, as: visitor)
            #expect(before.text.contains("\"\(link)\"") && before.words.contains("Enter the result"))

            let shown = try await served.ask(.get, link, as: visitor)
            #expect(shown.status == 200)
            var form = try #require(PageForm.all(in: shown.text).first { $0.action == link })
            form.set("do", ["check"])
            let empty = try await served.ask(.post, link, as: visitor, body: form.encoded)
            #expect(empty.status == 422)
            for words in [
                "Choose what kind of outcome it is", "Choose how it was settled who was offered it",
                "Enter the number of pupils offered it", "Enter who took part",
            ] {
                #expect(empty.words.contains(words), "\(words)")
            }

            for (name, value) in Self.figures { form.set(name, [value]) }
            let checked = try await served.ask(.post, link, as: visitor, body: form.encoded)
            #expect(checked.status == 200 && checked.words.contains("What everyone will read"))
            #expect(checked.words.contains("scored 0.07 SD higher on average"))
            #expect(checked.words.contains("What the pool will say"))
            #expect(checked.words.contains("With this result:"))
            #expect(try await !Self.trial(Self.overdue, served).hasReported)

            var publishing = try #require(PageForm.all(in: checked.text).first { $0.action == link })
            publishing.set("do", ["publish"])
            let unsure = try await served.ask(.post, link, as: visitor, body: publishing.encoded)
            #expect(unsure.status == 422 && unsure.words.contains("Say that you are sure"))
            #expect(try await !Self.trial(Self.overdue, served).hasReported)
            var changing = publishing
            changing.set("do", ["change"])
            let again = try await served.ask(.post, link, as: visitor, body: changing.encoded)
            #expect(again.status == 200 && again.text.contains("value=\"0.07\""))

            publishing.set("sure", ["yes"])
            let published = try await served.ask(.post, link, as: visitor, body: publishing.encoded)
            #expect(published.status == 303 && published.location?.hasPrefix(everyone) == true)
            let after = try await served.ask(.get, everyone, as: try await served.visitor(nil))
            #expect(after.words.contains("scored 0.07 SD higher on average"))
            #expect(after.words.contains("its hub entered the result"))
            #expect(!after.words.contains("Enter the result"))
            // It is entered once.
            let late = try await served.ask(.post, link, as: visitor, body: publishing.encoded)
            #expect(late.status == 404)
            let done = try await served.ask(.get, "/home", as: visitor)
            #expect(!done.text.contains("\"\(link)\""))
        }
    }

    @Test(
        "It is the hub’s own, and there is none for a trial that runs here or has reported",
        arguments: TestEngine.available
    )
    func others(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let trial = try await Self.trial(Self.overdue, served)
            let link = SiteMap.trialResult(trial.id).description
            for email in ["lead@withermere-meadow.example", "head@tarnsea-harbour.example"] {
                let visitor = try await served.visitor(email)
                let page = try await served.ask(.get, link, as: visitor)
                #expect(page.status == 403, "\(email)")
                let everyone = try await served.ask(.get, SiteMap.trial(trial.slug).description, as: visitor)
                #expect(!everyone.words.contains("Enter the result"), "\(email)")
            }
            let analyst = try await served.visitor(Self.analyst)
            let running = [
                "Echo Reading for slow readers in year 7", "Paired Reading Aloud, forty minutes a week",
            ]
            for title in running {
                let own = SiteMap.trialResult(try await Self.trial(title, served).id).description
                #expect(try await served.ask(.get, own, as: analyst).status == 404, "\(title)")
            }
        }
    }

    @Test("Where a group was too small the trial reports without figures, after a second word")
    func tooFew() async throws {
        try await ServedSite.serving(on: .sqlite) { served in
            let trial = try await Self.trial(Self.overdue, served)
            let visitor = try await served.visitor(Self.analyst)
            let link = SiteMap.trialResult(trial.id).description
            let shown = try await served.ask(.get, link, as: visitor)
            let forms = PageForm.all(in: shown.text).filter { $0.action == link }
            var form = try #require(forms.first { $0.has((name: "do", value: "withhold")) })
            form.set("do", ["withhold"])
            let unsure = try await served.ask(.post, link, as: visitor, body: form.encoded)
            #expect(unsure.status == 422 && unsure.words.contains("Say that a group had too few pupils"))
            form.set("few", ["yes"])
            let sent = try await served.ask(.post, link, as: visitor, body: form.encoded)
            #expect(sent.status == 303)
            let page = try await served.ask(.get, SiteMap.trial(trial.slug).description, as: visitor)
            #expect(page.words.contains("Hidden to protect pupils: an arm has fewer than 10 pupils."))
        }
    }

    @Test("What is no attainment is told as what is better, not as a score")
    func otherOutcomes() async throws {
        try await ServedSite.serving(on: .sqlite) { served in
            let trial = try await Self.trial(Self.overdue, served)
            let visitor = try await served.visitor(Self.analyst)
            let link = SiteMap.trialResult(trial.id).description
            let shown = try await served.ask(.get, link, as: visitor)
            var form = try #require(PageForm.all(in: shown.text).first { $0.action == link })
            for (name, value) in Self.figures { form.set(name, [value]) }
            form.set("domain", ["attendance"])
            form.set("do", ["check"])
            let checked = try await served.ask(.post, link, as: visitor, body: form.encoded)
            #expect(checked.words.contains("did 0.07 SD better on average"))
            #expect(checked.words.contains("this result joins none of theirs"))
        }
    }
}
