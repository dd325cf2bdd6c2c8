import NIOCore
import Access
import CSV
import Foundation
import HTML
import Programmes
import Services

// What a hub brings along: past attendees, and reports of online meetings.

extension Site {
    func addHistory(to routes: Routes) {
        routes.get(SiteMap.hubHistory, .signedIn) { visit in
            .page(try await historyPage(visit, visit.query.text("hub"), FormState(), nil))
        }
        routes.post(SiteMap.hubHistory, .signedIn, uploadLimit: 20 * 1024 * 1024) { visit, submission in
            let hub = try visit.hub(submission.text("hub"), where: .keepRegister)
            if submission.text("step") == "remove" {
                let id = try ID<HistoryReport>(submission.text("import")).orNotFound()
                let rows = try await programmes.removeHistory(id, by: visit.actor)
                return .redirect(
                    to: SiteMap.hubHistory().with("hub", hub.id.description),
                    notice: "The file is removed: \(InWords.count(rows, "row"))."
                )
            }
            var state = FormState(submission)
            let typedDay = submission.text("heldOn")
            let day = typedDay.isEmpty ? nil : TypedDate.parse(typedDay)
            if !typedDay.isEmpty, day == nil { state.refuse("heldOn", "Enter a day such as 14/03/2026") }
            guard let file = submission.file("file") else {
                state.refuse("file", "Choose a CSV file or an Excel workbook")
                return .invalid(try await historyPage(visit, submission.text("hub"), state, nil))
            }
            guard state.isValid else {
                return .invalid(try await historyPage(visit, submission.text("hub"), state, nil))
            }
            let bytes = Array(file.bytes.readableBytesView)
            var chosen: [HistoryColumn: String] = [:]
            for column in HistoryColumn.allCases where submission.names.contains("column-\(column.rawValue)")
            {
                chosen[column] = submission.text("column-\(column.rawValue)")
            }
            let unclear = HistoryUnclear(rawValue: submission.text("unclear"))
            do {
                let read = try HistoryFile.read(
                    bytes,
                    title: submission.text("title"),
                    heldOn: day,
                    chosen: chosen,
                    today: visit.services.today()
                )
                let doubtful = read.tallies.filter(\.isDoubtful)
                let hasLooked = submission.text("looked") == HistoryPage.seen(doubtful)
                let isAsked = unclear == nil && doubtful.contains { $0.unclear > 0 }
                if isAsked || (!hasLooked && !doubtful.isEmpty) {
                    if isAsked, hasLooked { state.refuse("unclear", "Say what these people count as") }
                    let page = try await historyPage(
                        visit,
                        submission.text("hub"),
                        state,
                        nil,
                        headings: chosen.isEmpty ? [] : HistoryFile.headings(of: bytes).names,
                        doubtful: doubtful
                    )
                    return state.isValid ? .page(page) : .invalid(page)
                }
                let report = try await programmes.importHistory(
                    bytes,
                    named: file.name,
                    title: submission.text("title"),
                    heldOn: day,
                    chosen: chosen,
                    unclear: unclear,
                    into: hub.id,
                    by: visit.actor
                )
                // Where no row could be taken, its columns may be others than they are called.
                let isNothing = report.accepted == 0 && report.repeated == 0 && !report.refused.isEmpty
                guard isNothing, let found = try? HistoryFile.headings(of: bytes) else {
                    return .page(try await historyPage(visit, submission.text("hub"), FormState(), report))
                }
                if chosen.isEmpty { state.setColumns(found.known) }
                return .page(
                    try await historyPage(
                        visit,
                        submission.text("hub"),
                        state,
                        report,
                        headings: found.names
                    )
                )
            } catch let error as CSVError {
                var headings: [String] = []
                if case .missingColumns = error, let found = try? HistoryFile.headings(of: bytes) {
                    headings = found.names
                    if chosen.isEmpty { state.setColumns(found.known) }
                }
                state.refuse("file", "\(error)")
                return .invalid(
                    try await historyPage(visit, submission.text("hub"), state, nil, headings: headings)
                )
            }
        }
        routes.get(SiteMap.meetingReport, .signedIn) { visit, id in
            let sheet = try await programmes.attendanceSheet(of: id, by: visit.actor)
            return .page(
                MeetingReportPage(
                    sheet: sheet,
                    result: nil,
                    state: MeetingReportPage.usual(sheet),
                    ticket: visit.formTicket()
                )
            )
        }
        routes.post(SiteMap.meetingReport, .signedIn, uploadLimit: 5 * 1024 * 1024) { visit, id, submission in
            let sheet = try await programmes.attendanceSheet(of: id, by: visit.actor)
            var state = FormState(submission)
            let least = state.wholeNumber(
                "least",
                submission,
                0...600,
                "Enter a number of minutes from 0 to 600"
            )
            guard let file = submission.file("file"), let least else {
                if submission.file("file") == nil { state.refuse("file", "Choose the report as CSV") }
                return .invalid(
                    MeetingReportPage(sheet: sheet, result: nil, state: state, ticket: visit.formTicket())
                )
            }
            do {
                let result = try await state.attempt(refusedAt: "file") {
                    try await programmes.importMeetingReport(
                        Array(file.bytes.readableBytesView),
                        leastMinutes: least,
                        to: id,
                        by: visit.actor
                    )
                }
                if let result {
                    return .page(
                        MeetingReportPage(
                            sheet: sheet,
                            result: result,
                            state: state,
                            ticket: visit.formTicket()
                        )
                    )
                }
            } catch let error as CSVError {
                state.refuse("file", "\(error)")
            }
            return .invalid(
                MeetingReportPage(sheet: sheet, result: nil, state: state, ticket: visit.formTicket())
            )
        }
    }

