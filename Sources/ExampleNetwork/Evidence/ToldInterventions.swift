/// What is actually done under the strands, in one edition each.
enum ToldIntervention: CaseIterable {
    case pairedReading, echoReading, wordsInUse, barModels, cornerTalk, nextStep, catchUpThirty, plainLetter

    var name: String {
        switch self {
        case .pairedReading: "Paired Reading Aloud"
        case .echoReading: "Echo Reading"
        case .wordsInUse: "Words in Use"
        case .barModels: "Step by Step with Bar Models"
        case .cornerTalk: "Corner Talk"
        case .nextStep: "Next Step Feedback"
        case .catchUpThirty: "Catch-up Thirty"
        case .plainLetter: "The Plain Letter"
        }
    }

    var edition: String {
        switch self {
        case .pairedReading: "2nd edition, 20 weeks"
        case .barModels: "Year 3, 2 terms"
        case .catchUpThirty: "12 weeks"
        default: "1st edition"
        }
    }

    var developer: String {
        switch self {
        case .pairedReading, .echoReading, .wordsInUse: "Brackenstow Research School"
        case .barModels: "Orrinton Maths Hub"
        case .cornerTalk, .plainLetter: "Tarnsea Coast Opportunity Board"
        case .nextStep, .catchUpThirty: "Hallowick Teaching School Hub"
        }
    }

    var strands: [ToldStrand.Key] {
        switch self {
        case .pairedReading, .echoReading: [.fluency]
        case .wordsInUse: [.vocabulary]
        case .barModels: [.maths]
        case .cornerTalk: [.language]
        case .nextStep: [.feedback, .planning]
        case .catchUpThirty: [.tutoring]
        case .plainLetter: [.attendance]
        }
    }

    var summary: String {
        switch self {
        case .pairedReading:
            "Pupils in pairs by a list read a text three times in a week, taking turns to read and to listen."
        case .echoReading:
            "The teacher reads a sentence, the class reads it back in the same voice; then in halves, then alone."
        case .wordsInUse:
            "Six words a week across three subjects, met in speech before writing and again after a month."
        case .barModels:
            "Problems are drawn as bars before they are calculated; the same pictures from September to July."
        case .cornerTalk:
            "A corner, a basket of things, an adult who stays for ten minutes and follows the child."
        case .nextStep: "One line of feedback, one thing to do, five minutes of the next lesson to do it."
        case .catchUpThirty:
            "Thirty minutes, three pupils, three times a week, planned on Fridays with the class teacher."
        case .plainLetter:
            "Three letters a year with the days missed, written with parents, sent to every family."
        }
    }

    var ingredients: String {
        switch self {
        case .pairedReading:
            "Pairs by score; the same text all week; partner listens and stops at once for a wrong word"
        case .echoReading: "A model first; whole class; expression before speed"
        case .wordsInUse: "Words shared by departments; used in speech; met again after a month"
        case .barModels: "A drawing for every problem; the question why; everyone on one step"
        case .cornerTalk: "The child leads; one new word; at least five turns"
        case .nextStep: "One thing only; time in the lesson; no marks"
        case .catchUpThirty:
            "Three pupils at most; beside lessons, never instead; a link with the class teacher"
        case .plainLetter: "The number of days; the class’s average; no threat"
        }
    }

    var dose: String {
        switch self {
        case .pairedReading: "15 minutes, 4 days a week, 20 weeks"
        case .echoReading: "10 minutes a day, 12 weeks"
        case .wordsInUse: "6 words a week, 2 terms"
        case .barModels: "Every mathematics lesson, 2 terms"
        case .cornerTalk: "10 minutes for each child each day, a year"
        case .nextStep: "5 minutes in each lesson, a year"
        case .catchUpThirty: "36 sessions of 30 minutes"
        case .plainLetter: "3 letters a year"
        }
    }
}
