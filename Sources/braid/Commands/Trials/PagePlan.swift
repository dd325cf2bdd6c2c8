import Trials

/// Strata as a trial's page numbers them: by name; of factors every combination is one.
struct PageStrata {
    let names: [String]
    let ofRow: [Int]
    /// The level of each factor, stratum by stratum.
    let levels: [[String]]

    init(_ file: TrialFile, _ options: ModelOptions) {
        let columns = file.factors.isEmpty ? [file.strata].compactMap(\.self) : file.factors
        guard !columns.isEmpty else {
            (names, ofRow, levels) = ([], file.outcome.map { _ in 0 }, [])
            return
        }
        let parts = file.outcome.indices.map { row in
            columns.map { $0.levels[Int($0.codes[row])] }
        }
        let combined = parts.map { $0.joined(separator: " / ") }
        let sorted = Set(combined).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        let places = Dictionary(uniqueKeysWithValues: zip(sorted, sorted.indices))
        let levelsOf = Dictionary(zip(combined, parts), uniquingKeysWith: { first, _ in first })
        names = sorted
        ofRow = combined.map { places[$0] ?? 0 }
        levels = file.factors.isEmpty ? [] : sorted.map { levelsOf[$0] ?? [] }
    }
}

extension AnalysisPlan {
    /// What the options of the command say, where a protocol would.
    init(_ command: Analyse, _ file: TrialFile, _ strata: PageStrata, _ shares: [String: Int]) {
        let options = command.design
        let isCutOff = options.score != nil
        let isMatched = !options.match.isEmpty
        let arms = [file.arms.control, file.arms.treated] + file.otherArms
        self.init(
            assignment: isCutOff
                ? .cutOff(score: options.cutOff ?? 0, offeredBelow: options.offered != .above)
                : isMatched ? .matched : .randomised,
            cutOff: options.score.map {
                CutOffPlan(scoreName: $0, outcomeDeviation: options.deviation ?? 0)
            },
            matching: isMatched
                ? MatchingPlan(
                    covariates: options.match,
                    distance: options.matchDistance ?? .mahalanobis,
                    caliper: options.caliper
                ) : nil,
            minimisation: strata.levels.isEmpty
                ? nil
                : MinimisationPlan(
                    factors: command.page.factor.enumerated().map { place, name in
                        .init(name: name, levels: strata.levels.map { $0[place] })
                    },
                    shares: arms.map { shares[$0] ?? 1 }
                ),
            unit: isMatched ? (options.matchUnit ?? .pupil).allocated : isCutOff ? .pupil : command.page.unit,
            arms: arms,
            strata: strata.names,
            model: isCutOff
                ? .localLinear : isMatched ? .nearestNeighbours : command.page.model ?? .individual,
            adjustsForBaseline: isMatched
                ? options.match.contains(.baseline)
                : !isCutOff && !command.baseline.isEmpty && !command.page.unadjusted,
            baselineName: command.baseline.first ?? "",
            outcome: PrimaryOutcome(name: command.outcome, isAttainment: true),
            hasFSMSubgroup: command.subgroup != nil,
            complianceThreshold: command.compliance == nil ? nil : 1,
            planned: PlannedPrecision(target: 0.2),
            level: command.level,
            imputations: command.imputations ?? 20,
            permutations: command.permutations ?? 1_999,
            seed: command.seed
        )
    }
}
