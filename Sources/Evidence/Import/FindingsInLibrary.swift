import Database
import Foundation
import Services

/// A finding of a file, ready to be stored.
struct ReadyFinding: Sendable {
    /// The rows that it was read from: one, or one for each strand; never empty.
    var rows: [FindingRow]
    var finding: CheckedFinding
    let findingKey: String
    /// The finding of this library that the row was written from, where it may be one.
    let exported: ID<Finding>?
    let newFinding: ID<Finding>
    let study: StudyCandidate
    let intervention: String?
    let newIntervention: ID<Intervention>
}

/// The findings of a file against those that the library holds: looked up at once, not one by one.
struct FindingsInLibrary {
    private var known: [String: Finding] = [:]
    private var strands: [ID<Finding>: Set<ID<Strand>>] = [:]
    /// The studies of findings that rows name as an export of this library did, by key.
    private(set) var exported: [String: ID<Study>] = [:]
    /// What findings said that a person has corrected since.
    private var corrected: [ID<Finding>: FindingRevision] = [:]
    /// Findings that were taken out, by key.
    private var takenOut: [String: (study: ID<Study>, at: Date)] = [:]
    /// The strands of findings that were changed.
    private(set) var changedStrands: Set<ID<Strand>> = []
    private var interventions: [String: ID<Intervention>] = [:]
    private var links: [(ID<Intervention>, ID<Strand>)] = []
    /// Interventions that were made, or that stand under another strand now.
    private(set) var changedInterventions: Set<ID<Intervention>> = []

    init(_ ready: [ReadyFinding], in transaction: any Transaction) throws {
        for start in stride(from: 0, to: ready.count, by: 1000) {
            let keys = ready[start..<min(start + 1000, ready.count)].map(\.findingKey)
            for row in try transaction.rows(
                "SELECT finding.source_key, \(Finding.columns) FROM finding WHERE source_key IN (\(SQL.list(keys)))"
            ) {
                known[try row.get(0)] = try Finding(row: row)
            }
        }
        try findExported(ready.filter { known[$0.findingKey] == nil }, in: transaction)
        try findTakenOut(ready.filter { known[$0.findingKey] == nil }, in: transaction)
        let ids = known.values.map(\.id)
        for start in stride(from: 0, to: ids.count, by: 1000) {
            let some = ids[start..<min(start + 1000, ids.count)]
            for row in try transaction.rows(
                "SELECT finding_id, strand_id FROM finding_strand WHERE finding_id IN (\(SQL.list(some)))"
            ) {
                strands[try row.get(0), default: []].insert(try row.get(1))
            }
            let revisions: [FindingRevision] = try transaction.all(
                "SELECT * FROM finding_revision WHERE finding_id IN (\(SQL.list(some))) ORDER BY version"
            )
            for revision in revisions { corrected[revision.finding] = revision.isCorrection ? revision : nil }
        }
        for row in try transaction.rows("SELECT name, id FROM intervention ORDER BY id DESC") {
            let name: String = try row.get(0)
            interventions[name.lowercased()] = try row.get(1)
        }
    }

    /// Rows that an export of this library wrote are about the findings that they name.
    private mutating func findExported(_ ready: [ReadyFinding], in transaction: any Transaction) throws {
        var keys: [ID<Finding>: String] = [:]
        for item in ready { if let id = item.exported { keys[id] = item.findingKey } }
        let ids = keys.keys.sorted()
        for start in stride(from: 0, to: ids.count, by: 1000) {
            let some = ids[start..<min(start + 1000, ids.count)]
            let findings: [Finding] = try transaction.all(
                """
                SELECT \(Finding.columns) FROM finding
                WHERE id IN (\(SQL.list(some))) AND origin = \(FindingOrigin.published)
                """
            )
            for finding in findings {
                guard let key = keys[finding.id] else { continue }
                known[key] = finding
                exported[key] = finding.study
            }
        }
    }

    /// Rows about findings that a person has taken out: an earlier file brought them, or they were exported from here.
    private mutating func findTakenOut(_ ready: [ReadyFinding], in transaction: any Transaction) throws {
        var exported: [ID<Finding>: String] = [:]
        for item in ready { if let id = item.exported { exported[id] = item.findingKey } }
        for start in stride(from: 0, to: ready.count, by: 1000) {
            let some = ready[start..<min(start + 1000, ready.count)]
            for row in try transaction.rows(
                """
                SELECT finding_id, source_key, study_id, replaced_at FROM finding_revision AS revision
                WHERE is_removal = 1
                    AND (source_key IN (\(SQL.list(some.map(\.findingKey))))
                        OR finding_id IN (\(SQL.list(some.compactMap(\.exported)))))
                    AND NOT EXISTS (SELECT 1 FROM finding WHERE finding.id = revision.finding_id)
                ORDER BY replaced_at
                """
            ) {
                let key: String? = try row.get("source_key")
                let id: ID<Finding> = try row.get("finding_id")
                let study: ID<Study> = try row.get("study_id")
                let time: Date = try row.get("replaced_at")
                for key in [key, exported[id]].compactMap(\.self) { takenOut[key] = (study, time) }
            }
        }
    }

