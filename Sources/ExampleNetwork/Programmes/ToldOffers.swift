import Programmes

extension ToldOffer {
    /// The stories' offers; the volume comes after them.
    static let all: [ToldOffer] = reading + classroom + mathematics + coast + conferences

    private static let conferences: [ToldOffer] = [
        // A day that is over and one to come, with rooms, speakers and sessions to choose.
        ToldOffer(
            key: .conference,
            title: "What we tried: the Brackenstow conference",
            summary:
                "A day for schools to tell each other what they tried and what came of it, with two keynotes and three rooms.",
            description: """
                Most of the day belongs to people who teach. They say what they tried, for how long, with whom, and what they would \
                leave out next time.

                Once you have a place you choose your sessions. The slides stay with the programme afterwards.
                """,
            audience: "Teachers, leaders, governors, and those who train teachers",
            lead: .research,
            coHosts: [.associate],
            strands: [.planning, .feedback],
            phases: [.primary, .secondary],
            mode: .inPerson,
            venue: .brackenstowPriory,
            price: "60",
            written: -150,
            runs: [
                ToldRun(
                    capacity: 120,
                    days: [-40],
                    start: "08:45",
                    end: "15:45",
                    acts: [
                        ToldAct(.schoolLeader, .tarnseaHarbour, -80, .goes),
                        ToldAct(.earlyCareerTeacher, .hallowickCanalSide, -78, .goes),
                    ],
                    fill: 20
                ),
                ToldRun(
                    capacity: 120,
                    days: [45],
                    start: "08:45",
                    end: "15:45",
                    acts: [
                        ToldAct(.schoolLeader, .tarnseaHarbour, -9, .goes),
                        ToldAct(.earlyCareerTeacher, .hallowickCanalSide, -8, .goes),
                    ],
                    fill: 12
                ),
            ]
        )
    ]

