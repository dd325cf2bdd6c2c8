import Access
import CSV
import Database
import Evidence
import NIOCore
import Services
import Trials

extension Site {
    func addSchoolTrials(to routes: Routes) {
        routes.get(SiteMap.schoolTrials, .signedIn) { visit in
            let schools = try visit.own(.establishment, where: .seeTrialSchool)
            var lists: [(school: Organisation, trials: [SchoolTrial], rows: [ID<TrialSchool>: [RowCounts]])] =
                []
            for school in schools {
                let taken = try await trials.trials(ofSchool: school.id, by: visit.actor)
                let rows = try await trials.rowCounts(ofSchool: school.id, by: visit.actor)
                lists.append((school, taken, rows))
            }
            return .page(SchoolTrialsPage(schools: lists, today: visit.services.today()))
        }
        routes.get(SiteMap.schoolTrial, .signedIn) { visit, id in
            .page(try await visit.schoolTrialPage(id, FormState()))
        }
        routes.post(SiteMap.schoolTrialStep, .signedIn) { visit, id, submission in
            var state = FormState(submission)
            let step = submission.text("do")
            do {
                let notice = try await visit.take(step, id, submission)
                return .redirect(to: SiteMap.schoolTrial(id), notice: notice)
            } catch let faults as Faults {
                // Reasons of a withdrawal and of coming back stand in fields of their own, beside that of saying no.
                let reasons = ["withdraw": "why", "take-back": "backWhy"]
                for fault in faults.list {
                    let field = fault.field == "reason" ? reasons[step] ?? fault.field : fault.field
                    state.refuse(field, fault.message)
                }
            } catch TrialsError.wrongStep {
                state.refuse(step, "This has been done already, or its time is over")
            } catch DatabaseError.staleVersion {
                state.refuse(step, "A file came in meanwhile. Please press the button once more")
            }
            return .invalid(try await visit.schoolTrialPage(id, state))
        }
        routes.get(SiteMap.schoolResults, .signedIn) { visit, id in
            let trial = try await visit.schoolTrial(id, .keepRoster)
            return .page(
                SchoolResultsPage(
                    trial: trial,
                    results: try await trials.schoolResults(of: id, by: visit.actor),
                    profiles: evidence.profiles
                )
            )
        }
        routes.get(SiteMap.signedMemorandum, .signedIn) { visit, id in
            let signed = try await trials.signedMemorandum(of: id, by: visit.actor)
            let place = try await trials.trialSchool(id, by: visit.actor)
            let published = try await trials.publishedProtocol(place.trial).orNotFound()
            return .page(
                SignedMemorandumPage(signed: signed, trial: SchoolTrial(place: place, published: published))
            )
        }
        addRows(to: routes)
    }

    private func addRows(to routes: Routes) {
        routes.get(SiteMap.schoolRows, .signedIn) { visit, place in
            let wave = try visit.sentWave(place.second)
            let trial = try await visit.schoolTrial(place.first, .keepRoster)
            return .page(
                SchoolRowsPage(
                    trial: trial,
                    wave: wave,
                    headings: [],
                    faults: [],
                    ticket: visit.formTicket(),
                    state: FormState(["mode": "add"]),
                    refusal: try await trials.whyNoRows(wave, of: place.first, by: visit.actor)
                )
            )
        }
        routes.post(SiteMap.schoolRows, .signedIn, uploadLimit: PupilFile.mostBytes + 65_536) {
            visit,
            place,
            submission in
            try await visit.upload(try visit.sentWave(place.second), to: place.first, submission)
        }
        routes.get(SiteMap.schoolTemplate, .signedIn) { visit, place in
            let wave = try visit.sentWave(place.second)
            let trial = try await visit.schoolTrial(place.first, .seeTrialSchool)
            var writer = CSVWriter()
            writer.write(RosterColumn.columns(of: wave, trial.published.record.text).map(\.title))
            let name = "\(trial.published.slug)-\(wave.rawValue).csv"
            return .file(ByteBuffer(bytes: writer.bytes), contentType: "text/csv; charset=utf-8", name: name)
        }
        routes.get(SiteMap.schoolRejected, .signedIn) { visit, place in
            let wave = try visit.sentWave(place.second)
            let faults = try await trials.rejectedRows(of: place.first, wave, by: visit.actor)
            return .file(
                ByteBuffer(bytes: PupilFault.csv(faults)),
                contentType: "text/csv; charset=utf-8",
                name: "rejected.csv"
            )
        }
        routes.get(SiteMap.schoolWorkbook, .signedIn) { visit, id in
            return .workbook(try await trials.schoolWorkbook(id, by: visit.actor), name: "trial-codes")
        }
        routes.get(SiteMap.schoolData, .signedIn) { visit, id in
            try await visit.rowsFile("rows.csv", of: id) { try await trials.schoolData(id, by: visit.actor) }
        }
        routes.get(SiteMap.schoolAllocation, .signedIn) { visit, id in
            try await visit.rowsFile("allocation.csv", of: id) {
                try await trials.schoolAllocation(id, by: visit.actor)
            }
        }
    }
}

