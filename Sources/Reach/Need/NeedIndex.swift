package import Profiles

/// The need of schools, from published figures: a weighted mean of percentile ranks within phase, 0 to 100.
///
/// Ranks, not values, because the figures have different scales and long tails; within phase, because primary and
/// secondary attainment are not comparable. A missing figure is left out of the mean, never filled in.
package struct NeedIndex: Sendable {
    /// What is known of one school.
    package struct Figures: Sendable, Equatable {
        /// Schools of one group are ranked among each other.
        package let group: String
        /// Per cent of pupils.
        package let disadvantaged: Double?
        /// Higher is better; comparable within the group.
        package let attainment: Double?

        package init(group: String, disadvantaged: Double?, attainment: Double?) {
            self.group = group
            self.disadvantaged = disadvantaged
            self.attainment = attainment
        }
    }

    package struct Result: Sendable, Equatable {
        /// 0 (least need) to 100; `nil` where the share of disadvantaged pupils is not known.
        package let need: Double?
        /// 1 (least) to 5 (greatest need), a fifth of the schools with an index in each.
        package let fifth: Int?
        /// Percentile of attainment within the group, 0 to 1.
        package let attainmentRank: Double?
        package let figuresKnown: Int
    }

    /// - Returns: One result for each school, in order.
    /// - Complexity: O(*n* log *n*).
    package static func compute(_ schools: [Figures], profile: NeedProfile) -> [Result] {
        var disadvantage = [Double?](repeating: nil, count: schools.count)
        var attainment = [Double?](repeating: nil, count: schools.count)
        for members in Dictionary(grouping: schools.indices, by: { schools[$0].group }).values {
            rank(members.map { (index: $0, value: schools[$0].disadvantaged) }, into: &disadvantage)
            rank(members.map { (index: $0, value: schools[$0].attainment) }, into: &attainment)
        }
        let weightOfDisadvantage = profile.weight(of: "disadvantage")
        let weightOfAttainment = profile.weight(of: "attainment")
        let needs: [Double?] = schools.indices.map { index in
            guard let poor = disadvantage[index] else { return nil }
            guard let good = attainment[index] else { return 100 * poor }
            let sum = weightOfDisadvantage * poor + weightOfAttainment * (1 - good)
            return 100 * sum / (weightOfDisadvantage + weightOfAttainment)
        }
        let fifths = fifths(of: needs)
        return schools.indices.map { index in
            Result(
                need: needs[index],
                fifth: fifths[index],
                attainmentRank: attainment[index],
                figuresKnown: (schools[index].disadvantaged == nil ? 0 : 1)
                    + (schools[index].attainment == nil ? 0 : 1)
            )
        }
    }

    /// Percentile ranks from 0 to 1 with ties in the middle; what is missing stays `nil`. One value alone is in
    /// the middle.
    private static func rank(_ values: [(index: Int, value: Double?)], into ranks: inout [Double?]) {
        let known = values.compactMap { item in item.value.map { (item.index, $0) } }.sorted { $0.1 < $1.1 }
        guard known.count > 1 else {
            for (index, _) in known { ranks[index] = 0.5 }
            return
        }
        var start = 0
        while start < known.count {
            var end = start
            while end + 1 < known.count, known[end + 1].1 == known[start].1 { end += 1 }
            let rank = (Double(start) + Double(end)) / 2 / Double(known.count - 1)
            for position in start...end { ranks[known[position].0] = rank }
            start = end + 1
        }
    }

    private static func fifths(of needs: [Double?]) -> [Int?] {
        let ordered = needs.indices.filter { needs[$0] != nil }
            .sorted { ((needs[$0] ?? 0), $0) < ((needs[$1] ?? 0), $1) }
        var fifths = [Int?](repeating: nil, count: needs.count)
        for (position, index) in ordered.enumerated() { fifths[index] = position * 5 / ordered.count + 1 }
        return fifths
    }
}
