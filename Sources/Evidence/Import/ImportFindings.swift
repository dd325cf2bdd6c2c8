package import Access
import CSV
import Database
package import Services

/// Where a file comes from, what it is filed under, and which of its rows are taken.
package struct FindingsImport: Sendable {
    package var fileName: String
    /// Who made the data; with a row's own identity it is how a later file finds the same finding again.
    package var source: String
    package var licence: String
    /// For rows that do not name a strand themselves.
    package var strands: [ID<Strand>]
    package var chosenColumns: [FindingColumn: String] = [:]
    package var filter: RowFilter?

    package init(fileName: String, source: String, licence: String, strands: [ID<Strand>] = []) {
        self.fileName = fileName
        self.source = source
        self.licence = licence
        self.strands = strands
    }
}

/// What became of a file's rows.
package struct FindingsImportOutcome: Sendable, Equatable {
    package var added = 0
    package var updated = 0
    package var unchanged = 0
    /// Rows that the filter left out.
    package var passedOver = 0
    package var rejected: [RejectedRow] = []
    package var headings: [String] = []

    /// The rejected rows as they were, with a last column that says why.
    package func rejectedCSV() -> [UInt8] {
        var writer = CSVWriter()
        writer.write(headings + ["Why it was not taken"])
        for row in rejected {
            let padding = Array(repeating: "", count: max(0, headings.count - row.cells.count))
            writer.write(row.cells.prefix(headings.count) + padding + ["Line \(row.line): \(row.reason)"])
        }
        return writer.bytes
    }
}

extension Evidence {
    /// Takes a file of published findings: good rows enter together, the others come back with the reason. A
    /// second run with the same file changes nothing.
    ///
    /// - Throws: ``CSVError`` when it cannot be read at all; ``Faults``; ``AccessError``.
    package func importFindings(
        _ bytes: [UInt8],
        _ options: FindingsImport,
        by actor: Actor
    ) async throws -> FindingsImportOutcome {
        try actor.require(.enterFindings)
        var reader = FieldReader()
        let source = reader.required(options.source, "source", named: "where the data come from", most: 500)
        let licence = reader.optional(options.licence, "licence", named: "the licence", most: 200)
        try reader.finish()
        guard bytes.count <= FindingsFile.mostBytes else {
            throw Faults([Fault("file", "The file is larger than \(FindingsFile.mostBytes >> 20) MB")])
        }
        var (rows, outcome) = try Self.read(bytes, options)
        let strands = try await strandNames()
        var ready: [ReadyFinding] = []
        for row in rows {
            do throws(Faults) {
                let finding = try row.checked(default: options.strands, strands: strands)
                ready.append(
                    ReadyFinding(
                        finding: finding,
                        findingKey: "\(source)|\(row.findingKey)",
                        studyKey: "\(source)|\(row.studyKey)",
                        newFinding: services.newID(),
                        newStudy: services.newID()
                    )
                )
            } catch {
                let reason = error.list.map(\.message).joined(separator: ". ")
                outcome.rejected.append(RejectedRow(line: row.line, cells: row.cells, reason: reason))
            }
        }
        outcome.rejected.sort { $0.line < $1.line }
        let provenance = Provenance(
            id: services.newID(),
            source: source,
            fileName: options.fileName.isEmpty ? nil : options.fileName,
            licence: licence,
            recordedOn: services.today()
        )
        return try await store(ready, provenance, outcome, by: actor)
    }

    private static func read(
        _ bytes: [UInt8],
        _ options: FindingsImport
    ) throws(CSVError) -> ([FindingRow], FindingsImportOutcome) {
        var rows: [FindingRow] = []
        var rejected: [RejectedRow] = []
        let summary: (headings: [String], passedOver: Int)
        switch try FindingsFile.form(of: bytes, chosen: options.chosenColumns) {
        case .plain(let match):
            summary = try FindingsFile.rows(
                of: bytes,
                match: match,
                only: options.filter,
                into: { rows.append($0) },
                reject: { rejected.append($0) }
            )
        case .whatWorksClearinghouse:
            summary = try ClearinghouseFile.rows(
                of: bytes,
                only: options.filter,
                into: { rows.append($0) },
                reject: { rejected.append($0) }
            )
        }
        var outcome = FindingsImportOutcome()
        outcome.headings = summary.headings
        outcome.passedOver = summary.passedOver
        outcome.rejected = rejected
        return (rows, outcome)
    }