extension RosterUpload {
    /// Columns that the file calls otherwise than the template, so that a wrong one is noticed.
    fileprivate var readAs: String {
        let other: [String] = RosterColumn.allCases.compactMap { column in
            guard let heading = match.headings[column], heading.lowercased() != column.title.lowercased()
            else { return nil }
            // A notice has room for a few words.
            return "“\(heading.prefix(40))” as “\(column.title)”"
        }
        return other.isEmpty ? "" : " Read: \(other.joined(separator: ", "))."
    }

    /// What of the file stayed outside, and why.
    fileprivate var columnsNotRead: String {
        guard !notRead.isEmpty else { return "" }
        let names = notRead.map { "“\($0.prefix(40))”" }
        let why = names.count == 1 ? "it looks as if it said" : "they look as if they said"
        return " Not read, because \(why) who a pupil is: \(InWords.list(names))."
    }
}

extension Visit {
    /// A file made from opened rows, or the school's page with the reason why there are none.
    fileprivate func rowsFile(_ name: String, of id: ID<TrialSchool>, _ make: () async throws -> [UInt8])
        async throws -> Answer
    {
        do {
            let bytes = ByteBuffer(bytes: try await make())
            return .file(bytes, contentType: "text/csv; charset=utf-8", name: name)
        } catch TrialsError.rowsGone {
            return .redirect(
                to: SiteMap.schoolTrial(id),
                notice: "There are no rows to open: none were sent, or their key has been destroyed."
            )
        }
    }

    fileprivate func sentWave(_ text: String) throws -> Wave {
        let wave = try Wave(rawValue: text).orNotFound()
        guard wave != .allocation else { throw AccessError.notFound }
        return wave
    }

    fileprivate func schoolTrial(_ id: ID<TrialSchool>, _ permission: Permission) async throws -> SchoolTrial
    {
        let place = try await site.trials.trialSchool(id, by: actor)
        try actor.require(permission, on: .of(place.school.id))
        return SchoolTrial(
            place: place,
            published: try await site.trials.publishedProtocol(place.trial).orNotFound()
        )
    }

    fileprivate func schoolTrialPage(_ id: ID<TrialSchool>, _ state: FormState) async throws
        -> SchoolTrialPage
    {
        let trial = try await schoolTrial(id, .seeTrialSchool)
        let subject = Subject.of(trial.place.school.id)
        return SchoolTrialPage(
            trial: trial,
            rows: try await site.trials.rowCounts(of: id, by: actor),
            counts: try await site.trials.schoolCounts(of: id, by: actor),
            withdrawals: try await site.trials.withdrawals(of: id, by: actor),
            may: .init(
                sign: actor.may(.joinTrial, on: subject),
                send: actor.may(.keepRoster, on: subject),
                read: actor.may(.readTrialRows, on: subject),
                withdraw: actor.may(.withdrawSchool, on: subject)
            ),
            today: services.today(),
            ticket: formTicket(),
            state: state
        )
    }

