import Trials

/// A registered trial of the stories. Days are counted from today: below 0 is past.
struct ToldTrial {
    let title: String
    let intervention: ToldIntervention
    let strand: ToldStrand.Key
    let hub: ToldHub
    let question: String
    let outcome: String
    let registered: Int
    let recruits: Int
    let runs: Int
    let due: Int
    /// Where it has reported.
    var result: Result?
    /// Where it stopped without a result.
    var stop: Stop?
    /// Where what was registered was corrected since.
    var correction: Correction?

    struct Result {
        let day: Int
        let effect: Double
        let standardError: Double
        let treated: Int
        let control: Int
        let phase: String
        let yearGroup: String
    }

    struct Stop {
        let day: Int
        let reason: String
        let schools: Int
        let pupils: Int
    }

    struct Correction {
        let day: Int
        let values: [TrialItem: String]
        let reason: String
    }

    static let all: [ToldTrial] = fluency + others

    /// Four of six have reported: enough for a diamond. One is overdue, one runs.
    private static let fluency: [ToldTrial] = [
        ToldTrial(
            title: "Paired Reading Aloud in year 5",
            intervention: .pairedReading,
            strand: .fluency,
            hub: .research,
            question:
                "Do pupils in year 5 whose classes read aloud in pairs for twenty weeks understand more of what they read?",
            outcome: "Reading comprehension, standardised test",
            registered: -880,
            recruits: -860,
            runs: -800,
            due: -480,
            result: .init(
                day: -495,
                effect: 0.17,
                standardError: 0.08,
                treated: 612,
                control: 598,
                phase: "Primary",
                yearGroup: "Year 5"
            )
        ),
        ToldTrial(
            title: "Paired Reading Aloud in small village schools",
            intervention: .pairedReading,
            strand: .fluency,
            hub: .associate,
            question: "Does it come out the same in schools with mixed-age classes?",
            outcome: "Reading comprehension, standardised test",
            registered: -760,
            recruits: -740,
            runs: -690,
            due: -370,
            result: .init(
                day: -352,
                effect: 0.06,
                standardError: 0.12,
                treated: 241,
                control: 233,
                phase: "Primary",
                yearGroup: "Years 4 to 6"
            )
        ),
        ToldTrial(
            title: "Echo Reading on the coast",
            intervention: .echoReading,
            strand: .fluency,
            hub: .area,
            question:
                "Do pupils in year 3 in Tarnsea and Gannockmouth read more fluently after twelve weeks of echo reading?",
            outcome: "Oral reading fluency",
            registered: -620,
            recruits: -600,
            runs: -560,
            due: -260,
            result: .init(
                day: -268,
                effect: 0.25,
                standardError: 0.10,
                treated: 338,
                control: 341,
                phase: "Primary",
                yearGroup: "Year 3"
            )
        ),
        ToldTrial(
            title: "Paired Reading Aloud in year 7",
            intervention: .pairedReading,
            strand: .fluency,
            hub: .teaching,
            question:
                "Do pupils who start secondary school reading slowly gain from twenty weeks of reading in pairs?",
            outcome: "Reading comprehension, standardised test",
            registered: -560,
            recruits: -540,
            runs: -440,
            due: -90,
            result: .init(
                day: -96,
                effect: 0.11,
                standardError: 0.09,
                treated: 455,
                control: 470,
                phase: "Secondary",
                yearGroup: "Year 7"
            )
        ),
        ToldTrial(
            title: "Echo Reading in year 2",
            intervention: .echoReading,
            strand: .fluency,
            hub: .research,
            question: "Is twelve weeks in year 2 too early?",
            outcome: "Oral reading fluency",
            registered: -500,
            recruits: -480,
            runs: -420,
            due: -61
        ),
        ToldTrial(
            title: "Paired Reading Aloud across three hubs",
            intervention: .pairedReading,
            strand: .fluency,
            hub: .english,
            question: "Forty schools on one protocol: how large is the gain on comprehension, and for whom?",
            outcome: "Reading comprehension, standardised test",
            registered: -150,
            recruits: -120,
            runs: -70,
            due: 250
        ),
    ]

