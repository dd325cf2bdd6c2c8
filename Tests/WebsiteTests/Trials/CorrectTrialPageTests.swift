import Access
import Database
import Evidence
import HTTPTypes
import Services
import TestDatabases
import Testing
import Trials

@testable import Website

@Suite("The page on which what is registered of a trial is corrected")
struct CorrectTrialPageTests {
    private static let awaited = "Echo Reading in year 2"
    private static let analyst = "e.prosser@brackenstow-priory.example"

    @Test(
        "The trial’s page leads those who answer for it there; then everyone reads what stood there before",
        arguments: TestEngine.available
    )
    func correcting(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let trial = try await served.trial(titled: Self.awaited)
            let visitor = try await served.visitor(Self.analyst)
            let anyone = try await served.visitor(nil)
            let link = SiteMap.correctTrial(trial.id).description
            let page = SiteMap.trial(trial.slug).description
            let leading = try await served.ask(.get, page, as: visitor)
            #expect(leading.text.contains("\"\(link)\""))
            let before = try await served.ask(.get, page, as: anyone)
            #expect(!before.text.contains("\"\(link)\"") && !before.words.contains("Corrections"))

            let shown = try await served.ask(.get, link, as: visitor)
            #expect(shown.status == 200)
            var form = try #require(PageForm.all(in: shown.text).first { $0.action == link })
            let unchanged = try await served.ask(.post, link, as: visitor, body: form.encoded)
            #expect(unchanged.status == 422 && unchanged.words.contains("Enter what was wrong"))
            form.set("title", ["Echo Reading in year 3"])
            form.set("protocolAddress", ["osf.io/abcde"])
            form.set("reason", ["The year group was wrong."])
            let wrong = try await served.ask(.post, link, as: visitor, body: form.encoded)
            #expect(wrong.status == 422 && wrong.words.contains("Enter an address that starts with"))
            // What was typed stands in the form that comes back.
            var again = try #require(PageForm.all(in: wrong.text).first { $0.action == link })
            #expect(again.fields.contains { $0.name == "title" && $0.value == "Echo Reading in year 3" })
            again.set("protocolAddress", ["https://osf.io/abcde"])
            let sent = try await served.ask(.post, link, as: visitor, body: again.encoded)
            #expect(sent.status == 303 && sent.location?.hasPrefix(page) == true)

            let after = try await served.ask(.get, page, as: anyone)
            for words in [
                "Echo Reading in year 3", "One correction was made to what was registered", "Correction 1,",
                "The year group was wrong.", Self.awaited, "Address of the full protocol", "Nothing",
            ] {
                #expect(after.words.contains(words), "\(words)")
            }
            #expect(after.text.contains("href=\"https://osf.io/abcde\""))
            // The form that was read before the correction changes nothing any more.
            let late = try await served.ask(.post, link, as: visitor, body: again.encoded)
            #expect(late.status == 303)
            let count = try await served.site.trials.corrections(of: trial.id).count
            #expect(count == 1)
        }
    }

    @Test(
        "The strand and the intervention of a result are corrected by name",
        arguments: TestEngine.available
    )
    func places(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let trial = try await served.trial(titled: "Paired Reading Aloud in year 5")
            let before = try await served.site.trials.trial(trial.id)
            let strands = try await served.site.evidence.strandLinks()
            let other = try #require(strands.first { !before.strands.contains($0) })
            let interventions = try await served.site.evidence.interventions()
            let another = try #require(interventions.first { $0.id != before.intervention.id })
            let visitor = try await served.visitor(Self.analyst)
            let link = SiteMap.correctTrial(trial.id).description
            let anyone = try await served.visitor(nil)
            let left = try #require(before.strands.first)
            let moves = [
                (SiteMap.strand(left.slug).description, "was taken off this strand on"),
                (SiteMap.strand(other.slug).description, "was added to this strand on"),
            ]
            for (page, words) in moves {
                let unmoved = try await served.ask(.get, page, as: anyone)
                #expect(unmoved.status == 200 && !unmoved.words.contains(words), "\(page)")
            }
            let shown = try await served.ask(.get, link, as: visitor)
            #expect(shown.words.contains("Its result follows what you correct"))
            var form = try #require(PageForm.all(in: shown.text).first { $0.action == link })
            let chosen = form.fields.filter { $0.name == "strands" }.map(\.value)
            #expect(chosen == before.strands.map(\.id.description))
            form.set("strands", [])
            form.set("reason", ["It was filed in the wrong place."])
            let none = try await served.ask(.post, link, as: visitor, body: form.encoded)
            #expect(none.status == 422 && none.words.contains("Choose between 1 and 10 strands"))
            form.set("strands", [other.id.description])
            form.set("intervention", [another.id.description])
            let sent = try await served.ask(.post, link, as: visitor, body: form.encoded)
            #expect(sent.status == 303)
            for (page, words) in moves {
                let moved = try await served.ask(.get, page, as: anyone)
                #expect(moved.words.contains(words), "\(page)")
                #expect(moved.words.contains("The hub’s reason: It was filed in the wrong place."), "\(page)")
                #expect(moved.words.contains("The trial “\(trial.title)”"), "\(page)")
            }
            let page = try await served.ask(.get, SiteMap.trial(trial.slug).description, as: anyone)
            for words in [other.title, another.name, before.intervention.name] + before.strands.map(\.title) {
                #expect(page.words.contains(words), "\(words)")
            }
            let pool = try await served.site.evidence.pool(of: other.id, .networkTrial)
            #expect(pool?.members.contains { $0.label == trial.title } == true)
        }
    }

    @Test(
        "It is the hub’s own, and a trial that runs here amends its protocol",
        arguments: TestEngine.available
    )
    func others(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let trial = try await served.trial(titled: Self.awaited)
            let link = SiteMap.correctTrial(trial.id).description
            for email in ["lead@withermere-meadow.example", "head@tarnsea-harbour.example"] {
                let visitor = try await served.visitor(email)
                let page = try await served.ask(.get, link, as: visitor)
                #expect(page.status == 403, "\(email)")
            }
            let here = try await served.trial(titled: "Words in Use in years 5%")
            let network = try await served.visitor("network@braid.example")
            let none = try await served.ask(.get, SiteMap.correctTrial(here.id).description, as: network)
            #expect(none.status == 404)
        }
    }
}
