import Access
import CSV
import Database
import Evidence
import NIOCore
import Services

extension Site {
    func addStudies(to routes: Routes) {
        addStudyPages(to: routes)
        addStudyFiles(to: routes)
        addStudyForms(to: routes)
        addStudyCare(to: routes)
    }

    private func addStudyPages(to routes: Routes) {
        routes.get(SiteMap.studies, .everyone) { visit in
            let evidence = visit.site.evidence
            let query = StudyQuery(visit.query)
            return .page(
                StudiesPage(
                    query: query,
                    list: try await evidence.studies(query),
                    types: try await evidence.studyTypes(),
                    strands: try await evidence.strands(),
                    mayCurate: visit.actor.may(.curateStudies)
                )
            )
            .cached([.studies, .strands])
        }
        routes.get(SiteMap.study, .everyone) { visit, id in
            let record = try await visit.site.evidence.study(id)
            // A duplicate's address leads to the study that it turned out to be.
            if let kept = record.study.mergedInto { return .redirect(to: SiteMap.study(kept)) }
            let mine = try await visit.mine(.study(id), back: SiteMap.study(id))
            let mayCorrect = visit.actor.may(.enterFindings)
            return .page(
                StudyPage(
                    record: record,
                    mine: mine,
                    mayCorrect: mayCorrect,
                    mayCurate: visit.actor.may(.curateStudies),
                    ticket: mayCorrect ? visit.formTicket() : nil
                )
            )
            .cached([.study(id), .strands])
        }
    }

    private func addStudyFiles(to routes: Routes) {
        routes.get(SiteMap.studyFile, .everyone) { visit, place in
            let record = try await visit.site.evidence.study(place.first)
            guard let format = ExportFormat(file: place.second, named: "study"), format != .xlsx else {
                throw AccessError.notFound
            }
            return .file(
                ByteBuffer(bytes: [record.reference].written(as: format)),
                contentType: format.contentType,
                name: "study-\(place.first).\(format.fileExtension)"
            )
        }
        routes.get(SiteMap.studiesFile, .everyone) { visit, file in
            guard let format = ExportFormat(file: file, named: "studies") else { throw AccessError.notFound }
            let evidence = visit.site.evidence
            return .file(contentType: format.contentType, name: "studies.\(format.fileExtension)") { write in
                try await evidence.exportReferences(as: format, write: write)
            }
        }
    }

