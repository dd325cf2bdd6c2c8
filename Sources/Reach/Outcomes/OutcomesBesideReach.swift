package import Directory
package import Services
import Statistics

/// Published results of schools that took part beside those of schools that did not: a description, never an effect.
package struct OutcomesBesideReach: Sendable, Equatable {
    package let scope: ReachScope
    /// A measure for which too little is published has no line.
    package let lines: [MeasureLine]

    package struct MeasureLine: Sendable, Equatable {
        package let measure: Measure
        /// The last results before anyone counted here took part.
        package let before: AcademicYear
        /// The newest results; a school that took part at any time between counts as having taken part.
        package let after: AcademicYear
        package let all: Comparison
        /// From the schools with the least to those with the greatest share of disadvantaged pupils, as many
        /// schools in each.
        package let fifths: [Comparison]
        /// Schools of the phase that lack a result of one of the years, or their share of disadvantaged pupils.
        package let leftOut: Int
    }

    package struct Comparison: Sendable, Equatable {
        /// 1 to 5; `nil` for all together.
        package let fifth: Int?
        /// `nil` where too few schools stand behind it, or where few could be worked out from it.
        package let content: Content?
    }

    package struct Content: Sendable, Equatable {
        /// `nil` for nobody.
        package let tookPart: Group?
        package let others: Group?
    }

    /// Some schools' results.
    package struct Group: Sendable, Equatable {
        package let schools: Int
        /// The mean of the schools, each counting once.
        package let meanBefore: Double
        package let meanChange: Double
        /// The middle half of the schools changed by this much: from the first to the third quartile. `nil` where
        /// few schools lie beyond them: quartiles of few are those schools' own results.
        package let middleHalf: ClosedRange<Double>?

        /// - Parameter schools: Results before and after; `nil` for none.
        package init?(_ schools: [(before: Double, after: Double)]) {
            guard !schools.isEmpty else { return nil }
            let count = Double(schools.count)
            let changes = schools.map { $0.after - $0.before }.sorted()
            self.schools = schools.count
            meanBefore = schools.reduce(0) { $0 + $1.before } / count
            meanChange = changes.reduce(0, +) / count
            middleHalf =
                changes.count / 4 >= FewSchools.fewest
                ? sampleQuantile(0.25, of: changes)...sampleQuantile(0.75, of: changes) : nil
        }
    }
}

/// A school with a result before and one after.
package struct SchoolOutcome: Sendable, Equatable {
    package let disadvantaged: Double
    package let before: Double
    package let after: Double
    package let tookPart: Bool

    package init(disadvantaged: Double, before: Double, after: Double, tookPart: Bool) {
        self.disadvantaged = disadvantaged
        self.before = before
        self.after = after
        self.tookPart = tookPart
    }
}

extension OutcomesBesideReach.MeasureLine {
    /// Sorts schools into fifths of disadvantage and sets those that took part beside the others.
    ///
    /// Everyone may see the line: a comparison with one or two schools on a side is hidden, and so is what they
    /// could be worked out from.
    ///
    /// - Parameter schools: In a fixed order, which decides between equal shares.
    package init(
        _ measure: Measure,
        from before: AcademicYear,
        to after: AcademicYear,
        _ schools: [SchoolOutcome],
        leftOut: Int
    ) {
        let ordered = schools.enumerated().sorted {
            ($0.element.disadvantaged, $0.offset) < ($1.element.disadvantaged, $1.offset)
        }.map(\.element)
        let parts: [[SchoolOutcome]] = (0..<5).map { fifth in
            Array(ordered[(fifth * ordered.count / 5)..<((fifth + 1) * ordered.count / 5)])
        }
        let reached = parts.map { part in part.count(where: \.tookPart) }
        let others = zip(parts, reached).map { $0.count - $1 }
        let isHidden = zip(FewSchools.hidden(reached), FewSchools.hidden(others)).map { $0 || $1 }
        let isAllHidden = FewSchools.isFew(reached.reduce(0, +)) || FewSchools.isFew(others.reduce(0, +))
        self.measure = measure
        self.before = before
        self.after = after
        self.leftOut = leftOut
        all = OutcomesBesideReach.Comparison(nil, ordered, isHidden: isAllHidden)
        fifths = zip(parts, isHidden).enumerated().map { index, part in
            OutcomesBesideReach.Comparison(index + 1, part.0, isHidden: part.1 || isAllHidden)
        }
    }
}

extension OutcomesBesideReach.Comparison {
    fileprivate init(_ fifth: Int?, _ schools: [SchoolOutcome], isHidden: Bool) {
        self.fifth = fifth
        func group(_ tookPart: Bool) -> OutcomesBesideReach.Group? {
            OutcomesBesideReach.Group(
                schools.filter { $0.tookPart == tookPart }.map { ($0.before, $0.after) }
            )
        }
        content =
            isHidden ? nil : OutcomesBesideReach.Content(tookPart: group(true), others: group(false))
    }
}
