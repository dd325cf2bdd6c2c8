import Evidence
import HTML
import Programmes
import Services

/// The rooms of a conference.
struct ConferenceRoomsForm: Page {
    let conference: Conference
    let state: FormState
    let ticket: FormTicket

    var title: String { "Rooms" }
    var trail: [Crumb] { ConferenceTrail.hub(conference.offer, conference.run) }

    private var rowCount: Int { min(conference.rooms.count + 3, FormState.mostRooms) }

    var body: Markup {
        PageHeader(
            title,
            lead: "In the order in which they stand in the programme. Empty a name to take a room away.",
            kicker: conference.offer.facts.title
        )
        postForm(SiteMap.conferenceRooms(conference.run.id), ticket: ticket, state: state) {
            input(.type("hidden"), .name("version"), .value(state.value("version")))
            for row in 0..<rowCount {
                fieldset(.class("field-row")) {
                    legend { "Room \(row + 1)" }
                    input(.type("hidden"), .name("room-\(row)"), .value(state.value("room-\(row)")))
                    TextField("name-\(row)", "Name", state: state)
                    TextField("capacity-\(row)", "How many people it holds", kind: .wholeNumber, state: state)
                }
            }
            submit("Save")
        }
    }
}

struct SpeakerForm: Page {
    let conference: Conference
    /// `nil` for a new one.
    let speaker: ConferenceSpeaker?
    let state: FormState
    let ticket: FormTicket

    var title: String { speaker == nil ? "Add a speaker" : "Change a speaker" }
    var trail: [Crumb] { ConferenceTrail.hub(conference.offer, conference.run) }

    var body: Markup {
        PageHeader(title, kicker: conference.offer.facts.title)
        postForm(
            speaker.map { SiteMap.hubSpeaker($0.id) } ?? SiteMap.newSpeaker(conference.run.id),
            ticket: ticket,
            state: state
        ) {
            input(.type("hidden"), .name("version"), .value(state.value("version")))
            TextField("name", "Name", state: state)
            TextField("post", "What they do and where", hint: "Public, below the name.", state: state)
            TextArea("biography", "About them", hint: "Public, on their own page.", state: state)
            ChoiceField(
                "invited",
                "How they come",
                options: [FormOption("yes", "We invited them")],
                isMultiple: true,
                state: state
            )
            div(.class("button-row")) {
                submit("Save", name: "step", value: "save")
                if speaker != nil {
                    submit("Take them out", isSecondary: true, name: "step", value: "remove")
                }
            }
        }
    }
}

struct ConferenceSessionForm: Page {
    let conference: Conference
    /// `nil` for a new one.
    let session: ConferenceSession?
    let strands: [StrandTag]
    /// By name.
    let choosers: [String]
    let state: FormState
    let ticket: FormTicket

    var title: String { session == nil ? "Add a session" : "Change a session" }
    var trail: [Crumb] { ConferenceTrail.hub(conference.offer, conference.run) }

