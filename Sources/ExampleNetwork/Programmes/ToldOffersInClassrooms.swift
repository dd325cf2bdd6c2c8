import Programmes

extension ToldOffer {
    static let classroom: [ToldOffer] = [
        // Full, and six people wait.
        ToldOffer(
            key: .fiveMinutes,
            title: "Feedback in five minutes of the next lesson",
            summary: "Two afternoons on feedback that pupils act on, without taking a single book home.",
            description: """
                One line of feedback, one thing to do, and the first five minutes of the next lesson to do it.

                We film, watch together and rehearse. Leaders plan what teachers may stop doing, so that there is time.
                """,
            audience: "Teachers and heads of department, years 3 to 11",
            roles: [.teacher, .subjectLeader],
            lead: .teaching,
            strands: [.feedback],
            phases: [.primary, .secondary],
            mode: .inPerson,
            venue: .hallowickHigh,
            price: "45",
            hasVAT: true,
            written: -190,
            runs: [
                ToldRun(capacity: 30, days: [-110, -82], fill: 16),
                ToldRun(
                    capacity: 30,
                    days: [20, 48],
                    acts: [
                        ToldAct(.officeOfCanalSide, .hallowickCanalSide, -30, .books(2)),
                        ToldAct(.booker, .tarnseaHarbour, -9, .waits(2)),
                        ToldAct(.bookerOfAcademy, .tarnseaAcademy, -8, .waits(2, takesFewer: true)),
                        ToldAct(.officeOfWindmill, .orrintonWindmill, -5, .waits(1)),
                        ToldAct(.earlyCareerTeacher, .hallowickCanalSide, -3, .waits(1)),
                    ],
                    fill: 30
                ),
            ]
        ),
        // Half empty next month.
        ToldOffer(
            key: .planningTogether,
            title: "Planning a unit together: checking before moving on",
            summary:
                "A day for pairs from one school: where pupils will go wrong, and how you will know in time.",
            description:
                "Bring the unit that you teach after half term. In the morning we find its three hinges; in the afternoon you write the questions.",
            outcomes: """
                Every unit has three questions at its hinges, written before it is taught.
                Teachers go back over what the answers show was not understood.
                """,
            mechanisms: [.manageLoad, .credibleSource, .agreeGoals, .model, .rehearse, .socialSupport],
            audience: "Pairs of teachers from one school, any subject",
            roles: [.teacher],
            lead: .teaching,
            strands: [.planning],
            guidance: [1],
            phases: [.secondary, .post16],
            mode: .inPerson,
            venue: .hallowickHigh,
            price: "110",
            memberPrice: "85",
            funded: ToldFunding(
                places: 8,
                paidBy: "the Tarnsea Coast Opportunity Board",
                area: "Tarnsea Coast",
                premium: 40
            ),
            written: -75,
            runs: [
                ToldRun(capacity: 40, days: [34], start: "09:30", end: "15:30", closesBefore: 7, fill: 19)
            ]
        ),
        // Hallowick has asked two hubs, which have not answered.
        ToldOffer(
            key: .wordProblems,
            title: "Reading word problems: English and mathematics in one room",
            summary: "A joint day of three hubs on the sentence that comes before the sum.",
            description:
                "Pupils who can calculate lose marks in the reading. Teachers of both subjects take ten problems apart and put them together again.",
            audience: "A teacher of English and a teacher of mathematics from each school, years 4 to 8",
            roles: [.teacher],
            lead: .teaching,
            coHosts: [.english, .maths],
            strands: [.vocabulary, .maths],
            phases: [.primary, .secondary],
            mode: .inPerson,
            venue: .hallowickHigh,
            price: "70",
            ending: .asked,
            written: -4,
            runs: [ToldRun(capacity: 36, days: [82], start: "09:30", end: "15:30", closesBefore: 10)]
        ),
        ToldOffer(
            key: .induction,
            title: "Induction seminars for early career teachers",
            summary: "Six afternoons in the first year, with your mentor’s next step in mind.",
            description:
                "Each seminar takes one moment of a lesson. You watch it, take it apart, rehearse it, and agree with your mentor when they will see it.",
            audience: "Early career teachers in their first year",
            roles: [.earlyCareerTeacher],
            lead: .teaching,
            strands: [.induction],
            phases: [.primary, .secondary],
            mode: .inPerson,
            venue: .hallowickHigh,
            written: -150,
            runs: [
                ToldRun(
                    capacity: 35,
                    days: [-68, -33, 15, 50, 92, 134],
                    start: "14:00",
                    acts: [ToldAct(.earlyCareerTeacher, .hallowickCanalSide, -100, .goes)],
                    fill: 18
                )
            ]
        ),
        // A place was given back yesterday and is kept for the coach until tomorrow.
        ToldOffer(
            key: .tutorTraining,
            title: "Catch-up Thirty: training for tutors",
            summary:
                "Two mornings for those who will tutor three pupils, and the Friday talk with their teacher.",
            description:
                "Thirty minutes, three pupils, three times a week, planned on Fridays with the class teacher. You leave with the first six sessions.",
            audience:
                "Teaching assistants and tutors, with a teacher from the same school on the second morning",
            roles: [.teacher, .teachingAssistant],
            lead: .teaching,
            strands: [.tutoring],
            phases: [.primary, .secondary],
            mode: .blended,
            venue: .orrintonHigh,
            price: "95",
            written: -110,
            runs: [
                ToldRun(
                    capacity: 16,
                    days: [11, 18],
                    start: "09:00",
                    end: "12:00",
                    acts: [
                        ToldAct(
                            .officeOfCanalSide,
                            .hallowickCanalSide,
                            -40,
                            .books(2, order: "HCS 77", code: "TUTOR-20")
                        ),
                        ToldAct(.coach, .orrintonHigh, -14, .waits(1)),
                        ToldAct(.officeOfCanalSide, .hallowickCanalSide, -1, .givesBack),
                    ],
                    fill: 16
                )
            ]
        ),
        ToldOffer(
            key: .tutoringBrief,
            title: "Is tutoring for us? An hour before you decide",
            summary: "What it costs, what it displaces, what is known. Booking ends tomorrow.",
            description:
                "For those who hold the budget. No materials, no sale: costs, time, results and their ranges.",
            audience: "Headteachers and school business managers",
            roles: [.headteacher, .supportStaff],
            lead: .teaching,
            strands: [.tutoring],
            phases: [.primary, .secondary, .post16],
            mode: .online,
            written: -60,
            runs: [
                ToldRun(
                    capacity: 100,
                    days: [6],
                    start: "16:00",
                    end: "17:00",
                    closesBefore: 5,
                    acts: [ToldAct(.booker, .tarnseaHarbour, -15, .books(1))],
                    fill: 18
                )
            ]
        ),
    ]

