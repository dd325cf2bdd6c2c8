extension ProtocolText {
    /// What the analysis reads of the protocol.
    ///
    /// - Parameters:
    ///   - strata: The strata that the allocation had.
    ///   - minimisation: What it balanced, where it was minimisation.
    ///   - sha256: Of the published protocol: the seed of the analysis is its first 16 digits, so that nobody
    ///     can choose among draws.
    package func analysisPlan(
        strata: [String],
        minimisation: MinimisationPlan? = nil,
        sha256: String
    ) -> AnalysisPlan {
        AnalysisPlan(
            assignment: assignment,
            cutOff: cutOffPlan,
            matching: matchingPlan,
            minimisation: minimisation,
            unit: unit,
            isWaitlist: self[.control] == ControlCondition.waitlist.rawValue,
            arms: arms.map(\.name),
            strata: strata,
            model: PrimaryModel(rawValue: self[.model]) ?? .schoolIntercept,
            adjustsForBaseline: needsBaseline,
            baselineName: self[.baseline],
            outcome: PrimaryOutcome(
                name: self[.outcome],
                isAttainment: isYes(.isAttainment),
                lowest: number(.lowestScore),
                highest: number(.highestScore),
                isDeveloperMade: isYes(.isDeveloperMade),
                isBlind: isYes(.isBlindTesting) && isYes(.isBlindMarking),
                domain: outcomeDomain,
                isLowerBetter: isLowerBetter
            ),
            hasFSMSubgroup: hasFSMSubgroup,
            complianceThreshold: dosage == .none ? nil : number(.complianceThreshold),
            planned: PlannedPrecision(
                target: number(.targetMDES) ?? 0.2,
                icc: number(.icc) ?? 0.15,
                rSquaredPupil: number(.rSquaredPupil) ?? 0.5,
                rSquaredSchool: number(.rSquaredSchool) ?? 0.5
            ),
            seed: UInt64(sha256.prefix(16), radix: 16) ?? 0
        )
    }

    private var cutOffPlan: CutOffPlan? {
        guard design == .regressionDiscontinuity, let deviation = number(.outcomeDeviation) else {
            return nil
        }
        return CutOffPlan(scoreName: self[.cutOffName], outcomeDeviation: deviation)
    }

    /// In what those compared are matched; nothing in other designs, whatever the protocol said before.
    package var matchedOn: [MatchCovariate] {
        design == .matchedComparison ? words(.matchedOn).compactMap(MatchCovariate.init) : []
    }

    /// Whether eligible pupils are analysed apart.
    package var hasFSMSubgroup: Bool {
        isYes(.hasFSMSubgroup)
    }

    private var matchingPlan: MatchingPlan? {
        guard design == .matchedComparison else { return nil }
        return MatchingPlan(
            covariates: matchedOn,
            distance: MatchDistance(rawValue: self[.matchDistance]) ?? .mahalanobis,
            caliper: number(.matchCaliper)
        )
    }

    /// Whether a pupil without a baseline cannot be in the primary result.
    var needsBaseline: Bool {
        switch design {
        case .regressionDiscontinuity: false
        case .matchedComparison: matchedOn.contains(.baseline)
        default: isYes(.adjustsForBaseline)
        }
    }

    private var assignment: Assignment {
        switch design {
        case .regressionDiscontinuity:
            .cutOff(score: number(.cutOffScore) ?? 0, offeredBelow: self[.offeredBelow] != "above")
        case .matchedComparison: .matched
        default: .randomised
        }
    }
}
