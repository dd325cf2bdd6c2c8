import Statistics

/// The primary model, fitted to the rows of one comparison.
///
/// With a random intercept alone, or nothing nested, it is `IntentionToTreat` of Statistics to the digit
/// (tests hold that); here stand the models that it does not have: indicators of schools, and classes within
/// schools.
struct PrimaryFit {
    /// Treatment first, then the columns that were asked for.
    let tests: [CoefficientTest]
    let multilevel: MultilevelFit?
    /// Outcome less the fixed part (and, for indicators, less the school).
    let residuals: [Double]

    var difference: CoefficientTest { tests[0] }
    /// Variances that the data put at zero.
    var boundary: [String] { multilevel?.boundary ?? [] }

    /// - Parameter near: The same model fitted to nearly the same rows.
    init(
        _ frame: ModelFrame,
        _ plan: AnalysisPlan,
        first: [(name: String, values: [Double])] = [],
        adjusts: Bool? = nil,
        near: PrimaryFit? = nil
    ) throws(TrialError) {
        let usesBaseline = adjusts ?? plan.adjustsForBaseline
        let covariates = frame.covariates(first: first, baseline: usesBaseline)
        let ones: [Double] = Array(repeating: 1, count: frame.outcome.count)
        let alone = DesignMatrix(
            names: ["(Intercept)", "treatment"],
            matrix: Matrix(columns: [ones, frame.treatment])
        )
        let design: DesignMatrix = covariates.map { alone.joined(with: $0) } ?? alone
        let wanted: [Int] = Array(1..<(2 + first.count))
        switch plan.model {
        case .individual:
            do throws(LinearModelError) {
                let fit = try LinearFit(outcome: frame.outcome, design: design)
                let all = try fit.tests(level: plan.level)
                tests = wanted.map { all[$0] }
                residuals = fit.residuals
            } catch {
                throw .linearModel(error)
            }
            multilevel = nil
        case .schoolIndicators:
            (tests, residuals) = try Self.withinSchools(frame, design, wanted, level: plan.level)
            multilevel = nil
        case .localLinear, .nearestNeighbours:
            throw .invalidArgument("a method that is no model of all pupils, in a randomised trial")
        case .schoolIntercept, .classIntercept, .classInSchool:
            do throws(MultilevelError) {
                let fit = try Self.nested(frame, plan.model, design: design, near: near?.multilevel)
                var tests: [CoefficientTest] = []
                for place in wanted {
                    var weights: [Double] = Array(repeating: 0, count: design.names.count)
                    weights[place] = 1
                    let test = try fit.contrast(design.names[place], weights: weights, level: plan.level)
                    tests.append(test)
                }
                self.tests = tests
                multilevel = fit
                let fitted: [Double] = design.matrix * fit.coefficients
                residuals = zip(frame.outcome, fitted).map { $0 - $1 }
            } catch {
                throw .multilevel(error)
            }
        }
    }

    static func nested(
        _ frame: ModelFrame,
        _ model: PrimaryModel,
        design: DesignMatrix,
        near: MultilevelFit? = nil
    ) throws(MultilevelError) -> MultilevelFit {
        guard model == .classInSchool else {
            let isClass = model == .classIntercept
            return try MultilevelFit.randomIntercept(
                outcome: frame.outcome,
                design: design,
                clusters: Clusters(isClass ? frame.classGroup : frame.school),
                level: isClass ? "class" : "school"
            )
        }
        let schools = Clusters(frame.school)
        return try MultilevelFit.randomTerms(
            outcome: frame.outcome,
            design: design,
            terms: [
                RandomTerm("school", clusters: schools),
                RandomTerm("class", clusters: RandomTerm.nested(frame.classGroup, within: schools)),
            ],
            near: near
        )
    }

    /// Treatment without one school, from the sums of the others; `nil` where the other rows are to be fitted.
    /// - Parameter frame: The rows of this fit.
    func difference(
        without school: Int,
        of frame: ModelFrame,
        _ plan: AnalysisPlan
    ) throws(TrialError) -> CoefficientTest? {
        guard plan.model == .classInSchool, let multilevel, let row = frame.school.firstIndex(of: school)
        else { return nil }
        do throws(MultilevelError) {
            let cluster = Clusters(frame.school).index[row]
            guard let rest = try multilevel.omitting(cluster: cluster) else { return nil }
            var weights: [Double] = Array(repeating: 0, count: rest.names.count)
            weights[1] = 1
            return try rest.contrast(rest.names[1], weights: weights, level: plan.level)
        } catch {
            throw .multilevel(error)
        }
    }

    /// Least squares with an indicator for each school, by what is left of every column within schools
    /// (Frisch–Waugh–Lovell): a thousand schools cost no more than ten.
    private static func withinSchools(
        _ frame: ModelFrame,
        _ design: DesignMatrix,
        _ wanted: [Int],
        level: Double
    ) throws(TrialError) -> ([CoefficientTest], [Double]) {
        let schools = Clusters(frame.school)
        let outcome = Self.deviations(frame.outcome, schools)
        var names: [String] = []
        var columns: [[Double]] = []
        for place in design.names.indices.dropFirst() {
            let column = Self.deviations(design.matrix.column(place), schools)
            // What does not vary within any school is said by the indicators already.
            guard wanted.contains(place) || column.contains(where: { $0.magnitude > 1e-9 }) else { continue }
            names.append(design.names[place])
            columns.append(column)
        }
        do {
            let within = DesignMatrix(names: names, matrix: Matrix(columns: columns))
            let fit = try LinearFit(outcome: outcome, design: within)
            let degrees = Double(outcome.count - names.count - schools.count)
            guard degrees > 0 else {
                throw TrialError.tooFewUnits(arm: "treatment", count: outcome.count)
            }
            let widening: Double = (Double(outcome.count - names.count) / degrees).squareRoot()
            let plain = try fit.tests(level: level)
            let tests = try (0..<wanted.count).map { place in
                try CoefficientTest(
                    name: plain[place].name,
                    estimate: plain[place].estimate,
                    standardError: plain[place].standardError * widening,
                    degreesOfFreedom: degrees,
                    level: level
                )
            }
            return (tests, fit.residuals)
        } catch let error as LinearModelError {
            throw .linearModel(error)
        } catch let error as DistributionError {
            throw .distribution(error)
        } catch let error as TrialError {
            throw error
        } catch {
            throw .invalidArgument("school indicators")
        }
    }

    static func deviations(_ values: [Double], _ clusters: Clusters) -> [Double] {
        var sums: [Double] = Array(repeating: 0, count: clusters.count)
        for (row, cluster) in clusters.index.enumerated() { sums[cluster] += values[row] }
        return zip(values, clusters.index).map { $0 - sums[$1] / Double(clusters.sizes[$1]) }
    }
}
