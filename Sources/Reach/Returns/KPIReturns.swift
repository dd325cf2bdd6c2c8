package import Access
import Database
import Evidence
import Foundation
import Profiles
import Programmes
package import Services

extension Reach {
    /// A hub's returns, the newest period first.
    package func returns(of hub: ID<Organisation>, by actor: Actor) async throws -> [KPIReturn] {
        try actor.signedInPerson()
        try actor.require(.reportKPIs, on: .of(hub))
        return try await database.read { transaction in
            try transaction.all(
                "SELECT * FROM kpi_return WHERE hub_id = \(hub) ORDER BY starts_on DESC, ends_on DESC"
            )
        }
    }

    /// Begins a return for a period.
    ///
    /// - Throws: `Faults` for the days, also where there is one for the period already; `AccessError`.
    @discardableResult
    package func startReturn(
        for hub: ID<Organisation>,
        from: String,
        to: String,
        by actor: Actor
    ) async throws -> ID<KPIReturn> {
        try actor.signedInPerson()
        try actor.require(.reportKPIs, on: .of(hub))
        let act = services.act(by: actor)
        let id: ID<KPIReturn> = services.newID()
        let profile = profiles.hubMeasures.id
        let start = TypedDate.parse(from)
        let end = TypedDate.parse(to)
        var reader = FieldReader()
        if start == nil { reader.report("from", "Enter the first day, such as 1/9/2026") }
        if end == nil { reader.report("to", "Enter the last day, such as 31/8/2027") }
        if let start, let end, end < start { reader.report("to", "The last day is after the first") }
        try reader.finish()
        guard let start, let end else { throw Faults([Fault("from", "Enter the two days")]) }
        return try await database.write { transaction in
            let isTaken = try transaction.exists(
                "SELECT 1 FROM kpi_return WHERE hub_id = \(hub) AND starts_on = \(start) AND ends_on = \(end)"
            )
            if isTaken { throw Faults([Fault("from", "There is a return for these days already")]) }
            try transaction.execute(
                """
                INSERT INTO kpi_return (id, hub_id, starts_on, ends_on, profile, commentary, version)
                VALUES (\(id), \(hub), \(start), \(end), \(profile), '', 1)
                """
            )
            try transaction.audit(act, "return.start", of: id, in: hub)
            return id
        }
    }

    /// A return with its figures: computed now for a draft, as they were submitted otherwise.
    package func kpiReturn(_ id: ID<KPIReturn>, by actor: Actor) async throws -> KPIReturnRecord {
        try actor.signedInPerson()
        let measures = profiles.hubMeasures.measures
        return try await database.read { transaction in
            let found = try transaction.kpiReturn(id, for: actor)
            let before: KPIReturn? = try transaction.first(
                """
                SELECT * FROM kpi_return WHERE hub_id = \(found.hub) AND submitted_at IS NOT NULL
                    AND ends_on < \(found.period.from) ORDER BY ends_on DESC LIMIT 1
                """
            )
            return KPIReturnRecord(
                kpiReturn: found,
                measures: measures,
                figures: try found.locked ?? transaction.computed(found).figures(measures),
                before: before?.locked ?? []
            )
        }
    }

    /// The rows behind one figure: as they are now for a draft, as they were when the return was submitted
    /// otherwise.
    ///
    /// - Throws: `AccessError.notFound` for a measure that is not computed from rows.
    package func rows(behind measure: String, of id: ID<KPIReturn>, by actor: Actor) async throws -> KPIRows {
        try actor.signedInPerson()
        return try await database.read { transaction in
            let found = try transaction.kpiReturn(id, for: actor)
            let source = KPISource.all(of: found.hub, found.period).first { $0.measure == measure }
            let known = try source.orNotFound()
            // Returns that were submitted before rows were kept have none: theirs are as they are now.
            let kept: String? =
                found.submittedAt == nil
                ? nil
                : try transaction.value(
                    "SELECT content FROM kpi_return_rows WHERE return_id = \(id) AND measure = \(measure)"
                )
            if let kept { return try KPIRows(kept: kept) }
            return try transaction.compute(known).rows
        }
    }

    /// Submits a return: its figures are locked as they stand, with the rows behind them.
    ///
    /// - Throws: `DatabaseError.staleVersion` once it was submitted, too.
    package func submitReturn(
        _ id: ID<KPIReturn>,
        version: Int,
        commentary: String,
        by actor: Actor
    ) async throws {
        let person = try actor.signedInPerson()
        let act = services.act(by: actor)
        let measures = profiles.hubMeasures.measures
        try await database.write { transaction in
            let found = try transaction.kpiReturn(id, for: actor, .submitKPIs)
            var reader = FieldReader()
            let words = reader.optional(commentary, "commentary", named: "the commentary", most: 8000)
            try reader.finish()
            let computed = try transaction.computed(found)
            let figures = try JSONEncoder().encode(computed.figures(measures))
            let text = String(decoding: figures, as: UTF8.self)
            try transaction.update(
                """
                UPDATE kpi_return SET figures = \(text), commentary = \(words), submitted_at = \(act.at),
                    submitted_by = \(person.id), version = version + 1
                WHERE id = \(id) AND version = \(version) AND submitted_at IS NULL
                """
            )
            try transaction.keep(computed, of: id)
            try transaction.audit(act, "return.submit", of: id, in: found.hub)
        }
    }
}

extension Transaction {
    fileprivate func kpiReturn(
        _ id: ID<KPIReturn>,
        for actor: Actor,
        _ permission: Permission = .reportKPIs
    ) throws -> KPIReturn {
        let found: KPIReturn? = try first("SELECT * FROM kpi_return WHERE id = \(id)")
        let kpiReturn = try found.orNotFound()
        try actor.require(permission, on: .of(kpiReturn.hub))
        return kpiReturn
    }

    fileprivate func computed(_ kpiReturn: KPIReturn) throws -> ComputedReturn {
        ComputedReturn(parts: try KPISource.all(of: kpiReturn.hub, kpiReturn.period).map { try compute($0) })
    }

    fileprivate func keep(_ computed: ComputedReturn, of id: ID<KPIReturn>) throws {
        for (figure, rows) in computed.parts {
            let content = try rows.kept()
            try execute(
                """
                INSERT INTO kpi_return_rows (return_id, measure, content)
                VALUES (\(id), \(figure.measure), \(content))
                """
            )
        }
    }
}

/// All that is computed for a return.
private struct ComputedReturn {
    let parts: [(figure: KPIFigure, rows: KPIRows)]

    /// One figure for each measure of the profile, in its order.
    func figures(_ measures: [HubMeasures.Measure]) -> [KPIFigure] {
        measures.map { measure in
            parts.first { $0.figure.measure == measure.id }?.figure
                ?? KPIFigure(measure: measure.id, value: nil, count: 0)
        }
    }
}
