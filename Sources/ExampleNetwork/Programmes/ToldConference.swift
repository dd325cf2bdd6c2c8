import Programmes

/// A session in the programme of a conference of the stories.
struct ToldConferenceSession {
    let start: String
    let end: String
    let room: Room
    let format: ConferenceFormat
    let title: String
    var abstract = ""
    var strand: ToldStrand.Key?
    var speakers: [ToldSpeaker] = []
    /// Fewer than the room holds, where the story needs it.
    var capacity: Int?

    enum Room: String, CaseIterable {
        case hall = "Priory Hall"
        case library = "Library"
        case studio = "Studio"

        var capacity: Int {
            switch self {
            case .hall: 120
            case .library: 40
            case .studio: 16
            }
        }
    }
}

/// Someone who speaks at the conferences of the stories.
enum ToldSpeaker: String, CaseIterable {
    case quill = "Professor Hedda Quill"
    case amartey = "Dr Osei Amartey"
    case prosser = "Dr Elin Prosser"
    case farrow = "Nadia Farrow"
    case ashdown = "Tom Ashdown"
    case pillai = "Suresh Pillai"
    case fairley = "Imogen Fairley"
    case rusk = "Joanna Rusk"

    var post: String {
        switch self {
        case .quill: "Professor of educational measurement, University of Brackenshire"
        case .amartey: "Director of studies, Kestrel Institute for Schools"
        case .prosser: "Researcher in school, Brackenstow Priory School"
        case .farrow: "Lead, Withermere English Hub"
        case .ashdown: "Assistant head for data, Tarnsea Academy"
        case .pillai: "Instructional coach, Orrinton High School"
        case .fairley: "Headteacher, Tarnsea Harbour Primary School"
        case .rusk: "Lead, Kestrelby Associate Research School"
        }
    }

    var isInvited: Bool { self == .quill || self == .amartey }

    var biography: String {
        switch self {
        case .quill:
            """
            Hedda Quill taught mathematics for eleven years before she asked how tests decide who is said to have learned. \
            She leads the panel that checks the network’s protocols before the first school joins.
            """
        case .amartey:
            "Osei Amartey studies what schools stop doing when they begin something new, and who decides."
        case .prosser: "Elin Prosser spends her Wednesdays on one question with six departments."
        case .farrow: "Nadia Farrow led a year 2 class until last summer and still reads with it on Fridays."
        case .ashdown: "Tom Ashdown stopped two programmes at his school because the numbers said so."
        case .pillai: "Suresh Pillai coaches eleven teachers, ten minutes each, once a week."
        case .fairley: "Imogen Fairley’s school reads aloud in every class, every day."
        case .rusk: "Joanna Rusk works with village schools in which one class holds three years."
        }
    }
}

extension ToldConferenceSession {
    /// Last time: three rooms, two keynotes.
    static let past: [ToldConferenceSession] = [
        .init(start: "08:45", end: "09:15", room: .hall, format: .pause, title: "Arrival and coffee"),
        .init(
            start: "09:15",
            end: "10:05",
            room: .hall,
            format: .keynote,
            title: "What four years of trials could not tell us",
            abstract: """
                Most trials of the network end with a range that holds nothing and something. What may a school do on such a \
                Monday? A talk about deciding when the answer is “perhaps”.
                """,
            strand: .planning,
            speakers: [.quill]
        ),
        .init(
            start: "10:15",
            end: "11:00",
            room: .hall,
            format: .talk,
            title: "Four years of reading aloud: what stayed",
            abstract: "What one primary school kept, what it dropped after a term, and what it cost.",
            strand: .fluency,
            speakers: [.fairley]
        ),
        .init(
            start: "10:15",
            end: "11:00",
            room: .library,
            format: .talk,
            title: "Small schools, mixed classes: what travels",
            abstract: "Twelve village schools tried one thing each and compared.",
            strand: .feedback,
            speakers: [.rusk]
        ),
        .init(
            start: "10:15",
            end: "11:15",
            room: .studio,
            format: .workshop,
            title: "Ten minutes, once a week: coaching that fits",
            abstract: "Bring a short film of your own teaching. We name one step, see it, and rehearse it.",
            strand: .induction,
            speakers: [.pillai],
            capacity: 8
        ),
        .init(start: "11:15", end: "11:40", room: .hall, format: .pause, title: "Coffee"),
        .init(
            start: "11:40",
            end: "12:40",
            room: .library,
            format: .workshop,
            title: "Read a protocol before you join",
            abstract: "Six questions to ask of any trial that wants your pupils.",
            strand: .planning,
            speakers: [.prosser]
        ),
        .init(
            start: "11:40",
            end: "12:40",
            room: .hall,
            format: .panel,
            title: "We stopped it: three programmes that ended",
            abstract: "How one knows, whom one tells, and what the money does instead.",
            speakers: [.ashdown, .farrow]
        ),
        .init(start: "12:40", end: "13:30", room: .hall, format: .pause, title: "Lunch"),
        .init(
            start: "13:30",
            end: "14:20",
            room: .library,
            format: .posters,
            title: "Posters: eleven questions from classrooms",
            abstract: "The people who asked them stand beside them."
        ),
        .init(
            start: "14:30",
            end: "15:20",
            room: .hall,
            format: .keynote,
            title: "What schools stop doing when they start something",
            abstract: "Every new thing takes the time of an old one. Ninety timetables, before and after.",
            speakers: [.amartey]
        ),
    ]

    /// Next time, as far as it is settled.
    static let coming: [ToldConferenceSession] = [
        .init(start: "08:45", end: "09:15", room: .hall, format: .pause, title: "Arrival and coffee"),
        .init(
            start: "09:15",
            end: "10:05",
            room: .hall,
            format: .keynote,
            title: "Time is the intervention",
            abstract:
                "If a programme works because it takes an hour from something else, what was the something else?",
            speakers: [.amartey]
        ),
        .init(
            start: "10:15",
            end: "11:00",
            room: .library,
            format: .talk,
            title: "Echo reading with slow readers: how it is going",
            abstract: "The trial is still running, so no results: what it is like to be one of its schools.",
            strand: .fluency,
            speakers: [.farrow]
        ),
        .init(
            start: "10:15",
            end: "11:15",
            room: .studio,
            format: .workshop,
            title: "An evaluation in an afternoon",
            abstract: "With your own data, on your own machine; nothing leaves it.",
            strand: .feedback,
            speakers: [.prosser]
        ),
        .init(start: "12:30", end: "13:20", room: .hall, format: .pause, title: "Lunch"),
        .init(
            start: "14:30",
            end: "15:20",
            room: .hall,
            format: .keynote,
            title: "How sure is sure enough?",
            abstract: "Decisions of headteachers, and the evidence that they had on the day.",
            strand: .planning,
            speakers: [.quill]
        ),
    ]
}
