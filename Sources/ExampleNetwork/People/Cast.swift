import Access

extension ExamplePerson {
    /// The people of the stories, in the order in which the sign-in page offers them.
    package static let cast: [ExamplePerson] = [
        schoolLeader, booker, hubLead, earlyCareerTeacher, coach, researcher, evaluator, networkLead, coHost,
        headWithoutLuck, mentor,
    ]

    static let schoolLeader = ExamplePerson(
        "Imogen Fairley",
        "head@tarnsea-harbour.example",
        "Headteacher, Tarnsea Harbour Primary School",
        "Her school climbed for four years; it is in one trial, and an invitation to another waits for her answer.",
        [.at(.tarnseaHarbour, .lead)]
    )
    static let booker = ExamplePerson(
        "Karen Oddie",
        "office@tarnsea-harbour.example",
        "Office manager, Tarnsea Harbour Primary School",
        "Books for everyone at school; two colleagues wait for a run that is full, six people on its list.",
        [.at(.tarnseaHarbour, .booker)]
    )
    static let hubLead = ExamplePerson(
        "Marcus Thorley",
        "lead@hallowick.example",
        "Director, Hallowick Teaching School Hub",
        "One run full with six waiting, one half empty next month, and a joint offer that two hubs have still to agree.",
        [.at(.teaching, .lead), .at(.hallowickHigh, .member)]
    )
    static let earlyCareerTeacher = ExamplePerson(
        "Jasmin Okoro",
        "j.okoro@hallowick-canal-side.example",
        "Early career teacher, Hallowick Canal Side Primary School",
        "In her first year; has a place on the next induction seminar and two behind her.",
        [.at(.hallowickCanalSide, .member)]
    )
    static let coach = ExamplePerson(
        "Suresh Pillai",
        "s.pillai@orrinton-high.example",
        "Instructional coach, Orrinton High School",
        "Comes to the maths hub’s work group; a place on tutor training is kept for him until tomorrow.",
        [.at(.orrintonHigh, .coach), .at(.maths, .editor)]
    )
    static let researcher = ExamplePerson(
        "Dr Elin Prosser",
        "e.prosser@brackenstow-priory.example",
        "Researcher in school, Brackenstow Priory School",
        "Analyses her hub’s trials: one is delivering, one is analysed and waits to be published, one is overdue.",
        [.at(.research, .editor), .at(.research, .evaluator), .at(.brackenstowPriory, .member)]
    )
    static let evaluator = ExamplePerson(
        "Tom Ashdown",
        "t.ashdown@tarnsea-academy.example",
        "Assistant head for data, Tarnsea Academy",
        "Has a quick evaluation that only his school can see, and the rows of a trial that is frozen now.",
        [.at(.tarnseaAcademy, .evaluator)]
    )
    static let networkLead = ExamplePerson(
        "Ruth Calloway",
        "network@braid.example",
        "Network lead",
        "Sees the whole network: need, reach, overdue trials, people and the outbox.",
        [],
        isNetworkAdministrator: true
    )
    static let coHost = ExamplePerson(
        "Nadia Farrow",
        "lead@withermere-meadow.example",
        "Lead, Withermere English Hub",
        "Hallowick has asked her hub to run a joint offer; she has not answered yet.",
        [.at(.english, .lead), .at(.withermereMeadow, .lead)]
    )
    static let headWithoutLuck = ExamplePerson(
        "Gareth Pym",
        "head@gannockmouth-quay.example",
        "Headteacher, Gannockmouth Quay Primary School",
        "Results have fallen three years running; nobody of his school has come to anything for half a year.",
        [.at(.gannockmouthQuay, .lead), .at(.gannockmouthQuay, .booker)]
    )

    static let director = ExamplePerson(
        "Petra Lowe",
        "lead@brackenstow-priory.example",
        "Director, Brackenstow Research School",
        "",
        [.at(.research, .lead)]
    )

    static let officeOfWindmill = ExamplePerson(
        "Yusuf Bari",
        "office@orrinton-windmill.example",
        "Office manager, Orrinton Windmill Primary School",
        "",
        [.at(.orrintonWindmill, .booker)]
    )
    static let officeOfQuay = ExamplePerson(
        "Carol Tranter",
        "office@gannockmouth-quay.example",
        "Office manager, Gannockmouth Quay Primary School",
        "",
        [.at(.gannockmouthQuay, .booker)]
    )
    static let officeOfCanalSide = ExamplePerson(
        "Leila Marsh",
        "office@hallowick-canal-side.example",
        "Office manager, Hallowick Canal Side Primary School",
        "",
        [.at(.hallowickCanalSide, .booker)]
    )
    static let bookerOfAcademy = ExamplePerson(
        "Deepa Nair",
        "english@tarnsea-academy.example",
        "Booker, Tarnsea Academy",
        "",
        [.at(.tarnseaAcademy, .booker)]
    )

    /// People who act in the stories but whom nobody continues as.
    package static let others: [ExamplePerson] = [
        director, firstMentor, boardLead, mathsTeacher, scienceTeacher, prioryHead, academyHead,
        ExamplePerson(
            "Ian Dace",
            "lead@orrinton-high.example",
            "Lead, Orrinton Maths Hub",
            "",
            [.at(.maths, .lead)]
        ),
        ExamplePerson(
            "Joanna Rusk",
            "lead@kestrelby.example",
            "Lead, Kestrelby Associate Research School",
            "",
            [.at(.associate, .lead)]
        ),
        officeOfWindmill,
        officeOfQuay,
        officeOfCanalSide,
        bookerOfAcademy,
    ]
}