    private static let others: [ToldTrial] = [
        // Two have reported: too few to pool.
        ToldTrial(
            title: "Words in Use in three departments",
            intervention: .wordsInUse,
            strand: .vocabulary,
            hub: .research,
            question:
                "Do pupils in year 8 understand unseen texts better after two terms of six words a week?",
            outcome: "Reading comprehension, unseen text",
            registered: -700,
            recruits: -680,
            runs: -620,
            due: -300,
            result: .init(
                day: -310,
                effect: 0.02,
                standardError: 0.07,
                treated: 720,
                control: 702,
                phase: "Secondary",
                yearGroup: "Year 8"
            )
        ),
        ToldTrial(
            title: "Words in Use in primary schools",
            intervention: .wordsInUse,
            strand: .vocabulary,
            hub: .english,
            question: "Does the same happen in years 5 and 6?",
            outcome: "Reading comprehension, unseen text",
            registered: -480,
            recruits: -450,
            runs: -400,
            due: -120,
            result: .init(
                day: -110,
                effect: 0.13,
                standardError: 0.09,
                treated: 420,
                control: 407,
                phase: "Primary",
                yearGroup: "Years 5 and 6"
            )
        ),
        ToldTrial(
            title: "Words in Use with a booster after a month",
            intervention: .wordsInUse,
            strand: .vocabulary,
            hub: .teaching,
            question: "Does meeting the words again a month later help with new texts?",
            outcome: "Reading comprehension, unseen text",
            registered: -30,
            recruits: -10,
            runs: 60,
            due: 330
        ),
        ToldTrial(
            title: "Bar models in year 3: Orrinshire",
            intervention: .barModels,
            strand: .maths,
            hub: .maths,
            question: "Do pupils in year 3 solve more problems in words after two terms of bar models?",
            outcome: "Mathematics test, problem solving",
            registered: -900,
            recruits: -880,
            runs: -810,
            due: -500,
            result: .init(
                day: -510,
                effect: 0.14,
                standardError: 0.08,
                treated: 560,
                control: 571,
                phase: "Primary",
                yearGroup: "Year 3"
            )
        ),
        ToldTrial(
            title: "Bar models in year 3: Hallowick",
            intervention: .barModels,
            strand: .maths,
            hub: .teaching,
            question: "Is it the same where schools had not asked for it?",
            outcome: "Mathematics test, problem solving",
            registered: -640,
            recruits: -610,
            runs: -570,
            due: -240,
            result: .init(
                day: -245,
                effect: -0.02,
                standardError: 0.09,
                treated: 430,
                control: 441,
                phase: "Primary",
                yearGroup: "Year 3"
            )
        ),
        ToldTrial(
            title: "Bar models in mixed-age classes",
            intervention: .barModels,
            strand: .maths,
            hub: .maths,
            question: "Can two year groups share one step?",
            outcome: "Mathematics test, problem solving",
            registered: -520,
            recruits: -500,
            runs: -430,
            due: -130,
            result: .init(
                day: -134,
                effect: 0.10,
                standardError: 0.11,
                treated: 250,
                control: 246,
                phase: "Primary",
                yearGroup: "Years 3 and 4"
            )
        ),
        ToldTrial(
            title: "Corner Talk in eleven nurseries",
            intervention: .cornerTalk,
            strand: .language,
            hub: .area,
            question: "Do children say more at four when an adult stays for ten minutes a day?",
            outcome: "Spoken language at age four",
            registered: -400,
            recruits: -380,
            runs: -330,
            due: -20
        ),
        ToldTrial(
            title: "Corner Talk in village nurseries",
            intervention: .cornerTalk,
            strand: .language,
            hub: .area,
            question:
                "Is it the same in nurseries with a single room and two adults?",
            outcome: "Spoken language at age four",
            registered: -330,
            recruits: -310,
            runs: -240,
            due: 120,
            stop: .init(
                day: -190,
                reason:
                    "Five of twenty nurseries had joined when it was to begin, and two of them closed within a month. Too few were left to learn anything from.",
                schools: 5,
                pupils: 61
            )
        ),
        // A score decides and not chance, so the result stands beside the pool and not in it.
        ToldTrial(
            title: "Catch-up Thirty below a score of 90",
            intervention: .catchUpThirty,
            strand: .tutoring,
            hub: .teaching,
            question:
                "Do pupils who start year 7 just below a standard score of 90 in number know more by the spring when they are offered tutoring in threes?",
            outcome: "Mathematics test, number",
            registered: -590,
            recruits: -580,
            runs: -530,
            due: -210,
            result: .init(
                day: -220,
                effect: 0.27,
                standardError: 0.13,
                treated: 250,
                control: 560,
                phase: "Secondary",
                yearGroup: "Year 7"
            )
        ),
        ToldTrial(
            title: "Catch-up Thirty: three pupils or five?",
            intervention: .catchUpThirty,
            strand: .tutoring,
            hub: .teaching,
            question: "Is a group of three worth the price of five?",
            outcome: "Mathematics test, number",
            registered: -45,
            recruits: 12,
            runs: 110,
            due: 400,
            correction: .init(
                day: -40,
                values: [.protocolAddress: "https://register.example/three-or-five"],
                reason: "The address of the full protocol was missing."
            )
        ),
    ]
}
