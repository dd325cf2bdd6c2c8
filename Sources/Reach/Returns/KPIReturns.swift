package import Access
import Database
import Evidence
import Foundation
import Profiles
import Programmes
package import Services

extension Reach {
    /// A hub's returns, the newest period first, and those that were withdrawn after the one that stands.
    package func returns(of hub: ID<Organisation>, by actor: Actor) async throws -> [KPIReturn] {
        try actor.signedInPerson()
        try actor.require(.reportKPIs, on: .of(hub))
        return try await database.read { transaction in
            try transaction.all(
                """
                \(KPIReturn.source) WHERE r.hub_id = \(hub)
                ORDER BY r.starts_on DESC, r.ends_on DESC, coalesce(r.definition_id, 0),
                    coalesce(r.withdrawn_at, 0), r.id
                """
            )
        }
    }

    /// Begins a return for a period.
    ///
    /// - Parameter definition: The hub's own, in its newest version; `nil` for the measures that are carried.
    /// - Throws: `Faults` for the days, also where there is one by this definition for the period already;
    ///   `AccessError`.
    @discardableResult
    package func startReturn(
        for hub: ID<Organisation>,
        using definition: ID<KPIDefinition>? = nil,
        from: String,
        to: String,
        by actor: Actor
    ) async throws -> ID<KPIReturn> {
        try actor.signedInPerson()
        try actor.require(.reportKPIs, on: .of(hub))
        let act = services.act(by: actor)
        let id: ID<KPIReturn> = services.newID()
        let profile = definition == nil ? profiles.hubMeasures.id : nil
        let start = TypedDate.parse(from)
        let end = TypedDate.parse(to)
        var reader = FieldReader()
        if start == nil { reader.report("from", "Enter the first day, such as 1/9/2026") }
        if end == nil { reader.report("to", "Enter the last day, such as 31/8/2027") }
        if let start, let end, end < start { reader.report("to", "The last day is after the first") }
        try reader.finish()
        guard let start, let end else { throw Faults([Fault("from", "Enter the two days")]) }
        return try await database.write { transaction in
            let own = try definition.map { try transaction.definition($0, for: actor) }
            guard own == nil || own?.hub == hub else { throw AccessError.notFound }
            if own?.isRetired == true {
                throw Faults([Fault("definition", "This definition is out of use. Choose another")])
            }
            try transaction.requireOnlyReturn(
                id,
                of: hub,
                for: KPIReturn.Period(from: start, to: end),
                profile: profile,
                definition: definition
            )
            try transaction.execute(
                """
                INSERT INTO kpi_return
                    (id, hub_id, starts_on, ends_on, profile, definition_id, definition_version, commentary, version)
                VALUES (\(id), \(hub), \(start), \(end), \(profile), \(definition), \(own?.version), '', 1)
                """
            )
            try transaction.audit(act, "return.start", of: id, in: hub)
            return id
        }
    }

    /// A return with its figures: computed now for a draft, as they were submitted otherwise.
    package func kpiReturn(_ id: ID<KPIReturn>, by actor: Actor) async throws -> KPIReturnRecord {
        try actor.signedInPerson()
        let profiles = profiles
        let today = services.today()
        return try await database.read { transaction in
            let found = try transaction.kpiReturn(id, for: actor)
            let definition = try transaction.definition(of: found, profiles)
            let last = try transaction.lastReturn(before: found)
            let sameDays = try transaction.returns(ofTheDaysOf: found)
            return KPIReturnRecord(
                kpiReturn: found,
                definition: definition,
                figures: try found.locked
                    ?? definition.measures.map { try transaction.compute($0, of: found, on: today).figure },
                before: last?.locked ?? [],
                lastPeriod: last?.period,
                overlapping: try transaction.overlapping(found),
                withdrawn: sameDays.filter { $0.withdrawal != nil },
                successor: found.withdrawal == nil ? nil : sameDays.first { $0.withdrawal == nil }
            )
        }
    }

    /// The rows behind one figure: as they are now for a draft, as they were when the return was submitted
    /// otherwise.
    ///
    /// - Throws: `AccessError.notFound` for a measure that is not computed from rows.
    package func rows(behind measure: String, of id: ID<KPIReturn>, by actor: Actor) async throws
        -> (kpiReturn: KPIReturn, measure: DefinedMeasure, rows: KPIRows)
    {
        try actor.signedInPerson()
        let profiles = profiles
        let today = services.today()
        return try await database.read { transaction in
            let found = try transaction.kpiReturn(id, for: actor)
            let defined = try transaction.definition(of: found, profiles).measures.first { $0.id == measure }
            let known = try defined.orNotFound()
            // Returns that were submitted before rows were kept have none: theirs are as they are now.
            let kept: String? =
                found.submittedAt == nil
                ? nil
                : try transaction.value(
                    "SELECT content FROM kpi_return_rows WHERE return_id = \(id) AND measure = \(measure)"
                )
            if let kept { return (found, known, try KPIRows(kept: kept)) }
            return (found, known, try transaction.compute(known, of: found, on: today).rows.orNotFound())
        }
    }

