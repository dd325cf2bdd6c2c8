import Access
import Database
import Evidence
import Foundation
import Profiles
import Sealing
import Services
import TestDatabases
import Trials

/// A school with its people, on a fresh database.
struct School {
    let trials: Trials
    let database: any Database

    static let now = Date(milliseconds: 1_750_000_000_000)
    static let id: ID<Organisation> = ID(rawValue: 1001)
    static let other: ID<Organisation> = ID(rawValue: 2002)
    static let hub: ID<Organisation> = ID(rawValue: 3003)
    static let key: SealingKey = SealingKey(Services.seeded(5, at: now))

    static func open(
        on engine: TestEngine = .sqlite,
        _ body: (School) async throws -> Void
    ) async throws {
        try await engine.withDatabase(Migration.access + Migration.evidence + Migration.trials) { database in
            try await body(School(trials: trials(database, at: now), database: database))
        }
    }

    static func trials(_ database: any Database, at time: Date, key: SealingKey = School.key) throws -> Trials
    {
        let services = Services.seeded(UInt64(time.milliseconds), at: time)
        let evidence = Evidence(
            database: database,
            services: services,
            profiles: try .carried(),
            codeVersion: "test-1"
        )
        return Trials(database: database, services: services, evidence: evidence, masterKey: key)
    }

    var answers: EvaluationDraft {
        var draft = EvaluationDraft()
        draft.question = "Did ten weeks of paired reading help year 5?"
        draft.formation = GroupFormation.randomisedPupils.rawValue
        draft.formationDetail = "The office drew codes from a hat"
        draft.outcomeName = "Reading test"
        draft.phase = "Primary"
        draft.yearGroup = "Year 5"
        draft.startedOn = "2025-01-10"
        draft.endedOn = "2025-04-04"
        return draft
    }

    /// An evaluation that was analysed.
    func analysed(_ draft: EvaluationDraft? = nil, file: String = Pupils.file()) async throws -> ID<
        Evaluation
    > {
        let id = try await trials.startEvaluation(draft ?? answers, for: Self.id, by: .evaluator)
        try await trials.uploadPupils(Array(file.utf8), to: id, by: .evaluator)
        try await trials.analyseEvaluation(id, version: 2, treatedGroup: "Offered", by: .evaluator)
        return id
    }

    func verbs() async throws -> [String] {
        try await database.read { try $0.column("SELECT verb FROM audit_entry ORDER BY happened_at, act") }
    }
}

extension Actor {
    static func of(_ organisation: ID<Organisation>, _ role: Role, person: Int64 = 7) -> Actor {
        let kind: OrganisationKind = organisation == School.hub ? .hub : .establishment
        let place = Organisation(id: organisation, kind: kind, name: "A place")
        return .person(Person(id: ID(rawValue: person), name: "Sam"), memberships: [Membership(place, role)])
    }

    static let evaluator: Actor = .of(School.id, .evaluator)
    static let lead: Actor = .of(School.id, .lead, person: 8)
    static let stranger: Actor = .of(School.other, .evaluator, person: 9)
}

/// Made-up pupils from a fixed sequence of numbers.
enum Pupils {
    static func rows(
        perGroup: Int = 30,
        fsmEvery: Int = 2,
        effect: Double = 4,
        baselineGap: Double = 0
    ) -> [PupilRow] {
        let services = Services.seeded(99, at: School.now)
        func noise() -> Double {
            let bytes = services.randomBytes(12)
            return bytes.reduce(0) { $0 + Double($1) } / 64 - 24
        }
        return (0..<perGroup * 2).map { index in
            let isTreated = index % 2 == 0
            let ability = 50 + noise()
            let pre = ability + noise() / 3 + (isTreated ? baselineGap : 0)
            let post = ability + noise() / 3 + (isTreated ? effect : 0)
            return PupilRow(
                pseudonym: "P\(index + 1)",
                group: isTreated ? "Offered" : "Comparison",
                pre: (pre * 10).rounded() / 10,
                post: (post * 10).rounded() / 10,
                isFSM: (index / 2) % fsmEvery == 0,
                className: ["5A", "5B"][(index / 2) % 2]
            )
        }
    }

    static func file(_ rows: [PupilRow] = rows()) -> String {
        var text = "Pupil code,Group,Pre,Post,FSM,Class\r\n"
        for row in rows {
            let pre = row.pre.map { "\($0)" } ?? ""
            let post = row.post.map { "\($0)" } ?? ""
            let fsm = row.isFSM.map { $0 ? "yes" : "no" } ?? ""
            text += "\(row.pseudonym),\(row.group),\(pre),\(post),\(fsm),\(row.className ?? "")\r\n"
        }
        return text
    }
}
