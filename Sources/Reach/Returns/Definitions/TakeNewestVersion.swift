package import Access
import Database
package import Services

extension Reach {
    /// Lets a draft go by the newest version of its definition.
    ///
    /// - Throws: `AccessError.notFound` for a return by the measures that are carried; `DatabaseError.staleVersion`
    ///   once it was submitted, too.
    package func takeNewestVersion(_ id: ID<KPIReturn>, version: Int, by actor: Actor) async throws {
        try actor.signedInPerson()
        let act = services.act(by: actor)
        try await database.write { transaction in
            let found = try transaction.kpiReturn(id, for: actor)
            guard case .own(let definition, _, _) = found.basis else { throw AccessError.notFound }
            try transaction.update(
                """
                UPDATE kpi_return SET version = version + 1,
                    definition_version = (SELECT d.version FROM kpi_definition AS d WHERE d.id = \(definition))
                WHERE id = \(id) AND version = \(version) AND submitted_at IS NULL
                """
            )
            try transaction.audit(
                act,
                "return.take-newest-version",
                of: id,
                in: found.hub,
                ["definition": .id(definition)]
            )
        }
    }
}
