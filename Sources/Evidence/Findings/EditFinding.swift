package import Access
import Database
package import Services

extension Evidence {
    /// Changes a published finding that was filed; what it said before is kept with the reason.
    ///
    /// - Parameters:
    ///   - draft: What it is to say. Its study, source and licence stay as they are.
    ///   - reason: What was wrong, for the history.
    /// - Throws: ``Faults``; `DatabaseError.staleVersion`; ``AccessError/notFound``; ``AccessError/forbidden`` for a
    ///   trial's own finding.
    package func editFinding(
        _ id: ID<Finding>,
        version: Int,
        _ draft: FindingDraft,
        reason: String,
        by actor: Actor
    ) async throws {
        try actor.require(.enterFindings)
        let (checked, reason) = try Self.checkedEdit(draft, reason)
        let act = services.act(by: actor)
        let poolIDs = try await newPoolIDsForEveryStrand()
        let codeVersion = codeVersion
        try await database.write(exclusively: Self.studiesQueue) { transaction in
            let found: Finding? = try transaction.first(
                "SELECT \(Finding.columns) FROM finding WHERE id = \(id)"
            )
            let finding = try found.orNotFound()
            guard finding.origin == .published else { throw AccessError.forbidden }
            guard finding.version == version else { throw DatabaseError.staleVersion }
            try transaction.requireStrands(checked.strands, field: "strand")
            let before: [ID<Strand>] = try transaction.column(
                "SELECT strand_id FROM finding_strand WHERE finding_id = \(id)"
            )
            try transaction.keepRevision(of: id, reason: reason, isCorrection: true, at: act.at)
            try transaction.replace(checked, id: id, provenance: finding.provenance)
            try transaction.execute("DELETE FROM finding_strand WHERE finding_id = \(id)")
            try transaction.file(id, under: checked.strands)
            try transaction.findingsChanged(
                of: [finding.study].compactMap(\.self),
                under: Set(before + checked.strands).sorted(),
                poolIDs: poolIDs,
                at: act.at,
                codeVersion: codeVersion
            )
            try transaction.audit(act, .editFinding, of: id, ["version": .count(version + 1)])
        }
    }

    private static func checkedEdit(_ draft: FindingDraft, _ reason: String) throws(Faults) -> (
        CheckedFinding, String
    ) {
        var faults: [Fault] = []
        var checked: CheckedFinding?
        do { checked = try draft.checked() } catch { faults = error.list }
        if let fault = FindingPrecision(draft: draft).disagreement { faults.append(fault) }
        faults += strandFaults(draft.strands)
        let reason = reason.trimmed
        if reason.isEmpty {
            faults.append(Fault("reason", "Say in a few words what was wrong: readers see it in the history"))
        } else if reason.unicodeScalars.count > 500 {
            faults.append(Fault("reason", "Shorten what was wrong to 500 characters or fewer"))
        }
        guard let checked, faults.isEmpty else { throw Faults(faults) }
        return (checked, reason)
    }

    /// A finding with its strands, for the form that changes it.
    ///
    /// - Throws: ``AccessError/notFound``; ``AccessError/forbidden``.
    package func findingToEdit(_ id: ID<Finding>, by actor: Actor) async throws -> (
        finding: Finding, draft: FindingDraft
    ) {
        try actor.require(.enterFindings)
        return try await database.read { transaction in
            let found: Finding? = try transaction.first(
                "SELECT \(Finding.columns) FROM finding WHERE id = \(id)"
            )
            let finding = try found.orNotFound()
            guard finding.origin == .published, let study = finding.study else { throw AccessError.forbidden }
            var draft = FindingDraft(finding)
            draft.citation = try transaction.value("SELECT citation FROM study WHERE id = \(study)")
                .orNotFound()
            draft.strands = try transaction.column(
                "SELECT strand_id FROM finding_strand WHERE finding_id = \(id) ORDER BY strand_id"
            )
            return (finding, draft)
        }
    }
}

extension FindingDraft {
    /// The form of a finding that exists, with every digit.
    init(_ finding: Finding) {
        self.init()
        func text(_ number: (some CustomStringConvertible)?) -> String { number.map { $0.description } ?? "" }
        label = finding.label
        effect = "\(finding.effect)"
        variance = "\(finding.variance)"
        metric = finding.metric.rawValue
        outcomeDomain = finding.outcomeDomain
        population = finding.population
        phase = finding.phase ?? ""
        design = finding.design.rawValue
        treatedCount = text(finding.treatedCount)
        controlCount = text(finding.controlCount)
        intervention = finding.intervention
        let from = finding.details
        details.subject = from.subject
        details.measure = from.measure
        details.yearGroup = from.yearGroup
        details.pupils = from.pupils.rawValue
        details.disadvantagedPercentage = text(from.disadvantagedPercentage)
        details.sendPercentage = text(from.sendPercentage)
        details.ealPercentage = text(from.ealPercentage)
        details.clusterCount = text(from.clusterCount)
        details.independence = from.independence.rawValue
        details.testMaker = from.testMaker.rawValue
        details.setting = from.setting
        details.security = text(from.security)
        details.sample = from.sample
        details.treatedMean = text(from.treated?.mean)
        details.treatedDeviation = text(from.treated?.deviation)
        details.controlMean = text(from.control?.mean)
        details.controlDeviation = text(from.control?.deviation)
        details.interaction = text(from.interaction?.effect)
        details.interactionError = text(from.interaction?.variance.squareRoot())
    }
}
