import ArgumentParser
import enum Statistics.VarianceEstimator
import Trials

/// What `braid analyse` is told so that it analyses a trial that chance decided as its page does: with the protocol's
/// model, as everything else on the page follows from it.
struct ModelOptions: ParsableArguments {
    @Option(
        help:
            "Analyse as a trial's page does, by this model: \(Self.models.map(\.rawValue).joined(separator: ", ")).",
        transform: named
    )
    var model: PrimaryModel?
    @Option(help: "With --model: what was allocated as a whole: pupil, class or school.", transform: named)
    var allocated: AllocationUnit?
    @Option(
        name: .customLong("class"),
        help: "With --model, --score, --match or --evaluation: column of classes."
    )
    var classGroup: String?
    @Option(
        help: "With --model: which value of the treatment column is control; other values are further arms."
    )
    var control: String?
    @Flag(
        help:
            "With --model: the baseline is not in the model; missing scores are imputed from it all the same."
    )
    var unadjusted = false
    @Option(help: "With --model: column of a factor that minimisation balanced; may be repeated.")
    var factor: [String] = []
    @Option(
        help:
            "Column of pupils' codes: with --evaluation, and with --factor where pupils were allocated, in whose order they were."
    )
    var pupil: String?
    @Option(help: "With --factor: an arm and its share, such as Intervention:2; may be repeated.")
    var share: [String] = []

    /// Those of trials that chance decided.
    static let models: [PrimaryModel] = PrimaryModel.allCases.filter {
        $0 != .localLinear && $0 != .nearestNeighbours
    }

    var isAsked: Bool { model != nil }

    /// What the protocol's template allocates with a model, where nothing else is given.
    var unit: AllocationUnit {
        if let allocated { return allocated }
        return switch model {
        case .schoolIntercept: .school
        case .classIntercept, .classInSchool: .classGroup
        default: .pupil
        }
    }

    /// Shares by the name of the arm.
    func shares() throws -> [String: Int] {
        var shares: [String: Int] = [:]
        for word in share {
            let parts = word.split(separator: ":")
            guard parts.count >= 2, let count = Int(parts[parts.count - 1]),
                Randomise.shares.contains(count)
            else {
                throw ValidationError(
                    "--share is an arm and a whole number up to \(Randomise.shares.upperBound), such as Intervention:2."
                )
            }
            shares[parts.dropLast().joined(separator: ":")] = count
        }
        return shares
    }

    func validate(_ command: Analyse) throws {
        guard let model else {
            guard allocated == nil, control == nil, factor.isEmpty, share.isEmpty, !unadjusted else {
                throw ValidationError(
                    "--allocated, --control, --unadjusted, --factor and --share need --model."
                )
            }
            guard command.evaluation == nil else { return }
            if pupil != nil { throw ValidationError("--pupil needs --evaluation, or --model and --factor.") }
            if classGroup != nil, !command.design.isAsked {
                throw ValidationError("--class needs --model, --score, --match or --evaluation.")
            }
            return
        }
        guard Self.models.contains(model) else {
            throw ValidationError("That is no model of a trial that chance decided: use --score or --match.")
        }
        if command.design.isAsked { throw ValidationError("--model does not go with --score or --match.") }
        if model != .individual, model != .classIntercept, command.cluster == nil {
            throw ValidationError("--model \(model.rawValue) needs --cluster.")
        }
        if model == .classIntercept || model == .classInSchool || unit == .classGroup, classGroup == nil {
            throw ValidationError("A model or an allocation of classes needs --class.")
        }
        if command.baseline.count > 1 { throw ValidationError("--model takes one --baseline at most.") }
        if !factor.isEmpty, command.stratum != nil {
            throw ValidationError("--factor says what --stratum would; choose one.")
        }
        if factor.isEmpty, pupil != nil || !share.isEmpty {
            throw ValidationError("--pupil and --share need --factor.")
        }
        _ = try shares()
        if command.randomSlope || command.bootstrap != nil || !command.delta.isEmpty || command.plot != nil
            || command.givenEstimator != nil || command.givenMonthsProfile != nil
        {
            throw ValidationError(
                "--random-slope, --bootstrap, --delta, --plot, --estimator and --months-profile do not go with --model."
            )
        }
    }
}