    /// Submits a return: its figures are locked as they stand, with the rows behind them.
    ///
    /// - Throws: `Faults` before the last day of its period; `DatabaseError.staleVersion` once it was submitted or its
    ///   definition changed, too.
    package func submitReturn(
        _ id: ID<KPIReturn>,
        version: Int,
        commentary: String,
        by actor: Actor
    ) async throws {
        let person = try actor.signedInPerson()
        let act = services.act(by: actor)
        let profiles = profiles
        let today = services.today()
        try await database.write { transaction in
            let found = try transaction.kpiReturn(id, for: actor, .submitKPIs)
            var reader = FieldReader()
            if found.submittedAt == nil, found.version == version, !found.period.isOver(on: today) {
                reader.report(
                    "commentary",
                    "The period is not over: the return can be submitted from \(found.period.to.spelledShort)"
                )
            }
            let words = reader.optional(commentary, "commentary", named: "the commentary", most: 8000)
            try reader.finish()
            let computed = try transaction.definition(of: found, profiles).measures.map {
                try transaction.compute($0, of: found, on: today)
            }
            let figures = try JSONEncoder().encode(computed.map(\.figure))
            let text = String(decoding: figures, as: UTF8.self)
            try transaction.update(
                """
                UPDATE kpi_return SET figures = \(text), commentary = \(words), submitted_at = \(act.at),
                    submitted_by = \(person.id), version = version + 1
                WHERE id = \(id) AND version = \(version) AND submitted_at IS NULL
                """
            )
            for (figure, rows) in computed {
                if let rows { try transaction.keep(rows, behind: figure, of: id) }
            }
            try transaction.audit(act, "return.submit", of: id, in: found.hub)
        }
    }
}

extension Transaction {
    /// A return that the actor may do something with; another hub's is not found.
    func kpiReturn(
        _ id: ID<KPIReturn>,
        for actor: Actor,
        _ permission: Permission = .reportKPIs
    ) throws -> KPIReturn {
        let found: KPIReturn? = try first("\(KPIReturn.source) WHERE r.id = \(id)")
        let kpiReturn = try found.orNotFound()
        try actor.require(permission, on: .of(kpiReturn.hub))
        return kpiReturn
    }

    /// - Throws: `Faults` where the hub has another return for these days by the same measures or definition.
    func requireOnlyReturn(
        _ id: ID<KPIReturn>,
        of hub: ID<Organisation>,
        for period: KPIReturn.Period,
        profile: String?,
        definition: ID<KPIDefinition>? = nil
    ) throws {
        let isTaken = try exists(
            """
            SELECT 1 FROM kpi_return WHERE hub_id = \(hub) AND starts_on = \(period.from) AND ends_on = \(period.to)
                AND id <> \(id) AND withdrawn_at IS NULL AND (profile = \(profile) OR definition_id = \(definition))
            """
        )
        if isTaken { throw Faults([Fault("from", "There is such a return for these days already")]) }
    }

    fileprivate func definition(of kpiReturn: KPIReturn, _ profiles: ProfileLibrary) throws
        -> ReturnDefinition
    {
        switch kpiReturn.basis {
        case .own(let id, let version, _): return .own(try definition(id, version: version).orNotFound())
        case .carried(let profile):
            guard let measures = profiles.hubMeasures(withID: profile) else {
                throw DatabaseError.unreadable(column: "profile", reason: "this program does not carry it")
            }
            return .carried(measures)
        }
    }

    /// The last return by the same definition, or by any measures that were carried, that was submitted and not withdrawn,
    /// of those that ended before this one began.
    fileprivate func lastReturn(before kpiReturn: KPIReturn) throws -> KPIReturn? {
        try first(
            """
            \(KPIReturn.source) WHERE r.hub_id = \(kpiReturn.hub) AND r.submitted_at IS NOT NULL
                AND r.withdrawn_at IS NULL AND r.ends_on < \(kpiReturn.period.from) AND \(kpiReturn.isByTheSame)
            ORDER BY r.ends_on DESC LIMIT 1
            """
        )
    }

    /// Other returns of the hub by the same that are of exactly the same days, withdrawn or not.
    fileprivate func returns(ofTheDaysOf kpiReturn: KPIReturn) throws -> [KPIReturn] {
        try all(
            """
            \(KPIReturn.source) WHERE r.hub_id = \(kpiReturn.hub) AND r.id <> \(kpiReturn.id)
                AND r.starts_on = \(kpiReturn.period.from) AND r.ends_on = \(kpiReturn.period.to)
                AND \(kpiReturn.isByTheSame)
            ORDER BY coalesce(r.withdrawn_at, 0) DESC, r.id
            """
        )
    }

    /// Other returns of the hub by the same that are of some of the same days and were not withdrawn, the newest first.
    fileprivate func overlapping(_ kpiReturn: KPIReturn) throws -> [KPIReturn] {
        try all(
            """
            \(KPIReturn.source) WHERE r.hub_id = \(kpiReturn.hub) AND r.id <> \(kpiReturn.id)
                AND r.starts_on <= \(kpiReturn.period.to) AND r.ends_on >= \(kpiReturn.period.from)
                AND r.withdrawn_at IS NULL AND \(kpiReturn.isByTheSame)
            ORDER BY r.starts_on DESC, r.ends_on DESC, r.id
            """
        )
    }

    /// A measure's figure; `nil` for the rows where nothing is recorded that it could be computed from.
    fileprivate func compute(_ defined: DefinedMeasure, of kpiReturn: KPIReturn, on today: LocalDate) throws
        -> (figure: KPIFigure, rows: KPIRows?)
    {
        guard let measure = defined.measure else {
            return (KPIFigure(measure: defined.id, value: nil, count: 0, note: nil), nil)
        }
        let scope = KPISource.Scope(
            hub: kpiReturn.hub,
            period: kpiReturn.period.soFar(on: today),
            today: today,
            narrowing: defined.narrowing
        )
        let (value, rows, note) = try compute(KPISource.of(measure, scope))
        return (KPIFigure(measure: defined.id, value: value, count: rows.rows.count, note: note), rows)
    }

    fileprivate func keep(_ rows: KPIRows, behind figure: KPIFigure, of id: ID<KPIReturn>) throws {
        let content = try rows.kept()
        try execute(
            """
            INSERT INTO kpi_return_rows (return_id, measure, content)
            VALUES (\(id), \(figure.measure), \(content))
            """
        )
    }
}
