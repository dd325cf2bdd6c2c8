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
            lead: lead,
            kicker: offer.facts.title
        )
        if let run, run.taken > 0 {
            Inset {
                p {
                    "\(InWords.count(run.taken, "place")) booked. Everyone booked gets an email \(isSelfStudy ? "when the link or the days change." : "and new calendar entries for sessions that you move.")"
                }
            }
        }
        postForm(
            run.map { SiteMap.editRun(offer.id, $0.id) } ?? SiteMap.newRun(offer.id),
            ticket: ticket,
            state: state
        ) {
            input(.type("hidden"), .name("version"), .value(state.value("version")))
            TextField(
                "capacity",
                "Number of places",
                kind: .wholeNumber,
                hint: isSelfStudy ? "Leave empty if everybody can take part." : nil,
                state: state
            )
            TextField(
                "closesOn",
                "Last day to book",
                kind: .date,
                hint: "Leave empty to take bookings until it \(isSelfStudy ? "closes" : "starts").",
                state: state
            )
            ChoiceField(
                "waitingRule",
                "Who on the waiting list is asked first",
                hint: "Everyone who waits can see this.",
                options: WaitingRule.allCases.map { FormOption($0.rawValue, $0.name) },
                state: state
            )
            if isSelfStudy {
                study
            } else {
                for position in 0..<rowCount { row(position) }
                submit("Add more sessions", isSecondary: true, name: "step", value: "add")
                submit("See what else is on", isSecondary: true, name: "step", value: "look")
            }
            submit("Save", name: "step", value: "save")
        }
        if !clashes.isEmpty { ClashSection(weeks: clashes) }
        if !isSelfStudy {
            p {
                a(.href(others)) { "All training for the same phases, as a calendar" }
            }
        }
    }

    private var isSelfStudy: Bool { offer.facts.kind == .selfStudy }

    private var lead: String {
        switch offer.facts.kind {
        case .singleEvent: "One event: it has one session."
        case .selfStudy: "Where the materials are and when they are open. There are no sessions."
        default: "One run: whoever books it comes to all its sessions."
        }
    }

    @MarkupBuilder private var study: Markup {
        TextField("opensOn", "Open from", kind: .date, state: state)
        TextField(
            "opensUntil",
            "Open until",
            kind: .date,
            hint: "The last day. Leave empty if it has no end.",
            state: state
        )
        TextField(
            "link",
            "Link to the materials",
            kind: .url,
            hint: "Shown only to those who booked.",
            state: state
        )
        TextField(
            "minutes",
            "How long it takes, in minutes",
            kind: .wholeNumber,
            hint: "Such as 90 for an hour and a half. It is shown on the certificate.",
            state: state
        )
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
    init(_ submission: Submission, of kind: OfferKind) {
        self.init()
        capacity = submission.text("capacity")
        closesOn = submission.text("closesOn")
        waitingRule = WaitingRule(rawValue: submission.text("waitingRule")) ?? .joined
        guard kind == .selfStudy else {
            sessions = (0..<submission.sessionRowCount).map { SessionDraft(submission, row: $0) }
            return
        }
        var study = SelfStudyDraft()
        study.opensOn = submission.text("opensOn")
        study.opensUntil = submission.text("opensUntil")
        study.link = submission.text("link")
        study.minutes = submission.text("minutes")
        self.study = study
    }

    /// The days that are typed and are days; others are left for the check on saving.
    var typedDays: [LocalDate] { sessions.compactMap { TypedDate.parse($0.date) } }

    func formState(_ version: Int) -> FormState {
        var values = [
            "capacity": capacity, "closesOn": closesOn, "version": "\(version)",
            "waitingRule": waitingRule.rawValue,
        ]
        if let study {
            values["opensOn"] = study.opensOn
            values["opensUntil"] = study.opensUntil
            values["link"] = study.link
            values["minutes"] = study.minutes
        }
        for (position, session) in sessions.enumerated() {
            values["session-\(position)"] = session.id?.description ?? ""
            values["date-\(position)"] = session.date
            values["start-\(position)"] = session.start
            values["end-\(position)"] = session.end
            values["room-\(position)"] = session.room
            values["link-\(position)"] = session.link
            values["facilitators-\(position)"] = session.facilitators
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
        facilitators = submission.text("facilitators-\(position)")
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
        TextArea(
            "facilitators-\(row)",
            "Led by",
            hint:
                "A name a line; names are public. With a comma and a work email address they keep the register of this session and have it in their calendar.",
            rows: 2,
            state: state
        )
    }
}

extension Submission {
    var sessionRowCount: Int { (0..<60).last { names.contains("date-\($0)") }.map { $0 + 1 } ?? 1 }
}
