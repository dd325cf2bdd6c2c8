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
        case .priorAttainment: "Prior attainment (key stage 1 or 2)"
        case .deprivation: "Income deprivation of pupils’ homes (IDACI)"
        }
    }

    /// How much it counts unless chosen otherwise. Attainment is what schools want to change: alike are schools with
    /// pupils of like needs and prior attainment, whatever became of them.
    package var usualWeight: Double { self == .attainment ? 0 : 1 }
}

/// How alike schools are: the weighted Euclidean distance of standardised figures.
///
/// distance² = Σ w (z₁ − z₂)² / Σ w over the figures that the school asked about has, each standardised by the mean and
/// the standard deviation of its phase. A candidate that lacks one of them is left out and counted: nothing is ever
/// filled in.
package struct Similarity: Sendable {
    /// One school's figures, in the order of ``SimilarityVariable/allCases``; `nil` for what is not published.
    package typealias Figures = [Double?]

    /// In the order of the variables.
    package let weights: [Double]

    /// - Parameter weights: Not below zero; those that are not finite count as nought. A variable without one has its
    ///   usual weight.
    package init(weights: [SimilarityVariable: Double] = [:]) {
        self.weights = SimilarityVariable.allCases.map { variable in
            let weight = weights[variable] ?? variable.usualWeight
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
    /// - Complexity: O(*n*) for a few, O(*n* log *n*) for all.
    package func nearest(_ count: Int, to target: Int, among schools: SimilarityTable)
        -> (neighbours: [Neighbour], lacking: Int, used: [SimilarityVariable])
    {
        let used = weights.indices.filter { variable in
            guard weights[variable] > 0, let column = schools.columns[variable] else { return false }
            return !column.values[target].isNaN
        }
        let total = used.reduce(0.0) { $0 + weights[$1] }
        guard total > 0, count > 0 else { return ([], 0, []) }
        var squares = [Double](repeating: 0, count: schools.count)
        for variable in used {
            guard let column = schools.columns[variable] else { continue }
            let weight = weights[variable] / total / column.variance
            Self.add(column.values, column.values[target], weight, to: &squares)
        }
        var lacking = 0
        let found: [Neighbour]
        if count < schools.count / 8 {
            var selection = NearestSelection(most: count)
            for (index, square) in squares.enumerated() where index != target {
                if square.isNaN { lacking += 1 } else { selection.offer(index, square) }
            }
            found = selection.nearest
        } else {
            var all: [Neighbour] = []
            all.reserveCapacity(schools.count)
            for (index, square) in squares.enumerated() where index != target {
                if square.isNaN {
                    lacking += 1
                } else {
                    all.append(Neighbour(index: index, distance: square))
                }
            }
            all.sort { ($0.distance, $0.index) < ($1.distance, $1.index) }
            found = Array(all.prefix(count))
        }
        let neighbours = found.map { Neighbour(index: $0.index, distance: $0.distance.squareRoot()) }
        return (neighbours, lacking, used.map { SimilarityVariable.allCases[$0] })
    }

    /// Adds a variable's weighted squared differences. A figure that is not published makes the sum NaN.
    private static func add(
        _ column: [Double],
        _ own: Double,
        _ weight: Double,
        to squares: inout [Double]
    ) {
        column.withUnsafeBufferPointer { column in
            squares.withUnsafeMutableBufferPointer { squares in
                for index in squares.indices {
                    let difference = column[index] - own
                    squares[index] += weight * difference * difference
                }
            }
        }
    }
}
