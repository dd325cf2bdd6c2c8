/// What a protocol decided about the analysis before anybody had an outcome. The analysis reads nothing else
/// of the protocol, and offers no other choice.
package struct AnalysisPlan: Sendable, Equatable, Codable {
    /// How it was settled who is offered the intervention.
    package var assignment: Assignment
    /// Where a score decides: what else the protocol says of it.
    package var cutOff: CutOffPlan?
    /// Where those compared are matched: how.
    package var matching: MatchingPlan?
    /// Where units were allocated by minimisation: what it balanced.
    package var minimisation: MinimisationPlan?
    /// What was allocated as a whole.
    package var unit: AllocationUnit
    /// Control is offered it after the outcome was measured.
    package var isWaitlist: Bool
    /// The arms in the order of the protocol; the first is control.
    package var arms: [String]
    /// The arm whose comparison with control is the trial's one primary result: 1 or more.
    package var primaryArm: Int
    /// Strata within which units were allocated; empty where there were none. Pairs are strata of two.
    package var strata: [String]
    package var model: PrimaryModel
    /// Whether the primary model adjusts for the baseline.
    package var adjustsForBaseline: Bool
    package var baselineName: String
    package var outcome: PrimaryOutcome
    /// Whether pupils eligible for free school meals in the last six years are a subgroup decided on
    /// beforehand.
    package var hasFSMSubgroup: Bool
    /// Of ``TrialData/Pupils/dosage``: from here on a pupil counts as having received it. `nil`: no complier
    /// analysis.
    package var complianceThreshold: Double?
    package var planned: PlannedPrecision
    /// Of every interval.
    package var level: Double
    /// Completed tables, where more than 5 % of outcomes are missing.
    package var imputations: Int
    package var permutations: Int
    /// Of everything drawn at random; fixed with the protocol so that nobody can choose among draws.
    package var seed: UInt64

    package init(
        assignment: Assignment = .randomised,
        cutOff: CutOffPlan? = nil,
        matching: MatchingPlan? = nil,
        minimisation: MinimisationPlan? = nil,
        unit: AllocationUnit,
        isWaitlist: Bool = false,
        arms: [String],
        primaryArm: Int = 1,
        strata: [String] = [],
        model: PrimaryModel,
        adjustsForBaseline: Bool = true,
        baselineName: String,
        outcome: PrimaryOutcome,
        hasFSMSubgroup: Bool = true,
        complianceThreshold: Double? = nil,
        planned: PlannedPrecision,
        level: Double = 0.95,
        imputations: Int = 20,
        permutations: Int = 1999,
        seed: UInt64
    ) {
        self.assignment = assignment
        self.cutOff = cutOff
        self.matching = matching
        self.minimisation = minimisation
        self.unit = unit
        self.isWaitlist = isWaitlist
        self.arms = arms
        self.primaryArm = primaryArm
        self.strata = strata
        self.model = model
        self.adjustsForBaseline = adjustsForBaseline
        self.baselineName = baselineName
        self.outcome = outcome
        self.hasFSMSubgroup = hasFSMSubgroup
        self.complianceThreshold = complianceThreshold
        self.planned = planned
        self.level = level
        self.imputations = imputations
        self.permutations = permutations
        self.seed = seed
    }

    /// How many coefficients strata, or the factors of a minimisation, have in the model.
    var stratumCoefficients: Int {
        guard let minimisation else { return max(strata.count, 1) - 1 }
        return minimisation.factors.reduce(0) { $0 + Set($1.levels).count - 1 }
    }

    /// Whether a pupil counts as having received it, as 1 or 0; not a number where nobody knows. Who was not
    /// offered it and has no record received nothing.
    func received(dosage: Double, arm: Int) -> Double {
        guard let threshold = complianceThreshold else { return .nan }
        if dosage.isNaN { return arm == 0 ? 0 : .nan }
        return dosage >= threshold ? 1 : 0
    }
}

/// How it was settled who is offered the intervention.
package enum Assignment: Sendable, Equatable, Codable {
    case randomised
    /// Everyone on one side of a score is offered it: regression discontinuity.
    case cutOff(score: Double, offeredBelow: Bool)
    /// Others who were not offered it were chosen for their likeness.
    case matched

    package var isRandomised: Bool { self == .randomised }
}

