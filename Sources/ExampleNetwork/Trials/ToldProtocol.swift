import Trials

/// A trial that the stories tell from its protocol on, up to the stage that it has reached today.
struct ToldProtocol {
    let title: String
    let design: ProtocolDesign
    let hub: ToldHub
    let intervention: ToldIntervention
    let strand: ToldStrand.Key
    let stage: TrialCourse.Stage
    /// Days from today.
    let published: Int
    let rosterBy: Int
    let runs: Int
    let tests: Int
    let due: Int
    /// Schools without a name in the stories that join.
    let otherSchools: Int
    let named: [ToldSchool]
    /// Schools of the stories that are asked and have not answered.
    let invited: [ToldSchool]
    let isSecondary: Bool
    let pupils: ClosedRange<Int>
    /// In standard deviations of the test.
    let effect: Double
    let words: Words

    struct Words {
        let question: String
        let population: String
        let years: String
        let control: String
        let outcome: String
        let outcomeDetail: String
    }

    static let all: [ToldProtocol] = [
        // Recruiting: every school that joins makes the smallest detectable effect fall.
        ToldProtocol(
            title: "Words in Use in years 5 and 6, with a booster",
            design: .waitlist,
            hub: .teaching,
            intervention: .wordsInUse,
            strand: .vocabulary,
            stage: .recruiting,
            published: -26,
            rosterBy: 45,
            runs: 60,
            tests: 200,
            due: 330,
            otherSchools: 9,
            named: [.withermereMeadow],
            invited: [.tarnseaHarbour, .gannockmouthQuay],
            isSecondary: false,
            pupils: 24...31,
            effect: 0,
            words: .init(
                question:
                    "Do pupils in years 5 and 6 understand unseen texts better after a year of six words a week and a booster a month later?",
                population:
                    "Pupils in years 5 and 6 of state primary schools in and around Hallowick and on the coast.",
                years: "Years 5 and 6",
                control: "Vocabulary teaching as before; the materials and the training a year later.",
                outcome: "Reading comprehension, unseen text",
                outcomeDetail: "A test of 40 minutes sent to the schools, marked by code."
            )
        ),
        // Allocated, and delivering.
        ToldProtocol(
            title: "Paired Reading Aloud, forty minutes a week",
            design: .schools,
            hub: .research,
            intervention: .pairedReading,
            strand: .fluency,
            stage: .allocated,
            published: -150,
            rosterBy: -76,
            runs: -70,
            tests: 110,
            due: 250,
            otherSchools: 22,
            named: [.tarnseaHarbour, .kestrelbyChurchLane],
            invited: [],
            isSecondary: false,
            pupils: 22...30,
            effect: 0.12,
            words: .init(
                question:
                    "How large is the gain on comprehension when classes in year 5 read aloud in pairs for forty minutes a week?",
                population: "Pupils in year 5 of state primary schools.",
                years: "Year 5",
                control: "Guided reading as before; the training in the following year.",
                outcome: "Reading comprehension, standardised test",
                outcomeDetail:
                    "A standardised test on paper, given by the class teacher and marked by people who do not know who was offered it."
            )
        ),
        // Frozen: the analysis is next.
        ToldProtocol(
            title: "Echo Reading for slow readers in year 7",
            design: .pupilsWithinSchools,
            hub: .research,
            intervention: .echoReading,
            strand: .fluency,
            stage: .frozen,
            published: -420,
            rosterBy: -330,
            runs: -320,
            tests: -60,
            due: 35,
            otherSchools: 11,
            named: [.tarnseaAcademy],
            invited: [],
            isSecondary: true,
            pupils: 28...44,
            effect: 0.18,
            words: .init(
                question:
                    "Do pupils who start secondary school reading slowly read more fluently after twelve weeks of echo reading with an assistant?",
                population:
                    "Pupils in year 7 below the 30th percentile of reading fluency in state secondary schools.",
                years: "Year 7",
                control: "Tutor time as before.",
                outcome: "Oral reading fluency",
                outcomeDetail: "Words read correctly in a minute, two passages, recorded and scored by code."
            )
        ),
    ]
}

extension ToldProtocol {
    /// What the protocol says, with days counted from the day of the example.
    func values(_ intervention: String, strand: String, lead: String, _ day: (Int) -> String)
        -> [ProtocolItem: String]
    {
        var text = design.template
        text[.title] = title
        text[.question] = words.question
        text[.intervention] = intervention
        text[.strands] = strand
        text[.population] = words.population
        text[.phase] = isSecondary ? "Secondary" : "Primary"
        text[.yearGroups] = words.years
        text[.controlDetail] = words.control
        text[.outcome] = words.outcome
        text[.outcomeDetail] = words.outcomeDetail
        text[.isDeveloperMade] = "no"
        for item in [ProtocolItem.isBlindTesting, .isBlindMarking] { text[item] = "yes" }
        text[.baseline] = "The same test before"
        text[.baselineDetail] = "Before rosters are locked."
        text[.trainedStaffTeachBothArms] = "no"
        if design == .pupilsWithinSchools {
            text[.dosage] = DosageSource.pupilSessions.rawValue
            text[.complianceThreshold] = "24"
            text[.complianceDetail] = "Two sessions a week in twelve weeks"
        }
        text[.schools] = "\(isSecondary ? 12 : 40)"
        text[.pupilsPerSchool] = "\((pupils.lowerBound + pupils.upperBound) / 2)"
        text[.fsmShare] = "30"
        text[.recruitsFrom] = day(published)
        text[.objectionsUntil] = day(rosterBy - 15)
        text[.rosterBy] = day(rosterBy)
        text[.runsFrom] = day(runs)
        text[.runsUntil] = day(tests - 8)
        text[.testingFrom] = day(tests)
        text[.testingUntil] = day(tests + 25)
        text[.resultsDueOn] = day(due)
        text[.purgeOn] = day(due + 700)
        text[.controllers] = "The schools that take part, and the hub that sets this protocol, jointly."
        text[.leadName] = lead
        text[.leadEmail] = hub.email
        text[.evaluator] = "The hub’s evaluator, with the analysis written into this protocol."
        text[.independence] = "The evaluator trains nobody and has no tie to the developer."
        text[.funder] = "The hub’s own budget"
        var values: [ProtocolItem: String] = [:]
        for item in ProtocolItem.allCases where !item.isDerived { values[item] = text[item] }
        return values
    }
}
