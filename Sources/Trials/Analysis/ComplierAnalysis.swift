import Statistics

/// What the intervention did for those who received it because it was offered: two-stage least squares with
/// allocation as the instrument, or the ratio of the gaps at a cut-off.
package struct ComplierAnalysis: Sendable, Equatable, Codable {
    package let threshold: Double
    package let difference: Estimate
    package let effect: StandardisedEffect
    /// The share who received it, among those offered it and among control, in 0…1.
    package let treatedShare: Double
    package let controlShare: Double
    /// Of allocation, or of the side of a cut-off, on having received it; below about 10 the interval cannot be
    /// relied on.
    package let firstStageF: Double
    /// Pupils analysed in the primary model of whom nobody knows what they received.
    package let unknown: Int
    /// At a cut-off: the gap there in the share who received it.
    package var gap: Estimate?

    static func found(_ table: AnalysisTable, arm: Int, scale: TotalDeviation) -> Secondary<ComplierAnalysis>
    {
        let plan = table.plan
        guard let threshold = plan.complianceThreshold else { return .notPlanned }
        let all = table.analysed(arm: arm)
        let rows = all.filter { !table.compliance[$0].isNaN }
        let frame = ModelFrame(table, arm: arm, rows: rows)
        let received: [Double] = rows.map { table.compliance[$0] }
        guard received != frame.treatment else { return .left(allReceived) }
        let nests = plan.model != .individual
        let isClass = plan.model == .classIntercept
        do throws(TrialError) {
            var covariates = frame.covariates(baseline: plan.adjustsForBaseline)
            if plan.model == .schoolIndicators { covariates = frame.withSchoolIndicators(covariates) }
            let complier = try ComplierEffect(
                outcome: frame.outcome,
                treatment: frame.treatment,
                compliance: received,
                covariates: covariates,
                clusters: nests ? Clusters(isClass ? frame.classGroup : frame.school) : nil,
                standardDeviation: scale.deviation,
                degreesOfFreedom: scale.degreesOfFreedom,
                denominator: nests ? .unconditionalTotal : .pooled,
                level: plan.level
            )
            return .found(
                ComplierAnalysis(
                    threshold: threshold,
                    difference: Estimate(complier.effect),
                    effect: StandardisedEffect(complier.effectSize),
                    treatedShare: frame.share(of: received, code: 1),
                    controlShare: frame.share(of: received, code: 0),
                    firstStageF: complier.firstStage.statistic,
                    unknown: all.count - rows.count
                )
            )
        } catch {
            return .left("The complier effect cannot be estimated. \(AnalysisProblem.words(error))")
        }
    }
}

extension ComplierAnalysis {
    static let allReceived =
        "All who were offered it received it, and nobody in control: the effect of receiving it is that of the offer."
}

extension ModelFrame {
    func share(of values: [Double], code: Double) -> Double {
        let part = values.indices.filter { treatment[$0] == code }
        return part.isEmpty ? 0 : part.reduce(0) { $0 + values[$1] } / Double(part.count)
    }

    fileprivate func withSchoolIndicators(_ covariates: DesignMatrix?) -> DesignMatrix? {
        let levels = Set(school).sorted().dropFirst()
        var names: [String] = levels.map { "school \($0)" }
        var columns: [[Double]] = levels.map { level in school.map { $0 == level ? 1 : 0 } }
        // Strata say nothing that the schools in them do not.
        if let covariates, let place = covariates.names.firstIndex(of: "baseline") {
            names.append("baseline")
            columns.append(covariates.matrix.column(place))
        }
        return columns.isEmpty ? nil : DesignMatrix(names: names, matrix: Matrix(columns: columns))
    }
}
