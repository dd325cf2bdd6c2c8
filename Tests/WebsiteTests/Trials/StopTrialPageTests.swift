import Access
import Database
import Evidence
import HTTPTypes
import Services
import TestDatabases
import Testing
import Trials

@testable import Website

@Suite("The page on which a trial is reported as stopped")
struct StopTrialPageTests {
    private static let overdue = "Echo Reading in year 2"
    private static let analyst = "e.prosser@brackenstow-priory.example"

    @Test(
        "The trial’s page leads to it; then everyone reads that it stopped and why, wherever trials are counted",
        arguments: TestEngine.available
    )
    func stopping(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let trial = try await served.trial(titled: Self.overdue)
            let visitor = try await served.visitor(Self.analyst)
            let anyone = try await served.visitor(nil)
            let link = SiteMap.stopTrial(trial.id).description
            let page = SiteMap.trial(trial.slug).description
            for address in [page, SiteMap.trialResult(trial.id).description] {
                let leading = try await served.ask(.get, address, as: visitor)
                #expect(leading.text.contains("\"\(link)\""), "\(address)")
            }
            let before = try await served.ask(.get, page, as: anyone)
            #expect(!before.text.contains("\"\(link)\""))

            let shown = try await served.ask(.get, link, as: visitor)
            #expect(shown.status == 200)
            var form = try #require(PageForm.all(in: shown.text).first { $0.action == link })
            let unsure = try await served.ask(.post, link, as: visitor, body: form.encoded)
            #expect(unsure.status == 422 && unsure.words.contains("Say that there is no result"))
            form.set("sure", ["yes"])
            let empty = try await served.ask(.post, link, as: visitor, body: form.encoded)
            #expect(empty.status == 422)
            for words in ["Enter the day it stopped", "Enter why it stopped"] {
                #expect(unsure.words.contains(words) && empty.words.contains(words), "\(words)")
            }
            form.set("stoppedOn", [ServedSite.today.description])
            form.set("reason", ["The developer withdrew its materials."])
            form.set("schoolsBegun", ["4"])
            form.set("pupilsBegun", ["7"])
            let sent = try await served.ask(.post, link, as: visitor, body: form.encoded)
            #expect(sent.status == 303 && sent.location?.hasPrefix(page) == true)

            let after = try await served.ask(.get, page, as: anyone)
            for words in [
                "Stopped without a result", "It has reported nothing, and is in no pool",
                "The developer withdrew its materials.", "4 schools and fewer than 10 pupils had begun.",
            ] {
                #expect(after.words.contains(words), "\(words)")
            }
            #expect(!after.words.contains("Results overdue"))
            for address in ["/trials", "/results"] {
                let list = try await served.ask(.get, address, as: anyone)
                // Another of the example had stopped before.
                #expect(list.words.contains("two stopped without a result"), "\(address)")
                #expect(list.words.contains("None: stopped on"), "\(address)")
            }
            for strand in try await served.site.trials.trial(trial.id).strands {
                let about = try await served.ask(.get, SiteMap.strand(strand.slug).description, as: anyone)
                #expect(about.words.contains("1 stopped without a result,"), "\(strand.slug)")
                let pool = try await served.ask(
                    .get,
                    SiteMap.strandResults(strand.slug).description,
                    as: anyone
                )
                #expect(pool.words.contains("one stopped without a result"), "\(strand.slug)")
            }
            let today = try await served.ask(.get, "/home", as: visitor)
            #expect(!today.text.contains("\"\(SiteMap.trialResult(trial.id).description)\""))
            // It is said once; a result may still come.
            let again = try await served.ask(.post, link, as: visitor, body: form.encoded)
            #expect(again.status == 404)
            let own = try await served.ask(.get, page, as: visitor)
            #expect(own.words.contains("If there is a result after all") && !own.text.contains("\"\(link)\""))
        }
    }

    @Test(
        "It is the hub’s own, and there is none for a trial that has reported",
        arguments: TestEngine.available
    )
    func others(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let trial = try await served.trial(titled: Self.overdue)
            let link = SiteMap.stopTrial(trial.id).description
            for email in ["lead@withermere-meadow.example", "head@tarnsea-harbour.example"] {
                let visitor = try await served.visitor(email)
                let page = try await served.ask(.get, link, as: visitor)
                #expect(page.status == 403, "\(email)")
            }
            try await served.database.write { transaction in
                try transaction.execute(
                    """
                    UPDATE trial SET withheld_on = \(ServedSite.today), withheld_reason = 'Too few'
                    WHERE id = \(trial.id)
                    """
                )
            }
            let analyst = try await served.visitor(Self.analyst)
            #expect(try await served.ask(.get, link, as: analyst).status == 404)
        }
    }

    @Test(
        "One that ran here asks no school any more, on the pages of schools and of its hub",
        arguments: TestEngine.available
    )
    func runsHere(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let trial = try await served.trial(titled: "Words in Use in years 5%")
            let network = try await served.visitor("network@braid.example")
            let hub = SiteMap.hubTrial(trial.id).description
            let link = SiteMap.stopTrial(trial.id).description
            let before = try await served.ask(.get, hub, as: network)
            #expect(before.text.contains("\"\(link)\""))
            #expect(before.words.contains("Amend a part of the protocol"))
            let shown = try await served.ask(.get, link, as: network)
            var form = try #require(PageForm.all(in: shown.text).first { $0.action == link })
            #expect(shown.words.contains("Its schools are written to"))
            form.set("sure", ["yes"])
            form.set("stoppedOn", [ServedSite.today.description])
            form.set("reason", ["Its funder withdrew."])
            let sent = try await served.ask(.post, link, as: network, body: form.encoded)
            #expect(sent.status == 303)

            let own = try await served.ask(.get, hub, as: network)
            #expect(own.words.contains("The trial stopped without a result"))
            // Its rows can go before the day that was promised.
            let step = SiteMap.trialStep(trial.id).description
            var earlier = try #require(PageForm.all(in: own.text).first { $0.action == step })
            earlier.set("do", ["purge-earlier"])
            earlier.set("purgeOn", [ServedSite.today.adding(days: -1).description])
            let past = try await served.ask(.post, step, as: network, body: earlier.encoded)
            #expect(past.status == 422 && past.words.contains("Rows can be destroyed today or later"))
            earlier.set("purgeOn", [ServedSite.today.adding(days: 10).description])
            let brought = try await served.ask(.post, step, as: network, body: earlier.encoded)
            #expect(brought.status == 303)
            #expect(brought.notice == "The amendment is public, and the schools are told.")
            let amended = try await served.ask(
                .get,
                SiteMap.protocolPage(trial.slug).description,
                as: network
            )
            #expect(amended.words.contains(ServedSite.today.adding(days: 10).spelledShort))
            #expect(amended.words.contains("rows of pupils are not needed any more"))
            #expect(!own.text.contains("\"\(link)\"") && !own.words.contains("Next: schools"))
            #expect(!own.words.contains("Amend a part of the protocol"))
            let anyone = try await served.visitor(nil)
            let page = try await served.ask(.get, SiteMap.trial(trial.slug).description, as: anyone)
            #expect(page.words.contains("Its funder withdrew."))
            #expect(!page.words.contains("Join with your school"))
            let head = try await served.visitor("head@tarnsea-harbour.example")
            let join = try await served.ask(.get, SiteMap.joinTrial(trial.slug).description, as: head)
            #expect(join.words.contains("The trial has stopped, so no school can join any more."))
        }
    }
}
