import Services
import Statistics

/// Errors of the library in words for the person who has the file.
enum StatisticsFailure {
    /// - Parameters:
    ///   - line: The line of a row of the analysis.
    ///   - column: What the file calls what the library calls by its part in the analysis.
    static func describe(
        _ error: any Error,
        line: (Int) -> Int?,
        column: (String) -> String = { $0 }
    ) -> String {
        switch error {
        case TrialError.wrongArms(let found):
            return "Treatment has no variation: only \(found.joined(separator: ", ")) occurs."
        case TrialError.missingArm(let arm): return "No row is in the arm “\(arm)”."
        case TrialError.tooFewUnits(let arm, let count):
            return "Only \(InWords.count(count, "row")) with an outcome in “\(arm)”."
        case TrialError.repeatedUnit(let row): return "Line \(place(row, line)): the unit is listed twice."
        case TrialError.notFinite(let name, let row):
            return "Column “\(column(name))”, line \(place(row, line)): not a usable number."
        case TrialError.noVariation(let name): return "“\(column(name))” has no variation."
        case TrialError.wrongAllocationLevel(let text): return "\(text)."
        case TrialError.invalidArgument(let text): return "Not usable: \(text)."
        case TrialError.linearModel(let inner): return describe(inner, line: line, column: column)
        case TrialError.multilevel(let inner): return describe(inner, line: line, column: column)
        case LinearModelError.collinear(let terms), MultilevelError.collinear(let terms):
            let names = terms.map(column).joined(separator: ", ")
            return "Collinear: \(names) \(terms.count == 1 ? "is" : "are") determined by the other columns."
        case LinearModelError.constantOutcome, MultilevelError.constantOutcome:
            return "The outcome has one value in every row."
        case LinearModelError.noResidualVariation, MultilevelError.noResidualVariation:
            return "The model reproduces the outcome exactly: nothing is left to judge error by."
        case LinearModelError.exactlyFitted(let name):
            return
                "The model reproduces exactly what “\(column(name))” rests on: nothing is left to judge its error by."
        case LinearModelError.tooFewRows(let rows, let coefficients),
            MultilevelError.tooFewRows(let rows, let coefficients):
            return "\(rows) rows are too few for \(coefficients) coefficients."
        case LinearModelError.fullLeverage(let row):
            return "Line \(place(row, line)) alone decides a coefficient, so that nothing judges its error."
        case LinearModelError.tooFewClusters(let count): return "\(count) cluster: at least 2 are needed."
        case MultilevelError.tooFewClusters(let level, let count):
            return "\(count) \(level): at least 2 are needed."
        case MultilevelError.clustersUsedUp(let level, let count, let coefficients):
            return
                "\(InWords.count(count, level)) are too few for \(coefficients) coefficients that differ only between them."
        case MultilevelError.unboundedInterval(let name):
            return "These data give the interval of “\(column(name))” no end."
        case MultilevelError.noConvergence:
            return "The search for the maximum of the likelihood did not converge; no result is given."
        case MultilevelError.invalidArgument(let text): return "Not usable: \(text)."
        case MultilevelError.notFinite(let name, let row), LinearModelError.notFinite(let name, let row):
            return "Column “\(column(name))”, line \(place(row, line)): not a usable number."
        case TrialError.distribution, MultilevelError.distribution, LinearModelError.distribution,
            ResamplingError.distribution, MultilevelError.linearAlgebra, LinearModelError.linearAlgebra:
            return "These numbers are too large, too small or too few to compute with."
        case MultilevelError.noReplication(let level):
            return "Every \(level) has one row: variance within and between cannot be told apart."
        case LinearModelError.unusableFactor(let name): return "“\(name)” has fewer than two levels."
        case ResamplingError.treatmentVariesWithinUnit(let row):
            return "Line \(place(row, line)): treatment differs within its cluster."
        case ResamplingError.nothingToPermute: return "Treatment does not vary within any stratum."
        case ResamplingError.tooManyFailures(let failed, let total):
            return "\(failed) of \(total) replicates could not be fitted."
        case ResamplingError.multilevel(let inner): return describe(inner, line: line, column: column)
        case ResamplingError.linearModel(let inner): return describe(inner, line: line, column: column)
        case ResamplingError.tooFewUnits(let count): return "\(count) units are too few."
        case RandomisationError.noUnits: return "There are no units."
        case RandomisationError.repeatedUnit(let row):
            return "Line \(place(row, line)): the unit is listed twice."
        case RandomisationError.oddStratum(let name):
            return "Stratum “\(name)” has an odd number of units, so one would be left without a pair."
        case RandomisationError.invalidBlockSize(let size):
            return "Block size \(size) does not hold the arms' shares."
        case RandomisationError.noBalancedDraw(let draws):
            return "None of \(draws) draws met the balance asked for."
        case RandomisationError.invalidArms: return "Pairs take two arms with equal shares."
        case RandomisationError.invalidCovariate(let row):
            return "Line \(place(row, line)): a covariate is not a usable number."
        case RandomisationError.invalidArgument(let text), ResamplingError.invalidArgument(let text):
            return "Not usable: \(text)."
        case RandomisationError.collinearCovariates:
            return "The covariates are constant or determine each other."
        case DesignError.invalidArgument(let text): return "Not usable: \(text)."
        case DesignError.noDegreesOfFreedom: return "The design leaves no degrees of freedom."
        case DesignError.unattainable(let limit): return "Not reached with \(limit) units."
        default: return "\(error)."
        }
    }

    private static func place(_ row: Int, _ line: (Int) -> Int?) -> String {
        line(row).map(String.init) ?? "?"
    }
}
