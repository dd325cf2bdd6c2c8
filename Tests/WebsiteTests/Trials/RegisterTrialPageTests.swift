import Access
import Database
import Evidence
import HTTPTypes
import Services
import TestDatabases
import Testing
import Trials

@testable import Website

@Suite("The page on which a trial that runs elsewhere is registered")
struct RegisterTrialPageTests {
    private static let analyst = "e.prosser@brackenstow-priory.example"
    private static let title = "Echo Reading in year 3, run by a university"

    /// A trial of the analyst's hub, whose intervention, strand and hub are taken for the next one.
    private static func known(_ served: ServedSite) async throws -> TrialRecord {
        let id: ID<Trial>? = try await served.database.read { transaction in
            try transaction.value("SELECT id FROM trial WHERE title = 'Echo Reading in year 2'")
        }
        return try await served.site.trials.trial(try #require(id))
    }

    private static func place(_ hub: ID<Organisation>) -> String {
        SiteMap.registerTrial().with("hub", hub.description).description
    }

    private static func form(_ place: String, _ served: ServedSite, _ visitor: Visitor) async throws
        -> PageForm
    {
        let shown = try await served.ask(.get, place, as: visitor)
        #expect(shown.status == 200)
        return try #require(PageForm.all(in: shown.text).first { $0.action == place })
    }

    /// What stands in the form for a trial that began in September, where nothing else is said.
    private static func fill(_ form: inout PageForm, _ known: TrialRecord, runsFrom: String = "2026-09-07")
        throws
    {
        let strand = try #require(known.strands.first)
        let values = [
            "title": title, "question": "Do pupils in year 3 read better?",
            "intervention": known.intervention.id.description, "strands": strand.id.description,
            "outcomeName": "Reading, standardised test",
            "protocolSummary": "Forty schools, drawn by lot.\n\nRegistered as ISRCTN00000000.",
            "recruitsFrom": "2026-05-04", "runsFrom": runsFrom, "resultsDueOn": "2027-09-30",
            "protocolAddress": "https://osf.io/abcde", "isBeforeResults": "yes",
        ]
        for (name, value) in values { form.set(name, [value]) }
    }

    /// How many trials there are, and how often the audit says that one was registered.
    private static func registered(_ served: ServedSite) async throws -> [Int] {
        try await served.database.read { transaction in
            let trials = try transaction.count("SELECT count(*) FROM trial")
            let entries = try transaction.count(
                "SELECT count(*) FROM audit_entry WHERE verb = 'trial.register'"
            )
            return [trials, entries]
        }
    }

    @Test(
        "The hub’s list leads to it; registered once, however often it is sent, the trial is everyone’s and takes its result",
        arguments: TestEngine.available
    )
    func registering(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let known = try await Self.known(served)
            let place = Self.place(known.trial.organisation)
            let visitor = try await served.visitor(Self.analyst)
            let list = try await served.ask(.get, "/hub/trials", as: visitor)
            #expect(list.text.contains("href=\"\(place)\""))
            #expect(list.words.contains("Register a trial that runs elsewhere"))
            var form = try await Self.form(place, served, visitor)
            try Self.fill(&form, known)
            let before = try await Self.registered(served)
            let sent = try await served.ask(.post, place, as: visitor, body: form.encoded)
            let again = try await served.ask(.post, place, as: visitor, body: form.encoded)
            #expect(sent.status == 303 && again.status == 303)
            #expect(sent.place == "/trials/echo-reading-in-year-3-run-by-a-university")
            #expect(again.place == sent.place)
            let after = try await Self.registered(served)
            #expect(after == before.map { $0 + 1 })

            #expect(sent.notice == "The trial is registered. Everyone can read it.")
            let told = try await served.ask(.get, sent.place, as: visitor)
            for words in ["Enter the result", "It stopped without a result"] {
                #expect(told.words.contains(words), "\(words)")
            }
            let anyone = try await served.visitor(nil)
            let page = try await served.ask(.get, sent.place, as: anyone)
            for words in [
                Self.title, "Do pupils in year 3 read better?", "Registered as ISRCTN00000000.",
                "Registered after it began:", "23 November 2026, after it began", "Running",
            ] {
                #expect(page.words.contains(words), "\(words)")
            }
            #expect(page.text.contains("href=\"https://osf.io/abcde\""))
            let all = try await served.ask(.get, "/trials", as: anyone)
            #expect(all.rows.filter { $0["Registered"] == "23 November 2026, after it began" }.count == 1)
            let own = try await served.ask(.get, "/hub/trials", as: visitor)
            #expect(own.words.contains(Self.title))
        }
    }

    @Test("One that has not begun is read as registered, and takes its result later")
    func before() async throws {
        try await ServedSite.serving(on: .sqlite) { served in
            let known = try await Self.known(served)
            let place = Self.place(known.trial.organisation)
            let visitor = try await served.visitor(Self.analyst)
            var form = try await Self.form(place, served, visitor)
            try Self.fill(&form, known, runsFrom: ServedSite.today.adding(days: 1).description)
            let sent = try await served.ask(.post, place, as: visitor, body: form.encoded)
            #expect(sent.status == 303)
            let page = try await served.ask(.get, sent.place, as: visitor)
            #expect(page.words.contains("23 November 2026") && !page.words.contains("after it began"))
            #expect(!page.words.contains("Enter the result"))
            #expect(page.words.contains("It stopped without a result"))
        }
    }

