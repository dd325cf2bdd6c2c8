import Access
import Accounts
import Database
import Directory
import Evidence
import Foundation
import Jobs
import Mail
import Profiles
import Services
import TestDatabases

/// A library on a fresh database, and the people of the tests.
struct Library {
    let evidence: Evidence
    let database: any Database

    static let now = Date(milliseconds: 1_750_000_000_000)

    static func open(
        on engine: TestEngine,
        _ body: (Library) async throws -> Void
    ) async throws {
        let migrations =
            Migration.jobs + Migration.mail + Migration.access + Migration.directory + Migration.accounts
            + Migration.evidence
        try await engine.withDatabase(migrations) { database in
            let evidence = Evidence(
                database: database,
                services: .seeded(11, at: now),
                profiles: try .carried(),
                codeVersion: "test-1",
                baseURL: "https://braid.example"
            )
            try await body(Library(evidence: evidence, database: database))
        }
    }

    func draft(_ title: String = "Feedback") -> StrandDraft {
        var draft = StrandDraft()
        draft.title = title
        draft.summary = "What pupils are told about their work."
        draft.sections = [.whatItIs: "Telling pupils how to get better.", .cost: "Mostly training."]
        draft.effect = "0.48"
        draft.lower = "0.30"
        draft.upper = "0.66"
        draft.effectSource = "A review (2021)"
        draft.strength = "4"
        draft.costBand = "1"
        return draft
    }

    func finding(_ label: String, _ effect: String, se: String, under strands: [ID<Strand>]) -> FindingDraft {
        var draft = FindingDraft()
        draft.label = label
        draft.citation = "\(label), Journal of Teaching"
        draft.effect = effect
        draft.standardError = se
        draft.source = "Entered by hand"
        draft.design = "randomised"
        draft.strands = strands
        return draft
    }
}

extension Actor {
    static func member(of kind: OrganisationKind, _ role: Role) -> Actor {
        let organisation = Organisation(id: ID(rawValue: 77), kind: kind, name: "An organisation")
        return .person(
            Person(id: ID(rawValue: 5), name: "Sam"),
            memberships: [Membership(organisation, role)]
        )
    }

    static let editor: Actor = .member(of: .hub, .editor)
}
