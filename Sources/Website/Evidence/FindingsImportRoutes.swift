import Access
import CSV
import Evidence
import NIOCore
import Services

extension Site {
    func addFindingsImport(to routes: Routes) {
        routes.get(SiteMap.importFindings, .signedIn) { visit in
            try visit.actor.require(.enterFindings)
            return .page(try await visit.importPage(FormState()))
        }
        routes.post(SiteMap.importFindings, .signedIn, uploadLimit: FindingsFile.mostBytes + 65_536) {
            visit,
            _,
            submission in
            try visit.actor.require(.enterFindings)
            var state = FormState(submission)
            guard let file = submission.file("file") else {
                state.refuse("file", "Choose a CSV file")
                return .invalid(try await visit.importPage(state))
            }
            let bytes = Array(file.bytes.readableBytesView)
            let options = FindingsImport(file.name, submission)
            let isMatched = submission.text("matched") == "yes"
            do {
                let form = try FindingsFile.form(of: bytes, chosen: options.chosenColumns)
                if case .plain(let match) = form {
                    if !match.missing.isEmpty {
                        state.refuse("file", CSVError.missingColumns(match.missing).description)
                        if !isMatched { state.choose(match) }
                        return .invalid(try await visit.importPage(state, match))
                    }
                    if !isMatched, submission.isChecked("match") {
                        state.choose(match)
                        return .page(try await visit.importPage(state, match))
                    }
                }
                return try await visit.imported(bytes, options)
            } catch let faults as Faults {
                state.refuse(faults)
            } catch let error as CSVError {
                state.refuse("file", error.description)
            }
            return .invalid(try await visit.importPage(state))
        }
        routes.get(SiteMap.rejectedFile, .signedIn) { visit, id in
            let file = try await visit.site.evidence.rejectedFile(id, by: visit.actor)
            return .sheet(file.bytes, name: "\(file.name).rejected")
        }
    }
}

extension FindingsImport {
    fileprivate init(_ fileName: String, _ submission: Submission) {
        self.init(
            fileName: fileName,
            source: submission.text("source"),
            licence: submission.text("licence"),
            strands: submission.all("strand").compactMap { ID<Strand>($0) }
        )
        // A person who was shown the columns said of each which it is, or that there is none.
        guard submission.text("matched") == "yes" else { return }
        for column in FindingColumn.allCases {
            chosenColumns[column] = submission.text(FindingsImportPage.name(of: column))
        }
    }
}

extension Visit {
    fileprivate func imported(_ bytes: [UInt8], _ options: FindingsImport) async throws -> Answer {
        let evidence = site.evidence
        let outcome = try await evidence.importFindings(bytes, options, by: actor)
        var rejected: ID<RejectedFile>?
        if !outcome.rejected.isEmpty {
            rejected = try await evidence.keepRejected(outcome.rejectedCSV(), of: options.fileName, by: actor)
        }
        return .page(
            FindingsImportPage(
                ticket: formTicket(),
                state: FormState(),
                strands: try await evidence.strands(),
                outcome: outcome,
                rejected: rejected
            )
        )
    }

    fileprivate func importPage(_ state: FormState, _ match: FindingColumnMatch? = nil) async throws
        -> FindingsImportPage
    {
        FindingsImportPage(
            ticket: formTicket(),
            state: state,
            strands: try await site.evidence.strands(),
            match: match
        )
    }
}
