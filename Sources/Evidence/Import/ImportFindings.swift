package import Access
import CSV
import Database
package import Foundation
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
    /// The heading of a column that names each row's strand; strands that are not there are made.
    package var strandColumn: String?

    package init(fileName: String, source: String, licence: String, strands: [ID<Strand>] = []) {
        self.fileName = fileName
        self.source = source
        self.licence = licence
        self.strands = strands
    }
}

/// A row about a finding that a person has taken out of the library: a file does not bring it back.
package struct KeptOutFinding: Sendable, Equatable {
    package let line: Int
    package let label: String
    /// Where it can be brought back.
    package let study: ID<Study>
    package let takenOutAt: Date
}

/// What became of a file's rows.
package struct FindingsImportOutcome: Sendable, Equatable {
    package var added = 0
    package var updated = 0
    package var unchanged = 0
    /// New studies among those of the findings.
    package var studies = 0
    /// Rows that the filter left out.
    package var passedOver = 0
    package var rejected: [RejectedRow] = []
    /// Rows about findings that were taken out.
    package var keptOut: [KeptOutFinding] = []
    package var headings: [String] = []
    /// The heading of the column that names strands which are not there, where an import was not told to make them.
    package var columnOfMissingStrands: String?

    /// The rejected rows as they were, with a last column that says why.
    package func rejectedCSV() -> [UInt8] {
        var writer = CSVWriter()
        writer.write(headings + [RejectedPlace.reason])
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
        guard bytes.count <= FindingsFile.mostBytes else {
            throw Faults([Fault("file", "The file is larger than \(FindingsFile.mostBytes >> 20) MB")])
        }
        return try await importFindings(.bytes(bytes), options, by: actor)
    }

    /// The same from a file on disk.
    package func importFindings(
        _ file: ImportedFile,
        _ options: FindingsImport,
        by actor: Actor
    ) async throws -> FindingsImportOutcome {
        try actor.require(.enterFindings)
        var reader = FieldReader()
        let source = reader.required(options.source, "source", named: "where the data come from", most: 500)
        let licence = reader.optional(options.licence, "licence", named: "the licence", most: 200)
        if !options.strands.isEmpty {
            for fault in Self.strandFaults(options.strands) { reader.report(fault.field, fault.message) }
        }
        try reader.finish()
        let read = try Self.read(file, options)
        let rows = read.rows
        var outcome = read.outcome
        if let column = options.strandColumn {
            try await makeStrands(Set(rows.compactMap(\.strand)), from: source, column: column, by: actor)
        }
        let strands = try await strandNames()
        var ready: [ReadyFinding] = []
        var places: [String: Int] = [:]
        for row in rows {
            do throws(Faults) {
                let finding = try row.checked(default: options.strands, strands: strands)
                let key = "\(source)|\(row.findingKey)"
                if let place = places[key] {
                    // The same finding under another strand.
                    let both = Set(ready[place].finding.strands + finding.strands).sorted()
                    let faults = Self.strandFaults(both)
                    guard faults.isEmpty else { throw Faults(faults) }
                    ready[place].finding.strands = both
                    ready[place].rows.append(row)
                    continue
                }
                places[key] = ready.count
                ready.append(
                    ReadyFinding(
                        rows: [row],
                        finding: finding,
                        findingKey: key,
                        exported: ID(row.identifier),
                        newFinding: services.newID(),
                        study: StudyCandidate(
                            finding.studyReference,
                            citation: finding.citation,
                            source: source,
                            key: row.studyKey,
                            newID: services.newID()
                        ),
                        intervention: row.intervention,
                        newIntervention: services.newID()
                    )
                )
            } catch {
                if let strand = row.strand, options.strandColumn == nil, strands[strand.lowercased()] == nil {
                    outcome.columnOfMissingStrands = read.strandHeading
                }
                outcome.rejected.append(RejectedRow(row, for: error.list))
            }
        }
        let provenance = Provenance(
            id: services.newID(),
            source: source,
            fileName: options.fileName.isEmpty ? nil : options.fileName,
            licence: licence,
            recordedOn: services.today()
        )
        let poolIDs = newPoolIDs(Set(strands.values).count)
        return try await store(ready, provenance, poolIDs, outcome, by: actor)
    }

    private static func read(
        _ file: ImportedFile,
        _ options: FindingsImport
    ) throws(CSVError) -> (rows: [FindingRow], outcome: FindingsImportOutcome, strandHeading: String?) {
        var rows: [FindingRow] = []
        var rejected: [RejectedRow] = []
        let summary: (headings: [String], passedOver: Int)
        var strandHeading: String?
        let reader = try file.rows()
        switch FindingsFile.form(of: reader.header, chosen: options.chosenColumns) {
        case .plain(let match):
            strandHeading = match.heading(of: .strand)
            summary = try FindingsFile.rows(
                of: reader,
                match: match,
                only: options.filter,
                strandColumn: options.strandColumn,
                into: { rows.append($0) },
                reject: { rejected.append($0) }
            )
        case .whatWorksClearinghouse:
            summary = try ClearinghouseFile.rows(
                of: reader,
                only: options.filter,
                strandColumn: options.strandColumn,
                into: { rows.append($0) },
                reject: { rejected.append($0) }
            )
        }
        var outcome = FindingsImportOutcome()
        outcome.headings = summary.headings
        outcome.passedOver = summary.passedOver
        outcome.rejected = rejected
        guard !rows.isEmpty || !rejected.isEmpty || outcome.passedOver > 0 else { throw .noRows }
        return (rows, outcome, strandHeading)
    }

    private func store(
        _ ready: [ReadyFinding],
        _ provenance: Provenance,
        _ poolIDs: [ID<LivingPool>],
        _ read: FindingsImportOutcome,
        by actor: Actor
    ) async throws -> FindingsImportOutcome {
        let act = services.act(by: actor)
        let named = Set(ready.flatMap(\.finding.strands))
        let codeVersion = codeVersion
        return try await database.write(exclusively: Self.studiesQueue) { transaction in
            var outcome = read
            try transaction.requireStrands(Array(named), field: "strand")
            var library = try FindingsInLibrary(ready, in: transaction)
            outcome.keptOut = ready.compactMap(library.keptOut)
            var entering: [ReadyFinding] = []
            for item in ready where library.keptOut(item) == nil {
                let faults = library.faults(of: item)
                if faults.isEmpty {
                    entering.append(item)
                } else {
                    outcome.rejected += item.rows.map { RejectedRow($0, for: faults) }
                }
            }
            outcome.rejected.sort { $0.line < $1.line }
            // What was exported from here stays with its study.
            let candidates = entering.filter { library.exported[$0.findingKey] == nil }.map(\.study)
            let placed = try transaction.place(candidates, provenance: provenance, at: act.at)
            if !entering.isEmpty { try transaction.recordOnce(provenance) }
            outcome.studies = placed.added
            var studies = placed.touched
            var places = placed.studies.makeIterator()
            for item in entering {
                guard let study = library.exported[item.findingKey] ?? places.next() else { break }
                let isNew = try library.store(
                    item,
                    study,
                    provenance.id,
                    at: act.at,
                    &outcome,
                    in: transaction
                )
                if isNew { studies.insert(study) }
            }
            try library.write(in: transaction)
            try transaction.findingsChanged(
                of: studies.sorted(),
                under: named.union(library.changedStrands).sorted(),
                poolIDs: poolIDs,
                at: act.at,
                codeVersion: codeVersion
            )
            try transaction.audit(
                act,
                .importFindings,
                [
                    "added": .count(outcome.added), "updated": .count(outcome.updated),
                    "unchanged": .count(outcome.unchanged), "rejected": .count(outcome.rejected.count),
                    "kept-out": .count(outcome.keptOut.count),
                ]
            )
            try transaction.announce(
                .intervention,
                library.changedInterventions.sorted().map(\.rawValue)
            )
            return outcome
        }
    }

    /// Makes the strands that a file names and the library does not have, with a summary that says where they
    /// come from. Their text is to be written.
    private func makeStrands(_ names: Set<String>, from source: String, column: String, by actor: Actor)
        async throws
    {
        let known = try await strandNames()
        let missing = names.filter { known[$0.lowercased()] == nil && known[Slug.made(from: $0)] == nil }
        guard !missing.isEmpty else { return }
        try actor.require(.editStrands)
        guard missing.count <= 200 else {
            throw Faults([
                Fault(
                    "strandColumn",
                    "The column \(column) names \(missing.count) strands that are not there; 200 can be made at once"
                )
            ])
        }
        for name in missing.sorted() {
            var draft = StrandDraft()
            draft.title = name.prefix(1).uppercased() + name.dropFirst()
            draft.summary = "Findings from \(source). Nobody has described this strand yet."
            try await createStrand(draft, by: actor)
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

extension RejectedRow {
    fileprivate init(_ row: FindingRow, for faults: [Fault]) {
        self.init(
            line: row.line,
            cells: row.cells,
            reason: faults.map(\.message).joined(separator: ". ")
        )
    }
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
