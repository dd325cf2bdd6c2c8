import ArgumentParser
import Trials

/// What `braid analyse` is told of a trial in which nothing was drawn: a score decided, or those compared are
/// matched.
struct DesignOptions: ParsableArguments {
    @Option(help: "Column of the score that decided who was offered it: the gap at --cut-off is estimated.")
    var score: String?
    @Option(parsing: .unconditional, help: "With --score: where it parts those offered it from the others.")
    var cutOff: Double?
    @Option(
        help: "With --score: who was offered it, below (default) or above (at or above) the cut-off."
    )
    var offered: Side?
    @Option(help: "With --score: the standard deviation of the outcome that the protocol states.")
    var deviation: Double?
    @Option(
        help:
            "Match on this and compare; may be repeated: baseline (by --baseline), fsm (by --subgroup), size (with --match-unit school or class).",
        transform: named
    )
    var match: [MatchCovariate] = []
    @Option(help: "With --match: mahalanobis (default) or propensity.", transform: named)
    var matchDistance: MatchDistance?
    @Option(help: "With --match: the largest distance allowed.")
    var caliper: Double?
    @Option(
        help:
            "With --match: match each pupil (default), or each school of --cluster or class of --class by the means of its pupils."
    )
    var matchUnit: Unit?

    enum Side: String, ExpressibleByArgument, CaseIterable { case below, above }
    enum Unit: String, ExpressibleByArgument, CaseIterable {
        case pupil, school
        case classGroup = "class"

        var allocated: AllocationUnit {
            switch self {
            case .pupil: .pupil
            case .school: .school
            case .classGroup: .classGroup
            }
        }
    }

    /// Whether any of them is asked for.
    var isAsked: Bool { score != nil || !match.isEmpty }

    func validate(_ command: Analyse) throws {
        if score == nil, cutOff != nil || deviation != nil || offered != nil {
            throw ValidationError("--cut-off, --deviation and --offered need --score.")
        }
        if match.isEmpty, caliper != nil || matchDistance != nil || matchUnit != nil {
            throw ValidationError("--caliper, --match-distance and --match-unit need --match.")
        }
        guard isAsked else { return }
        if score != nil, !match.isEmpty {
            throw ValidationError("--score and --match are different designs; choose one.")
        }
        if score != nil, cutOff == nil || deviation == nil {
            throw ValidationError("--score needs --cut-off and --deviation.")
        }
        if let cutOff, !cutOff.isFinite { throw ValidationError("--cut-off is a number.") }
        for case (let name, let value?) in [("--deviation", deviation), ("--caliper", caliper)]
        where !(value > 0 && value.isFinite) {
            throw ValidationError("\(name) is a number above zero.")
        }
        if match.contains(.baseline), command.baseline.count != 1 {
            throw ValidationError("--match baseline needs one --baseline.")
        }
        if command.baseline.count > 1 {
            throw ValidationError("--score and --match take one --baseline at most.")
        }
        if match.contains(.fsm), command.subgroup == nil {
            throw ValidationError("--match fsm needs --subgroup.")
        }
        if matchUnit == .school, command.cluster == nil {
            throw ValidationError("--match-unit school needs --cluster.")
        }
        if matchUnit == .classGroup, command.page.classGroup == nil {
            throw ValidationError("--match-unit class needs --class.")
        }
        if match.contains(.size), matchUnit ?? .pupil == .pupil {
            throw ValidationError("--match size needs --match-unit school or class.")
        }
        if command.imputations != nil || command.permutations != nil || command.bootstrap != nil
            || command.randomSlope || command.stratum != nil || command.plot != nil
            || command.givenSeed != nil || command.givenEstimator != nil || command.givenMonthsProfile != nil
        {
            throw ValidationError(
                "--imputations, --permutations, --bootstrap, --random-slope, --stratum, --seed, --estimator, --months-profile and --plot are for trials that chance decided."
            )
        }
        if command.compliance != nil, !match.isEmpty {
            throw ValidationError("--compliance does not go with --match.")
        }
    }
}
