package import Access
import Database
package import Services

/// Everything about one application, as far as the reader may see it.
package struct ApplicationFile: Sendable, Equatable {
    package let application: BursaryApplication
    package let call: BursaryCall
    /// For the hub and for the panel after they have scored; never for the applicant.
    package let scores: [BursaryScore]
    package let payments: [PlannedPayment]
    package let isOwn: Bool
    package let isOnPanel: Bool
    package let mayKeep: Bool
    package let mayDecide: Bool

    /// The mean of the scores without a conflict.
    package var meanScore: Double? {
        let points = scores.compactMap(\.score)
        return points.isEmpty ? nil : Double(points.reduce(0, +)) / Double(points.count)
    }
}

extension Pathways {
    /// The reader's own applications, newest first.
    package func ownApplications(by actor: Actor) async throws -> [BursaryApplication] {
        let person = try actor.signedInPerson()
        return try await database.read { transaction in
            try transaction.all(
                "\(BursaryApplication.source) WHERE a.person_id = \(person.id) ORDER BY a.sent_at DESC, a.id"
            )
        }
    }

    /// Applications that the reader is to score as one of a panel, and has not: those of calls that are closed.
    package func applicationsToScore(by actor: Actor) async throws -> [BursaryApplication] {
        let person = try actor.signedInPerson()
        let today = services.today()
        return try await database.read { transaction in
            try transaction.all(
                """
                \(BursaryApplication.source) JOIN bursary_panel m ON m.call_id = a.call_id
                WHERE m.person_id = \(person.id) AND a.state = 'sent' AND c.closes_on < \(today)
                    AND NOT EXISTS (SELECT 1 FROM bursary_score s WHERE s.application_id = a.id
                        AND s.person_id = \(person.id))
                ORDER BY a.sent_at, a.id
                """
            )
        }
    }

    /// A call with its applications and their mean scores, for the hub.
    package func call(_ id: ID<BursaryCall>, by actor: Actor) async throws
        -> (call: BursaryCall, panel: [Person], applications: [ApplicationFile])
    {
        let person = try actor.signedInPerson()
        return try await database.read { transaction in
            let found = try transaction.call(id).orNotFound()
            try actor.require(.keepBursaries, on: .of(found.hub.id))
            let panel = try transaction.panel(of: id).map(\.person)
            let applications: [BursaryApplication] = try transaction.all(
                "\(BursaryApplication.source) WHERE a.call_id = \(id) AND a.state <> 'withdrawn' ORDER BY a.sent_at, a.id"
            )
            let papers = try transaction.papers(
                "SELECT id FROM bursary_application WHERE call_id = \(id) AND state <> 'withdrawn'"
            )
            let files = try applications.map {
                try papers.file($0, found, isOnPanel: panel.map(\.id).contains(person.id), for: actor)
            }
            return (found, panel, files)
        }
    }

    /// One application: for whoever sent it, the panel and the hub.
    package func applicationFile(_ id: ID<BursaryApplication>, by actor: Actor) async throws
        -> ApplicationFile
    {
        let person = try actor.signedInPerson()
        return try await database.read { transaction in
            let found = try transaction.application(id).orNotFound()
            let file = try transaction.papers("SELECT id FROM bursary_application WHERE id = \(id)").file(
                found,
                try transaction.call(found.call).orNotFound(),
                isOnPanel: try transaction.isOnPanel(person.id, of: found.call),
                for: actor
            )
            guard file.isOwn || file.isOnPanel || file.mayKeep else { throw AccessError.notFound }
            return file
        }
    }
}

/// What was scored and paid, by application: read at once for a whole call.
private struct ApplicationPapers {
    var scores: [ID<BursaryApplication>: [BursaryScore]] = [:]
    var payments: [ID<BursaryApplication>: [PlannedPayment]] = [:]

    /// An application as far as this reader may see it.
    func file(_ found: BursaryApplication, _ call: BursaryCall, isOnPanel isNamed: Bool, for actor: Actor)
        throws -> ApplicationFile
    {
        let person = try actor.signedInPerson()
        let isOwn = person.id == found.person.id
        let isOnPanel = isNamed && !isOwn
        let keeps = actor.may(.keepBursaries, on: .of(call.hub.id)) && !isOwn
        let all = scores[found.id] ?? []
        // One of the panel first thinks alone: they see the others’ scores after their own.
        let seesAll = keeps || (isOnPanel && all.contains { $0.person.id == person.id && !$0.hasConflict })
        return ApplicationFile(
            application: found,
            call: call,
            scores: seesAll ? all : isOnPanel ? all.filter { $0.person.id == person.id } : [],
            payments: isOwn || keeps ? payments[found.id] ?? [] : [],
            isOwn: isOwn,
            isOnPanel: isOnPanel,
            mayKeep: keeps,
            mayDecide: actor.may(.decideBursaries, on: .of(call.hub.id)) && !isOwn
        )
    }
}

extension Transaction {
    /// - Parameter applications: A query of one column.
    fileprivate func papers(_ applications: SQL) throws -> ApplicationPapers {
        var papers = ApplicationPapers()
        let scores = try rows(
            """
            SELECT s.*, p.name AS person_name FROM bursary_score s JOIN person p ON p.id = s.person_id
            WHERE s.application_id IN (\(applications)) ORDER BY p.name, p.id
            """
        )
        for row in scores {
            papers.scores[try row.get("application_id"), default: []].append(try BursaryScore(row: row))
        }
        let payments = try rows(
            "SELECT * FROM bursary_payment WHERE application_id IN (\(applications)) ORDER BY due_on, id"
        )
        for row in payments {
            papers.payments[try row.get("application_id"), default: []].append(try PlannedPayment(row: row))
        }
        return papers
    }
}
