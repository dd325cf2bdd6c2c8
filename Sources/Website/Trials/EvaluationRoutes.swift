import Access
import CSV
import Database
import Evidence
import HTML
import NIOCore
import Services
import Trials

extension Site {
    func addEvaluations(to routes: Routes) {
        routes.get(SiteMap.evaluations, .signedIn) { visit in
            var schools: [(organisation: Organisation, evaluations: [Evaluation])] = []
            for organisation in visit.actor.organisations(where: .evaluate) {
                schools.append(
                    (
                        organisation,
                        try await visit.site.trials.evaluations(of: organisation.id, by: visit.actor)
                    )
                )
            }
            return .page(EvaluationsPage(schools: schools))
        }
        addQuestions(to: routes)
        addUpload(to: routes)
        addReport(to: routes)
    }

    private func addQuestions(to routes: Routes) {
        routes.get(SiteMap.newEvaluation, .signedIn) { visit in
            let school = try visit.school(visit.query.text("school"))
            return .page(try await visit.questions(school, nil, FormState(["isAttainment": "yes"])))
        }
        routes.post(SiteMap.newEvaluation, .signedIn) { visit, submission in
            let school = try visit.school(visit.query.text("school"))
            do {
                let id = try await visit.site.trials.startEvaluation(
                    EvaluationDraft(submission),
                    for: school.id,
                    by: visit.actor,
                    key: submission.idempotencyKey
                )
                return .redirect(to: SiteMap.evaluation(id))
            } catch let faults as Faults {
                var state = FormState(submission)
                state.refuse(faults)
                return .invalid(try await visit.questions(school, nil, state))
            }
        }
        routes.get(SiteMap.evaluationQuestions, .signedIn) { visit, id in
            let evaluation = try await visit.site.trials.evaluation(id, by: visit.actor)
            let school = try visit.school(evaluation.organisation.description)
            var state = EvaluationDraft(evaluation.answers).formState
            state.set("version", String(evaluation.version))
            return .page(try await visit.questions(school, evaluation, state))
        }
        routes.post(SiteMap.evaluationQuestions, .signedIn) { visit, id, submission in
            let evaluation = try await visit.site.trials.evaluation(id, by: visit.actor)
            var state = FormState(submission)
            do {
                try await visit.site.trials.changeAnswers(
                    of: id,
                    version: submission.version,
                    EvaluationDraft(submission),
                    by: visit.actor
                )
                return .redirect(to: SiteMap.evaluation(id))
            } catch let faults as Faults {
                state.refuse(faults)
            } catch TrialsError.wrongStep {
                state.refuse(
                    "question",
                    "It is shared, or its pupil rows were destroyed. Stop sharing it first, or start a new evaluation"
                )
            } catch DatabaseError.staleVersion {
                state.refuse("question", HubForms.staleNotice)
                state.set("version", String(evaluation.version))
            }
            let school = try visit.school(evaluation.organisation.description)
            return .invalid(try await visit.questions(school, evaluation, state))
        }
    }

    private func addUpload(to routes: Routes) {
        routes.get(SiteMap.evaluationFile, .signedIn) { visit, id in
            let evaluation = try await visit.site.trials.evaluation(id, by: visit.actor)
            return .page(
                EvaluationUploadPage(evaluation: evaluation, ticket: visit.formTicket(), state: FormState())
            )
        }
        routes.post(SiteMap.evaluationFile, .signedIn, uploadLimit: PupilFile.mostBytes + 65_536) {
            visit,
            id,
            submission in
            let evaluation = try await visit.site.trials.evaluation(id, by: visit.actor)
            var state = FormState()
            guard let file = submission.file("file") else {
                state.refuse("file", "Choose a CSV file")
                return .invalid(
                    EvaluationUploadPage(evaluation: evaluation, ticket: visit.formTicket(), state: state)
                )
            }
            do {
                let bytes = Array(file.bytes.readableBytesView)
                try await visit.site.trials.uploadPupils(bytes, to: id, by: visit.actor)
                return .redirect(to: SiteMap.evaluation(id))
            } catch let error as CSVError {
                state.refuse("file", error.description)
            } catch let error as PupilFileError {
                state.refuse("file", error.description)
            } catch TrialsError.wrongStep {
                state.refuse("file", "It is shared, or its pupil rows were destroyed. Start a new evaluation")
            }
            return .invalid(
                EvaluationUploadPage(evaluation: evaluation, ticket: visit.formTicket(), state: state)
            )
        }
        routes.get(SiteMap.evaluationRejected, .signedIn) { visit, id in
            do {
                let upload = try await visit.site.trials.understoodPupils(of: id, by: visit.actor)
                let bytes = ByteBuffer(bytes: upload.understood.rejectedCSV())
                return .file(bytes, contentType: "text/csv; charset=utf-8", name: "rejected.csv")
            } catch TrialsError.wrongStep, TrialsError.rowsGone {
                // Once the file is analysed or purged, what was refused is gone with it.
                throw AccessError.notFound
            }
        }
        routes.post(SiteMap.evaluationAnalysis, .signedIn) { visit, id, submission in
            do {
                return try await visit.analyse(id, submission)
            } catch TrialsError.wrongStep, TrialsError.rowsGone {
                // The report was made, or the rows destroyed, since the page was opened: pressed twice, say.
                return .redirect(to: SiteMap.evaluation(id))
            }
        }
    }