    var body: Markup {
        PageHeader(title, kicker: conference.offer.facts.title)
        if let session, session.taken > 0 {
            Inset {
                p {
                    "\(session.taken) of \(session.capacity) places are chosen. Everyone who chose it gets an email when you move it or take it out."
                }
            }
        }
        postForm(
            session.map { SiteMap.hubConferenceSession($0.id) }
                ?? SiteMap.newConferenceSession(conference.run.id),
            ticket: ticket,
            state: state
        ) {
            input(.type("hidden"), .name("version"), .value(state.value("version")))
            input(.type("hidden"), .name("proposal"), .value(state.value("proposal")))
            TextField("title", "Title", state: state)
            ChoiceField(
                "format",
                "Format",
                options: ConferenceFormat.allCases.map { format in
                    FormOption(
                        format.rawValue,
                        format.name,
                        hint: format == .pause ? "Coffee, lunch, registration: for everyone." : nil
                    )
                },
                state: state
            )
            SelectField("day", "Day", options: days, state: state)
            TextField("start", "Starts", kind: .time, isShort: true, state: state)
            TextField("end", "Ends", kind: .time, isShort: true, state: state)
            SelectField(
                "room",
                "Room",
                options: [FormOption("", "Choose a room")]
                    + conference.rooms.map {
                        FormOption($0.id.description, "\($0.name) (holds \($0.capacity))")
                    },
                state: state
            )
            TextField(
                "capacity",
                "How many can choose it",
                kind: .wholeNumber,
                hint: "Leave empty for as many as the room holds.",
                state: state
            )
            if conference.speakers.isEmpty {
                div(.id("speakers")) { p(.class("hint")) { "Add speakers to name them here." } }
            } else {
                ChoiceField(
                    "speakers",
                    "Speakers",
                    options: conference.speakers.map { FormOption($0.id.description, $0.name) },
                    isMultiple: true,
                    state: state
                )
            }
            SelectField.strand(strands, state: state)
            TextArea("abstract", "What it is about", state: state)
            div(.class("button-row")) {
                submit("Save", name: "step", value: "save")
                if session != nil {
                    submit("Take it out of the programme", isSecondary: true, name: "step", value: "remove")
                }
            }
        }
        if let session {
            p { a(.href(SiteMap.sessionResults(session.id))) { "Slides, recording and feedback" } }
        }
        if !choosers.isEmpty {
            h2 { "Who chose it" }
            ul { for name in choosers { li { name } } }
        }
    }

    private var days: [FormOption] {
        var seen: Set<LocalDate> = []
        return conference.run.sessions.filter { seen.insert($0.heldOn).inserted }.map { day in
            FormOption(day.heldOn.description, "\(day.heldOn.spelled), \(day.start) to \(day.end)")
        }
    }
}

extension SelectField {
    /// The strand of evidence that a session is about, if it is about one.
    static func strand(_ strands: [StrandTag], state: FormState) -> SelectField {
        SelectField(
            "strand",
            "Strand of evidence",
            options: [FormOption("", "No one strand")]
                + strands.map { FormOption($0.id.description, $0.title) },
            state: state
        )
    }
}

extension FormState {
    static let mostRooms = 40

    static func rooms(_ conference: Conference) -> FormState {
        var values = ["version": "\(conference.version)"]
        for (row, room) in conference.rooms.enumerated() {
            values["room-\(row)"] = room.id.description
            values["name-\(row)"] = room.name
            values["capacity-\(row)"] = "\(room.capacity)"
        }
        return FormState(values)
    }
}

extension Submission {
    var rooms: [RoomDraft] {
        (0..<FormState.mostRooms).filter { names.contains("name-\($0)") }.map { row in
            var draft = RoomDraft()
            draft.id = ID(text("room-\(row)"))
            draft.name = text("name-\(row)")
            draft.capacity = text("capacity-\(row)")
            return draft
        }
    }
}

extension SpeakerDraft {
    init(_ submission: Submission) {
        self.init()
        name = submission.text("name")
        post = submission.text("post")
        biography = submission.text("biography")
        isInvited = submission.isChecked("invited")
    }

    func formState(_ version: Int) -> FormState {
        FormState([
            "name": name, "post": post, "biography": biography, "invited": isInvited ? "yes" : "",
            "version": "\(version)",
        ])
    }
}

extension ConferenceSessionDraft {
    init(_ submission: Submission) {
        self.init()
        title = submission.text("title")
        abstract = submission.text("abstract")
        format = ConferenceFormat(rawValue: submission.text("format"))
        room = ID(submission.text("room"))
        day = submission.text("day")
        start = submission.text("start")
        end = submission.text("end")
        capacity = submission.text("capacity")
        strand = ID(submission.text("strand"))
        speakers = submission.all("speakers").compactMap { ID($0) }
        proposal = ID(submission.text("proposal"))
    }

    func formState(_ version: Int) -> FormState {
        var state = FormState([
            "title": title, "abstract": abstract, "format": format?.rawValue ?? "",
            "room": room?.description ?? "", "day": day, "start": start, "end": end, "capacity": capacity,
            "strand": strand?.description ?? "",
            "proposal": proposal?.description ?? "", "version": "\(version)",
        ])
        state.set("speakers", all: speakers.map(\.description))
        return state
    }
}