    static let coast: [ToldOffer] = [
        ToldOffer(
            key: .cornerTalk,
            title: "Corner Talk: ten minutes that belong to the child",
            summary:
                "Three twilight sessions on the coast for adults who work with three- and four-year-olds.",
            description:
                "A corner, a basket of things, an adult who stays for ten minutes and follows the child. Free for schools and nurseries in Tarnsea and Gannockmouth.",
            audience: "Nursery and reception staff on the coast",
            roles: [.teacher, .teachingAssistant],
            lead: .area,
            coHosts: [.english],
            strands: [.language],
            phases: [.earlyYears],
            mode: .inPerson,
            venue: .tarnseaAcademy,
            written: -300,
            runs: [
                ToldRun(
                    capacity: 30,
                    days: [-210, -189, -168],
                    start: "16:00",
                    end: "17:30",
                    acts: [
                        ToldAct(.booker, .tarnseaHarbour, -225, .books(4)),
                        ToldAct(.officeOfQuay, .gannockmouthQuay, -222, .books(1)),
                    ],
                    fill: 14
                ),
                ToldRun(capacity: 30, days: [55, 76, 97], start: "16:00", end: "17:30", fill: 6),
            ]
        ),
        ToldOffer(
            key: .plainLetter,
            title: "The Plain Letter: writing to families about days missed",
            summary: "Write it with parents, send it to all, ring those whose number goes up.",
            description:
                "One online session. You bring last year’s letter; parents from three schools read it aloud.",
            audience: "Attendance leads and office staff",
            roles: [.seniorLeader, .supportStaff],
            lead: .area,
            strands: [.attendance],
            phases: [.primary, .secondary],
            mode: .online,
            written: -130,
            runs: [
                ToldRun(capacity: 60, days: [-65], start: "15:30", end: "17:00", fill: 20),
                ToldRun(capacity: 60, days: [40], start: "15:30", end: "17:00", fill: 9),
            ]
        ),
        ToldOffer(
            key: .breakfast,
            title: "If you open a breakfast room, count who comes",
            summary: "An hour on counting, so that in a year somebody knows more than now.",
            description:
                "There is not enough evidence on breakfast rooms. Schools that open one agree on what to count.",
            audience: "Anyone who runs or plans a breakfast room",
            lead: .area,
            strands: [.breakfast],
            phases: [.earlyYears, .primary, .secondary],
            mode: .online,
            written: -40,
            runs: [ToldRun(capacity: 50, days: [28], start: "15:45", end: "16:45", fill: 3)]
        ),
        ToldOffer(
            key: .calmMornings,
            title: "Calm mornings: pairs of schools for two years",
            summary: "The behaviour hub’s last pairs. Its designation ended; its materials are still here.",
            description: "A visit each month to a school with calm corridors, and one back.",
            audience: "Pairs of schools, led by their headteachers",
            roles: [.headteacher],
            lead: .behaviour,
            strands: [.attendance],
            phases: [.primary, .secondary],
            mode: .inPerson,
            venue: .hallowickCanalSide,
            ending: .closed(-100),
            written: -500,
            runs: [ToldRun(capacity: 16, days: [-430, -400, -370, -310, -250, -190], fill: 8)]
        ),
    ]
}
