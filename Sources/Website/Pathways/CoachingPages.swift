import Access
import HTML
import Pathways
import Programmes
import Services

/// The reader's own coaching: those they coach, and those who coach them.
struct OwnCoachingPage: Page {
    let person: Person
    let lines: [CoachingLine]
    let toDecide: [(CoachingOpening, CoachingRelationship)]
    let today: LocalDate

    var title: String { "Coaching and mentoring" }
    var trail: [Crumb] { [Crumb("Today", SiteMap.today())] }

    var body: Markup {
        PageHeader(
            title,
            lead: "What you write here is read by the two of you. Others see only that you met."
        )
        if !toDecide.isEmpty { decisions }
        if lines.isEmpty {
            EmptyState(
                "You coach nobody here, and nobody coaches you. Hubs and schools bring people together."
            )
        }
        let given = lines.filter { $0.relationship.coach.id == person.id && $0.relationship.state != .ended }
        let received = lines.filter {
            $0.relationship.coached.id == person.id && $0.relationship.state != .ended
        }
        let over = lines.filter { $0.relationship.state == .ended }
        if !given.isEmpty {
            h2 { "People you coach or mentor" }
            list(given)
        }
        if !received.isEmpty {
            h2 { "Your coaches and mentors" }
            list(received)
        }
        if !over.isEmpty {
            h2 { "Ended" }
            list(over)
        }
    }

    @MarkupBuilder private func list(_ lines: [CoachingLine]) -> Markup {
        ul(.class("cards")) { for line in lines { card(line) } }
    }

    @MarkupBuilder private func card(_ line: CoachingLine) -> Markup {
        let found = line.relationship
        let other = found.coach.id == person.id ? found.coached : found.coach
        li(.class("card")) {
            h3(.class("card__title")) { a(.href(SiteMap.coaching(found.id))) { other.name } }
            p { found.purpose.name + (found.school.map { ", \($0.name)" } ?? "") }
            p { CoachingText.tag(line, reader: person.id, today) }
            p(.class("meta")) { CoachingText.summary(line) }
            if found.takesSessions(on: today) {
                p {
                    a(.class("button button--secondary"), .href(SiteMap.logSession(found.id))) {
                        "Log a session"
                    }
                }
            }
        }
    }

    @MarkupBuilder private var decisions: Markup {
        Inset("Somebody asks to read what two people wrote") {
            ul {
                for (opening, found) in toDecide {
                    li {
                        a(.href(SiteMap.coachingOpening(opening.id))) {
                            "\(opening.asker.name) about \(found.coach.name) and \(found.coached.name)"
                        }
                        ": \(opening.ground.name.lowercasedFirst)"
                    }
                }
            }
        }
    }
}

enum CoachingText {
    static func tag(_ line: CoachingLine, reader: ID<Person>?, _ today: LocalDate) -> StatusTag {
        switch line.relationship.state {
        case .proposed:
            if let reader, line.relationship.isOneOfPair(reader), !line.relationship.hasAgreed(reader) {
                return StatusTag("Do you agree?", .waiting)
            }
            return StatusTag("Waiting for both to agree", .waiting)
        case .active:
            return line.isOverdue(on: today)
                ? StatusTag("Due since \(line.dueOn.spelledShort)", .late) : StatusTag("Active", .good)
        case .ended: return StatusTag(line.relationship.end?.name ?? "Ended")
        }
    }

    static func summary(_ line: CoachingLine) -> String {
        guard let last = line.lastHeldOn else {
            return "No session yet; starts \(line.relationship.startsOn.spelledShort)."
        }
        let next = line.nextOn.map { ", next \($0.spelledShort)" } ?? ""
        return
            "\(InWords.count(line.sessions, "session")), \(PathwaysText.hours(line.minutes)); last \(last.spelledShort)\(next)."
    }
}

/// One relationship with what the two wrote.
struct CoachingPage: Page {
    let reader: Person
    let file: CoachingFile
    let today: LocalDate
    let state: FormState
    let ticket: FormTicket

    private var found: CoachingRelationship { file.line.relationship }
    private var isCoach: Bool { found.coach.id == reader.id }
    private var other: Person { isCoach ? found.coached : found.coach }

