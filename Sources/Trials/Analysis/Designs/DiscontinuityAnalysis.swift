import Statistics

/// What a trial whose score decided found at the cut-off, beside its effect: how the estimate came about, and
/// what the method asks to look at.
package struct DiscontinuityAnalysis: Sendable, Equatable, Codable {
    /// The gap between the lines, not corrected for bias: in points, positive where those offered it scored more.
    package let conventional: Estimate
    /// Of the lines and of the quadratics that estimate their bias, in points of the score.
    package let bandwidth: Double
    package let biasBandwidth: Double
    /// Control, then the arm that was offered it.
    package let sides: [Side]
    /// Schools whose pupils' errors were summed; `nil` where pupils count as independent.
    package let clusters: Int?
    package let density: Secondary<Density>
    /// Gaps at the cut-off in what was known before: none is expected.
    package let jumps: Secondary<[Jump]>
    /// Means of pupils who are neighbours in score; every pupil analysed is in one.
    package let bins: [Bin]

    package struct Side: Sendable, Equatable, Codable {
        package let pupils: Int
        package let withinBandwidth: Int
        /// The line: its value at the cut-off, and what it rises with one point of the score.
        package let limit: Double
        package let slope: Double
    }

    /// How many pupils lie just on either side.
    package struct Density: Sendable, Equatable, Codable {
        package let width: Double
        package let below: Int
        package let above: Int
        package let pValue: Double
    }

    package struct Jump: Sendable, Equatable, Codable {
        package let name: String
        package let gap: Estimate
    }

    package struct Bin: Sendable, Equatable, Codable {
        /// A place in ``AnalysisPlan/arms``.
        package let arm: Int
        package let score: Double
        package let outcome: Double
        package let pupils: Int
    }

    /// Errors are summed within schools from so many on each side: with fewer the sums say too little about their
    /// own spread.
    package static let fewestClusters = 20
    /// Pupils on each side in the window in which crowding is looked for.
    package static let fewestInWindow = 20
    /// Of one side in the plot, at most.
    static let mostBins = 12
}

/// The discontinuity in one column of a trial's pupils.
struct DiscontinuityFit {
    let fit: RegressionDiscontinuity
    let clusters: Int?

    /// - Parameter column: The outcome unless another is given; rows where it is missing are left out.
    init(_ table: AnalysisTable, rows all: [Int], column: [Double]? = nil) throws(TrialError) {
        let values = column ?? table.outcome
        guard let cutOff = table.plan.assignment.cutOff else { throw .invalidArgument("the cut-off") }
        let rows = all.filter { !values[$0].isNaN }
        let schools = table.schoolsAtCutOff(rows)
        clusters = schools?.count
        fit = try RegressionDiscontinuity(
            outcome: rows.map { values[$0] },
            running: rows.map { table.score[$0] },
            cutoff: cutOff.score,
            treatedAbove: !cutOff.offeredBelow,
            clusters: schools,
            level: table.plan.level
        )
    }
}

extension AnalysisTable {
    /// The schools within which errors are summed; `nil` where too few have pupils on each side.
    func schoolsAtCutOff(_ rows: [Int]) -> Clusters? {
        let arms = Dictionary(grouping: rows) { arm[$0] }
        let counts = [0, plan.primaryArm].map { Set((arms[$0] ?? []).map { school[$0] }).count }
        guard counts.allSatisfy({ $0 >= DiscontinuityAnalysis.fewestClusters }) else { return nil }
        return Clusters(rows.map { school[$0] })
    }
}

extension Assignment {
    var cutOff: (score: Double, offeredBelow: Bool)? {
        guard case .cutOff(let score, let offeredBelow) = self else { return nil }
        return (score, offeredBelow)
    }
}

extension DiscontinuityAnalysis {
    /// - Parameter found: The discontinuity in the outcome.
    init(_ table: AnalysisTable, arm: Int, rows: [Int], _ found: DiscontinuityFit) {
        let fit = found.fit
        let isBelow = table.plan.assignment.cutOff?.offeredBelow ?? true
        conventional = Estimate(fit.conventional)
        bandwidth = fit.bandwidth
        biasBandwidth = fit.biasBandwidth
        // The method counts below and above; the report counts control and offered.
        sides = (isBelow ? [1, 0] : [0, 1]).map { side in
            Side(
                pupils: fit.units[side],
                withinBandwidth: fit.effectiveUnits[side],
                limit: fit.limits[side],
                slope: fit.slopes[side]
            )
        }
        clusters = found.clusters
        density = Self.density(table)
        jumps = Self.jumps(table, rows)
        bins = [0, arm].flatMap { Self.bins(table, rows, arm: $0) }
    }

    private static func density(_ table: AnalysisTable) -> Secondary<Density> {
        // Whoever chose a place did so before anybody was lost: everyone counts.
        let cut = table.plan.assignment.cutOff?.score ?? 0
        guard let counts = try? CutoffCounts(running: table.score, cutoff: cut, fewest: fewestInWindow) else {
            return .left(
                "Fewer than \(fewestInWindow) pupils are on a side, too few to look for crowding at the cut-off."
            )
        }
        return .found(
            Density(width: counts.width, below: counts.below, above: counts.above, pValue: counts.pValue)
        )
    }

    private static func jumps(_ table: AnalysisTable, _ rows: [Int]) -> Secondary<[Jump]> {
        let meals: [Double] = table.isFSM.map { known in known.map { $0 ? 1 : 0 } ?? .nan }
        var columns = [("eligibility for free school meals", meals)]
        // Where the baseline is the score itself there is no gap in it to look for.
        if zip(table.baseline, table.score).contains(where: { !$0.isNaN && $0 != $1 }) {
            columns.insert((table.plan.baselineName, table.baseline), at: 0)
        }
        let jumps = columns.compactMap { name, values -> Jump? in
            // What few pupils decide is not said of them.
            guard let fit = try? DiscontinuityFit(table, rows: rows, column: values).fit,
                fit.effectiveUnits.allSatisfy({ $0 >= Disclosure.fewestPupils })
            else { return nil }
            return Jump(name: name, gap: Estimate(fit.robust))
        }
        return jumps.isEmpty
            ? .left(
                "Nothing known before can be compared at the cut-off: scores are missing, alike, too few near it, or the deciding score itself."
            )
            : .found(jumps)
    }

    /// Neighbours in score together, no fewer than ten in a bin, pupils of one score never apart.
    private static func bins(_ table: AnalysisTable, _ rows: [Int], arm: Int) -> [Bin] {
        let own = rows.filter { table.arm[$0] == arm }
            .sorted { (table.score[$0], table.outcome[$0], $0) < (table.score[$1], table.outcome[$1], $1) }
        let size = max(Disclosure.fewestPupils, (own.count + mostBins - 1) / mostBins)
        var groups: [[Int]] = []
        var next: [Int] = []
        for (place, row) in own.enumerated() {
            next.append(row)
            let isLastOfScore =
                place + 1 == own.count || table.score[own[place + 1]] != table.score[row]
            if next.count >= size, isLastOfScore {
                groups.append(next)
                next = []
            }
        }
        if next.count >= Disclosure.fewestPupils {
            groups.append(next)
        } else if let last = groups.popLast() {
            groups.append(last + next)
        }
        return groups.map { group in
            let mean = { (values: [Double]) in
                group.reduce(0) { $0 + values[$1] } / Double(group.count)
            }
            return Bin(
                arm: arm,
                score: mean(table.score),
                outcome: mean(table.outcome),
                pupils: group.count
            )
        }
    }
}
