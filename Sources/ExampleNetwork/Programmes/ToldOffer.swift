import Programmes

/// An offer of the stories. Days are counted from today: below 0 is past.
struct ToldOffer {
    let key: Key
    /// A single event or a series by its runs, where the story does not say.
    var kind: OfferKind?
    let title: String
    let summary: String
    let description: String
    /// One on each line.
    var outcomes = ""
    /// The standard or framework that it meets.
    var standard = ""
    var mechanisms: Set<Mechanism> = []
    let audience: String
    /// Empty when it is for everybody.
    var roles: Set<AudienceRole> = []
    let lead: ToldHub
    var coHosts: [ToldHub] = []
    /// Of income and costs, in per cent, the lead's first; empty where nothing is shared.
    var shares: [Int] = []
    let strands: [ToldStrand.Key]
    /// Positions in the stories' guidance.
    var guidance: [Int] = []
    let phases: Set<OfferPhase>
    let mode: OfferMode
    /// Where it is held, unless online.
    var venue: ToldSchool?
    /// For each place, in pounds; empty is free.
    var price = ""
    var hasVAT = false
    /// For members of the lead hub's alliance, in pounds; empty where all pay the same.
    var memberPrice = ""
    /// Whether the price is for a school, however many come.
    var isForSchool = false
    /// Places that somebody else pays for.
    var funded: ToldFunding?
    var ending: Ending = .published
    /// The day it was written; it is published a week later.
    let written: Int
    let runs: [ToldRun]

    enum Key: CaseIterable, Hashable {
        case readingTogether, fiveMinutes, planningTogether, wordProblems, induction, yearThreeGroup,
            smallSchools, cornerTalk, plainLetter, tutorTraining, barModels, wordsThatOpen, calmMornings,
            phonicsAudit, breakfast, resit, readingDay, readingEvidence, firstBooks, tutoringBrief,
            conference,
            readingStudies
    }

    /// How far it has come.
    enum Ending {
        case draft
        /// Co-hosts have been asked and have not answered.
        case asked
        case published
        /// Closed to booking on a day.
        case closed(Int)
        case archived(Int)

        var isPublished: Bool {
            switch self {
            case .draft, .asked: false
            case .published, .closed, .archived: true
            }
        }
    }
}

/// Places that cost schools in a told area nothing, nor schools where enough pupils attract pupil premium.
struct ToldFunding {
    let places: Int
    let paidBy: String
    let area: String
    /// In per cent.
    let premium: Int
}

/// One time that an offer of the stories is held, or is open.
struct ToldRun {
    /// `nil` where everybody can take part.
    let capacity: Int?
    /// Days of its sessions, or the day on which self-study opens; each moves to a school day, see
    /// ``ExampleNetwork/schoolDay(_:)``.
    let days: [Int]
    /// How long self-study takes; `nil` where there are sessions.
    var studyMinutes: Int?
    var start = "13:30"
    var end = "16:00"
    /// Booking ends so many days before the first session.
    var closesBefore: Int?
    /// What people of the stories do, in order.
    var acts: [ToldAct] = []
    /// Other schools book until so many places are taken.
    var fill = 0
}

/// What somebody of the stories does about a run, on a day.
struct ToldAct {
    let person: ExamplePerson
    let school: ToldSchool
    let day: Int
    let deed: Deed

    enum Deed {
        /// Books for colleagues of the school.
        case books(Int, order: String = "", code: String = "")
        /// Takes a place for themself.
        case goes
        case waits(Int, takesFewer: Bool = false)
        /// Gives back the last place of the school's booking.
        case givesBack
        /// Sends a colleague instead of the first of the school's booking.
        case sendsAnother
    }

    init(_ person: ExamplePerson, _ school: ToldSchool, _ day: Int, _ deed: Deed) {
        self.person = person
        self.school = school
        self.day = day
        self.deed = deed
    }
}
