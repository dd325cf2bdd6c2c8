import Access
import Evidence
import Services

extension Site {
    /// Adding a study by hand, and changing what its record says.
    func addStudyForms(to routes: Routes) {
        routes.get(SiteMap.newStudy, .signedIn) { visit in
            try visit.actor.require(.curateStudies)
            return .page(StudyForm(study: nil, ticket: visit.formTicket(), state: FormState()))
        }
        routes.post(SiteMap.newStudy, .signedIn) { visit, submission in
            do {
                let (id, isNew) = try await visit.site.evidence.addStudy(
                    StudyDraft(submission),
                    by: visit.actor
                )
                return .redirect(
                    to: SiteMap.study(id),
                    notice: isNew
                        ? "Added."
                        : "This study was here already. What its record did not say is filled in."
                )
            } catch let faults as Faults {
                var state = FormState(submission)
                state.refuse(faults)
                return .invalid(StudyForm(study: nil, ticket: visit.formTicket(), state: state))
            }
        }
        routes.get(SiteMap.editStudy, .signedIn) { visit, id in
            let (study, draft) = try await visit.site.evidence.studyToEdit(id, by: visit.actor)
            var state = draft.formState
            state.set("version", "\(study.version)")
            return .page(StudyForm(study: study, ticket: visit.formTicket(), state: state))
        }
        routes.post(SiteMap.editStudy, .signedIn) { visit, id, submission in
            let evidence = visit.site.evidence
            let (study, _) = try await evidence.studyToEdit(id, by: visit.actor)
            var state = FormState(submission)
            let saved = try await state.save(
                over: study.version,
                changedMeanwhile:
                    "Someone else changed this record meanwhile. Compare theirs with yours, then save again",
                at: "title"
            ) {
                try await evidence.editStudy(
                    id,
                    version: submission.version,
                    StudyDraft(submission),
                    reason: submission.text("reason"),
                    by: visit.actor
                )
                return .redirect(to: SiteMap.study(id), notice: "The record is changed.")
            }
            if let saved { return saved }
            return .invalid(StudyForm(study: study, ticket: visit.formTicket(), state: state))
        }
    }
}
