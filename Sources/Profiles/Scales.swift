package import Services

/// Bands of additional cost for each pupil and year.
package struct CostScale: Profile, Equatable {
    package let id: String
    package let title: String
    package let source: String
    package let isChecked: Bool
    package let effectiveFrom: LocalDate
    package let note: String
    package let bands: [Band]

    package struct Band: Decodable, Sendable, Equatable {
        /// 1 to 5.
        package let level: Int
        package let name: String
        /// The most that counts as this band, in whole pounds; `nil` for the last.
        package let upToPounds: Int?
    }

    package var faults: [String] {
        var faults: [String] = []
        if bands.map(\.level) != Array(1...max(1, bands.count)) { faults.append("levels do not run from 1") }
        let limits: [Int] = bands.dropLast().compactMap(\.upToPounds)
        if limits.count != bands.count - 1 || bands.last?.upToPounds != nil {
            faults.append("only the last band has no limit")
        }
        if zip(limits, limits.dropFirst()).contains(where: { $0 >= $1 }) {
            faults.append("the limits do not rise")
        }
        return faults
    }

    package func band(_ level: Int) -> Band? { bands.first { $0.level == level } }

    /// The band of a cost in pence for each pupil and year; a limit belongs to the band below it.
    package func band(pence: Int) -> Band? {
        guard pence >= 0 else { return nil }
        return bands.first { band in band.upToPounds.map { pence <= $0 * 100 } ?? true }
    }
}

/// How much evidence a strand's summary rests on.
package struct StrengthScale: Profile, Equatable {
    package let id: String
    package let title: String
    package let source: String
    package let isChecked: Bool
    package let effectiveFrom: LocalDate
    package let note: String
    package let levels: [Level]

    package struct Level: Decodable, Sendable, Equatable {
        package let level: Int
        package let name: String
        package let meaning: String
    }

    package var faults: [String] {
        levels.map(\.level) == Array(0..<max(1, levels.count)) ? [] : ["levels do not run from 0"]
    }

    package func level(_ level: Int) -> Level? { levels.first { $0.level == level } }
}

/// How secure one trial is before a person judges its threats.
package struct SecurityScale: Profile, Equatable {
    package let id: String
    package let title: String
    package let source: String
    package let isChecked: Bool
    package let effectiveFrom: LocalDate
    package let note: String
    /// From the most secure down.
    package let levels: [Level]

    package struct Level: Decodable, Sendable, Equatable {
        package let padlocks: Int
        package let design: String
        /// The greatest minimum detectable effect size at randomisation, in two decimals; `nil` where any
        /// counts.
        package let greatestMDES: Double?
        package let greatestAttritionPercentage: Int
    }

    package var faults: [String] {
        var faults: [String] = []
        let padlocks: [Int] = levels.map(\.padlocks)
        if padlocks != padlocks.sorted(by: >) || Set(padlocks).count != padlocks.count {
            faults.append("levels do not fall")
        }
        let limits: [Double] = levels.compactMap(\.greatestMDES)
        if limits != limits.sorted() { faults.append("the limits of MDES do not rise") }
        if levels.last?.greatestMDES != nil || levels.last?.greatestAttritionPercentage != 100 {
            faults.append("the last level does not take everything")
        }
        return faults
    }

    /// The padlocks before threats: the lowest of design, MDES (rounded to two decimals) and attrition.
    ///
    /// - Parameter designPadlocks: The level whose design the trial has.
    /// - Returns: `nil` for an MDES below zero or not finite, or an attrition outside 0 to 100 per cent.
    package func interimPadlocks(designPadlocks: Int, mdes: Double, attritionPercentage: Double) -> Int? {
        guard mdes.isFinite, mdes >= 0, (0...100).contains(attritionPercentage) else { return nil }
        let hundredths = (mdes * 100).rounded(.toNearestOrAwayFromZero)
        let whole = attritionPercentage.rounded(.toNearestOrAwayFromZero)
        let byMDES = levels.first { level in
            level.greatestMDES.map { hundredths <= ($0 * 100).rounded() } ?? true
        }
        let byAttrition = levels.first { whole <= Double($0.greatestAttritionPercentage) }
        guard let byMDES, let byAttrition else { return nil }
        return min(designPadlocks, byMDES.padlocks, byAttrition.padlocks)
    }
}

/// What a difference at baseline means for an evaluation.
package struct BalanceRule: Profile, Equatable {
    package let id: String
    package let title: String
    package let source: String
    package let isChecked: Bool
    package let effectiveFrom: LocalDate
    package let note: String
    package let satisfiesUpTo: Double
    package let adjustableUpTo: Double

    package enum Verdict: String, Sendable, Codable, CaseIterable {
        case satisfies
        case needsAdjustment
        case fails
    }

    package var faults: [String] {
        0 < satisfiesUpTo && satisfiesUpTo < adjustableUpTo ? [] : ["the limits do not rise"]
    }

    /// - Parameter difference: In standard deviations, of either sign. What is not a number fails.
    package func verdict(on difference: Double) -> Verdict {
        if difference.magnitude <= satisfiesUpTo { return .satisfies }
        return difference.magnitude <= adjustableUpTo ? .needsAdjustment : .fails
    }
}

/// What a hub is asked to report.
package struct HubMeasures: Profile, Equatable {
    package let id: String
    package let title: String
    package let source: String
    package let isChecked: Bool
    package let effectiveFrom: LocalDate
    package let note: String
    package let measures: [Measure]

    package struct Measure: Decodable, Sendable, Equatable {
        package let id: String
        package let name: String
        package let unit: String
        package let target: Double?
    }

    package var faults: [String] {
        Set(measures.map(\.id)).count == measures.count ? [] : ["two measures have the same id"]
    }
}