    var title: String { "\(found.purpose.name) with \(other.name)" }
    var trail: [Crumb] { [Crumb("Today", SiteMap.today()), Crumb("Coaching", SiteMap.ownCoaching())] }

    var body: Markup {
        PageHeader(
            other.name,
            lead: found.purpose.name,
            kicker: isCoach ? "You coach" : "Your coach or mentor"
        )
        p { CoachingText.tag(file.line, reader: reader.id, today) }
        FactList([
            "Arranged by": found.arranger.name, "School": found.school?.name,
            "Since": found.startsOn.spelledShort, "Until": found.endsOn?.spelledShort,
            "Sessions": "\(file.line.sessions), \(PathwaysText.hours(file.line.minutes)) in all",
            "Rhythm": "about every \(InWords.count(found.everyDays, "day"))",
        ])
        ErrorSummary(state: state)
        if found.state == .proposed { question }
        if found.takesSessions(on: today) {
            p { a(.class("button"), .href(SiteMap.logSession(found.id))) { "Log a session" } }
        }
        h2(.id("sessions")) { "Sessions" }
        if file.sessions.isEmpty {
            EmptyState("Nothing is logged yet.")
        } else {
            for session in file.sessions { view(session, isOwn: true) }
        }
        if !file.previous.isEmpty {
            h2 { "Before the hand-over" }
            p(.class("hint")) {
                "\(found.coached.name) lets you read what was agreed with the coach before you."
            }
            for session in file.previous { view(session, isOwn: false) }
        }
        privacy
    }

    @MarkupBuilder private var question: Markup {
        if found.hasAgreed(reader.id) {
            Inset { p { "You have agreed. \(other.name) has not answered yet." } }
        } else {
            Inset("Do you agree to work together?") {
                p {
                    "\(found.arranger.name) proposes \(found.purpose.name.lowercasedFirst) from \(found.startsOn.spelledShort). What you write is sealed and can be read by \(other.name) and you. \(found.arranger.name)\(found.school.map { " and the leaders of \($0.name)" } ?? "") see how often you meet and for how long."
                }
                form(.method("post"), .action(SiteMap.answerCoaching(found.id)), .class("form")) {
                    input(.type("hidden"), .name(FormField.token), .value(ticket.token))
                    input(.type("hidden"), .name(FormField.key), .value(ticket.key))
                    if !isCoach, found.previous != nil {
                        ChoiceField(
                            "shares",
                            "What you wrote with your mentor before",
                            options: [FormOption("yes", "\(found.coach.name) may read it")],
                            isMultiple: true,
                            state: state
                        )
                    }
                    submit("I agree", name: "answer", value: "yes")
                    submit("I do not agree", isSecondary: true, name: "answer", value: "no")
                }
            }
        }
    }

    @MarkupBuilder private func view(_ session: CoachingSession, isOwn: Bool) -> Markup {
        article(.class("card")) {
            h3(.class("card__title")) {
                "\(session.heldOn.spelledShort): \(session.kind.name.lowercasedFirst), \(PathwaysText.hours(session.minutes))"
            }
            if let notes = session.notes {
                SessionNotes(notes: notes)
            } else {
                p(.class("meta")) { "The content is no longer kept." }
            }
            if let next = session.nextOn { p(.class("meta")) { "Next date agreed: \(next.spelledShort)" } }
            if let reflection = session.reflection {
                h4 { "Reflection of \(found.coached.name)" }
                OfferWords.paragraphs(reflection)
            }
            if isOwn, !isCoach, session.notes != nil { reflectionForm(session) }
            if isOwn, file.mayTakeBack(session, by: reader.id, on: today) { takingBack(session) }
        }
    }

    @MarkupBuilder private func takingBack(_ session: CoachingSession) -> Markup {
        details {
            HTML.summary { "Logged by mistake?" }
            p { "Neither of you sees it then, and its time does not count." }
            oneButton(
                SiteMap.takeBackSession(found.id, session.id),
                "Take back",
                about: "the session of \(session.heldOn.spelledShort)",
                ticket: ticket,
                fields: [("version", "\(session.version)")]
            )
        }
    }

