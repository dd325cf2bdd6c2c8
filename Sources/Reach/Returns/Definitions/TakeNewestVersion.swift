package import Access
import Database
import Profiles
package import Services

extension Reach {
    /// Lets a draft go by the newest version of its definition, or of the measures that are carried.
    ///
    /// - Throws: `Faults` where there is a return by that version for the same days already;
    ///   `DatabaseError.staleVersion` once it was submitted, too.
    package func takeNewestVersion(_ id: ID<KPIReturn>, version: Int, by actor: Actor) async throws {
        try actor.signedInPerson()
        let act = services.act(by: actor)
        let newest = profiles.hubMeasures.id
        try await database.write { transaction in
            let found = try transaction.kpiReturn(id, for: actor)
            let change: SQL
            let facts: KeyValuePairs<StaticString, AuditFact>
            switch found.basis {
            case .own(let definition, _, _):
                change = """
                    definition_version = (SELECT d.version FROM kpi_definition AS d WHERE d.id = \(definition))
                    """
                facts = ["definition": .id(definition)]
            case .carried:
                try transaction.requireOnlyReturn(id, of: found.hub, for: found.period, profile: newest)
                change = "profile = \(newest)"
                facts = ["profile": .word(newest)]
            }
            try transaction.update(
                """
                UPDATE kpi_return SET version = version + 1, \(change)
                WHERE id = \(id) AND version = \(version) AND submitted_at IS NULL
                """
            )
            try transaction.audit(act, "return.take-newest-version", of: id, in: found.hub, facts)
        }
    }
}