    private func historyPage(
        _ visit: Visit,
        _ id: String,
        _ state: FormState,
        _ report: HistoryReport?,
        headings: [String] = [],
        doubtful: [HistoryTally] = []
    ) async throws -> HistoryPage {
        let hub = try visit.hub(id, where: .keepRegister)
        return HistoryPage(
            hub: hub,
            events: try await programmes.pastEvents(of: hub.id, by: visit.actor),
            files: try await programmes.historyFiles(of: hub.id, by: visit.actor),
            report: report,
            headings: headings,
            doubtful: doubtful,
            state: state,
            ticket: visit.formTicket()
        )
    }
}

extension FormState {
    /// Chooses the headings of a file that are understood.
    fileprivate mutating func setColumns(_ known: [HistoryColumn: String]) {
        for (column, heading) in known { set("column-\(column.rawValue)", heading) }
    }
}

/// Rows that could not be taken: named, and to download.
struct RefusedRows: Renderable {
    let rows: [ColleagueFile.Refused]
    let file: [UInt8]
    let name: String

    var markup: Markup {
        if !rows.isEmpty {
            p { "\(InWords.count(rows.count, "row")) could not be taken:" }
            ul { for row in rows.prefix(100) { li { "\(row.who) (line \(row.line)): \(row.reason)." } } }
            if rows.count > 100 { p { "And \(rows.count - 100) more: they are in the file." } }
            p {
                a(
                    .href("data:text/csv;base64," + Data(file).base64EncodedString()),
                    .named("download", name)
                ) { "Download only these rows, to mend and send again" }
            }
        }
    }
}

/// Past attendees of a hub.
struct HistoryPage: Page {
    let hub: Organisation
    let events: [PastEvent]
    let files: [HistoryImport]
    let report: HistoryReport?
    /// The file's headings, where columns have to be matched by hand.
    let headings: [String]
    /// Events at which not everybody who had a place is said to have come, to look at before anything is taken in.
    let doubtful: [HistoryTally]
    let state: FormState
    let ticket: FormTicket

    var title: String { "Bring your history along" }
    var isWide: Bool { true }
    var trail: [Crumb] { [Crumb("Offers", SiteMap.hubOffers().with("hub", hub.id.description))] }