    @Test("What is wrong is said beside what was typed, and nothing is registered")
    func faults() async throws {
        try await ServedSite.serving(on: .sqlite) { served in
            let known = try await Self.known(served)
            let place = Self.place(known.trial.organisation)
            let visitor = try await served.visitor(Self.analyst)
            var form = try await Self.form(place, served, visitor)
            let before = try await Self.registered(served)
            let empty = try await served.ask(.post, place, as: visitor, body: form.encoded)
            #expect(empty.status == 422 && empty.words.contains("There is a problem"))
            for words in [
                "Enter a title", "Enter the question", "Choose the intervention",
                "Choose between 1 and 10 strands", "Enter the one primary outcome",
                "Enter a summary of the protocol", "Enter the day recruiting starts",
                "Enter the day the trial starts", "Enter the day results are due",
                "Say that nobody knows its results yet",
            ] {
                #expect(empty.words.contains(words), "\(words)")
            }
            try Self.fill(&form, known)
            form.set("resultsDueOn", [ServedSite.today.adding(days: -1).description])
            let late = try await served.ask(.post, place, as: visitor, body: form.encoded)
            #expect(late.status == 422)
            #expect(late.words.contains("a trial is registered before its results are known"))
            var kept = try #require(PageForm.all(in: late.text).first { $0.action == place })
            for field in form.fields where !["form_token", "form_key"].contains(field.name) {
                // A text of several lines begins on a line of its own, as HTML has it.
                let isKept = kept.fields.contains { $0.name == field.name && $0.value.hasSuffix(field.value) }
                #expect(isKept, "\(field.name)")
            }
            form.set("resultsDueOn", ["2027-09-30"])
            form.set("intervention", [ID<Intervention>(rawValue: 42).description])
            let unknown = try await served.ask(.post, place, as: visitor, body: form.encoded)
            #expect(unknown.status == 422)
            #expect(unknown.words.contains("Choose an intervention and strands from the lists"))
            let after = try await Self.registered(served)
            #expect(after == before)
            kept.set("resultsDueOn", ["2027-09-30"])
            let mended = try await served.ask(.post, place, as: visitor, body: kept.encoded)
            #expect(mended.status == 303)
        }
    }

    @Test(
        "It is for those who register trials, each for a hub of theirs",
        arguments: TestEngine.available
    )
    func others(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let known = try await Self.known(served)
            let hub = known.trial.organisation
            let head = try await served.visitor("head@tarnsea-harbour.example")
            let bare = SiteMap.registerTrial().description
            let refused = try await served.ask(.get, bare, as: head)
            #expect(refused.status == 403)
            let other = try await served.visitor("lead@withermere-meadow.example")
            let foreign = try await served.ask(.get, Self.place(hub), as: other)
            #expect(foreign.status == 404)
            let own = try await served.ask(.get, bare, as: other)
            #expect(own.status == 200 && own.words.contains("Withermere English Hub"))
            // A form that was opened for one hub registers nothing for another.
            var form = try #require(PageForm.all(in: own.text).first { $0.action.hasPrefix(bare) })
            try Self.fill(&form, known)
            let before = try await Self.registered(served)
            let sent = try await served.ask(.post, Self.place(hub), as: other, body: form.encoded)
            #expect(sent.status == 404)
            let after = try await Self.registered(served)
            #expect(after == before)
        }
    }

    @Test("Who registers for several hubs chooses one by its button", arguments: TestEngine.available)
    func severalHubs(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let known = try await Self.known(served)
            let english: ID<Organisation>? = try await served.database.write { transaction in
                try transaction.execute(
                    """
                    INSERT INTO membership (person_id, organisation_id, role, since)
                    SELECT person.id, hub.id, 'editor', 0 FROM person, organisation AS hub
                    WHERE person.email = \(Self.analyst) AND hub.name = 'Withermere English Hub'
                    """
                )
                return try transaction.value(
                    "SELECT id FROM organisation WHERE name = 'Withermere English Hub'",
                    as: ID<Organisation>.self
                )
            }
            let visitor = try await served.visitor(Self.analyst)
            let second = Self.place(try #require(english))
            let list = try await served.ask(.get, "/hub/trials", as: visitor)
            for place in [Self.place(known.trial.organisation), second] {
                #expect(list.text.contains("href=\"\(place)\""), "\(place)")
            }
            var form = try await Self.form(second, served, visitor)
            try Self.fill(&form, known)
            let sent = try await served.ask(.post, second, as: visitor, body: form.encoded)
            let page = try await served.ask(.get, sent.place, as: visitor)
            #expect(sent.status == 303 && page.words.contains("Withermere English Hub"))
        }
    }
}