    /// What a row is about that was taken out; `nil` for one that may enter.
    func keptOut(_ item: ReadyFinding) -> KeptOutFinding? {
        takenOut[item.findingKey].map { gone in
            KeptOutFinding(
                line: item.rows[0].line,
                label: item.finding.label,
                study: gone.study,
                takenOutAt: gone.at
            )
        }
    }

    /// Why a finding cannot enter: with the strands that it stands under already, those of the file may be too many.
    func faults(of item: ReadyFinding) -> [Fault] {
        guard let found = known[item.findingKey], let filed = strands[found.id],
            !filed.isSuperset(of: item.finding.strands)
        else { return [] }
        return Evidence.strandFaults(Array(filed.union(item.finding.strands))).map { fault in
            Fault(
                fault.field,
                "\(fault.message): it stands under \(filed.count) already, and the file names others"
            )
        }
    }

    /// Adds or changes one finding. Returns whether anything changed.
    mutating func store(
        _ item: ReadyFinding,
        _ study: ID<Study>,
        _ provenance: ID<Provenance>,
        at time: Date,
        _ outcome: inout FindingsImportOutcome,
        in transaction: any Transaction
    ) throws -> Bool {
        var finding = item.finding
        finding.intervention = try intervention(item, in: transaction)
        guard let found = known[item.findingKey] else {
            try transaction.insert(
                finding,
                id: item.newFinding,
                key: item.findingKey,
                origin: .published,
                study: study,
                provenance: provenance,
                at: time
            )
            try transaction.file(item.newFinding, under: finding.strands)
            outcome.added += 1
            return true
        }
        let isFiled = (strands[found.id] ?? []).isSuperset(of: finding.strands)
        // A file that says what a person has corrected since does not undo the correction.
        let isKnown = found.says(finding) || corrected[found.id]?.says(finding, of: found) == true
        if isKnown, isFiled {
            outcome.unchanged += 1
            return false
        }
        if !isKnown {
            try transaction.keepRevision(
                of: found.id,
                reason: "A later file says otherwise",
                isCorrection: false,
                at: time
            )
            try transaction.replace(finding, id: found.id, provenance: provenance)
        }
        try transaction.file(found.id, under: finding.strands)
        // It may stand under others than the file names.
        changedStrands.formUnion(strands[found.id] ?? [])
        outcome.updated += 1
        return true
    }

    /// The intervention that a row names, made where there is none of that name.
    private mutating func intervention(_ item: ReadyFinding, in transaction: any Transaction) throws
        -> ID<Intervention>?
    {
        guard let name = item.intervention else { return item.finding.intervention }
        let id: ID<Intervention>
        if let known = interventions[name.lowercased()] {
            id = known
        } else {
            id = item.newIntervention
            let slug = try Slug.free(Slug.made(from: name)) { candidate in
                try transaction.exists("SELECT 1 FROM intervention WHERE slug = \(candidate)")
            }
            try transaction.execute(
                """
                INSERT INTO intervention
                    (id, slug, name, edition, developer, summary, active_ingredients, dose, version)
                VALUES (\(id), \(slug), \(name), '', '', '', '', '', 1)
                """
            )
            interventions[name.lowercased()] = id
            changedInterventions.insert(id)
        }
        links += item.finding.strands.map { (id, $0) }
        return id
    }

    mutating func write(in transaction: any Transaction) throws {
        var written: Set<String> = []
        for (intervention, strand) in links where written.insert("\(intervention)|\(strand)").inserted {
            let isNew = try transaction.execute(
                """
                INSERT INTO intervention_strand (intervention_id, strand_id) VALUES (\(intervention), \(strand))
                ON CONFLICT DO NOTHING
                """
            )
            if isNew == 1 { changedInterventions.insert(intervention) }
        }
    }
}

extension Finding {
    /// Whether a row says what is already known.
    fileprivate func says(_ row: CheckedFinding) -> Bool {
        label == row.label && effect == row.effect && variance == row.variance && metric == row.metric
            && outcomeDomain == row.outcomeDomain && population == row.population && phase == row.phase
            && design == row.design && treatedCount == row.treatedCount && controlCount == row.controlCount
            && details == row.details
    }
}
