package import Statistics

/// Why a trial, or a part of its analysis, cannot be computed: in words for the analyst, never a type's name.
package enum AnalysisProblem {
    package static func words(_ error: TrialError) -> String {
        switch error {
        case .wrongArms, .missingArm: "An arm has no pupils with the scores that the model needs."
        case .tooFewUnits(let arm, _) where arm.hasSuffix("the cutoff") || arm.hasSuffix("the cut-off"):
            "Too few pupils, or too few different scores, lie near the cut-off on one side."
        case .tooFewUnits: "An arm has too few pupils with the scores that the model needs."
        case .repeatedUnit: "A pupil is listed twice."
        case .notFinite: "A score is not a usable number."
        case .noVariation(let column): "There is no variation in \(column)."
        case .wrongAllocationLevel(let words): "\(words)."
        case .invalidArgument(let words): "Not usable: \(words)."
        case .linearModel(let inner): Self.words(inner)
        case .multilevel(let inner): Self.words(inner)
        case .distribution: "A reference distribution could not be computed."
        }
    }

    static func words(_ error: LinearModelError) -> String {
        switch error {
        case .collinear(let terms): "Determined by the other columns: \(terms.joined(separator: ", "))."
        case .constantOutcome: "Every pupil has the same outcome."
        case .noResidualVariation: "The model reproduces the outcome exactly."
        case .exactlyFitted(let name): "The model reproduces exactly what “\(name)” rests on."
        case .tooFewRows(let rows, let columns): "\(rows) pupils are too few for \(columns) coefficients."
        case .tooFewClusters(let count): "Too few schools or classes: \(count)."
        default: "The model cannot be fitted."
        }
    }

    static func words(_ error: MultilevelError) -> String {
        switch error {
        case .collinear(let terms): "Determined by the other columns: \(terms.joined(separator: ", "))."
        case .constantOutcome: "Every pupil has the same outcome."
        case .noResidualVariation: "The model reproduces the outcome exactly."
        case .tooFewRows(let rows, let columns): "\(rows) pupils are too few for \(columns) coefficients."
        case .tooFewClusters(let level, let count): "Too few to tell their variance: \(level) (\(count))."
        case .clustersUsedUp(let level, let count, _):
            "Too few to tell their variance beside what differs between them: \(level) (\(count))."
        case .noReplication(let level): "Every \(level) has one pupil."
        default: "The model cannot be fitted."
        }
    }

    static func words(_ error: ResamplingError) -> String {
        switch error {
        case .multilevel(let inner): words(inner)
        case .linearModel(let inner): words(inner)
        case .nothingToPermute: "Within strata there is nothing to rearrange."
        case .tooManyFailures(let failed, let total): "\(failed) of \(total) rearrangements cannot be fitted."
        case .treatmentVariesWithinUnit:
            "Pupils of one unit that was allocated as a whole are in different arms."
        default: "It cannot be computed from these pupils."
        }
    }
}
