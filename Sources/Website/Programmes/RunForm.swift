import HTML
import Programmes
import Services

/// When a run is held, and how many can come.
struct RunForm: Page {
    let offer: Offer
    /// `nil` for a new one.
    let run: Run?
    var rowCount: Int
    var state: FormState
    let ticket: FormTicket
    /// What else is on in the weeks of the dates that are typed.
    var clashes: [ClashWeek] = []

    var title: String { run == nil ? "Add dates" : "Change dates and places" }
    var trail: [Crumb] {
        [Crumb("Offers", SiteMap.hubOffers()), Crumb(offer.facts.title, SiteMap.hubOffer(offer.id))]
    }

    func withMoreRows() -> RunForm {
        var form = self
        form.rowCount = min(rowCount + 4, 60)
        return form
    }

    var body: Markup {
        PageHeader(
            title,
            lead: offer.facts.kind == .singleEvent
                ? "One event: it has one session."
                : "One run: whoever books it comes to all its sessions.",
            kicker: offer.facts.title
        )
        if let run, run.taken > 0 {
            Inset {
                p {
                    "\(OfferWords.count(run.taken, "place")) booked. Everyone booked gets a mail and new calendar entries for sessions that you move."
                }
            }
        }
        postForm(
            run.map { SiteMap.editRun(offer.id, $0.id) } ?? SiteMap.newRun(offer.id),
            ticket: ticket,
            state: state
        ) {
            input(.type("hidden"), .name("version"), .value(state.value("version")))
            TextField("capacity", "Number of places", kind: .wholeNumber, state: state)
            TextField(
                "closesOn",
                "Last day to book",
                kind: .date,
                hint: "Leave empty to take bookings until it starts.",
                state: state
            )
            ChoiceField(
                "waitingRule",
                "Who on the waiting list is asked first",
                hint: "Everyone who waits can see this.",
                options: WaitingRule.allCases.map { FormOption($0.rawValue, $0.name) },
                state: state
            )
            for position in 0..<rowCount { row(position) }
            submit("Add more sessions", isSecondary: true, name: "step", value: "add")
            submit("See what else is on", isSecondary: true, name: "step", value: "look")
            submit("Save", name: "step", value: "save")
        }
        if !clashes.isEmpty { ClashSection(weeks: clashes) }
        p {
            a(.href(others)) { "All training for the same phases, as a calendar" }
        }
    }

    private var others: Link {
        var query = OfferQuery()
        query.phases = offer.facts.phases
        query.period = (run?.startsOn).map { CalendarPeriod(monthOf: $0) }
        return query.period == nil ? query.filters(on: SiteMap.offersCalendar()) : query.link
    }

    @MarkupBuilder private func row(_ position: Int) -> Markup {
        fieldset(.class("field-row")) {
            legend { "Session \(position + 1)" }
            input(.type("hidden"), .name("session-\(position)"), .value(state.value("session-\(position)")))
            SessionFields(row: position, state: state)
        }
    }
}

extension RunDraft {
    init(_ submission: Submission) {
        self.init()
        capacity = submission.text("capacity")
        closesOn = submission.text("closesOn")
        waitingRule = WaitingRule(rawValue: submission.text("waitingRule")) ?? .joined
        sessions = (0..<submission.sessionRowCount).map { SessionDraft(submission, row: $0) }
    }

    /// The days that are typed and are days; others are left for the check on saving.
    var typedDays: [LocalDate] { sessions.compactMap { TypedDate.parse($0.date) } }

    func formState(_ version: Int) -> FormState {
        var values = [
            "capacity": capacity, "closesOn": closesOn, "version": "\(version)",
            "waitingRule": waitingRule.rawValue,
        ]
        for (position, session) in sessions.enumerated() {
            values["session-\(position)"] = session.id?.description ?? ""
            values["date-\(position)"] = session.date
            values["start-\(position)"] = session.start
            values["end-\(position)"] = session.end
            values["room-\(position)"] = session.room
            values["link-\(position)"] = session.link
        }
        return FormState(values)
    }
}

extension SessionDraft {
    /// A row `date-0`, `start-0` … of a form.
    init(_ submission: Submission, row position: Int) {
        self.init()
        id = ID(submission.text("session-\(position)"))
        date = submission.text("date-\(position)")
        start = submission.text("start-\(position)")
        end = submission.text("end-\(position)")
        room = submission.text("room-\(position)")
        link = submission.text("link-\(position)")
    }
}

/// When and where the session of a row is.
struct SessionFields: Renderable {
    let row: Int
    let state: FormState

    var markup: Markup {
        TextField("date-\(row)", "Date", kind: .date, state: state)
        TextField("start-\(row)", "Starts", kind: .time, isShort: true, state: state)
        TextField("end-\(row)", "Ends", kind: .time, isShort: true, state: state)
        TextField("room-\(row)", "Room", state: state)
        TextField(
            "link-\(row)",
            "Link to join",
            kind: .url,
            hint: "Shown only to those who booked.",
            state: state
        )
    }
}

extension Submission {
    var sessionRowCount: Int { (0..<60).last { names.contains("date-\($0)") }.map { $0 + 1 } ?? 1 }
}
