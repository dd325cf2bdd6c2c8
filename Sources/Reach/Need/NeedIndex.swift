package import Profiles

/// The need of schools, from published figures: a weighted mean of percentile ranks within phase, 0 to 100.
///
/// Ranks, not values, because the figures have different scales and long tails; within phase, because primary and
/// secondary attainment are not comparable. A missing figure is left out of the mean, never filled in. Fifths are within
/// phase, too: an index that rests on more figures lies nearer to the middle.
package struct NeedIndex: Sendable {
    /// What is known of one school.
    package struct Figures: Sendable, Equatable {
        /// Schools of one group are ranked among each other.
        package let group: String
        /// Per cent of pupils.
        package let disadvantaged: Double?
        /// Higher is better; comparable within the group.
        package let attainment: Double?
        /// Where the pupils live, from 0 to 1.
        package let deprivation: Double?

        package init(
            group: String,
            disadvantaged: Double?,
            attainment: Double?,
            deprivation: Double? = nil
        ) {
            self.group = group
            self.disadvantaged = disadvantaged
            self.attainment = attainment
            self.deprivation = deprivation
        }

        fileprivate func value(_ figure: NeedProfile.Figure) -> Double? {
            switch figure {
            case .disadvantage: disadvantaged
            case .attainment: attainment
            case .deprivation: deprivation
            }
        }
    }

    package struct Result: Sendable, Equatable {
        /// 0 (least need) to 100; `nil` where the share of disadvantaged pupils is not known.
        package let need: Double?
        /// 1 (least) to 5 (greatest need), a fifth of the group's schools with an index in each.
        package let fifth: Int?
        /// Percentile of attainment within the group, 0 to 1.
        package let attainmentRank: Double?
        /// Of the parts of the profile.
        package let figuresKnown: Int
    }

    /// - Returns: One result for each school, in order.
    /// - Complexity: O(*n* log *n*).
    package static func compute(_ schools: [Figures], profile: NeedProfile) -> [Result] {
        let groups = Dictionary(grouping: schools.indices) { schools[$0].group }.values
        var ranks: [NeedProfile.Figure: [Double?]] = [:]
        for figure in NeedProfile.Figure.allCases {
            var ranked = [Double?](repeating: nil, count: schools.count)
            for members in groups {
                rank(members.map { (index: $0, value: schools[$0].value(figure)) }, into: &ranked)
            }
            ranks[figure] = ranked
        }
        func known(_ figure: NeedProfile.Figure, of school: Int) -> Double? { ranks[figure]?[school] }
        let needs: [Double?] = schools.indices.map { school in
            guard known(.disadvantage, of: school) != nil else { return nil }
            var (sum, weights) = (0.0, 0.0)
            for part in profile.parts {
                guard let rank = known(part.id, of: school) else { continue }
                sum += part.weight * (part.id.isTurnedRound ? 1 - rank : rank)
                weights += part.weight
            }
            return 100 * (sum / weights)
        }
        var fifths = [Int?](repeating: nil, count: schools.count)
        for members in groups { setFifths(of: members, needs, in: &fifths) }
        return schools.indices.map { school in
            Result(
                need: needs[school],
                fifth: fifths[school],
                attainmentRank: known(.attainment, of: school),
                figuresKnown: profile.parts.count { known($0.id, of: school) != nil }
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

    /// By the middle of each school's share of the order, so that also among three the one in greatest need is in the
    /// greatest fifth and the one in least need in the least.
    private static func setFifths(of schools: [Int], _ needs: [Double?], in fifths: inout [Int?]) {
        let ordered = schools.compactMap { school in needs[school].map { (need: $0, school: school) } }
            .sorted { ($0.need, $0.school) < ($1.need, $1.school) }
        for (position, entry) in ordered.enumerated() {
            fifths[entry.school] = (2 * position + 1) * 5 / (2 * ordered.count) + 1
        }
    }
}