    private func addStudyCare(to routes: Routes) {
        routes.get(SiteMap.importStudies, .signedIn) { visit in
            try visit.actor.require(.curateStudies)
            return .page(ImportStudiesPage(ticket: visit.formTicket(), state: FormState(), outcome: nil))
        }
        routes.post(SiteMap.importStudies, .signedIn, uploadLimit: FindingsFile.mostBytes + 65_536) {
            visit,
            _,
            submission in
            try visit.actor.require(.curateStudies)
            var state = FormState(submission)
            guard let file = submission.file("file") else {
                state.refuse("file", "Choose a file")
                return .invalid(ImportStudiesPage(ticket: visit.formTicket(), state: state, outcome: nil))
            }
            do {
                var rejects = CSVWriter()
                rejects.write(RejectedReference.headings)
                let outcome = try await visit.site.evidence.importReferences(
                    .bytes(Array(file.bytes.readableBytesView)),
                    ReferencesImport(
                        fileName: file.name,
                        source: submission.text("source"),
                        licence: submission.text("licence")
                    ),
                    by: visit.actor,
                    reject: { rejects.write($0.cells) }
                )
                var rejected: ID<RejectedFile>?
                if outcome.rejectedCount > 0 {
                    rejected = try await visit.site.evidence.keepRejected(
                        rejects.bytes,
                        of: file.name,
                        by: visit.actor
                    )
                }
                return .page(
                    ImportStudiesPage(
                        ticket: visit.formTicket(),
                        state: FormState(),
                        outcome: outcome,
                        rejected: rejected
                    )
                )
            } catch let faults as Faults {
                state.refuse(faults)
            } catch let error as CSVError {
                state.refuse("file", error.description)
            }
            return .invalid(ImportStudiesPage(ticket: visit.formTicket(), state: state, outcome: nil))
        }
        routes.get(SiteMap.duplicates, .signedIn) { visit in
            let queue = try await visit.site.evidence.pairsToReview(by: visit.actor)
            return .page(
                DuplicatesPage(
                    pairs: queue.pairs,
                    total: queue.total,
                    joined: try await Self.joined(visit),
                    ticket: visit.formTicket()
                )
            )
        }
        routes.post(SiteMap.duplicates, .signedIn) { visit, submission in
            let evidence = visit.site.evidence
            guard let first = ID<Study>(submission.text("first")),
                let second = ID<Study>(submission.text("second"))
            else { throw AccessError.notFound }
            let versions = (
                Int(submission.text("firstVersion")) ?? 0, Int(submission.text("secondVersion")) ?? 0
            )
            var joined: (kept: ID<Study>, dropped: ID<Study>)?
            do {
                switch submission.text("decision") {
                case "first":
                    joined = (first, second)
                    try await evidence.mergeStudies(
                        keep: (first, versions.0),
                        drop: (second, versions.1),
                        by: visit.actor
                    )
                case "second":
                    joined = (second, first)
                    try await evidence.mergeStudies(
                        keep: (second, versions.1),
                        drop: (first, versions.0),
                        by: visit.actor
                    )
                default: try await evidence.keepApart(first, second, by: visit.actor)
                }
            } catch DatabaseError.staleVersion {
                return .redirect(
                    to: SiteMap.duplicates(),
                    notice: "One of the two was changed meanwhile. Look again, and decide."
                )
            } catch AccessError.notFound {
                // The same for a pair that never waited.
                return .redirect(
                    to: SiteMap.duplicates(),
                    notice: "This pair waits for no decision any more: nothing was changed."
                )
            }
            guard let joined else {
                return .redirect(to: SiteMap.duplicates(), notice: "Noted: they are two studies.")
            }
            return .redirect(
                to: SiteMap.duplicates().with("kept", joined.kept.description)
                    .with("dropped", joined.dropped.description)
            )
        }
        addParting(to: routes)
    }

    /// The two that the address names as joined, unless they were parted meanwhile.
    private static func joined(_ visit: Visit) async throws -> StudyParting? {
        guard let kept = ID<Study>(visit.query.text("kept")),
            let dropped = ID<Study>(visit.query.text("dropped"))
        else { return nil }
        do {
            return try await visit.site.evidence.studyParting(of: dropped, from: kept, by: visit.actor)
        } catch AccessError.notFound {
            return nil
        }
    }

    private func addParting(to routes: Routes) {
        routes.get(SiteMap.partStudies, .signedIn) { visit, place in
            let parting = try await visit.site.evidence.studyParting(
                of: place.second,
                from: place.first,
                by: visit.actor
            )
            return .page(PartStudiesPage(parting: parting, ticket: visit.formTicket()))
        }
        routes.post(SiteMap.partStudies, .signedIn) { visit, place, submission in
            do {
                try await visit.site.evidence.unmergeStudies(
                    kept: (place.first, submission.version),
                    dropped: place.second,
                    takingAlong: Set(submission.all("along").compactMap { ID<Finding>($0) }),
                    by: visit.actor
                )
            } catch DatabaseError.staleVersion {
                return .redirect(
                    to: SiteMap.partStudies(place.first, place.second),
                    notice: "The record was changed meanwhile. Look again, and decide."
                )
            } catch AccessError.notFound {
                // As after a button that was pressed twice; what never was is not found.
                _ = try await visit.site.evidence.study(place.first)
                return .redirect(
                    to: SiteMap.duplicates(),
                    notice: "These two are not joined, or no longer: nothing was changed."
                )
            }
            return .redirect(
                to: SiteMap.study(place.second),
                notice: "They are two studies again, and the pools are made again."
            )
        }
    }
}

extension ExportFormat {
    /// `studies.bib` with the name `studies` is BibTeX.
    init?(file: String, named name: String) {
        guard let format = ExportFormat.allCases.first(where: { "\(name).\($0.fileExtension)" == file })
        else {
            return nil
        }
        self = format
    }
}
