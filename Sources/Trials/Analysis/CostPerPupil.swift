/// What the intervention costs beyond what schools spend anyway, for each pupil and year.
package struct CostPerPupil: Sendable, Equatable, Codable {
    package let items: [Item]
    /// Pupils who are reached in a year.
    package let pupils: Int

    package struct Item: Sendable, Equatable, Codable {
        package let name: String
        /// Every year, or once at the start.
        package let isYearly: Bool
        /// For all schools of the trial together.
        package let pence: Int

        package init(name: String, isYearly: Bool, pence: Int) {
            self.name = name
            self.isYearly = isYearly
            self.pence = pence
        }
    }

    /// Costs are spread over this many years.
    package static let years = 3

    /// `nil` where nothing was entered, or there are no pupils.
    package init?(items: [Item], pupils: Int) {
        guard !items.isEmpty, pupils > 0, items.allSatisfy({ $0.pence >= 0 }) else { return nil }
        self.items = items
        self.pupils = pupils
    }

    /// Pence for each pupil and year: what is paid once over three years, and what is paid yearly; the half
    /// penny goes up.
    package var pence: Int {
        let once = items.filter { !$0.isYearly }.reduce(0) { $0 + $1.pence }
        let yearly = items.filter(\.isYearly).reduce(0) { $0 + $1.pence }
        let total = once + yearly * Self.years
        let share = pupils * Self.years
        return (2 * total + share) / (2 * share)
    }
}