    private func addReport(to routes: Routes) {
        routes.get(SiteMap.evaluation, .signedIn) { visit, id in
            let evaluation = try await visit.site.trials.evaluation(id, by: visit.actor)
            switch evaluation.step {
            case .questions: return .redirect(to: SiteMap.evaluationFile(id))
            case .checking: return .page(try await visit.check(evaluation, chosen: nil))
            case .analysed: return .page(try await visit.report(evaluation))
            }
        }
        routes.post(SiteMap.evaluationSharing, .signedIn) { visit, id, submission in
            let version = submission.version
            if submission.text("do") == "stop" {
                try await visit.site.trials.unshareEvaluation(id, version: version, by: visit.actor)
                return .redirect(to: SiteMap.evaluation(id), notice: "It is private again.")
            }
            do {
                try await visit.site.trials.shareEvaluation(
                    id,
                    version: version,
                    account: submission.text("account"),
                    by: visit.actor
                )
                return .redirect(
                    to: SiteMap.evaluation(id),
                    notice: "Shared as your school’s own account."
                )
            } catch let faults as Faults {
                var state = FormState(submission)
                state.refuse(faults)
                let evaluation = try await visit.site.trials.evaluation(id, by: visit.actor)
                return .invalid(try await visit.report(evaluation, sharing: state))
            } catch TrialsError.wrongStep {
                // Its answers were changed meanwhile, so there is no report to share.
                return .redirect(to: SiteMap.evaluation(id))
            }
        }
        routes.post(SiteMap.evaluationPurge, .signedIn) { visit, id, _ in
            try await visit.site.trials.purgePupils(of: id, by: visit.actor)
            return .redirect(to: SiteMap.evaluation(id), notice: "The pupil rows are destroyed.")
        }
    }
}

extension Visit {
    /// The person's own school, the first where none is named; another's is not found.
    fileprivate func school(_ text: String) throws -> Organisation {
        if text.isEmpty { return try own(.establishment, text, where: .evaluate) }
        let mine = actor.memberships.map(\.organisation).first { $0.id.description == text.lowercased() }
        let school = try mine.orNotFound()
        try actor.require(.evaluate, on: .of(school.id))
        return school
    }

    fileprivate func questions(_ school: Organisation, _ evaluation: Evaluation?, _ state: FormState)
        async throws
        -> EvaluationQuestionsPage
    {
        EvaluationQuestionsPage(
            action: evaluation.map { SiteMap.evaluationQuestions($0.id) }
                ?? SiteMap.newEvaluation().with("school", school.id.description),
            ticket: formTicket(),
            state: state,
            strands: try await site.evidence.strands(),
            schoolName: school.name
        )
    }

