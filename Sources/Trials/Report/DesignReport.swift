extension TrialReport {
    /// What a cut-off showed, as it may be shown.
    package struct Discontinuity: Sendable, Equatable, Codable {
        package let conventional: Estimate
        package let bandwidth: Double
        package let biasBandwidth: Double
        /// Control, then the arm that was offered it.
        package let sides: [Side]
        package let clusters: Int?
        package let density: Secondary<Density>
        package let jumps: Secondary<[DiscontinuityAnalysis.Jump]>
        package let points: [Point]
        /// The shares who received it: control, then those offered it; empty where nothing was recorded.
        package let received: [ProtectedShare]

        package struct Side: Sendable, Equatable, Codable {
            package let withinBandwidth: ProtectedCount
            package let limit: Double
            package let slope: Double
        }

        /// Whether pupils crowd on one side. How many they are is not said: windows of two widths would tell
        /// those between.
        package struct Density: Sendable, Equatable, Codable {
            package let width: Double
            package let isFewerBelow: Bool
            package let pValue: Double
        }

        /// Ten pupils or more.
        package struct Point: Sendable, Equatable, Codable {
            package let arm: Int
            package let score: Double
            package let outcome: Double
        }
    }

    /// How those compared were matched, as it may be shown.
    package struct Matching: Sendable, Equatable, Codable {
        package let unit: AllocationUnit
        package let distance: MatchDistance
        package let caliper: Double?
        package let matched: ProtectedCount
        package let unmatched: ProtectedCount
        package let othersUsed: ProtectedCount
        /// Left out, because something on which they are matched is not known: others, then those offered it. Reports
        /// of before this was counted do not say it.
        package let incomplete: [ProtectedCount]?
        package let balance: [MatchingAnalysis.Balance]
        package let isAdjusted: Bool
    }
}

extension TrialReport.Discontinuity {
    init?(_ analysis: TrialAnalysis, _ counts: ProtectedCounts, isForEveryone: Bool) {
        guard let found = analysis.discontinuity else { return nil }
        conventional = found.conventional
        bandwidth = found.bandwidth
        biasBandwidth = found.biasBandwidth
        sides = zip(found.sides, counts.withinBandwidth).map { side, within in
            Side(withinBandwidth: within, limit: side.limit, slope: side.slope)
        }
        clusters = found.clusters
        density = found.density.map {
            Density(width: $0.width, isFewerBelow: $0.below < $0.above, pValue: $0.pValue)
        }
        jumps = found.jumps
        points = found.bins.map { Point(arm: $0.arm, score: $0.score, outcome: $0.outcome) }
        received = TrialReport.receivedShares(analysis, counts, isForEveryone: isForEveryone)
    }
}

extension TrialReport.Matching {
    init?(_ analysis: TrialAnalysis, _ counts: ProtectedCounts) {
        guard let found = analysis.matching else { return nil }
        unit = found.unit
        distance = found.distance
        caliper = found.caliper
        // Schools and classes are named by nobody; pupils are counted as pupils are.
        let isPupils = found.unit == .pupil
        matched = isPupils ? counts.matched[0] : .exact(found.matched)
        unmatched = isPupils ? counts.matched[1] : .exact(found.unmatched)
        othersUsed = isPupils ? counts.matched[2] : .exact(found.othersUsed)
        incomplete = isPupils ? Array(counts.matched[3...]) : found.incomplete?.map { .exact($0) }
        balance = found.balance
        isAdjusted = found.isAdjusted
    }
}
