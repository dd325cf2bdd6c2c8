import Programmes

/// What the offers of the volume are called and say, put together from a few parts.
enum VolumeWords {
    static let topics: [ToldStrand.Key: [String]] = [
        .language: [
            "Talk before words", "Stories told twice", "Long exchanges with young children",
            "Listening to three-year-olds",
        ],
        .fluency: [
            "Reading aloud in pairs", "Echo reading", "Fluency for older readers",
            "Reading the room: expression and pace",
        ],
        .vocabulary: [
            "Six words a week", "Words across subjects", "The language of instructions", "Words met again",
        ],
        .maths: ["Bar models", "Reasoning aloud", "Number before calculation", "Fractions without fear"],
        .feedback: [
            "Feedback on the move", "One next step", "Marking less, saying more",
            "Feedback that pupils act on",
        ],
        .planning: [
            "Hinge questions", "Checking before moving on", "Thinking aloud",
            "Planning what pupils will find hard",
        ],
        .tutoring: [
            "Tutoring three at a time", "Tutors and teachers on Fridays", "Catching up in number",
            "Small groups that end",
        ],
        .attendance: [
            "Letters home", "The first ten days", "Mornings that bring pupils in",
            "Talking with families about days missed",
        ],
        .breakfast: ["A room before school", "Counting who comes to breakfast", "Food and the first lesson"],
        .induction: [
            "Mentoring one thing at a time", "Seen teach", "The first year of teaching",
            "Rehearsal for mentors",
        ],
    ]

    static let stages: [(words: String, phases: Set<OfferPhase>)] = [
        ("in the early years", [.earlyYears]), ("in key stage 1", [.primary]), ("in key stage 2", [.primary]),
        ("in primary schools", [.earlyYears, .primary]), ("across years 5 to 8", [.primary, .secondary]),
        ("in secondary schools", [.secondary]), ("in key stage 3", [.secondary]),
        ("in sixth forms", [.post16]),
        ("for whole schools", [.earlyYears, .primary, .secondary]),
    ]

    static let forms: [String] = [
        "", ": a day", ": an afternoon", ": a series", ": a work group", ": for leaders", ": second year",
    ]

    static let audiences: [(words: String, roles: Set<AudienceRole>)] = [
        ("Class teachers", [.teacher]), ("Subject leads", [.subjectLeader]),
        ("Senior leaders", [.seniorLeader]),
        ("Teaching assistants and their teachers", [.teacher, .teachingAssistant]),
        ("Pairs of teachers from one school", [.teacher]),
        ("Early career teachers and mentors", [.teacher, .earlyCareerTeacher]),
        ("Heads of department", [.subjectLeader]),
    ]

    static let middles: [String] = [
        "We look at lessons, take one apart and put it together differently.",
        "You bring what pupils wrote; we sort it and decide what comes next.",
        "Half of the time is rehearsal, in pairs, with somebody watching.",
        "You try one thing in your own classroom and write down what happened.",
        "A teacher who did it last year tells what went wrong.",
    ]

    static let ends: [String] = [
        "You leave with a plan for three weeks.", "A visit to your school is part of it.",
        "Materials stay with you.", "What is known about it stands on the strand’s page.",
        "Please bring a colleague: one alone seldom changes a school.",
    ]
}
