import Profiles
import Statistics

/// The pupils of two groups as columns of the models: those with both scores.
struct ComparedPupils {
    /// Every pupil of the file.
    let all: [PupilRow]
    let treatedGroup: String
    let rows: [PupilRow]
    let treatment: [Double]
    let outcome: [Double]
    let covariates: DesignMatrix
    /// Where whole classes were in one group: the class of each pupil. A class of which some pupils are in each group
    /// counts as one in each, and pupils of whom no class is known as one class of their group.
    let classes: Clusters?
    let isByClass: Bool

    init(_ all: [PupilRow], treatedGroup: String, isByClass: Bool) {
        self.all = all
        self.treatedGroup = treatedGroup
        self.isByClass = isByClass
        rows = all.filter { $0.pre != nil && $0.post != nil }
        treatment = rows.map { $0.group == treatedGroup ? 1 : 0 }
        outcome = rows.compactMap(\.post)
        covariates = DesignMatrix(names: ["before"], matrix: Matrix(columns: [rows.compactMap(\.pre)]))
        classes = isByClass ? Clusters(rows.map { [$0.group, $0.className ?? ""] }) : nil
    }

    /// The fewest classes of a group.
    var fewestClasses: Int? {
        guard isByClass else { return nil }
        let groups = [true, false].map { isTreated in
            Set(rows.filter { ($0.group == treatedGroup) == isTreated }.map { $0.className ?? "" }).count
        }
        return groups.min()
    }

    /// Whether the pupils allow a range: from one class in a group nobody can tell how much classes differ.
    var allowsRange: Bool { fewestClasses.map { $0 >= 2 } ?? true }

    /// A test at no more degrees of freedom than classes allow: where their variance is estimated at zero the model
    /// alone would count pupils as independent.
    func test(_ found: CoefficientTest) throws(TrialError) -> CoefficientTest {
        guard let classes else { return found }
        do throws(DistributionError) {
            return try CoefficientTest(
                name: found.name,
                estimate: found.estimate,
                standardError: found.standardError,
                degreesOfFreedom: min(found.degreesOfFreedom, Double(classes.count - 2)),
                level: 0.95
            )
        } catch {
            throw .distribution(error)
        }
    }

    func effect(
        _ found: CoefficientTest,
        over size: TrialEffectSize
    ) throws(TrialError) -> TrialEffectSize {
        try TrialEffectSize(
            difference: try test(found),
            standardDeviation: size.standardDeviation,
            degreesOfFreedom: size.degreesOfFreedom,
            denominator: size.denominator
        )
    }

    var units: [TrialUnit] {
        all.map { TrialUnit(identifier: $0.pseudonym, group: $0.group, baseline: $0.pre, outcome: $0.post) }
    }
}

extension EvaluationReport.Comparison {
    init(_ pupils: ComparedPupils, rule: BalanceRule) throws(AnalysisRefusal) {
        do throws(TrialError) {
            let trial = try TwoGroupTrial(units: pupils.units, treated: pupils.treatedGroup)
            baselineDifference = trial.baseline.effectSize.hedgesG
            balance = rule.verdict(on: trial.baseline.effectSize.hedgesG)
            baselineCorrelation = trial.baselineCorrelation
            guard pupils.isByClass else {
                unit = .pupil
                adjustedDifference = trial.adjusted.estimate
                pValue = trial.adjusted.pValue
                adjustedLower = trial.adjusted.lower
                adjustedUpper = trial.adjusted.upper
                effect = trial.effectSize.hedgesG
                standardError = trial.effectSize.standardError
                lower = trial.effectSize.lower
                upper = trial.effectSize.upper
                unadjustedEffect = trial.unadjusted.effectSize.hedgesG
                detectable = try Self.detectable(
                    treated: trial.unadjusted.treated.count,
                    control: trial.unadjusted.control.count,
                    baselineCorrelation: trial.baselineCorrelation
                )
                return
            }
            unit = .classGroup
            guard pupils.allowsRange, let model = Self.byClass(pupils) else {
                adjustedDifference = trial.adjusted.estimate
                effect = trial.effectSize.hedgesG
                unadjustedEffect = trial.unadjusted.effectSize.hedgesG
                (pValue, adjustedLower, adjustedUpper) = (nil, nil, nil)
                (standardError, lower, upper, detectable) = (nil, nil, nil, nil)
                return
            }
            let difference = try pupils.test(model.difference)
            let size = try pupils.effect(model.difference, over: model.effectSize)
            adjustedDifference = difference.estimate
            pValue = difference.pValue
            adjustedLower = difference.lower
            adjustedUpper = difference.upper
            effect = size.hedgesG
            standardError = size.standardError
            lower = size.lower
            upper = size.upper
            unadjustedEffect = try pupils.effect(model.unadjusted, over: model.effectSize).hedgesG
            detectable = try Self.detectable(
                standardError: difference.standardError / size.standardDeviation,
                degreesOfFreedom: difference.degreesOfFreedom
            )
        } catch {
            throw AnalysisRefusal(error)
        }
    }

