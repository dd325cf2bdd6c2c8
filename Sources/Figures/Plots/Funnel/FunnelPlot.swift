import Statistics

/// Effects against their standard errors, the precise ones at the top, over areas of significance about a
/// reference.
///
/// A gap only where results would not have been significant points to unpublished results; a gap elsewhere
/// does not.
///
/// - Note: Peters, Sutton, Jones, Abrams & Rushton (2008), "Contour-enhanced meta-analysis funnel plots help
///   distinguish publication bias from other causes of asymmetry", Journal of Clinical Epidemiology 61.
public struct FunnelPlot: Plot, WordedPlot, Equatable {
    public var title: String
    public var alternative: String?
    public var effectName: String
    public var studies: [Study]
    /// The pooled effect, with dashed lines where 95% of results of one true effect would lie.
    public var pooled: Double?
    /// The centre of the areas of significance.
    public var reference: Double = 0
    /// From the least to the most demanding.
    public var contours: [Contour] = Contour.usual
    public var decimals: Int = 2

    public init(title: String, effectName: String, studies: [Study], pooled: Double? = nil) {
        self.title = title
        self.effectName = effectName
        self.studies = studies
        self.pooled = pooled
    }

    /// One result.
    public struct Study: Sendable, Equatable {
        public var label: String
        public var effect: Double
        /// Above zero.
        public var standardError: Double
        /// Added by trim and fill, not observed; drawn hollow.
        public var isImputed: Bool

        public init(label: String, effect: Double, standardError: Double, isImputed: Bool = false) {
            self.label = label
            self.effect = effect
            self.standardError = standardError
            self.isImputed = isImputed
        }
    }

    /// A two-sided level of significance and its normal quantile.
    public struct Contour: Sendable, Equatable {
        public var significance: Double
        public var quantile: Double

        public init(significance: Double, quantile: Double) {
            self.significance = significance
            self.quantile = quantile
        }

        /// 0.10, 0.05 and 0.01.
        public static let usual: [Contour] = [
            Contour(significance: 0.1, quantile: 1.6448536269514722),
            Contour(significance: 0.05, quantile: StandardNormal.criticalValue95),
            Contour(significance: 0.01, quantile: 2.5758293035489004),
        ]
    }

    public func figure(id: String, width: FigureWidth) throws(FigureError) -> Figure {
        try Checks.identifier(id)
        try check()
        return figure(id: id, width: width, drawing: draw(width))
    }

    private func check() throws(FigureError) {
        guard !studies.isEmpty else { throw .empty(what: "results") }
        for (index, study) in studies.enumerated() {
            try Checks.value(study.effect, "effect", at: index)
            try Checks.positive(study.standardError, "standard error", at: index)
        }
        if let pooled { try Checks.value(pooled, "pooled effect", at: 0) }
        try Checks.value(reference, "reference", at: 0)
        guard contours.count <= 3 else { throw .tooMany(what: "contours", limit: 3, found: contours.count) }
        for (index, contour) in contours.enumerated() {
            try Checks.positive(contour.quantile, "quantile", at: index)
            guard contour.quantile < 10, index == 0 || contour.quantile > contours[index - 1].quantile else {
                throw .outOfRange(what: "quantile", index: index, value: contour.quantile)
            }
        }
    }

    var words: String {
        let observed: [Study] = studies.filter { !$0.isImputed }
        var sentences: [String] = [
            "Funnel plot of \(NumberText.count(observed.count, "result", "results")): \(effectName) across, "
                + "standard error upwards from large to small."
        ]
        if let range = ClosedRange(holding: observed.map { $0.standardError }) {
            let text: String = NumberText.interval(range.lowerBound, range.upperBound, decimals: decimals + 1)
            sentences.append("Standard errors run from \(text).")
        }
        if let pooled {
            let left: Int = observed.filter { $0.effect < pooled }.count
            sentences.append(
                "\(left) lie below the pooled effect of \(NumberText.fixed(pooled, decimals: decimals)) and "
                    + "\(observed.count - left) at or above it."
            )
        }
        let added: Int = studies.count - observed.count
        if added > 0 {
            sentences.append("\(NumberText.count(added, "result", "results")) added by trim and fill.")
        }
        return sentences.joined(separator: " ")
    }

    var table: FigureTable {
        let hasImputed: Bool = studies.contains { $0.isImputed }
        let rows: [[FigureTable.Cell]] = studies.map { study in
            let cells: [FigureTable.Cell] = [
                .text(study.label), .number(study.effect, decimals: decimals + 1),
                .number(study.standardError, decimals: decimals + 1),
            ]
            return hasImputed
                ? cells + [.text(study.isImputed ? "Added by trim and fill" : "Observed")] : cells
        }
        let headings: [String] = ["Study", effectName, "Standard error"] + (hasImputed ? ["Kind"] : [])
        return FigureTable(caption: title, headings: headings, rows: rows)
    }
}
