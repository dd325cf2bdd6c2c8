import Programmes

extension ToldOffer {
    static let mathematics: [ToldOffer] = [
        ToldOffer(
            key: .yearThreeGroup,
            kind: .workGroup,
            title: "Work group: mathematics in year 3",
            summary: "A year together, free to state schools, with sessions in your own classroom.",
            description:
                "Six meetings. Before each everyone teaches the same lesson; in it we look at what pupils wrote and change one thing.",
            audience: "Teachers of year 3 and their subject leads",
            roles: [.teacher, .subjectLeader],
            lead: .maths,
            strands: [.maths],
            phases: [.primary],
            mode: .blended,
            venue: .orrintonHigh,
            written: -140,
            runs: [
                ToldRun(
                    capacity: 26,
                    days: [-58, -23, 12, 54, 96, 145],
                    acts: [
                        ToldAct(.coach, .orrintonHigh, -90, .goes),
                        ToldAct(.officeOfWindmill, .orrintonWindmill, -85, .books(2)),
                    ],
                    fill: 14
                )
            ]
        ),
        ToldOffer(
            key: .barModels,
            title: "Step by step with bar models",
            summary: "A day to draw problems before calculating them, and two visits after it.",
            description: """
                Problems are drawn as bars before they are calculated; the same pictures from September to July.

                Three trials in this network have reported. The page of the strand shows them and what they say together.
                """,
            audience: "Teachers of years 2 to 5, with their subject lead",
            roles: [.teacher, .subjectLeader],
            lead: .maths,
            coHosts: [.teaching],
            strands: [.maths],
            phases: [.primary],
            mode: .inPerson,
            venue: .orrintonHigh,
            price: "120",
            hasVAT: true,
            written: -610,
            runs: [
                ToldRun(
                    capacity: 30,
                    days: [-540],
                    start: "09:30",
                    end: "15:30",
                    acts: [ToldAct(.booker, .tarnseaHarbour, -580, .books(2, order: "TH-2055"))],
                    fill: 14
                ),
                ToldRun(
                    capacity: 30,
                    days: [-190],
                    start: "09:30",
                    end: "15:30",
                    acts: [ToldAct(.officeOfWindmill, .orrintonWindmill, -215, .books(3))],
                    fill: 20
                ),
                ToldRun(capacity: 30, days: [68], start: "09:30", end: "15:30", fill: 9),
            ]
        ),
        ToldOffer(
            key: .resit,
            title: "Teaching those who sit mathematics again",
            summary: "For colleges and sixth forms: three afternoons on students who have failed before.",
            description:
                "What they can do already, which four topics carry most marks, and how not to start with fractions.",
            audience: "Teachers of GCSE resit classes",
            roles: [.teacher],
            lead: .maths,
            strands: [.maths, .tutoring],
            phases: [.post16],
            mode: .online,
            price: "150",
            isForSchool: true,
            written: -9,
            runs: [ToldRun(capacity: 32, days: [120, 134, 155], start: "15:00", end: "16:30")]
        ),
    ]
}
