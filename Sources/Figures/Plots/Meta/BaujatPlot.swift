/// Which studies make the results disagree, and which move the pooled result: far right and high is worth a
/// look.
///
/// - Note: Baujat, Mahé, Pignon & Hill (2002), "A graphical method for exploring heterogeneity in
///   meta-analyses", Statistics in Medicine 21.
public struct BaujatPlot: Plot, Equatable {
    public var title: String
    public var alternative: String?
    public var studies: [Study]
    /// How many of the most influential studies are named beside their points.
    public var namedCount: Int = 5

    public init(title: String, studies: [Study]) {
        self.title = title
        self.studies = studies
    }

    public struct Study: Sendable, Equatable {
        public var label: String
        /// The study's part of Q.
        public var heterogeneity: Double
        /// The squared standardised change of the pooled result without it.
        public var influence: Double

        public init(label: String, heterogeneity: Double, influence: Double) {
            self.label = label
            self.heterogeneity = heterogeneity
            self.influence = influence
        }
    }

    public func figure(id: String, width: FigureWidth) throws(FigureError) -> Figure {
        for (index, study) in studies.enumerated() {
            try Checks.notNegative(study.heterogeneity, "heterogeneity", at: index)
            try Checks.notNegative(study.influence, "influence", at: index)
        }
        let named: Set<Int> = Set(ranked.prefix(max(namedCount, 0)))
        let points: [ScatterPlot.Point] = studies.enumerated().map { index, study in
            ScatterPlot.Point(
                x: study.heterogeneity,
                y: study.influence,
                label: study.label,
                isHighlighted: named.contains(index)
            )
        }
        var scatter: ScatterPlot = ScatterPlot(
            title: title,
            xName: "Part in the disagreement between results (Q)",
            yName: "Influence on the pooled result",
            groups: [ScatterPlot.Group(name: "Studies", points: points)]
        )
        scatter.pointName = "Study"
        scatter.alternative = alternative ?? words
        scatter.xReference = 0
        return try scatter.figure(id: id, width: width)
    }

    /// By both quantities together, each as a share of its greatest value.
    private var ranked: [Int] {
        let widest: Double = max(studies.map { $0.heterogeneity }.max() ?? 1, 1e-100)
        let highest: Double = max(studies.map { $0.influence }.max() ?? 1, 1e-100)
        let scores: [Double] = studies.map { study in
            let across: Double = study.heterogeneity / widest
            let up: Double = study.influence / highest
            return across * across + up * up
        }
        return studies.indices.sorted { (-scores[$0], $0) < (-scores[$1], $1) }
    }

    var words: String {
        let names: [String] = ranked.prefix(3).map { index in
            let study: Study = studies[index]
            return "\(study.label) (\(NumberText.fixed(study.heterogeneity, decimals: 2)), "
                + "\(NumberText.fixed(study.influence, decimals: 2)))"
        }
        return
            "\(NumberText.count(studies.count, "study", "studies")) by part in the disagreement and by influence on the "
            + "pooled result. Most of both: \(names.joined(separator: "; "))."
    }
}
