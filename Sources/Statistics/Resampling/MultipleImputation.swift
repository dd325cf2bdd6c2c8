/// Multiple imputation by chained equations.
///
/// Each incomplete variable is imputed from all the others, in turn, for several rounds; each imputation has
/// its own stream of the generator. Assumes values missing at random given the variables in the table; a
/// shift of imputed values asks what would change if they were not.
///
/// - Note: van Buuren (2018), *Flexible Imputation of Missing Data*, 3 and 7.
public struct MultipleImputation: Sendable {
    /// How a variable is imputed.
    public enum Method: Sendable, Equatable {
        /// Bayesian linear regression: normal errors.
        case normal
        /// Predictive mean matching: a value observed in one of the five nearest rows.
        case predictiveMeanMatching
        /// Logistic regression, for values 0 and 1.
        case logistic
        /// A random intercept for clusters with normal errors, drawn with its uncertainty.
        case clusterNormal
        /// Predictive mean matching with predictions from a model with a random intercept for clusters.
        case clusterPredictiveMeanMatching
    }

    /// A variable of the table.
    public struct Variable: Sendable {
        /// Its name.
        public let name: String
        /// Its values; not a number where missing.
        public let values: [Double]
        /// How its missing values are imputed.
        public let method: Method

        /// A variable; complete ones serve to impute the others.
        public init(_ name: String, values: [Double], method: Method = .normal) {
            self.name = name
            self.values = values
            self.method = method
        }
    }

    /// The completed values: for each imputation, the columns in the order of the variables.
    public let completed: [[[Double]]]

    /// Imputes a table.
    /// - Parameters:
    ///   - variables: All that the analysis uses, and what tells more about missing values.
    ///   - clusters: The cluster of each row, for ``Method/clusterNormal``.
    ///   - imputations: How many completed tables.
    ///   - rounds: How often all variables are gone through.
    ///   - seed: Of the generator; the same seed gives the same digits.
    ///   - shift: Added to imputed values of one variable in some rows, for sensitivity to values missing not
    ///     at random.
    /// - Throws: ``ResamplingError``: a variable without enough observed values, or a model that cannot be
    ///   fitted.
    public init(
        variables: [Variable],
        clusters: Clusters? = nil,
        imputations: Int = 20,
        rounds: Int = 10,
        seed: UInt64,
        shift: (variable: String, amount: Double, rows: [Bool])? = nil
    ) throws(ResamplingError) {
        guard imputations >= 2, rounds >= 1 else { throw .invalidArgument("imputations or rounds") }
        let rows: Int = variables.first?.values.count ?? 0
        for variable in variables {
            precondition(variable.values.count == rows, "Variables have one length.")
            let observed: Int = variable.values.count { !$0.isNaN }
            guard observed > variables.count + 2 else { throw .tooFewUnits(observed) }
            let needsClusters: Bool =
                variable.method == .clusterNormal || variable.method == .clusterPredictiveMeanMatching
            if needsClusters, clusters == nil { throw .invalidArgument("clusters") }
            guard variable.values.allSatisfy({ $0.isNaN || $0.isFinite }) else {
                throw .invalidArgument(variable.name)
            }
        }
        var completed: [[[Double]]] = []
        for imputation in 0..<imputations {
            var generator = SeededGenerator(seed: seed, stream: UInt64(imputation) + 1)
            completed.append(
                try MultipleImputation.complete(variables, clusters, rounds, shift, &generator)
            )
        }
        self.completed = completed
    }

    private static func complete(
        _ variables: [Variable],
        _ clusters: Clusters?,
        _ rounds: Int,
        _ shift: (variable: String, amount: Double, rows: [Bool])?,
        _ generator: inout SeededGenerator
    ) throws(ResamplingError) -> [[Double]] {
        var columns: [[Double]] = variables.map(\.values)
        let missing: [[Int]] = variables.map { variable in
            variable.values.indices.filter { variable.values[$0].isNaN }
        }
        for (index, rows) in missing.enumerated() where !rows.isEmpty {
            let pool: [Double] = variables[index].values.filter { !$0.isNaN }
            for row in rows { columns[index][row] = pool[generator.next(below: pool.count)] }
        }
        for _ in 0..<rounds {
            for (index, rows) in missing.enumerated() where !rows.isEmpty {
                let predictors = ImputationModel(
                    target: columns[index],
                    others: columns.indices.filter { $0 != index }.map { columns[$0] },
                    missing: rows
                )
                let values: [Double] = try predictors.impute(variables[index].method, clusters, &generator)
                for (row, value) in zip(rows, values) {
                    let moved: Bool = shift?.variable == variables[index].name && shift?.rows[row] == true
                    columns[index][row] = value + (moved ? shift?.amount ?? 0 : 0)
                }
            }
        }
        return columns
    }
}
