import Database
import Foundation
import Services

/// What became of candidates, and which study each is.
struct StudyPlacements: Sendable {
    var added = 0
    var changed = 0
    var unchanged = 0
    /// Found to be studies that another source had brought.
    var joined = 0
    /// Pairs that a person is asked about.
    var uncertain = 0
    /// In the order of the candidates.
    var studies: [ID<Study>] = []
    var touched: Set<ID<Study>> = []

    /// What candidates are looked up by is bound to one statement, and an engine takes so many values.
    static let mostAtOnce = 500

    mutating func add(_ other: StudyPlacements) {
        added += other.added
        changed += other.changed
        unchanged += other.unchanged
        joined += other.joined
        uncertain += other.uncertain
        studies += other.studies
        touched.formUnion(other.touched)
    }
}

extension Transaction {
    /// Puts candidates into the library: each becomes a new study, or is found to be one that is there.
    ///
    /// In this order: the same record from the same source; a DOI, ERIC id or another number that names one
    /// study; title, year and first author. A pair that is alike but not certainly the same, or that its source
    /// numbers as two, is kept apart and put into the queue.
    func place(_ candidates: [StudyCandidate], provenance: Provenance, at time: Date) throws
        -> StudyPlacements
    {
        var placements = StudyPlacements()
        for start in stride(from: 0, to: candidates.count, by: StudyPlacements.mostAtOnce) {
            let some = Array(candidates[start..<min(start + StudyPlacements.mostAtOnce, candidates.count)])
            var placing = try StudyPlacing(some, in: self)
            for candidate in some {
                try placing.place(candidate, in: self, source: provenance.source, at: time)
            }
            placements.add(placing.placements)
            guard placing.hasNews else { continue }
            try recordOnce(provenance)
            try placing.write(in: self, provenance: provenance.id, at: time)
            try announce(.study, placing.placements.touched.sorted().map(\.rawValue))
        }
        return placements
    }

    /// Records a provenance unless an earlier part of the same import did.
    func recordOnce(_ provenance: Provenance) throws {
        if try !exists("SELECT 1 FROM provenance WHERE id = \(provenance.id)") { try record(provenance) }
    }
}

/// One batch of candidates against what the library holds.
private struct StudyPlacing {
    private(set) var placements = StudyPlacements()
    private var seen: [String: ID<Study>] = [:]
    private var bySource: [String: ID<Study>] = [:]
    private var byIdentifier: [StudyIdentifier: ID<Study>] = [:]
    private var likely: [String: [(id: ID<Study>, likeness: StudyLikeness)]] = [:]
    private var new: [NewStudy] = []
    private var newPositions: [ID<Study>: Int] = [:]
    /// The numbers that sources gave to studies: those in the library, once they are asked for, and those of this
    /// batch.
    private var knownNumbers: [ID<Study>: Set<StudyIdentifier>] = [:]
    private var newNumbers: [ID<Study>: Set<StudyIdentifier>] = [:]
    private var sources: [[SQLValue]] = []
    private var pairs: [(ID<Study>, ID<Study>, Double)] = []

    var hasNews: Bool { !sources.isEmpty }

    init(_ candidates: [StudyCandidate], in transaction: any Transaction) throws {
        for row in try transaction.rows(
            """
            SELECT source_key, fingerprint, study_id FROM study_source
            WHERE source_key IN (\(SQL.list(Set(candidates.map(\.sourceKey)))))
            """
        ) {
            let key: String = try row.get(0)
            let fingerprint: String = try row.get(1)
            let study: ID<Study> = try row.get(2)
            seen["\(key)|\(fingerprint)"] = study
            bySource[key] = study
        }
        // Only those that are new need to be compared.
        let fresh = candidates.filter { seen["\($0.sourceKey)|\($0.fingerprint)"] == nil }
        guard !fresh.isEmpty else { return }
        let values = Set(fresh.flatMap { $0.naming.map(\.value) })
        for row in try transaction.rows(
            "SELECT scheme, value, study_id FROM study_identifier WHERE value IN (\(SQL.list(values)))"
        ) {
            guard let scheme = StudyIdentifier.Scheme(rawValue: try row.get(0)), scheme.namesOneStudy,
                let identifier = StudyIdentifier(scheme, try row.get(1))
            else { continue }
            byIdentifier[identifier] = try row.get(2)
        }
        let titles = Set(fresh.map(\.likeness.titleKey)).subtracting([""])
        let blocks = Set(fresh.flatMap(\.likeness.neighbouringBlocks))
        for row in try transaction.rows(
            """
            SELECT id, title_key, author_key, year, doi FROM study
            WHERE merged_into IS NULL
                AND (title_key IN (\(SQL.list(titles))) OR match_block IN (\(SQL.list(blocks))))
            """
        ) {
            let likeness = StudyLikeness(
                titleKey: try row.get(1),
                authorKey: try row.get(2),
                year: try row.get(3),
                doi: try row.get(4)
            )
            remember(try row.get(0), likeness)
        }
    }