/// What was allocated as a whole.
package enum AllocationUnit: String, CaseIterable, Sendable, Codable {
    case pupil
    case classGroup = "class"
    case school

    package var title: String {
        switch self {
        case .pupil: "Pupils"
        case .classGroup: "Classes"
        case .school: "Schools"
        }
    }
}

/// What minimisation balanced. Each factor stands in the model with its main effect, as it stood in the draw: the
/// combinations of all factors, which are the plan's strata, were never balanced.
package struct MinimisationPlan: Sendable, Equatable, Codable {
    package var factors: [Factor]
    /// The shares of the arms, in the order of the plan.
    package var shares: [Int]

    package struct Factor: Sendable, Equatable, Codable {
        package var name: String
        /// The level of each stratum of the plan.
        package var levels: [String]

        package init(name: String, levels: [String]) {
            self.name = name
            self.levels = levels
        }
    }

    package var names: String { factors.map(\.name).joined(separator: ", ") }

    package init(factors: [Factor], shares: [Int]) {
        self.factors = factors
        self.shares = shares
    }
}

/// The primary model, named in the protocol. Strata and, where planned, the baseline are covariates of each.
package enum PrimaryModel: String, CaseIterable, Sendable, Codable {
    /// Analysis of covariance: nothing is nested.
    case individual
    /// A random intercept for each school.
    case schoolIntercept = "school-intercept"
    /// An indicator for each school: the effect is that of these schools.
    case schoolIndicators = "school-indicators"
    /// A random intercept for each class.
    case classIntercept = "class-intercept"
    /// Random intercepts for schools and for classes within them.
    case classInSchool = "class-in-school"
    /// Lines on both sides of a cut-off, near it.
    case localLinear = "local-linear"
    /// Each that was offered it against the most similar that was not.
    case nearestNeighbours = "nearest-neighbours"
}

/// The one primary outcome.
package struct PrimaryOutcome: Sendable, Equatable, Codable {
    package var name: String
    /// Months of progress have a meaning only where it is.
    package var isAttainment: Bool
    /// The ends of its scale, for floor and ceiling; those observed where they are not known.
    package var lowest: Double?
    package var highest: Double?
    package var isDeveloperMade: Bool
    /// Whether those who tested and marked did not know who was offered it.
    package var isBlind: Bool
    /// `nil` in analyses of before it was asked for.
    package var domain: OutcomeDomain?
    /// Whether a lower value is the better one; `nil`, as before it was asked for, is no.
    package var isLowerBetter: Bool?

    package init(
        name: String,
        isAttainment: Bool,
        lowest: Double? = nil,
        highest: Double? = nil,
        isDeveloperMade: Bool = false,
        isBlind: Bool = true,
        domain: OutcomeDomain? = nil,
        isLowerBetter: Bool? = nil
    ) {
        self.name = name
        self.domain = domain
        self.isLowerBetter = isLowerBetter
        self.isAttainment = isAttainment
        self.lowest = lowest
        self.highest = highest
        self.isDeveloperMade = isDeveloperMade
        self.isBlind = isBlind
    }

    /// What kind of outcome it is, for analyses of before that was asked for, too.
    package var kind: OutcomeDomain { domain ?? (isAttainment ? .attainment : .other) }

    /// Turns a difference so that above zero is better.
    package var direction: Double { isLowerBetter == true ? -1 : 1 }
}

/// What the protocol reckoned with when it planned how many schools it needs.
package struct PlannedPrecision: Sendable, Equatable, Codable {
    /// The minimum detectable effect size aimed at.
    package var target: Double
    /// The share of variance between schools (or classes, where they are allocated).
    package var icc: Double
    /// The shares of variance that the baseline explains, among pupils and between schools.
    package var rSquaredPupil: Double
    package var rSquaredSchool: Double

    package init(
        target: Double,
        icc: Double = 0.15,
        rSquaredPupil: Double = 0.5,
        rSquaredSchool: Double = 0.5
    ) {
        self.target = target
        self.icc = icc
        self.rSquaredPupil = rSquaredPupil
        self.rSquaredSchool = rSquaredSchool
    }
}