    private func store(
        _ ready: [ReadyFinding],
        _ provenance: Provenance,
        _ read: FindingsImportOutcome,
        by actor: Actor
    ) async throws -> FindingsImportOutcome {
        let act = services.act(by: actor)
        let touched = Set(ready.flatMap(\.finding.strands))
        let poolIDs = newPoolIDs(touched.count)
        let codeVersion = codeVersion
        return try await database.write(exclusively: "evidence/import") { transaction in
            var outcome = read
            try transaction.requireStrands(Array(touched), field: "strands")
            try transaction.record(provenance)
            var studies: Set<ID<Study>> = []
            for item in ready {
                let study = try transaction.store(item, provenance.id, &outcome)
                if let study { studies.insert(study) }
            }
            try transaction.refreshPools(
                of: Array(touched),
                origins: [.published],
                ids: poolIDs,
                at: act.at,
                codeVersion: codeVersion
            )
            try transaction.audit(
                act,
                .importFindings,
                [
                    "added": .count(outcome.added), "updated": .count(outcome.updated),
                    "unchanged": .count(outcome.unchanged), "rejected": .count(outcome.rejected.count),
                ]
            )
            try transaction.touch([.strands] + touched.map(Topic.strand) + studies.map(Topic.study))
            return outcome
        }
    }

    /// Strands by their address and by their title in lower case.
    private func strandNames() async throws -> [String: ID<Strand>] {
        let lines = try await strands()
        var names: [String: ID<Strand>] = [:]
        for line in lines {
            names[line.strand.content.title.lowercased()] = line.strand.id
            names[line.strand.slug] = line.strand.id
        }
        return names
    }
}

private struct ReadyFinding: Sendable {
    let finding: CheckedFinding
    let findingKey: String
    let studyKey: String
    let newFinding: ID<Finding>
    let newStudy: ID<Study>
}

extension FindingRow {
    fileprivate func checked(
        default defaults: [ID<Strand>],
        strands: [String: ID<Strand>]
    ) throws(Faults) -> CheckedFinding {
        var finding = try draft.checked()
        guard let strand else {
            guard !defaults.isEmpty else {
                throw Faults([Fault("strands", "The row names no strand, and none was chosen for the file")])
            }
            finding.strands = Set(defaults).sorted()
            return finding
        }
        guard let id = strands[strand.lowercased()] else {
            throw Faults([Fault("strands", "There is no strand called “\(strand)”")])
        }
        finding.strands = [id]
        return finding
    }
}

extension Transaction {
    /// Adds or changes one finding. Returns its study where something changed.
    fileprivate func store(
        _ item: ReadyFinding,
        _ provenance: ID<Provenance>,
        _ outcome: inout FindingsImportOutcome
    ) throws -> ID<Study>? {
        let found: Finding? = try first(
            "SELECT \(Finding.columns) FROM finding WHERE source_key = \(item.findingKey)"
        )
        guard let found else {
            let study = try study(
                of: item.finding,
                key: item.studyKey,
                new: item.newStudy,
                provenance: provenance
            )
            try insert(
                item.finding,
                id: item.newFinding,
                key: item.findingKey,
                origin: .published,
                study: study,
                provenance: provenance
            )
            try file(item.newFinding, under: item.finding.strands)
            outcome.added += 1
            return study
        }
        let missing = try count(
            """
            SELECT count(*) FROM finding_strand
            WHERE finding_id = \(found.id) AND strand_id IN (\(SQL.list(item.finding.strands)))
            """
        )
        if found.says(item.finding), missing == item.finding.strands.count {
            outcome.unchanged += 1
            return nil
        }
        if !found.says(item.finding) { try replace(item.finding, id: found.id, provenance: provenance) }
        try file(found.id, under: item.finding.strands)
        outcome.updated += 1
        return found.study
    }
}

extension Finding {
    /// Whether a row says what is already known.
    fileprivate func says(_ row: CheckedFinding) -> Bool {
        label == row.label && effect == row.effect && variance == row.variance && metric == row.metric
            && outcomeDomain == row.outcomeDomain && population == row.population && phase == row.phase
            && design == row.design && treatedCount == row.treatedCount && controlCount == row.controlCount
    }
}
