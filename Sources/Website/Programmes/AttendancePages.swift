import Access
import HTML
import Programmes
import QRCodes
import Services

/// The register of one session, for a phone in one hand.
struct AttendancePage: Page {
    let sheet: AttendanceSheet
    /// What the reader had marked when they turned out to be signed out.
    let carried: CarriedMarks?
    /// Whether the form for somebody without a place holds what they had typed then.
    let carriesWalkIn: Bool
    let today: LocalDate
    let state: FormState
    let ticket: FormTicket
    let carryTicket: CarryTicket

    var title: String { "Register: \(sheet.session.heldOn.spelledShort)" }
    var trail: [Crumb] {
        guard sheet.isOrganiser else {
            return [Crumb(sheet.offer.facts.title, SiteMap.offer(sheet.offer.id))]
        }
        return [
            Crumb("Offers", SiteMap.hubOffers()),
            Crumb(sheet.offer.facts.title, SiteMap.hubOffer(sheet.offer.id)),
            Crumb("Who is coming", SiteMap.register(sheet.run.id)),
        ]
    }

    private var isEarly: Bool { today < sheet.session.heldOn }

    var body: Markup {
        PageHeader(
            "Register",
            lead: "\(sheet.session.heldOn.spelled), \(sheet.session.start) to \(sheet.session.end)",
            kicker: sheet.offer.facts.title
        )
        p {
            "\(sheet.count(.present)) present, \(sheet.count(.apologies)) with apologies, \(sheet.count(.absent)) absent, of \(sheet.lines.count)."
        }
        p(.class("downloads")) {
            a(.href(SiteMap.attendanceSheet(sheet.session.id))) { "Sheet to print" }
            " "
            if sheet.isOrganiser {
                a(.href(SiteMap.needsList(sheet.session.id))) { "Dietary and access needs" }
                " "
            }
            if sheet.offer.facts.mode != .online {
                if sheet.isOrganiser {
                    a(.href(SiteMap.nameBadges(sheet.session.id))) { "Name badges" }
                    " "
                }
                a(.href(SiteMap.doorPoster(sheet.session.id))) { "Poster for the door" }
                " "
            }
            if sheet.offer.facts.mode != .inPerson {
                a(.href(SiteMap.meetingReport(sheet.session.id))) { "Teams or Zoom report" }
            }
        }
        if let carried {
            Inset("Not saved yet") {
                p {
                    "You were signed out before this register was saved. What you had marked is chosen below: look through it, then save."
                }
                if carried.isCut {
                    p { "There was more than could be kept: compare the rest with who is there." }
                }
            }
        }
        if isEarly { Inset { p { "Before the day only apologies can be marked." } } }
        if sheet.lines.isEmpty { EmptyState("Nobody has a place yet.") } else { form }
        if !isEarly { walkIn }
    }

    private var form: Markup {
        postForm(SiteMap.attendance(sheet.session.id), ticket: ticket, state: state, retries: true) {
            carryTicket
            ul(.class("register")) { for line in sheet.lines { row(line) } }
            div(.class("button-row")) {
                submit("Save the register", name: "step", value: "save")
                if !isEarly {
                    submit("Everyone not marked is present", isSecondary: true, name: "step", value: "rest")
                }
            }
            p(.role("status")) {}
            p(.class("hint")) {
                "If the connection fails, it is sent again until it is saved; you can also send it again yourself. Sending twice does no harm, and only what you changed is saved."
            }
        }
    }

    /// What is chosen for somebody: as it was carried over signing in, otherwise as it is saved.
    private func chosen(_ line: AttendanceLine) -> AttendanceState? {
        guard let carried else { return line.state }
        let mark = carried.mark(of: line.place.id, saved: line.state)
        return isEarly && (mark == .present || mark == .absent) ? line.state : mark
    }

    @MarkupBuilder private func row(_ line: AttendanceLine) -> Markup {
        let id = line.place.id.description
        let saved = line.state?.rawValue ?? ""
        let marked = chosen(line)?.rawValue ?? ""
        li {
            fieldset(.class("register__line")) {
                legend {
                    span(.class("register__name")) { line.place.name }
                    span(.class("meta")) { " \(line.organisation.name)" }
                }
                if !line.needs.isEmpty {
                    p(.class("hint")) {
                        [line.needs.dietary, line.needs.access].filter { !$0.isEmpty }.joined(separator: "; ")
                    }
                }
                input(.type("hidden"), .name("was-\(id)"), .value(saved))
                div(.class("register__marks")) {
                    for choice in isEarly ? [AttendanceState.apologies] : AttendanceState.allCases {
                        mark(id, choice.rawValue, choice.name, isChosen: marked == choice.rawValue)
                    }
                    mark(id, "", "Not marked", isChosen: marked.isEmpty)
                }
            }
        }
    }