    /// `nil` where the model cannot be fitted, such as where every class has one pupil.
    private static func byClass(_ pupils: ComparedPupils) -> IntentionToTreat? {
        try? IntentionToTreat(
            outcome: pupils.outcome,
            treatment: pupils.treatment,
            covariates: pupils.covariates,
            clusters: pupils.classes
        )
    }

    /// The minimum detectable effect size at 80 % power and 5 % two-sided.
    ///
    /// - Note: Bloom (1995): (*t*₀.₉₇₅ + *t*₀.₈₀) √((1 − *r*²)(1/*n*₁ + 1/*n*₀)), df *n* − 3.
    static func detectable(
        treated: Int,
        control: Int,
        baselineCorrelation: Double
    ) throws(TrialError) -> Double {
        let unexplained: Double = max(0, 1 - baselineCorrelation * baselineCorrelation)
        return try detectable(
            standardError: (unexplained * (1 / Double(treated) + 1 / Double(control))).squareRoot(),
            degreesOfFreedom: Double(treated + control - 3)
        )
    }

    private static func detectable(
        standardError: Double,
        degreesOfFreedom: Double
    ) throws(TrialError) -> Double {
        do throws(DistributionError) {
            let t = try StudentT(degreesOfFreedom: degreesOfFreedom)
            return (try t.quantile(0.975) + t.quantile(0.80)) * standardError
        } catch {
            throw .distribution(error)
        }
    }
}

extension EvaluationReport.Subgroup {
    /// Compares eligible pupils, and says whether the others' effect is clearly another, by the interaction in one
    /// model of all of whom it is known.
    ///
    /// Both parts need ten pupils with both scores in each group: from the whole and one part the other could
    /// be worked out.
    static func compared(_ whole: ComparedPupils) -> Self {
        guard whole.all.contains(where: { $0.isFSM != nil }) else { return .notGiven }
        let pupils = ComparedPupils(
            whole.all.filter { $0.isFSM != nil },
            treatedGroup: whole.treatedGroup,
            isByClass: whole.isByClass
        )
        var counts: [(treated: Int, control: Int)] = []
        for state in [true, false] {
            let part = pupils.rows.filter { $0.isFSM == state }
            let treated = part.count { $0.group == pupils.treatedGroup }
            let fewest = EvaluationReport.fewestPupils
            guard treated >= fewest, part.count - treated >= fewest else { return .tooFew }
            counts.append((treated, part.count - treated))
            let classes = ComparedPupils(part, treatedGroup: pupils.treatedGroup, isByClass: pupils.isByClass)
            guard classes.allowsRange else { return .tooFewClasses }
        }
        do throws(TrialError) {
            let found = try SubgroupEffect(
                outcome: pupils.outcome,
                treatment: pupils.treatment,
                subgroup: pupils.rows.map { $0.isFSM == true ? 1 : 0 },
                covariates: pupils.covariates,
                clusters: pupils.classes
            )
            let size = try pupils.effect(found.inside.difference, over: found.inside.effectSize)
            let interaction = try pupils.test(found.interaction)
            return .compared(
                effect: size.hedgesG,
                lower: size.lower,
                upper: size.upper,
                treated: counts[0].treated,
                control: counts[0].control,
                isClearlyDifferent: interaction.lower > 0 || interaction.upper < 0
            )
        } catch {
            return .notComputable
        }
    }
}
