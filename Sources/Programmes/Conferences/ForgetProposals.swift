import Access
import Database
import Foundation
import Jobs
package import Services

extension AuditVerb {
    static let forgetProposals: AuditVerb = "conference.forget-proposals"
}

extension Proposal {
    /// How long after the conference proposals that were not accepted are kept.
    static let keptDays = 365
}

extension Programmes {
    static let forgetProposalsJob = "programmes.forget-proposals"

    /// Deletes proposals that were not accepted a year after the conference. Asked too early, it plans to come back.
    @discardableResult
    package func forgetProposals(of id: ID<Run>) async throws -> Int {
        let act = services.act(by: .system("job \(Self.forgetProposalsJob)"))
        let ids = IDSequence(services)
        let today = services.today()
        return try await database.write { transaction in
            var ids = ids
            guard let run = try transaction.run(id) else { return 0 }
            guard run.endsOn.adding(days: Proposal.keptDays) < today else {
                try transaction.planForgettingProposals(of: run, act, &ids)
                return 0
            }
            let count = try transaction.execute(
                "DELETE FROM conference_proposal WHERE run_id = \(id) AND state <> 'accepted'"
            )
            if count > 0 {
                try transaction.audit(act, .forgetProposals, of: id, ["proposals": .count(count)])
            }
            return count
        }
    }
}

extension Transaction {
    func planForgettingProposals(of run: Run, _ act: Act, _ ids: inout IDSequence) throws {
        guard let early = LocalTime(hour: 3, minute: 0) else { return }
        let day = run.endsOn.adding(days: Proposal.keptDays + 1)
        try enqueueJobOnce(
            Programmes.forgetProposalsJob,
            payload: run.id.description,
            id: ids.next(),
            at: act.at,
            due: max(Date(day, early, in: .london), act.at.addingTimeInterval(3600))
        )
    }
}
