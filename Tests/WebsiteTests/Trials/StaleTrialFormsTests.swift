import Access
import Database
import HTTPTypes
import Services
import TestDatabases
import TestTrials
import Testing
import Trials

@testable import Website

@Suite("Forms of trials that come late, twice, or with a damaged file")
struct StaleTrialFormsTests {
    private static let recruiting = "Words in Use in years 5 and 6, with a booster"
    private static let allocated = "Paired Reading Aloud, forty minutes a week"
    private static let frozen = "Echo Reading for slow readers in year 7"

    private static func trial(_ title: String, _ served: ServedSite) async throws -> ID<Trial> {
        let id: ID<Trial>? = try await served.database.read { transaction in
            try transaction.value("SELECT id FROM trial WHERE title = \(title)")
        }
        return try #require(id)
    }

    private static func published(_ id: ID<Trial>, _ served: ServedSite) async throws -> PublishedProtocol {
        try #require(try await served.site.trials.publishedProtocol(id))
    }

    private static func form(
        _ page: String,
        to action: String,
        _ served: ServedSite,
        _ visitor: Visitor
    ) async throws -> PageForm {
        let shown = try await served.ask(.get, page, as: visitor)
        #expect(shown.status == 200)
        return try #require(PageForm.all(in: shown.text).first { $0.action.hasSuffix(action) })
    }

    private static func send(_ form: PageForm, _ served: ServedSite, _ visitor: Visitor) async throws -> Reply
    {
        try await served.ask(.post, form.action, as: visitor, body: form.encoded)
    }

