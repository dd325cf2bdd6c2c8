package import Services

/// Months of progress: a translation of effect sizes, by bands.
package struct ProgressScale: Profile, Equatable {
    package let id: String
    package let title: String
    package let source: String
    package let isChecked: Bool
    package let effectiveFrom: LocalDate
    package let note: String
    /// The greatest effect of 0, 1, 2 … months, in hundredths of a standard deviation; what lies above the
    /// last is one month more.
    package let upperHundredths: [Int]

    package var faults: [String] {
        var faults: [String] = []
        if upperHundredths.isEmpty { faults.append("there are no bands") }
        if let first = upperHundredths.first, first < 0 { faults.append("the first band ends below zero") }
        if zip(upperHundredths, upperHundredths.dropFirst()).contains(where: { $0 >= $1 }) {
            faults.append("the bands do not rise")
        }
        return faults
    }

    /// The months of an effect in standard deviations: rounded to two decimals first, and mirrored below
    /// zero.
    ///
    /// - Returns: `nil` unless the effect is finite.
    package func months(of effect: Double) -> Int? {
        guard effect.isFinite else { return nil }
        // Beyond the table's end every effect reads the same, so an enormous one need not fit an integer.
        let hundredths = Int((min(effect.magnitude, 1_000) * 100).rounded(.toNearestOrAwayFromZero))
        let months = upperHundredths.firstIndex { hundredths <= $0 } ?? upperHundredths.count
        return effect < 0 ? -months : months
    }
}

/// Months as they may be shown: with the effect and interval they come from, how secure it is, and by which
/// scale.
///
/// There is no other way to make one, so months cannot stand alone on a page.
package struct MonthsOfProgress: Sendable, Equatable {
    package let months: Int
    package let lowerMonths: Int
    package let upperMonths: Int
    package let effect: Double
    package let lower: Double
    package let upper: Double
    package let rating: Rating
    /// Where the effect comes from.
    package let source: String
    package let scale: ProgressScale

    /// How secure the effect is.
    package enum Rating: Sendable, Equatable {
        /// Evidence strength of a strand, 0 to 5.
        case strength(Int)
        /// Security of one trial, 0 to 5 padlocks.
        case padlocks(Int)
        /// A school's own account is never rated.
        case notRated
    }

    /// `nil` unless lower ≤ effect ≤ upper, all finite, and the source is named.
    package init?(
        effect: Double,
        lower: Double,
        upper: Double,
        rating: Rating,
        source: String,
        scale: ProgressScale
    ) {
        guard lower <= effect, effect <= upper, !source.isEmpty else { return nil }
        guard let months = scale.months(of: effect), let low = scale.months(of: lower),
            let high = scale.months(of: upper)
        else { return nil }
        self.months = months
        lowerMonths = low
        upperMonths = high
        self.effect = effect
        self.lower = lower
        self.upper = upper
        self.rating = rating
        self.source = source
        self.scale = scale
    }
}
