package import Access
import Database
import Evidence
import Profiles
package import Services

extension Trials {
    /// Confirms what was understood and makes the report. From here on only the matched columns are kept,
    /// sealed anew.
    ///
    /// - Parameters:
    ///   - version: The version that the check page showed.
    ///   - chosen: The columns as the person left them.
    ///   - treatedGroup: Which group was offered it.
    /// - Throws: ``AnalysisRefusal`` with what to do; ``Faults``; ``AccessError``;
    ///   ``DatabaseError/staleVersion``.
    package func analyseEvaluation(
        _ id: ID<Evaluation>,
        version: Int,
        chosen: [PupilColumn: String]? = nil,
        treatedGroup: String,
        by actor: Actor
    ) async throws {
        let upload = try await understoodPupils(of: id, chosen: chosen, by: actor)
        let understood = upload.understood
        guard understood.match.missing.isEmpty, !understood.match.hasClash else {
            throw Faults([Fault("columns", "Say which column is which, each only once")])
        }
        let evaluation = try await evaluation(id, by: actor)
        let report = try EvaluationReport.analysed(
            understood.pupils,
            treatedGroup: treatedGroup,
            formation: evaluation.answers.formation,
            rejectedRows: Set(understood.faults.map(\.line)).subtracting([1]).count,
            balance: profiles.balance
        )
        let box = seal(.pupils(understood.pupils), of: id, rowCount: understood.pupils.count)
        let act = services.act(by: actor)
        let codeVersion = codeVersion
        try await database.write { transaction in
            let evaluation = try transaction.evaluation(id, for: actor, .evaluate)
            try transaction.update(
                """
                UPDATE evaluation SET match = \(try understood.match.json()), treated_group = \(treatedGroup),
                    report = \(try report.json()), analysed_at = \(act.at), code_version = \(codeVersion),
                    version = version + 1
                WHERE id = \(id) AND version = \(version) AND shared_at IS NULL
                """
            )
            try transaction.keep(box, of: id)
            try transaction.audit(
                act,
                "evaluation.analyse",
                of: id,
                in: evaluation.organisation,
                ["pupils": .count(understood.pupils.count)]
            )
        }
    }
}