    fileprivate func check(
        _ evaluation: Evaluation,
        chosen: [PupilColumn: String]?,
        problem: (field: String, message: String)? = nil,
        treatedGroup: String = ""
    ) async throws -> EvaluationCheckPage {
        let upload = try await site.trials.understoodPupils(of: evaluation.id, chosen: chosen, by: actor)
        var state = FormState()
        for (column, heading) in upload.understood.match.headings {
            state.set("column-\(column.rawValue)", heading)
        }
        state.set("treatedGroup", treatedGroup)
        for column in upload.understood.match.missing {
            state.refuse("column-\(column.rawValue)", "Choose the column for “\(column.title)”")
        }
        if upload.understood.match.hasClash {
            state.refuse("column-pseudonym", "Choose each column only once")
        }
        if let problem { state.refuse(problem.field, problem.message) }
        return EvaluationCheckPage(evaluation: evaluation, upload: upload, ticket: formTicket(), state: state)
    }

    fileprivate func analyse(_ id: ID<Evaluation>, _ submission: Submission) async throws -> Answer {
        let evaluation = try await site.trials.evaluation(id, by: actor)
        var chosen: [PupilColumn: String] = [:]
        for column in PupilColumn.allCases { chosen[column] = submission.text("column-\(column.rawValue)") }
        let group = submission.text("treatedGroup")
        if submission.text("do") != "analyse" {
            return .page(try await check(evaluation, chosen: chosen, treatedGroup: group))
        }
        var problem = (field: "treatedGroup", message: "Choose which group was offered it")
        if !group.isEmpty {
            do {
                try await site.trials.analyseEvaluation(
                    id,
                    version: submission.version,
                    chosen: chosen,
                    treatedGroup: group,
                    by: actor
                )
                return .redirect(to: SiteMap.evaluation(id))
            } catch let refusal as AnalysisRefusal {
                problem.message = refusal.message
            } catch let faults as Faults {
                problem = ("column-pseudonym", faults.list[0].message)
            } catch DatabaseError.staleVersion {
                problem.message = "Someone changed this evaluation meanwhile. Check it again"
            }
        }
        return .invalid(try await check(evaluation, chosen: chosen, problem: problem, treatedGroup: group))
    }

    fileprivate func report(_ evaluation: Evaluation, sharing: FormState? = nil) async throws
        -> EvaluationReportPage
    {
        let report = try evaluation.report.orNotFound()
        let subject = Subject(
            organisations: [evaluation.organisation],
            person: evaluation.createdBy,
            isPublic: false
        )
        var scores: [(group: String, values: [Double])] = []
        if evaluation.purgedAt == nil, actor.may(.readPupilRows, on: subject) {
            let rows: [PupilRow]
            do {
                rows = try await site.trials.pupilRows(of: evaluation.id, by: actor)
            } catch TrialsError.rowsGone {
                // The report stands without its rows.
                rows = []
            }
            for name in [report.treated.name] + (report.control.map { [$0.name] } ?? []) {
                let values = rows.filter { $0.group == name }.compactMap(\.post)
                if !values.isEmpty { scores.append((name, values)) }
            }
        }
        var openTrials: [Trial] = []
        if let strand = evaluation.answers.strand {
            let today = services.today()
            openTrials = try await site.trials.trials(on: strand).filter {
                [.registered, .recruiting].contains($0.status(on: today))
            }
        }
        return EvaluationReportPage(
            evaluation: evaluation,
            report: report,
            profiles: site.evidence.profiles,
            scores: scores,
            mayShare: actor.may(.shareReport, on: subject),
            mayPurge: actor.may(.purgePupilRows, on: subject),
            openTrials: openTrials,
            sharingState: sharing ?? FormState(["account": evaluation.account]),
            ticket: formTicket()
        )
    }
}

extension EvaluationDraft {
    init(_ submission: Submission) {
        self.init()
        question = submission.text("question")
        formation = submission.text("formation")
        formationDetail = submission.text("formationDetail")
        outcomeName = submission.text("outcomeName")
        isAttainment = submission.text("isAttainment") != "no"
        phase = submission.text("phase")
        yearGroup = submission.text("yearGroup")
        startedOn = submission.text("startedOn")
        endedOn = submission.text("endedOn")
        strand = ID<Strand>(submission.text("strand"))
    }

    var formState: FormState {
        FormState([
            "question": question, "formation": formation, "formationDetail": formationDetail,
            "outcomeName": outcomeName, "isAttainment": isAttainment ? "yes" : "no", "phase": phase,
            "yearGroup": yearGroup, "startedOn": startedOn, "endedOn": endedOn,
            "strand": strand?.description ?? "",
        ])
    }
}