    private static let reading: [ToldOffer] = [
        // Three hubs on one strand; a school that comes every year.
        ToldOffer(
            key: .readingTogether,
            title: "Reading aloud together: fluency in years 2 to 7",
            summary:
                "Four afternoons on paired and echo reading, run by three hubs on one protocol, with a visit to your classroom between.",
            description: """
                We read the texts that pupils will read, aloud, in pairs, and find out where it goes wrong. Then we plan the first \
                three weeks.

                Between the sessions somebody from the nearest of the three hubs visits a lesson and stays for a talk.

                What is known about it, with effects and their ranges, stands on the strand’s page. Schools that want to help find out \
                more can join the trial that the three hubs run.
                """,
            outcomes: """
                Pupils who read slowly read aloud in pairs for fifteen minutes on four days a week.
                Their fluency is heard each half term with a text that they have not seen.
                """,
            standard: "DfE standard for teachers’ professional development",
            mechanisms: [
                .manageLoad, .revisitLearning, .agreeGoals, .credibleSource, .affirmProgress, .instruct,
                .model,
                .giveFeedback, .rehearse, .planAction, .repeatInContext,
            ],
            audience: "Class teachers and reading leads, years 2 to 7; two from a school work best",
            roles: [.teacher, .subjectLeader],
            lead: .english,
            coHosts: [.research, .teaching],
            shares: [50, 30, 20],
            strands: [.fluency],
            guidance: [0],
            phases: [.primary, .secondary],
            mode: .inPerson,
            venue: .withermereMeadow,
            price: "85",
            written: -640,
            runs: [
                ToldRun(
                    capacity: 24,
                    days: [-560, -546, -525, -511],
                    acts: [ToldAct(.booker, .tarnseaHarbour, -590, .books(2, order: "TH-2041"))],
                    fill: 16
                ),
                ToldRun(
                    capacity: 30,
                    days: [-255, -241, -220, -206],
                    acts: [
                        ToldAct(.booker, .tarnseaHarbour, -290, .books(3, order: "TH-2307")),
                        ToldAct(.booker, .tarnseaHarbour, -262, .sendsAnother),
                    ],
                    fill: 22
                ),
                ToldRun(
                    capacity: 36,
                    days: [26, 40, 61, 75],
                    acts: [ToldAct(.booker, .tarnseaHarbour, -12, .books(2, order: "TH-2588"))],
                    fill: 18
                ),
            ]
        ),
        ToldOffer(
            key: .firstBooks,
            title: "First books: choosing texts that children can nearly read",
            summary: "An afternoon among boxes of books, with a list to take away and a loan for the term.",
            description:
                "Bring three books that your children like and three that they are told to read. We sort them, read them, and talk about what the next child needs.",
            audience: "Reception and key stage 1 teachers, teaching assistants",
            roles: [.teacher, .teachingAssistant],
            lead: .english,
            strands: [.fluency, .language],
            phases: [.earlyYears, .primary],
            mode: .inPerson,
            venue: .withermereMeadow,
            written: -200,
            runs: [
                ToldRun(capacity: 20, days: [-95], fill: 9),
                ToldRun(capacity: 20, days: [33], closesBefore: 5, fill: 8),
            ]
        ),
        ToldOffer(
            key: .phonicsAudit,
            kind: .inSchoolSupport,
            title: "A morning’s look at phonics in your school",
            summary:
                "Two of us watch, listen and say what we saw. Written for schools that are new to the hub.",
            description:
                "We visit every group once, hear six children read, and leave one page: what is strong, what to try first, whom to ask.",
            audience: "Headteachers and reading leads of primary schools",
            roles: [.subjectLeader, .headteacher],
            lead: .english,
            strands: [.fluency],
            phases: [.primary],
            mode: .inPerson,
            venue: .withermereMeadow,
            ending: .draft,
            written: -6,
            runs: [ToldRun(capacity: 12, days: [70], start: "09:00", end: "12:00")]
        ),
        ToldOffer(
            key: .wordsThatOpen,
            title: "Words that open texts",
            summary:
                "Three half days for departments that want to teach six words a week together, and to know whether it helped.",
            description: """
                Departments choose words across subjects, use them in speech before writing, and meet them again after a month.

                Two trials in this network have reported so far and point different ways. We show both.
                """,
            audience: "Subject leads in years 5 to 9, two or three from a school",
            roles: [.subjectLeader],
            lead: .research,
            coHosts: [.associate],
            strands: [.vocabulary],
            phases: [.primary, .secondary],
            mode: .blended,
            venue: .brackenstowPriory,
            price: "60",
            written: -420,
            runs: [
                ToldRun(
                    capacity: 28,
                    days: [-330, -309, -281],
                    acts: [
                        ToldAct(.booker, .tarnseaHarbour, -350, .books(1)),
                        ToldAct(.officeOfQuay, .gannockmouthQuay, -345, .books(2, order: "GQ/118")),
                    ],
                    fill: 14
                ),
                ToldRun(
                    capacity: 28,
                    days: [19, 47, 68],
                    acts: [ToldAct(.bookerOfAcademy, .tarnseaAcademy, -20, .books(3, order: "4500731"))],
                    fill: 10
                ),
            ]
        ),
        ToldOffer(
            key: .readingDay,
            kind: .conference,
            title: "A day for readers: talks, texts and time to read",
            summary: "The research school’s summer day of two years running. Its papers stay in the library.",
            description: "Four talks, two hours in which everybody reads, and an argument at the end.",
            audience: "Anyone who teaches reading",
            lead: .research,
            strands: [.fluency, .vocabulary],
            phases: [.primary, .secondary],
            mode: .inPerson,
            venue: .brackenstowPriory,
            price: "35",
            ending: .archived(-90),
            written: -260,
            runs: [ToldRun(capacity: 60, days: [-150], start: "09:30", end: "15:30", fill: 24)]
        ),
        // Open since the beginning of the year, without an end: some are through with it, some are not.
        ToldOffer(
            key: .readingStudies,
            kind: .selfStudy,
            title: "Read a study before you trust it: self-study",
            summary:
                "Three short units with real papers: what was compared, with whom, and how sure one can be.",
            description: """
                Each unit takes an hour: a paper, questions to answer alone or with a colleague, and what a careful reader says about them.

                Start when you like, stop when the bell rings. Your hub reads what you send and answers.
                """,
            outcomes: "You can say what a study compared and what it cannot tell.",
            audience: "Whoever chooses what a school tries next",
            roles: [.subjectLeader, .seniorLeader, .headteacher, .governor],
            lead: .research,
            strands: [.feedback],
            phases: [.earlyYears, .primary, .secondary, .post16],
            mode: .online,
            written: -130,
            runs: [
                ToldRun(
                    capacity: nil,
                    days: [-100],
                    studyMinutes: 180,
                    acts: [
                        ToldAct(.schoolLeader, .tarnseaHarbour, -60, .goes),
                        ToldAct(.booker, .tarnseaHarbour, -40, .books(2)),
                    ],
                    fill: 16
                )
            ]
        ),
        ToldOffer(
            key: .readingEvidence,
            title: "Reading evidence slowly: four evenings for leaders",
            summary:
                "What was tried, with whom, what came of it, and how sure anyone can be. One paper an evening, read in advance.",
            description:
                "We read four papers of this network and elsewhere, one of them wrong. You leave with questions to ask of the next headline.",
            audience: "Senior leaders and governors",
            roles: [.seniorLeader, .headteacher, .governor],
            lead: .research,
            strands: [.planning, .feedback],
            phases: [.earlyYears, .primary, .secondary, .post16],
            mode: .online,
            price: "120",
            hasVAT: true,
            written: -120,
            runs: [
                ToldRun(
                    capacity: 18,
                    days: [-50, -36, -15, 13],
                    start: "17:00",
                    end: "18:30",
                    acts: [ToldAct(.schoolLeader, .tarnseaHarbour, -70, .goes)],
                    fill: 18
                ),
                ToldRun(capacity: 18, days: [62, 76, 90, 104], start: "17:00", end: "18:30", fill: 5),
            ]
        ),
        ToldOffer(
            key: .smallSchools,
            kind: .workGroup,
            title: "Small schools, mixed classes: what travels",
            summary: "After school and online: teachers from village schools try one thing and compare.",
            description:
                "Three short meetings in a term. Nobody prepares slides. One school says what it tried and what happened; the others ask.",
            audience: "Teachers in schools with fewer than 120 pupils",
            roles: [.teacher],
            lead: .associate,
            strands: [.fluency, .feedback],
            phases: [.primary],
            mode: .online,
            written: -90,
            runs: [ToldRun(capacity: 40, days: [9, 23, 44], start: "15:45", end: "16:45", fill: 8)]
        ),
    ]
}
