import Database
import Evidence
import Foundation
import HTTPTypes
import Jobs
import Pathways
import Programmes
import Reach
import Services
import Testing
import Trials

@testable import Website

/// One story told across the whole site: what its people press and read, and what later chapters come back to.
final class Story {
    static let title = "Six words a week, together"
    static let strand = "Teaching vocabulary directly"

    let served: ServedSite
    private var visitors: [String?: Visitor] = [:]

    /// The joint offer, for everyone and for its hubs.
    var offer = ""
    var hubOffer = ""
    var run = ""
    /// What its hubs are called in forms.
    var hubs: [StoryHub: String] = [:]
    /// The strand in forms, and its page.
    var strand = ""
    var strandPage = ""
    var account = ""
    /// What schools of the opportunity area had taken part in when the story begins.
    var before: [String: AreaLine] = [:]

    init(_ served: ServedSite) { self.served = served }

    /// Lets time pass. Everybody signs in anew.
    func move(to day: String, _ hour: Int = 12) throws {
        served.clock.move(
            to: try #require(LocalDate(day)),
            try #require(LocalTime(hour: hour, minute: 0))
        )
        visitors = [:]
    }

    func visitor(_ email: String?) async throws -> Visitor {
        if let known = visitors[email] { return known }
        let visitor = try await served.visitor(email)
        visitors[email] = visitor
        return visitor
    }

    /// A page as somebody sees it; `nil` is a reader who is not signed in.
    func read(_ page: String, as email: String? = nil, at place: SourceLocation = #_sourceLocation)
        async throws -> Reply
    {
        let reply = try await served.ask(.get, page, as: visitor(email))
        #expect(reply.status == 200, "\(page) for \(email ?? "everyone")", sourceLocation: place)
        return reply
    }

    /// Fills in a form of a page and presses its button.
    ///
    /// - Parameters:
    ///   - action: What the address that the form goes to ends with.
    ///   - button: What tells it from others that go there: a button, or a field that is not seen.
    ///   - fields: What is typed and chosen; a name that stands there twice is chosen twice. The rest stays.
    @discardableResult
    func send(
        _ page: String,
        to action: String,
        as email: String?,
        press button: (String, String)? = nil,
        _ fields: KeyValuePairs<String, String> = [:],
        status: Int = 303,
        at place: SourceLocation = #_sourceLocation
    ) async throws -> Reply {
        let shown = try await read(page, as: email, at: place)
        var form = try #require(
            PageForm.all(in: shown.text).first { form in
                form.action.hasSuffix(action) && (button.map { form.has($0) } ?? true)
            },
            "\(page) has no form that goes to \(action)",
            sourceLocation: place
        )
        if let button { form.set(button.0, [button.1]) }
        for (name, values) in Dictionary(grouping: fields, by: \.key) {
            #expect(form.names.contains(name), "\(page) does not ask for \(name)", sourceLocation: place)
            form.set(name, values.map(\.value))
        }
        let reply = try await served.ask(.post, form.action, as: visitor(email), body: form.encoded)
        #expect(reply.status == status, "\(action): \(reply.faults)", sourceLocation: place)
        return reply
    }

    /// Sends a file by the form of a page that goes to itself.
    func upload(_ file: String, at page: String, as email: String, place: SourceLocation = #_sourceLocation)
        async throws
    {
        let shown = try await read(page, as: email, at: place)
        let form = try #require(PageForm.all(in: shown.text).first { $0.action == page })
        let reply = try await served.ask(
            .post,
            page,
            as: visitor(email),
            body: form.multipart(file, as: "file"),
            contentType: "multipart/form-data; boundary=\(PageForm.boundary)"
        )
        #expect(reply.status == 303, "\(page): \(reply.faults)", sourceLocation: place)
    }

    /// The newest letter to somebody that says this, as it stands in the outbox.
    func letter(to email: String, with words: String) async throws -> String {
        let body: String? = try await served.database.read { transaction in
            try transaction.value(
                """
                SELECT body FROM mail WHERE to_address = \(email) AND body LIKE \("%\(words)%")
                ORDER BY created_at DESC, id LIMIT 1
                """
            )
        }
        return try #require(body)
    }

    /// Carries out what waits, and counts whom was reached, as the site does in the background.
    func work() async throws {
        let site = served.site
        let features = [
            site.evidence.jobHandlers, site.programmes.jobHandlers, site.pathways.jobHandlers,
            site.trials.jobHandlers,
        ]
        let runner = JobRunner(
            database: served.database,
            services: site.services,
            handlers: features.reduce(into: [:]) { all, some in all.merge(some) { first, _ in first } },
            logger: site.logger
        )
        while try await runner.runNext() {}
        _ = try await site.reach.rebuild()
    }
}

/// The hubs that act, and who presses for them.
enum StoryHub: CaseIterable {
    case research, teaching, maths, english

    var name: String {
        switch self {
        case .research: "Brackenstow Research School"
        case .teaching: "Hallowick Teaching School Hub"
        case .maths: "Orrinton Maths Hub"
        case .english: "Withermere English Hub"
        }
    }

    var lead: String {
        switch self {
        case .research: "lead@brackenstow-priory.example"
        case .teaching: "lead@hallowick.example"
        case .maths: "lead@orrinton-high.example"
        case .english: "lead@withermere-meadow.example"
        }
    }
}

/// The people of schools, by their work addresses.
enum StoryPerson {
    static let harbourHead = "head@tarnsea-harbour.example"
    static let harbourOffice = "office@tarnsea-harbour.example"
    static let quayHead = "head@gannockmouth-quay.example"
    static let quayOffice = "office@gannockmouth-quay.example"
    static let academyHead = "head@tarnsea-academy.example"
    static let millHead = "head@school-900105.example"
    static let heathHead = "head@school-900114.example"
    static let newTeacher = "ada.quill@tarnsea-harbour.example"
    static let applicant = "cora.vane@gannockmouth-quay.example"
    static let researcher = "wren.hale@priory.example"
}

extension Reply {
    /// What the page says is wrong.
    fileprivate var faults: String {
        text.matches(of: /class="field-error[^>]*>([^<]*)</).map { String($0.1) }.joined(separator: "; ")
    }

    /// The first group of a pattern, after some words if they are named.
    func first(_ pattern: Regex<(Substring, Substring)>, after words: String = "") throws -> String {
        let start = words.isEmpty ? text.startIndex : try #require(text.range(of: words)).upperBound
        return String(try #require(text[start...].firstMatch(of: pattern)).1)
    }

    /// What a choice of a form sends, by what stands beside it.
    func choice(_ label: String, of name: String) throws -> String {
        let page = text.split(separator: "name=\"\(name)\" value=\"").dropFirst()
        let part = try #require(page.first { $0.prefix(400).contains(label) }, "no choice \(label)")
        return String(part.prefix { $0 != "\"" })
    }
}