    mutating func place(
        _ candidate: StudyCandidate,
        in transaction: any Transaction,
        source: String,
        at time: Date
    ) throws {
        let exact = "\(candidate.sourceKey)|\(candidate.fingerprint)"
        if let study = seen[exact] {
            placements.unchanged += 1
            placements.studies.append(study)
            return
        }
        let named = studies(named: candidate)
        if let study = bySource[candidate.sourceKey] {
            ask(about: study, named)
            let isChanged = try change(study, in: transaction, source, at: time) {
                $0.overlaid(with: candidate.reference)
            }
            if isChanged { placements.changed += 1 } else { placements.unchanged += 1 }
            return settle(candidate, study, exact)
        }
        let near = named.isEmpty && !candidate.staysApart ? nearest(to: candidate.likeness) : []
        let alike = near.filter { $0.score >= StudyLikeness.certain }.map { $0.id }
        // An identifier tells more than a record number does, and the clearinghouse's number more than either.
        let schemes: [StudyIdentifier.Scheme] = named.isEmpty ? [.wwc, .accession] : [.wwc]
        let same = try (named + alike).first { study in
            try !isOther(candidate, than: study, by: schemes, source, in: transaction)
        }
        if let study = same {
            _ = try change(study, in: transaction, source, at: time) { $0.filled(from: candidate.reference) }
            placements.joined += 1
            ask(about: study, named)
            return settle(candidate, study, exact)
        }
        let study = candidate.newID
        newPositions[study] = new.count
        new.append(NewStudy(id: study, reference: candidate.reference, citation: candidate.citation))
        placements.added += 1
        // What shares an ERIC id or a title, but not its source's own number, may be one all the same.
        if let other = named.first {
            ask(whether: study, is: other, score: StudyLikeness.almostCertain)
        } else if let nearest = near.first, nearest.score >= StudyLikeness.worthAsking {
            ask(whether: study, is: nearest.id, score: min(nearest.score, StudyLikeness.almostCertain))
        }
        remember(study, candidate.likeness)
        settle(candidate, study, exact)
    }

    /// The studies that a record's numbers name: one, unless two records of it were never joined.
    private func studies(named candidate: StudyCandidate) -> [ID<Study>] {
        var studies: [ID<Study>] = []
        for identifier in candidate.naming {
            if let study = byIdentifier[identifier], !studies.contains(study) { studies.append(study) }
        }
        return studies
    }

    /// A record that names two studies says that they are one; whether it is right a person decides.
    private mutating func ask(about study: ID<Study>, _ named: [ID<Study>]) {
        for other in named where other != study { ask(whether: study, is: other, score: 1) }
    }

    private mutating func ask(whether study: ID<Study>, is other: ID<Study>, score: Double) {
        pairs.append((study, other, score))
        placements.uncertain += 1
    }

    private mutating func settle(_ candidate: StudyCandidate, _ study: ID<Study>, _ exact: String) {
        seen[exact] = study
        bySource[candidate.sourceKey] = study
        for identifier in candidate.naming where byIdentifier[identifier] == nil {
            byIdentifier[identifier] = study
        }
        newNumbers[study, default: []].formUnion(
            candidate.reference.identifiers.filter(\.scheme.countsRecords)
        )
        sources.append([
            .text(candidate.sourceKey), .text(candidate.fingerprint), study.sqlValue, .text(candidate.json),
        ])
        placements.studies.append(study)
        placements.touched.insert(study)
    }