    @Test(
        "A time stamp is taken whole and once, and given out as it came; what is none is refused with the reason",
        arguments: TestEngine.available
    )
    func receipts(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let id = try await Self.trial(Self.recruiting, served)
            let lead = try await served.visitor(StoryHub.teaching.lead)
            let published = try await Self.published(id, served)
            let hash = try #require([UInt8](hexadecimal: published.record.text.sha256))
            let answer = TimeStampAnswer.bytes(sha256: hash)
            let page = SiteMap.hubTrial(id).description
            let request = try await served.ask(
                .get,
                SiteMap.timeStampRequest(published.slug).description,
                as: lead
            )
            #expect(request.bytes == TimeStampRequest.bytes(sha256: hash))
            var form = try await Self.form(page, to: "/receipts", served, lead)
            form.set("place", ["An authority of stamps"])
            func attach(_ file: [UInt8]) async throws -> Reply {
                try await served.ask(
                    .post,
                    form.action,
                    as: lead,
                    bytes: form.multipart(file, as: "file"),
                    contentType: "multipart/form-data; boundary=\(PageForm.boundary)"
                )
            }
            let none = "This is not an authority’s answer with a time stamp"
            let others: [([UInt8], String)] = [
                (request.bytes, none), (Array(answer.dropLast(40)), none), (answer + [13, 10], none),
                (TimeStampAnswer.bytes(sha256: hash, status: 2), none),
                (
                    TimeStampAnswer.bytes(sha256: hash.reversed()),
                    "This is not a time stamp of any version of the protocol"
                ),
            ]
            for (file, words) in others {
                let refused = try await attach(file)
                #expect(refused.status == 422 && refused.words.contains(words))
                #expect(refused.text.contains("An authority of stamps"))
            }
            #expect(try await Self.published(id, served).receipts.isEmpty)
            for _ in 1...2 {
                let taken = try await attach(answer)
                #expect(taken.status == 303 && taken.place == page)
            }
            let receipts = try await Self.published(id, served).receipts
            #expect(receipts.count == 1)
            let receipt = try #require(receipts.first)
            let file = try await served.ask(
                .get,
                SiteMap.receiptFile(receipt.id).description,
                as: Visitor(session: nil)
            )
            #expect(file.status == 200 && file.bytes == answer)
        }
    }

    @Test(
        "Of two tabs the second changes nothing, and a memorandum that was amended must be read again",
        arguments: TestEngine.available
    )
    func amendments(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let id = try await Self.trial(Self.recruiting, served)
            let lead = try await served.visitor(StoryHub.teaching.lead)
            let head = try await served.visitor(StoryPerson.quayHead)
            let slug = try await Self.published(id, served).slug
            let page = SiteMap.protocolSection(id, ProtocolSection.pupils.rawValue).description
            let join = SiteMap.joinTrial(slug).description
            var first = try await Self.form(page, to: page, served, lead)
            var second = first
            first.set("controlDetail", ["Vocabulary lessons as they were."])
            first.set("reason", ["Clearer"])
            second.set("controlDetail", ["Something else entirely."])
            second.set("reason", ["From another tab"])
            var signing = try await Self.form(join, to: join, served, head)
            signing.set("named", ["yes"])
            signing.set("accept", ["yes"])
            let joined = try await served.site.trials.recruitment(of: id).joined

            #expect(try await Self.send(first, served, lead).status == 303)
            let late = try await Self.send(second, served, lead)
            #expect(late.status == 422 && late.text.contains("Something else entirely."))
            #expect(late.words.contains("Someone changed the protocol meanwhile"))
            let now = try await Self.published(id, served)
            #expect(now.amendments.count == 1)
            #expect(now.record.text[.controlDetail] == "Vocabulary lessons as they were.")

            let unread = try await Self.send(signing, served, head)
            #expect(unread.status == 422)
            #expect(unread.words.contains("The memorandum has changed since you opened this page"))
            #expect(try await served.site.trials.recruitment(of: id).joined == joined)
            signing = try await Self.form(join, to: join, served, head)
            signing.set("named", ["no"])
            signing.set("accept", ["yes"])
            for _ in 1...2 { #expect(try await Self.send(signing, served, head).status == 303) }
            signing.set("named", ["yes"])
            let renamed = try await Self.send(signing, served, head)
            #expect(renamed.status == 422 && renamed.words.contains("said that it may not be named"))
            let recruitment = try await served.site.trials.recruitment(of: id)
            #expect(recruitment.joined == joined + 1)
            #expect(!recruitment.named.contains { $0.hasPrefix("Gannockmouth Quay") })
        }
    }

    @Test(
        "A school withdraws only with a part, a reason and a second word",
        arguments: TestEngine.available
    )
    func withdrawing(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let id = try await Self.trial(Self.recruiting, served)
            let head = try await served.visitor(StoryPerson.quayHead)
            let join = SiteMap.joinTrial(try await Self.published(id, served).slug).description
            var signing = try await Self.form(join, to: join, served, head)
            signing.set("named", ["yes"])
            signing.set("accept", ["yes"])
            let page = try await Self.send(signing, served, head).place
            let joined = try await served.site.trials.recruitment(of: id).joined
            func withdraw(_ fields: String) async throws -> Reply {
                let body = head.ticket() + sent(["do": "withdraw"]) + fields
                return try await served.ask(.post, page + "/step", as: head, body: body)
            }
            let empty = try await withdraw("")
            #expect(empty.status == 422)
            for words in ["Choose from what to withdraw", "Enter the reason", "Say that you are sure"] {
                #expect(empty.words.contains(words), "\(words)")
            }
            let unsure = try await withdraw(sent(["part": "delivery", "why": "Staff left"]))
            #expect(unsure.status == 422 && unsure.words.contains("Say that you are sure"))
            #expect(try await served.site.trials.recruitment(of: id).joined == joined)
            let taken = try await withdraw(
                sent(["part": "delivery", "why": "Staff left", "sure": "yes"])
            )
            #expect(taken.status == 303 && taken.place == page)
            #expect(try await served.site.trials.recruitment(of: id).joined == joined - 1)
            // It can be taken back by signing once more; not by a form of after the draw.
            let early = try await served.ask(
                .post,
                page + "/step",
                as: head,
                body: head.ticket() + sent(["do": "take-back", "backPart": "delivery", "backWhy": "x"])
            )
            #expect(early.status == 422 && early.words.contains("its time is over"))
            let unsaid = try await served.ask(
                .post,
                page + "/step",
                as: head,
                body: head.ticket() + sent(["do": "take-back"])
            )
            for words in ["Choose what your school takes part in again", "Enter why"] {
                #expect(unsaid.status == 422 && unsaid.words.contains(words), "\(words)")
            }
            signing = try await Self.form(join, to: join, served, head)
            signing.set("named", ["yes"])
            signing.set("accept", ["yes"])
            let back = try await Self.send(signing, served, head)
            #expect(back.status == 303 && back.place == page)
            #expect(try await served.site.trials.recruitment(of: id).joined == joined)
        }
    }

    @Test(
        "Steps that were taken already say so, where the reader sees it, and change nothing",
        arguments: TestEngine.available
    )
    func steps(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let id = try await Self.trial(Self.allocated, served)
            let lead = try await served.visitor(StoryHub.research.lead)
            let before = try await Self.published(id, served)
            for step in ["lock", "unlock", "allocate"] {
                let reply = try await served.ask(
                    .post,
                    SiteMap.trialStep(id).description,
                    as: lead,
                    body: lead.ticket() + sent(["do": step])
                )
                #expect(reply.status == 422)
                // Above the step that is next, and in nothing that is folded away.
                let words = reply.words
                let said = words.ranges(of: "This has been done already, or its time has not come")
                let next = try #require(words.ranges(of: "Next: delivery, then outcomes").first)
                #expect(said.count == 1 && said.allSatisfy { $0.upperBound <= next.lowerBound }, "\(step)")
            }
            let freeze = try await served.ask(
                .post,
                SiteMap.trialStep(id).description,
                as: lead,
                body: lead.ticket() + sent(["do": "freeze"])
            )
            #expect(freeze.status == 422 && freeze.words.contains("Confirm that you know"))
            #expect(try await Self.published(id, served).course == before.course)
        }
    }

    @Test(
        "Costs saved in another tab are not overwritten unread, and a report is published once, as it was read",
        arguments: TestEngine.available
    )
    func publishing(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let trials = served.site.trials
            let id = try await Self.trial(Self.frozen, served)
            let lead = try await served.visitor(StoryHub.research.lead)
            let before = try await served.ask(.get, SiteMap.hubTrial(id).description, as: lead)
            #expect(before.words.contains("Next: publish the report"))
            #expect(!before.words.contains("Next: analyse"))
            let page = SiteMap.trialAnalysis(id).description
            var costs = try await Self.form(page, to: "/costs", served, lead)
            var others = costs
            for (name, pounds) in [("name-0", "Books"), ("pounds-0", "120")] { costs.set(name, [pounds]) }
            for (name, pounds) in [("name-0", "Cover"), ("pounds-0", "5")] { others.set(name, [pounds]) }
            #expect(try await Self.send(costs, served, lead).status == 303)
            let unread = try await Self.send(others, served, lead)
            #expect(unread.status == 422 && unread.text.contains("Cover"))
            #expect(unread.words.contains("Someone else saved costs meanwhile"))
            let saved: [String] = try await served.database.read { transaction in
                try transaction.column("SELECT name FROM trial_cost WHERE trial_id = \(id)")
            }
            #expect(saved == ["Books"])

            var first = try await Self.form(page, to: "/publish-report", served, lead)
            first.set("population", ["Pupils in year 7"])
            var second = first
            second.set("limitations", ["Written in another tab"])
            var again = try await Self.form(page, to: "/analysis", served, lead)
            again.set("reason", ["A further look"])
            #expect(try await Self.send(first, served, lead).status == 303)
            let report = try #require(try await trials.publishedReport(of: id))
            let hub = try await served.ask(.get, SiteMap.hubTrial(id).description, as: lead)
            #expect(hub.words.contains("The trial has reported"))
            #expect(!hub.words.contains("Next: publish the report"))
            #expect(hub.words.contains("Next: the opinions of two independent reviewers"))
            for form in [second, again, costs] {
                let late = try await Self.send(form, served, lead)
                #expect(late.status == 303 && late.place == page)
            }
            let after = try #require(try await trials.publishedReport(of: id))
            #expect(after.report == report.report && after.limitations.isEmpty)
            let analyses: Int? = try await served.database.read { transaction in
                try transaction.value("SELECT count(*) FROM trial_analysis WHERE trial_id = \(id)")
            }
            #expect(analyses == 1)
        }
    }
}