    @MarkupBuilder private func reflectionForm(_ session: CoachingSession) -> Markup {
        details(.open(session.reflection == nil && session.id == file.sessions.first?.id)) {
            HTML.summary { session.reflection == nil ? "Write a reflection" : "Change your reflection" }
            form(
                .method("post"),
                .action(SiteMap.reflect(found.id, session.id)),
                .novalidate(),
                .class("form")
            ) {
                input(.type("hidden"), .name(FormField.token), .value(ticket.token))
                input(.type("hidden"), .name(FormField.key), .value(ticket.key))
                input(.type("hidden"), .name("version"), .value("\(session.version)"))
                label(.for("reflection-\(session.id)")) { "What did you try, what happened, what next?" }
                textarea(.id("reflection-\(session.id)"), .name("reflection"), .rows(4), .class("input")) {
                    "\n" + (session.reflection ?? "")
                }
                submit(
                    "Keep",
                    about: "your reflection on \(session.heldOn.spelledShort)",
                    isSecondary: true
                )
            }
        }
    }

    @MarkupBuilder private var privacy: Markup {
        h2 { "Who can read this" }
        p {
            "\(found.coach.name) and \(found.coached.name). It is sealed in the database. Only where somebody’s safety is in question, or one of you asks for your data, can a second person be asked to open it; two people must then agree, and each reading is recorded. It is destroyed a year after you stop."
        }
        if !file.accessRequests.isEmpty {
            ul {
                for opening in file.accessRequests {
                    li {
                        "\(opening.asker.name) asked to open it because one of you asked for your data: \(opening.state.words)."
                    }
                }
            }
        }
    }
}

extension OpeningState {
    var words: String {
        switch self {
        case .asked: "not decided yet"
        case .allowed: "allowed"
        case .refused: "refused"
        }
    }
}

struct SessionNotes: Renderable {
    let notes: CoachingNotes

    var markup: Markup {
        let all: [(String, String)] = [
            ("Praise", notes.praise), ("The one step", notes.step), ("Model", notes.model),
            ("Rehearse", notes.rehearse),
        ]
        dl(.class("facts")) {
            for (name, text) in all where !text.isEmpty {
                div {
                    dt { name }
                    dd { text }
                }
            }
        }
    }
}

/// The two-minute log, for a telephone held in one hand.
struct LogSessionForm: Page {
    let line: CoachingLine
    let last: CoachingSession?
    let state: FormState
    let ticket: FormTicket

    private var found: CoachingRelationship { line.relationship }
    var title: String { "Log a session" }
    var trail: [Crumb] {
        [
            Crumb("Coaching", SiteMap.ownCoaching()),
            Crumb("\(found.coach.name) and \(found.coached.name)", SiteMap.coaching(found.id)),
        ]
    }

    var body: Markup {
        PageHeader(title, lead: "\(found.coach.name) and \(found.coached.name)")
        if let step = last?.notes?.step { Inset("The step from last time") { p { step } } }
        postForm(SiteMap.logSession(found.id), ticket: ticket, state: state) {
            ChoiceField(
                "kind",
                "What kind of session?",
                options: CoachingSessionKind.allCases.map {
                    FormOption($0.rawValue, "\($0.name), about \($0.usualMinutes) minutes")
                },
                state: state
            )
            TextField("heldOn", "Day", kind: .date, state: state)
            TextField(
                "minutes",
                "Minutes",
                kind: .wholeNumber,
                hint: "Leave empty for the usual length.",
                state: state
            )
            TextArea("praise", "Praise", hint: "What went well, exactly.", rows: 2, state: state)
            TextArea(
                "step",
                "The one step",
                hint: "Small enough to be done by next time.",
                rows: 2,
                state: state
            )
            TextArea("model", "Model", hint: "What you showed.", rows: 2, state: state)
            TextArea(
                "rehearse",
                "Rehearse",
                hint: "What was practised, and how it went.",
                rows: 2,
                state: state
            )
            TextField("nextOn", "Next date", kind: .date, state: state)
            submit("Log it")
        }
        p(.class("hint")) { "Only the two of you can read this." }
    }
}
