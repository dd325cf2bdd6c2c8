package import Access
import CSV
import Database
package import Services

/// Where a file of references comes from.
package struct ReferencesImport: Sendable {
    package var fileName: String
    /// Who made the data, such as a database: the same record from the same source is found again by it.
    package var source: String
    package var licence: String

    package init(fileName: String, source: String, licence: String) {
        self.fileName = fileName
        self.source = source
        self.licence = licence
    }
}

/// A record that is not taken, and why.
package struct RejectedReference: Sendable, Equatable {
    package let number: Int
    package let line: Int
    package let reason: String
    /// The record as it stands in the file, cut where it is long.
    package let text: String

    /// `Record 12 (line 340): there is no title`.
    package var message: String { "Record \(number) (line \(line)): \(reason)" }

    package static let headings = ["record", "line", RejectedPlace.reason, "text"]
    package var cells: [String] { ["\(number)", "\(line)", reason, text] }
}

/// A study that a file brought or changed.
package struct TakenStudy: Sendable, Equatable {
    package let id: ID<Study>
    package let title: String
}

/// What became of a file of references.
package struct ReferencesImportOutcome: Sendable, Equatable {
    package var form: ReferenceForm
    package var added = 0
    package var changed = 0
    package var unchanged = 0
    /// Records of studies that another source had brought.
    package var joined = 0
    /// Pairs for the queue of possible duplicates.
    package var uncertain = 0
    package var rejectedCount = 0
    /// The first of the studies whose record is not as the same source sent it before: new, changed or joined. Each
    /// once, in the order of the file.
    package var taken: [TakenStudy] = []
    /// Whether there are more of these studies.
    package var hasMoreTaken = false
    /// The first of the rejected.
    package var rejected: [RejectedReference] = []

    package static let mostShown = 1000
    package static let mostNamed = 10
    package var records: Int { added + changed + unchanged + joined + rejectedCount }

    /// The rejected records as a spreadsheet.
    package func rejectedCSV() -> [UInt8] {
        var writer = CSVWriter()
        writer.write(RejectedReference.headings)
        for record in rejected { writer.write(record.cells) }
        return writer.bytes
    }
}

extension Evidence {
    /// Records are written in batches of this many: memory does not grow with the file.
    private static let batchSize = 500

    /// Takes a file of references in any of the known forms: good records enter, the others are named. A second
    /// run with the same file changes nothing.
    ///
    /// - Parameters:
    ///   - reject: Handed each record that is not taken.
    ///   - progress: Told bytes read, bytes in all, and records.
    /// - Throws: `CSVError` when the file cannot be read at all; ``Faults``; ``AccessError``.
    package func importReferences(
        _ file: ImportedFile,
        _ options: ReferencesImport,
        by actor: Actor,
        reject: (RejectedReference) throws -> Void = { _ in },
        progress: (_ bytes: Int, _ totalBytes: Int, _ records: Int) -> Void = { _, _, _ in }
    ) async throws -> ReferencesImportOutcome {
        try actor.require(.curateStudies)
        var fields = FieldReader()
        let source = fields.required(
            options.source,
            "source",
            named: "where the records come from",
            most: 500
        )
        let licence = fields.optional(options.licence, "licence", named: "the licence", most: 200)
        try fields.finish()
        let reader = try ReferenceReader(file, form: file.form())
        let provenance = Provenance(
            id: services.newID(),
            source: source,
            fileName: options.fileName.isEmpty ? nil : options.fileName,
            licence: licence,
            recordedOn: services.today()
        )
        var outcome = ReferencesImportOutcome(form: reader.form)
        var batch: [StudyCandidate] = []
        while let entry = try reader.next() {
            switch entry.content {
            case .reference(let reference):
                // Documents that are alike are judged one by one: only the identifier says which is which.
                let own = reader.form == .documents ? reference.identifier(.accession) : nil
                batch.append(
                    StudyCandidate(
                        reference,
                        source: source,
                        key: own.map { "document:\($0)" },
                        staysApart: own != nil,
                        newID: services.newID()
                    )
                )
            case .unreadable(let reason):
                let rejected = RejectedReference(
                    number: entry.number,
                    line: entry.line,
                    reason: reason,
                    text: entry.text
                )
                outcome.rejectedCount += 1
                if outcome.rejected.count < ReferencesImportOutcome.mostShown {
                    outcome.rejected.append(rejected)
                }
                try reject(rejected)
            }
            if batch.count == Self.batchSize {
                try await store(batch, provenance, &outcome, by: actor)
                batch.removeAll(keepingCapacity: true)
                progress(reader.bytesTaken, reader.byteCount, outcome.records)
            }
        }
        try await store(batch, provenance, &outcome, by: actor)
        guard outcome.records > 0 else { throw reader.form == .sheet ? CSVError.noRows : .noRecords }
        progress(reader.byteCount, reader.byteCount, outcome.records)
        return outcome
    }

    private func store(
        _ batch: [StudyCandidate],
        _ provenance: Provenance,
        _ outcome: inout ReferencesImportOutcome,
        by actor: Actor
    ) async throws {
        guard !batch.isEmpty else { return }
        let act = services.act(by: actor)
        let placed = try await database.write(exclusively: Self.studiesQueue) { transaction in
            let placed = try transaction.place(batch, provenance: provenance, at: act.at)
            if !placed.touched.isEmpty {
                try transaction.audit(
                    act,
                    .importStudies,
                    [
                        "added": .count(placed.added), "changed": .count(placed.changed),
                        "joined": .count(placed.joined),
                    ]
                )
                try transaction.touch([.studies] + placed.touched.map(Topic.study))
            }
            return placed
        }
        outcome.added += placed.added
        outcome.changed += placed.changed
        outcome.unchanged += placed.unchanged
        outcome.joined += placed.joined
        outcome.uncertain += placed.uncertain
        for (candidate, study) in zip(batch, placed.studies) where placed.touched.contains(study) {
            if outcome.taken.contains(where: { $0.id == study }) { continue }
            guard outcome.taken.count < ReferencesImportOutcome.mostNamed else {
                outcome.hasMoreTaken = true
                break
            }
            let reference = candidate.reference
            let title = reference.title.isEmpty ? reference.citation : reference.title
            outcome.taken.append(TakenStudy(id: study, title: title))
        }
    }

    /// Writers of studies queue, so that two imports do not bring the same study twice.
    package static let studiesQueue = "evidence/studies"
}