    @MarkupBuilder private func mark(_ place: String, _ value: String, _ text: String, isChosen: Bool)
        -> Markup
    {
        let id = "mark-\(place)-\(value.isEmpty ? "none" : value)"
        span(.class("register__mark")) {
            input(.type("radio"), .id(id), .name("mark-\(place)"), .value(value), .checked(isChosen))
            HTML.label(.for(id)) { text }
        }
    }

    private var walkIn: Markup {
        details(.open(carriesWalkIn || !state.isValid && state.error("register") == nil)) {
            HTML.summary { "Someone came without a place" }
            if carriesWalkIn {
                Inset("Not added yet") {
                    p {
                        "You were signed out before this person was added. What you had typed is below: look through it, then add them."
                    }
                }
            }
            postForm(SiteMap.walkIn(sheet.session.id), ticket: ticket) {
                carryTicket
                TextField("name-0", "Name", autocomplete: "off", state: state)
                TextField("email-0", "Work email", kind: .email, autocomplete: "off", state: state)
                SelectField("school", "School", options: schools, state: state)
                TextField(
                    "urn",
                    "URN of another school",
                    kind: .wholeNumber,
                    hint: "Only if the school is not in the list.",
                    state: state
                )
                submit("Add and mark present")
            }
        }
    }

    private var schools: [FormOption] {
        var seen: Set<ID<Organisation>> = []
        let known = sheet.lines.map(\.organisation).filter { seen.insert($0.id).inserted }.sorted {
            $0.name < $1.name
        }
        return [FormOption("", "Choose, or enter a URN below")]
            + known.map { FormOption($0.id.description, $0.name) }
    }
}

/// To print and to sign.
struct SignInSheet: Page {
    let sheet: AttendanceSheet

    var title: String { "Sign-in sheet: \(sheet.session.heldOn.spelledShort)" }
    var isWide: Bool { true }
    var trail: [Crumb] { [Crumb("Register", SiteMap.attendance(sheet.session.id))] }

    var body: Markup {
        PageHeader(
            sheet.offer.facts.title,
            lead: "\(sheet.session.heldOn.spelled), \(sheet.session.start) to \(sheet.session.end)",
            kicker: sheet.offer.hubNames
        )
        p { PrintButton() }
        div(.class("sign-in-sheet")) {
            DataTable(
                "Sign in here",
                isCaptionHidden: true,
                columns: [.init("Name"), .init("School"), .init("Signature")],
                rows: sheet.lines.map { line in
                    [
                        .text(line.place.name), .text(line.organisation.name),
                        .text(line.state == .apologies ? "Apologies" : ""),
                    ]
                }
            )
        }
    }
}

/// Who needs what, for the organiser alone: the sheet that is passed round does not say it.
struct NeedsList: Page {
    let sheet: AttendanceSheet

    var title: String { "Dietary and access needs: \(sheet.session.heldOn.spelledShort)" }
    var isWide: Bool { true }
    var trail: [Crumb] { [Crumb("Register", SiteMap.attendance(sheet.session.id))] }

    private var lines: [AttendanceLine] {
        sheet.lines.filter { !$0.needs.isEmpty && $0.state != .apologies }
    }

    var body: Markup {
        PageHeader(
            "Dietary and access needs",
            lead: "\(sheet.session.heldOn.spelled), \(sheet.session.start) to \(sheet.session.end)",
            kicker: sheet.offer.facts.title
        )
        p { "For you and those who cater and prepare the room. Do not pass it round." }
        if lines.isEmpty {
            EmptyState("Nobody has told you of any.")
        } else {
            p { PrintButton() }
            DataTable(
                "Dietary and access needs",
                isCaptionHidden: true,
                columns: [.init("Name"), .init("School"), .init("Dietary needs"), .init("Access needs")],
                rows: lines.map { line in
                    [
                        .text(line.place.name), .text(line.organisation.name),
                        .text(line.needs.dietary), .text(line.needs.access),
                    ]
                }
            )
        }
    }
}

/// A QR code to print and to hang at the door.
struct DoorPoster: Page {
    let sheet: AttendanceSheet
    let publicURL: String
    let ticket: FormTicket

    var title: String { "Poster for the door" }
    var trail: [Crumb] { [Crumb("Register", SiteMap.attendance(sheet.session.id))] }

