/// A published figure that schools are compared on.
package enum SimilarityVariable: String, CaseIterable, Sendable {
    case disadvantage
    case attainment
    case pupils
    case additionalLanguage = "additional-language"
    case specialNeeds = "special-needs"
    case priorAttainment = "prior-attainment"
    case deprivation = "idaci"

    package var name: String {
        switch self {
        case .disadvantage: "Share of disadvantaged pupils"
        case .attainment: "Published attainment"
        case .pupils: "Number of pupils"
        case .additionalLanguage: "Share of pupils with English as an additional language"
        case .specialNeeds: "Share of pupils with special educational needs"
        case .priorAttainment: "Attainment of pupils before (key stage 1 or 2)"
        case .deprivation: "Income deprivation of pupils’ homes (IDACI)"
        }
    }
}

/// How alike schools are: the weighted Euclidean distance of standardised figures.
///
/// distance² = Σ w (z₁ − z₂)² / Σ w over the figures that the school asked about has, each standardised by the mean and
/// the standard deviation of its phase. A candidate that lacks one of them is left out and counted: nothing is ever
/// filled in.
package struct Similarity: Sendable {
    /// One school's figures, in the order of ``SimilarityVariable/allCases``; `nil` for what is not published.
    package typealias Figures = [Double?]

    /// Weights of 1 for each figure unless chosen otherwise.
    package let weights: [Double]

    /// - Parameter weights: Not below zero, one for each variable; those that are not finite count as nought.
    package init(weights: [SimilarityVariable: Double] = [:]) {
        self.weights = SimilarityVariable.allCases.map { variable in
            let weight = weights[variable] ?? 1
            return weight.isFinite ? max(0, weight) : 0
        }
    }

    package struct Neighbour: Sendable, Equatable {
        /// The position of the school among those that were handed over.
        package let index: Int
        /// In standard deviations.
        package let distance: Double
    }

    /// The nearest schools to one of them.
    ///
    /// - Parameters:
    ///   - target: The position of the school; it is never its own neighbour.
    ///   - schools: All schools of its phase.
    /// - Returns: Nearest first, ties by position; how many lack a figure that the school has; which variables were used.
    /// - Complexity: O(*n* log *n*).
    package func nearest(_ count: Int, to target: Int, among schools: [Figures])
        -> (neighbours: [Neighbour], lacking: Int, used: [SimilarityVariable])
    {
        let scales = Self.scales(schools)
        let used = weights.indices.filter {
            weights[$0] > 0 && schools[target][$0] != nil && scales[$0] != nil
        }
        let total = used.reduce(0.0) { $0 + weights[$1] }
        guard total > 0 else { return ([], 0, []) }
        var found: [Neighbour] = []
        var lacking = 0
        for (index, school) in schools.enumerated() where index != target {
            var sum = 0.0
            var isComplete = true
            for variable in used {
                guard let own = schools[target][variable], let other = school[variable],
                    let scale = scales[variable]
                else {
                    isComplete = false
                    break
                }
                let difference = (own - other) / scale
                sum += weights[variable] * difference * difference
            }
            if isComplete {
                found.append(Neighbour(index: index, distance: (sum / total).squareRoot()))
            } else {
                lacking += 1
            }
        }
        found.sort { ($0.distance, $0.index) < ($1.distance, $1.index) }
        return (Array(found.prefix(count)), lacking, used.map { SimilarityVariable.allCases[$0] })
    }

    /// The standard deviation of each variable among the schools that have it; `nil` where it does not vary.
    private static func scales(_ schools: [Figures]) -> [Double?] {
        SimilarityVariable.allCases.indices.map { variable in
            let values = schools.compactMap { $0[variable] }
            guard values.count > 1 else { return nil }
            let mean = values.reduce(0, +) / Double(values.count)
            let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            let deviation = (squares / Double(values.count - 1)).squareRoot()
            return deviation > 0 ? deviation : nil
        }
    }
}
