import Access
import Pathways

/// A coach, the person coached, and what they did together. Days count from the day that the stories are told.
struct ToldCoaching: Sendable {
    let purpose: CoachingPurpose
    let coach: ExamplePerson
    let coached: ExamplePerson
    let hub: ToldHub
    let arranger: ExamplePerson
    let school: ToldSchool
    let start: Int
    let sessions: [Session]
    var isAgreed = true

    struct Session: Sendable {
        let day: Int
        let kind: CoachingSessionKind
        let notes: CoachingNotes
        var next: Int?
        var reflection: String?
    }

    static let all: [ToldCoaching] = [induction, headship, questions, workedExamples, waiting]

    static let induction = ToldCoaching(
        purpose: .earlyCareerMentoring,
        coach: .firstMentor,
        coached: .earlyCareerTeacher,
        hub: .teaching,
        arranger: .hubLead,
        school: .hallowickCanalSide,
        start: -82,
        sessions: [
            Session(
                day: -75,
                kind: .feedback,
                notes: CoachingNotes(
                    praise: "Everyone was seated and writing within two minutes.",
                    step: "Stand where every face can be seen while giving an instruction.",
                    model: "Gave the same instruction from the door and from the board.",
                    rehearse: "Three times, with the register."
                ),
                next: -68,
                reflection: "It felt like a small thing. The back table started with everyone else."
            ),
            Session(
                day: -61,
                kind: .dropIn,
                notes: CoachingNotes(
                    praise: "You waited until all were looking.",
                    step: "Say what to do before saying who does it.",
                    model: "",
                    rehearse: "With tomorrow’s starter."
                ),
                next: -54
            ),
        ]
    )

    static let headship = ToldCoaching(
        purpose: .headteacherCoaching,
        coach: .schoolLeader,
        coached: .headWithoutLuck,
        hub: .area,
        arranger: .boardLead,
        school: .gannockmouthQuay,
        start: -96,
        sessions: [
            Session(
                day: -90,
                kind: .meeting,
                notes: CoachingNotes(
                    praise: "You named the one thing that worries you most.",
                    step: "Stop two of the five initiatives, and say so to staff.",
                    model: "How we told ours.",
                    rehearse: "The first two minutes of the staff meeting."
                ),
                next: -62,
                reflection: "Two people thanked me. One had been running both."
            ),
            Session(
                day: -60,
                kind: .meeting,
                notes: CoachingNotes(
                    praise: "The staff meeting was short and clear.",
                    step: "Hear six pupils read every week, yourself.",
                    model: "My own list, with dates.",
                    rehearse: "Which six, and when."
                ),
                next: -32
            ),
            Session(
                day: -31,
                kind: .meeting,
                notes: CoachingNotes(
                    praise: "You kept the list for four weeks.",
                    step: "Show the list to the reading lead and ask what she sees.",
                    model: "",
                    rehearse: "The question, without giving the answer."
                ),
                next: 4
            ),
        ]
    )

    static let questions = ToldCoaching(
        purpose: .instructionalCoaching,
        coach: .coach,
        coached: .mathsTeacher,
        hub: .maths,
        arranger: .coach,
        school: .orrintonHigh,
        start: -70,
        sessions: [
            Session(
                day: -63,
                kind: .dropIn,
                notes: CoachingNotes(
                    praise: "Every pupil wrote an answer before anyone spoke.",
                    step: "Look at the answers before choosing whom to ask.",
                    model: "With a set of mini whiteboards.",
                    rehearse: "The walk round the room."
                ),
                next: -49
            ),
            Session(
                day: -47,
                kind: .feedback,
                notes: CoachingNotes(
                    praise: "You asked the pupil who was nearly right.",
                    step: "Ask why before saying whether.",
                    model: "",
                    rehearse: "Four questions on ratio."
                ),
                next: -33
            ),
        ]
    )

    static let workedExamples = ToldCoaching(
        purpose: .instructionalCoaching,
        coach: .coach,
        coached: .scienceTeacher,
        hub: .maths,
        arranger: .coach,
        school: .orrintonHigh,
        start: -50,
        sessions: [
            Session(
                day: -8,
                kind: .dropIn,
                notes: CoachingNotes(
                    praise: "The example stayed on the board while they worked.",
                    step: "Take away one line of the next example.",
                    model: "On paper.",
                    rehearse: "Which line, for Thursday."
                ),
                next: 6
            )
        ]
    )

    static let waiting = ToldCoaching(
        purpose: .instructionalCoaching,
        coach: .coach,
        coached: .evaluator,
        hub: .maths,
        arranger: .coach,
        school: .tarnseaAcademy,
        start: 7,
        sessions: [],
        isAgreed: false
    )
}

extension ExamplePerson {
    static let firstMentor = ExamplePerson(
        "Owen Tait",
        "o.tait@hallowick-canal-side.example",
        "Mentor until half term, Hallowick Canal Side Primary School",
        "",
        [.at(.hallowickCanalSide, .coach)]
    )
    static let mentor = ExamplePerson(
        "Bryony Kell",
        "b.kell@hallowick-canal-side.example",
        "Mentor, Hallowick Canal Side Primary School",
        "Took over an early career teacher at half term and may read what was agreed before; a session is due.",
        [.at(.hallowickCanalSide, .coach)]
    )
    static let boardLead = ExamplePerson(
        "Frances Odell",
        "lead@board.tarnsea-academy.example",
        "Director, Tarnsea Coast Opportunity Board",
        "",
        [.at(.area, .lead)]
    )
    static let mathsTeacher = ExamplePerson(
        "Callum Reyes",
        "c.reyes@orrinton-high.example",
        "Teacher of mathematics, Orrinton High School",
        "",
        [.at(.orrintonHigh, .member)]
    )
    static let scienceTeacher = ExamplePerson(
        "Priya Sandhu",
        "p.sandhu@orrinton-high.example",
        "Teacher of science, Orrinton High School",
        "",
        [.at(.orrintonHigh, .member)]
    )
}