    var body: Markup {
        if let code = sheet.doorCode {
            let address = publicURL + SiteMap.door(code).description
            PageHeader(
                "Check in here",
                lead: "\(sheet.session.heldOn.spelled), \(sheet.session.start)",
                kicker: sheet.offer.facts.title
            )
            p { PrintButton() }
            if let drawn = QRCode(address) {
                div(.class("qr-frame")) { Markup.raw(drawn.svg(label: "Code for \(address)")) }
            }
            p { "Point your phone’s camera at the code, or go to:" }
            p(.class("reference")) { address }
        } else {
            PageHeader(
                title,
                lead: "People check themselves in with their phones.",
                kicker: sheet.offer.facts.title
            )
            p {
                "The code works from an hour before the session until an hour after it. Only people with a place can check in, with the address they were booked with."
            }
            postForm(SiteMap.doorPoster(sheet.session.id), ticket: ticket) { submit("Make the poster") }
        }
    }
}

/// What the poster leads to.
struct DoorPage: Page {
    let code: String
    let door: Door
    let state: FormState
    let ticket: FormTicket

    var title: String { "Check in" }

    var body: Markup {
        PageHeader(title, lead: "\(door.session.heldOn.spelled), \(door.session.start)", kicker: door.title)
        if door.isOpen {
            postForm(SiteMap.door(code), ticket: ticket, state: state) {
                if let own = door.own {
                    submit("I am here: \(own.name)")
                } else {
                    TextField(
                        "email",
                        "The email address you were booked with",
                        kind: .email,
                        autocomplete: "email",
                        state: state
                    )
                    submit("I am here")
                }
            }
        } else {
            EmptyState("The door opens an hour before the session and closes an hour after it.")
        }
    }
}

struct CheckedInPage: Page {
    let name: String
    let door: Door

    var title: String { "You are checked in" }

    var body: Markup {
        Confirmation("Welcome, \(name)") {
            p { "You are on the register of \(door.title). \(door.runBy) wishes you a good day." }
        }
    }
}

/// What someone shows at the door or, where there is none, how they join.
struct TicketPage: Page {
    let ticket: Ticket
    let publicURL: String

    var title: String { "Ticket" }

    var body: Markup {
        PageHeader(ticket.title, lead: ticket.name, kicker: ticket.runBy)
        if ticket.isHeld, ticket.isOnline {
            p { "This is held online, so there is nothing to show. The link to join is with your booking." }
            SessionList(sessions: ticket.sessions)
            ZoneNote(mode: .online, isSelfStudy: false)
            p { a(.href(SiteMap.schoolBookings())) { "Your bookings" } }
        } else if ticket.isHeld {
            if let code = QRCode(publicURL + SiteMap.ticket(ticket.place).description) {
                div(.class("qr-frame")) { Markup.raw(code.svg(label: "Ticket of \(ticket.name)")) }
            }
            SessionList(sessions: ticket.sessions)
            if !ticket.location.isEmpty { p { ticket.location } }
        } else {
            EmptyState("This place was cancelled or given to someone else.")
        }
    }
}

/// What the organiser sees who scans a ticket.
struct TicketCheckPage: Page {
    let ticket: Ticket
    let found: (sheet: AttendanceSheet, line: AttendanceLine)?
    let form: FormTicket
    let carryTicket: CarryTicket

    var title: String { "Ticket of \(ticket.name)" }
    var trail: [Crumb] { found.map { [Crumb("Register", SiteMap.attendance($0.sheet.session.id))] } ?? [] }

    var body: Markup {
        PageHeader(ticket.name, lead: found?.line.organisation.name, kicker: ticket.title)
        if !ticket.isHeld {
            EmptyState("This place was cancelled or given to someone else.")
        } else if let found {
            if found.line.state == .present {
                p { StatusTag("Present", .good) }
            } else {
                postForm(SiteMap.attendance(found.sheet.session.id), ticket: form) {
                    carryTicket
                    input(
                        .type("hidden"),
                        .name("was-\(ticket.place)"),
                        .value(found.line.state?.rawValue ?? "")
                    )
                    input(.type("hidden"), .name("mark-\(ticket.place)"), .value("present"))
                    submit("Mark present")
                }
            }
            if !found.line.needs.isEmpty {
                p {
                    [found.line.needs.dietary, found.line.needs.access].filter { !$0.isEmpty }.joined(
                        separator: "; "
                    )
                }
            }
        } else {
            EmptyState("There is no session today.")
        }
    }
}
