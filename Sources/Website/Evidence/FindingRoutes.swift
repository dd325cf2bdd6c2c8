import Database
import Evidence
import Services

extension Site {
    /// Changing a finding that is filed, taking it out and bringing it back.
    func addFindingCorrections(to routes: Routes) {
        routes.get(SiteMap.editFinding, .signedIn) { visit, id in
            let (finding, draft) = try await visit.site.evidence.findingToEdit(id, by: visit.actor)
            var state = draft.formState
            state.set("version", "\(finding.version)")
            return .page(try await visit.findingForm(finding, state))
        }
        routes.post(SiteMap.editFinding, .signedIn) { visit, id, submission in
            let evidence = visit.site.evidence
            let (finding, filed) = try await evidence.findingToEdit(id, by: visit.actor)
            var draft = FindingDraft(submission)
            // The study and what was tested are not asked for.
            (draft.citation, draft.intervention) = (filed.citation, filed.intervention)
            let corrected = draft
            var state = FormState(submission)
            let saved = try await state.save(
                over: finding.version,
                changedMeanwhile:
                    "Someone else changed this finding meanwhile. Compare theirs with yours, then save again",
                at: "label"
            ) {
                try await evidence.editFinding(
                    id,
                    version: submission.version,
                    corrected,
                    reason: submission.text("reason"),
                    by: visit.actor
                )
                let link = finding.study.map { SiteMap.study($0) } ?? SiteMap.evidence()
                return .redirect(to: link, notice: "Changed, and the pools are made again.")
            }
            if let saved { return saved }
            return .invalid(try await visit.findingForm(finding, state))
        }
        routes.post(SiteMap.removeFinding, .signedIn) { visit, id, submission in
            let evidence = visit.site.evidence
            let (finding, _) = try await evidence.findingToEdit(id, by: visit.actor)
            do {
                try await evidence.removeFinding(id, version: submission.version, by: visit.actor)
            } catch DatabaseError.staleVersion {
                return .redirect(
                    to: SiteMap.editFinding(id),
                    notice: "Someone else changed this finding meanwhile. Look again, and decide."
                )
            }
            let link = finding.study.map { SiteMap.study($0) } ?? SiteMap.evidence()
            return .redirect(to: link, notice: "Taken out, and the pools are made again.")
        }
        routes.post(SiteMap.bringBackFinding, .signedIn) { visit, id, _ in
            let evidence = visit.site.evidence
            var notice = "Brought back, and the pools are made again."
            do {
                try await evidence.bringBackFinding(id, by: visit.actor)
            } catch let faults as Faults {
                notice = "It cannot be brought back as it was. \(faults.list[0].message). Enter it again."
            }
            let study = try await evidence.studyOfFinding(takenOut: id)
            return .redirect(to: SiteMap.study(study), notice: notice)
        }
    }
}

extension Visit {
    fileprivate func findingForm(_ finding: Finding, _ state: FormState) async throws -> FindingFormPage {
        FindingFormPage(
            finding: finding,
            ticket: formTicket(),
            state: state,
            strands: try await site.evidence.strands()
        )
    }
}
