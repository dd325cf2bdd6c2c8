package import Database
package import Profiles
package import Services

/// Who needs help, who got it, and what came of it. The front door of this module.
///
/// It reads across all features and writes only tables of its own. What schools took part in is a projection:
/// ``rebuild()`` makes it anew from what the features hold, so it can never drift from them, and a test recounts
/// it in SQL.
package struct Reach: Sendable {
    package let database: any Database
    package let services: Services
    package let profiles: ProfileLibrary

    package init(database: any Database, services: Services, profiles: ProfileLibrary) {
        self.database = database
        self.services = services
        self.profiles = profiles
    }
}

extension Topic {
    /// The projection was made anew.
    package static let reach: Topic = "reach"
}

/// What a school took part in.
package enum TouchKind: String, CaseIterable, Sendable, SQLStorable {
    /// Places at training that has been held.
    case place
    /// A plan that was taken beyond exploring.
    case plan
    /// A registered trial that the school is in.
    case trial
    /// Hours of coaching or mentoring.
    case coaching
    /// Days of in-school support.
    case support

    package var name: String {
        switch self {
        case .place: "Training attended"
        case .plan: "Plans under way"
        case .trial: "Trials joined"
        case .coaching: "Coaching and mentoring"
        case .support: "Support in school"
        }
    }

    /// What its amount counts: the word for one, and for more. A trial is joined by many schools, each of which counts: the
    /// amount is not of trials.
    package var unit: (one: String, many: String) {
        switch self {
        case .place: ("place", "places")
        case .plan: ("plan", "plans")
        case .trial: ("time", "times")
        case .coaching: ("hour", "hours")
        case .support: ("day", "days")
        }
    }
}