    var body: Markup {
        PageHeader(
            title,
            lead: "Who came before you used this site: from Eventbrite, Microsoft Forms or any spreadsheet.",
            kicker: hub.name
        )
        if let report { summary(of: report) }
        if !doubtful.isEmpty { whoCame }
        postForm(SiteMap.hubHistory(), ticket: ticket, state: state, takesFiles: true) {
            input(.type("hidden"), .name("hub"), .value(hub.id.description))
            FileField(
                "file",
                "Export as CSV or Excel workbook",
                hint:
                    "One row for each person. Columns are found by their headings: email and name are needed; event, date, school or URN, status and hours are read where they are there. A title above the headings is passed over. A list that says nothing of who came is taken as one of those who did. In an Excel workbook (.xlsx), such as Microsoft Forms gives, the first sheet is read.",
                accepts:
                    ".csv,text/csv,.xlsx,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                state: state
            )
            if !headings.isEmpty { matching }
            if !doubtful.isEmpty { meaning }
            TextField("title", "Title of the event", hint: "For rows that do not say it.", state: state)
            TextField(
                "heldOn",
                "Date it was held",
                kind: .date,
                hint: "For rows that do not say it.",
                state: state
            )
            submit("Take in the file")
        }
        p(.class("hint")) {
            "Sending the same file again changes nothing but the schools that were not recognised. People find what they came to in their record of professional development."
        }
        h2 { "What you have brought along" }
        if events.isEmpty {
            EmptyState("Nothing yet.")
        } else {
            DataTable(
                "Past events",
                isCaptionHidden: true,
                columns: [
                    .init("Event"), .init("Date"), .init("People", isNumber: true),
                    .init("Schools", isNumber: true), .init("School not recognised", isNumber: true),
                ],
                rows: events.map { event in
                    [
                        .text(event.title), .text(event.heldOn.spelledShort), .text("\(event.people)"),
                        .text("\(event.schools)"), .text("\(event.unrecognised)"),
                    ]
                }
            )
        }
        fileList
    }

    /// What a form sends back of what was looked at: another file says something else, and is looked at first.
    static func seen(_ doubtful: [HistoryTally]) -> String {
        let came = doubtful.map(\.came).reduce(0, +)
        let noShows = doubtful.map(\.noShow).reduce(0, +)
        let unclear = doubtful.map(\.unclear).reduce(0, +)
        return "\(doubtful.count).\(came).\(noShows).\(unclear)"
    }

    /// What the file says of who came, before anything of it is kept.
    private var whoCame: Markup {
        let isUnclear = doubtful.contains { $0.unclear > 0 }
        return Inset("Nothing is taken in yet: look at who came") {
            p {
                "Where a file says of anybody at an event that they came or were checked in, the others who had a place (“Attending”) count as not having come."
            }
            if isUnclear {
                p {
                    "Where it says so of nobody, nobody can tell from it who came. Say below what these people count as."
                }
            }
            DataTable(
                "Who came, as the file says",
                isCaptionHidden: true,
                columns: [
                    .init("Event"), .init("Date"), .init("Came", isNumber: true),
                    .init("Booked, did not come", isNumber: true),
                    .init("Booked, nothing said", isNumber: true),
                ],
                rows: doubtful.prefix(100).map { event in
                    [
                        .text(event.title), .text(event.heldOn.spelledShort), .text("\(event.came)"),
                        .text("\(event.noShow)"), .text("\(event.unclear)"),
                    ]
                }
            )
            if doubtful.count > 100 { p { "And \(InWords.count(doubtful.count - 100, "more event"))." } }
            p { "If this is right, choose the file once more below and take it in." }
        }.markup
    }

    @MarkupBuilder private var meaning: Markup {
        input(.type("hidden"), .name("looked"), .value(Self.seen(doubtful)))
        if doubtful.contains(where: { $0.unclear > 0 }) {
            ChoiceField(
                "unclear",
                "People who had a place, of whom the file does not say whether they came",
                options: [
                    FormOption(HistoryUnclear.came.rawValue, "They came: take them in"),
                    FormOption(HistoryUnclear.leftOut.rawValue, "Nobody knows: leave them out"),
                ],
                state: state
            )
        }
    }

    private var matching: Markup {
        fieldset(.class("field")) {
            legend { "Which column is which?" }
            p(.class("hint")) { "Choose the file once more." }
            for column in HistoryColumn.allCases {
                SelectField(
                    "column-\(column.rawValue)",
                    column.label,
                    options: [FormOption("", "None")] + headings.map { FormOption($0, $0) },
                    state: state
                )
            }
        }
    }