    fileprivate func take(_ step: String, _ id: ID<TrialSchool>, _ submission: Submission) async throws
        -> String
    {
        let trials = site.trials
        switch step {
        case "decline":
            try await trials.declineTrial(id, reason: submission.text("reason"), by: actor)
            return "Thank you for answering."
        case "notice":
            try await trials.recordNotice(
                id,
                sentOn: submission.text("sentOn"),
                objectionsUntil: submission.text("objectionsUntil"),
                objections: submission.text("objections"),
                by: actor
            )
            return "Saved."
        case "late":
            try await trials.recordLateArrivals(submission.text("late"), of: id, by: actor)
            return "Saved."
        case "fidelity":
            var answers: [String: String] = [:]
            for (field, _) in Fidelity.questions { answers[field] = submission.text(field) }
            try await trials.recordFidelity(answers, of: id, by: actor)
            return "Thank you. Your answers are saved."
        case "naming":
            guard let named = ["yes": true, "no": false][submission.text("named")] else {
                throw Faults([Fault("named", "Say whether the school may be named")])
            }
            try await trials.changeNaming(of: id, mayBeNamed: named, by: actor)
            return named ? "Your school may be named." : "Your school is no longer named. It is counted."
        case "remove-pupil":
            guard let kind = ErasureKind(rawValue: submission.text("kind")) else {
                throw Faults([Fault("kind", "Choose what was asked")])
            }
            guard !submission.text("code").isEmpty else {
                throw Faults([Fault("code", "Enter the pupil’s code")])
            }
            let answer = try await trials.removePupil(
                code: submission.text("code"),
                from: id,
                kind,
                by: actor
            )
            let published = try await schoolTrial(id, .keepRoster).published
            let text = published.record.text
            return answer.words(
                text,
                purge: text.reading(of: .purgeOn),
                stage: published.course.stage
            )
        case "withdraw":
            let chosen = TrialSchool.Part(rawValue: submission.text("part"))
            var faults: [Fault] = []
            if chosen == nil { faults.append(Fault("part", "Choose from what to withdraw")) }
            if submission.text("why").isEmpty { faults.append(Fault("why", "Enter the reason")) }
            if !submission.isChecked("sure") { faults.append(Fault("sure", "Say that you are sure")) }
            guard let part = chosen, faults.isEmpty else { throw Faults(faults) }
            try await trials.withdraw(id, from: part, reason: submission.text("why"), by: actor)
            let place = try await trials.trialSchool(id, by: actor)
            let course = try await trials.publishedProtocol(place.trial).orNotFound().course
            return place.leftBeforeDraw(at: course.allocatedAt) == nil
                ? "Your school has withdrawn from: \(part.title.lowercased())."
                : "Your school has withdrawn, and is not drawn."
        case "take-back":
            let chosen = TrialSchool.Part(rawValue: submission.text("backPart"))
            var faults: [Fault] = []
            if chosen == nil {
                faults.append(Fault("backPart", "Choose what your school takes part in again"))
            }
            if submission.text("backWhy").isEmpty { faults.append(Fault("backWhy", "Enter why")) }
            guard let part = chosen, faults.isEmpty else { throw Faults(faults) }
            try await trials.takeBackWithdrawal(
                of: id,
                from: part,
                reason: submission.text("backWhy"),
                by: actor
            )
            return "Your school takes part again: \(part.title.lowercased())."
        default: throw AccessError.notFound
        }
    }

    fileprivate func upload(_ wave: Wave, to id: ID<TrialSchool>, _ submission: Submission) async throws
        -> Answer
    {
        let trial = try await schoolTrial(id, .keepRoster)
        var state = FormState(submission)
        var headings: [String] = []
        var faults: [PupilFault] = []
        if let file = submission.file("file") {
            var chosen: [RosterColumn: String] = [:]
            for column in RosterColumn.columns(of: wave, trial.published.record.text)
            where submission.names.contains("column-\(column.rawValue)") {
                chosen[column] = submission.text("column-\(column.rawValue)")
            }
            do {
                let result = try await site.trials.uploadRoster(
                    Array(file.bytes.readableBytesView),
                    wave,
                    to: id,
                    chosen: chosen.isEmpty ? nil : chosen,
                    replacing: submission.text("mode") == "replace",
                    by: actor
                )
                let removed = InWords.count(result.removed, "row")
                let gone = result.removed == 0 ? "" : " Gone, as the file does not have them: \(removed)."
                // A column that was not read is a fault, too.
                let count = result.faults.count - result.notRead.count
                let refused = count == 0 ? "" : " Not taken: \(InWords.count(count, "row")); see why below."
                return .redirect(
                    to: SiteMap.schoolTrial(id),
                    notice:
                        "\(InWords.count(result.accepted, "row")) taken; there now: \(result.total).\(gone)\(result.readAs)\(result.columnsNotRead)\(refused)"
                )
            } catch UploadRefusal.missingColumns(let columns, let found, let notRead) {
                headings = found
                state.refuse(
                    "file",
                    UploadRefusal.missingColumns(columns, headings: found, notRead: notRead).description
                )
            } catch UploadRefusal.nothingUsable(let found) {
                faults = found
                state.refuse("file", UploadRefusal.nothingUsable(found).description)
            } catch let refusal as UploadRefusal {
                state.refuse("file", refusal.description)
            } catch let error as CSVError {
                state.refuse("file", error.description)
            } catch let error as PupilFileError {
                state.refuse("file", error.description)
            } catch DatabaseError.staleVersion {
                state.refuse("file", "Another file came in at the same time. Please send yours once more")
            }
        } else {
            state.refuse("file", "Choose a CSV file")
        }
        return .invalid(
            SchoolRowsPage(
                trial: trial,
                wave: wave,
                headings: headings,
                faults: faults,
                ticket: formTicket(),
                state: state
            )
        )
    }
}