    private mutating func remember(_ study: ID<Study>, _ likeness: StudyLikeness) {
        if !likeness.titleKey.isEmpty {
            likely["t|\(likeness.titleKey)", default: []].append((study, likeness))
        }
        if !likeness.block.isEmpty { likely["b|\(likeness.block)", default: []].append((study, likeness)) }
    }

    /// The studies that a record is certainly alike, in the order that they came; where there are none, the one
    /// that it is most like.
    private func nearest(to likeness: StudyLikeness) -> [(id: ID<Study>, score: Double)] {
        var certain: [(id: ID<Study>, score: Double)] = []
        var best: (id: ID<Study>, score: Double)?
        for key in ["t|\(likeness.titleKey)"] + likeness.neighbouringBlocks.map({ "b|\($0)" }) {
            for (id, other) in likely[key] ?? [] {
                let score = likeness.score(other)
                if score > best?.score ?? 0 { best = (id, score) }
                if score >= StudyLikeness.certain { certain.append((id, score)) }
            }
        }
        return certain.isEmpty ? best.map { [$0] } ?? [] : certain
    }

    /// Whether who numbers records says that a candidate and a study are two: each has a number of one scheme, and
    /// they share none.
    private mutating func isOther(
        _ candidate: StudyCandidate,
        than study: ID<Study>,
        by schemes: [StudyIdentifier.Scheme],
        _ source: String,
        in transaction: any Transaction
    ) throws -> Bool {
        let own = candidate.reference.identifiers.filter { schemes.contains($0.scheme) }
        guard !own.isEmpty else { return false }
        if knownNumbers[study] == nil {
            let isNew = newPositions[study] != nil
            knownNumbers[study] = try isNew ? [] : Self.numbers(of: study, in: transaction, source)
        }
        let theirs = (knownNumbers[study] ?? []).union(newNumbers[study] ?? [])
        return schemes.contains { scheme in
            let ours = own.filter { $0.scheme == scheme }
            let others = theirs.filter { $0.scheme == scheme }
            return !ours.isEmpty && !others.isEmpty && others.isDisjoint(with: ours)
        }
    }

    /// The numbers that records of a study were given: record numbers count for their own source only.
    private static func numbers(
        of study: ID<Study>,
        in transaction: any Transaction,
        _ source: String
    ) throws -> Set<StudyIdentifier> {
        var numbers: Set<StudyIdentifier> = []
        for row in try transaction.rows(
            "SELECT source_key, record FROM study_source WHERE study_id = \(study)"
        ) {
            let key: String = try row.get(0)
            let json: String = try row.get(1)
            let isOwn = key.hasPrefix("\(source)|")
            for identifier in Reference(json: json)?.identifiers ?? []
            where identifier.scheme.countsRecords && (isOwn || identifier.scheme.namesOneStudy) {
                numbers.insert(identifier)
            }
        }
        return numbers
    }

    /// Changes a study that is there, or one that this batch brings.
    private mutating func change(
        _ study: ID<Study>,
        in transaction: any Transaction,
        _ source: String,
        at time: Date,
        _ change: (Reference) -> Reference
    ) throws -> Bool {
        if let position = newPositions[study] {
            let before = new[position].reference
            new[position].reference = change(before)
            return new[position].reference != before
        }
        guard let old = try transaction.references(of: [study])[study] else { return false }
        let changed = change(old)
        guard changed != old else { return false }
        try transaction.revise(
            study,
            from: old,
            to: changed,
            keepsCitation: changed.container.isEmpty,
            reason: "Record from \(source)",
            at: time
        )
        return true
    }

    func write(in transaction: any Transaction, provenance: ID<Provenance>, at time: Date) throws {
        try transaction.insert(new, provenance: provenance)
        try transaction.insert(
            into: "study_source",
            columns: ["source_key", "fingerprint", "study_id", "record", "provenance_id"],
            rows: sources.map { $0 + [provenance.sqlValue] }
        )
        for (study, other, score) in pairs {
            try transaction.ask(whether: study, is: other, score: score, foundAt: time)
        }
    }
}