    @MarkupBuilder private var fileList: Markup {
        if !files.isEmpty {
            h2 { "Files" }
            DataTable(
                "Files",
                isCaptionHidden: true,
                columns: [
                    .init("File"), .init("Taken in"), .init("People", isNumber: true), .init("Remove"),
                ],
                rows: files.map { file in
                    [
                        .text(file.fileName),
                        .text(LocalDate(file.importedAt, in: .london).spelledShort), .text("\(file.people)"),
                        postForm(SiteMap.hubHistory(), ticket: ticket) {
                            input(.type("hidden"), .name("hub"), .value(hub.id.description))
                            input(.type("hidden"), .name("import"), .value(file.id.description))
                            button(
                                .type("submit"),
                                .class("button button--secondary"),
                                .name("step"),
                                .value("remove")
                            ) {
                                "Remove this file"
                                span(.class("visually-hidden")) { " \(file.fileName)" }
                            }
                        },
                    ]
                }
            )
        }
    }

    private func summary(of report: HistoryReport) -> Markup {
        Inset("\(InWords.count(report.accepted, "row")) taken in") {
            p {
                if report.mended > 0 { "Schools found for rows that were there: \(report.mended). " }
                "Schools recognised: \(report.recognised). There already: \(report.repeated). Did not come: \(report.notAttended)."
                if report.leftOut > 0 { " Left out, as nothing says whether they came: \(report.leftOut)." }
            }
            if let day = report.monthFirst {
                p {
                    "“\(day)” can only have the month first, so all days of this file were read so. If others have the day first, remove the file below and bring it again with days such as 14/03/2026."
                }
            }
            if !report.unrecognised.isEmpty {
                details {
                    HTML.summary { "Schools that were not recognised" }
                    ul {
                        for school in report.unrecognised.prefix(50) {
                            li { "\(school.name): \(school.count)" }
                        }
                    }
                    p {
                        "Give them a URN column and send the file again: the rows get their schools. Or leave them: the people are kept."
                    }
                }
            }
            RefusedRows(rows: report.refused, file: report.refusedFile, name: "rows-to-mend.csv")
        }.markup
    }
}

/// The report of an online meeting becomes marks of the register.
struct MeetingReportPage: Page {
    let sheet: AttendanceSheet
    let result: MeetingImport?
    let state: FormState
    let ticket: FormTicket

    var title: String { "Register from a meeting report" }
    var trail: [Crumb] { [Crumb("Register", SiteMap.attendance(sheet.session.id))] }

    /// Half of the session counts as present, unless something else is typed.
    static func usual(_ sheet: AttendanceSheet) -> FormState {
        let length = sheet.session.end.minutesSinceMidnight - sheet.session.start.minutesSinceMidnight
        return FormState(["least": "\(length / 2)"])
    }

    var body: Markup {
        PageHeader(
            title,
            lead: "\(sheet.session.heldOn.spelled), \(sheet.session.start) to \(sheet.session.end)",
            kicker: sheet.offer.facts.title
        )
        if let result { outcome(result) }
        postForm(SiteMap.meetingReport(sheet.session.id), ticket: ticket, state: state, takesFiles: true) {
            FileField(
                "file",
                "Attendance report of Teams or Zoom",
                hint: "The CSV file that the organiser of the meeting can download.",
                accepts: ".csv,.tsv,.txt,text/csv",
                state: state
            )
            TextField("least", "Minutes that count as present", kind: .wholeNumber, state: state)
            submit("Mark the register")
        }
    }

    private func outcome(_ result: MeetingImport) -> Markup {
        Inset(
            "\(InWords.count(result.present.count, "person").replacing("persons", with: "people")) marked present"
        ) {
            list("Marked present", result.present)
            list("There too briefly, not marked", result.brief)
            list("In the meeting, not on the register", result.unmatched)
            p { a(.href(SiteMap.attendance(sheet.session.id))) { "To the register" } }
        }.markup
    }

    @MarkupBuilder private func list(_ title: String, _ names: [String]) -> Markup {
        if !names.isEmpty {
            h3 { title }
            ul { for name in names { li { name } } }
        }
    }
}
