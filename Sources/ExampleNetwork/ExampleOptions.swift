package import Foundation
package import Services

/// How large an example network is, and the day it is told from.
package struct ExampleOptions: Sendable, Equatable {
    /// Establishments, closed predecessors among them; at least ``fewestSchools``, which the stories need.
    package var schools = 400
    /// Offers in all; the stories' own are the first of them.
    package var offers = 60
    /// Bookings in all.
    package var bookings = 400
    package var seed: UInt64 = 1
    /// Every date is counted from this day, so that there are always offers behind and ahead.
    package var today: LocalDate
    /// Nothing is told as done after this, which matters before ten in the morning of ``today``; `nil` sets no bound.
    package var now: Date?

    package static let fewestSchools = 150
    package static let fewestOffers = 22

    package init(today: LocalDate) {
        self.today = today
    }
}

/// Why an example is not made. Nothing has been written then.
package enum ExampleError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The database has schools already: they may be somebody's.
    case notEmpty(schools: Int)
    case tooFewSchools(Int)
    case tooFewOffers(Int)
    /// The example's own data did not pass a check: a fault of this program.
    case broken(String)

    package var description: String {
        switch self {
        case .notEmpty(let count):
            "there \(count == 1 ? "is 1 school" : "are \(count) schools") in this database already: name a new one with --database"
        case .tooFewSchools(let count):
            "\(count) schools are too few for the stories: ask for \(ExampleOptions.fewestSchools) or more"
        case .tooFewOffers(let count):
            "\(count) offers are too few for the stories: ask for \(ExampleOptions.fewestOffers) or more"
        case .broken(let what):
            "the example could not be made: \(what)"
        }
    }
}
