import Profiles
import enum Statistics.TrialError
import Trials

/// The answer of `braid analyse` for a trial that is analysed as on its page, with the keys of its JSON: the analysis is
/// the page's own, so the digits are the same.
struct DesignAnswer: PageAnswer {
    struct Line: Encodable {
        let estimate, standardError: Double
        @Nullable var degreesOfFreedom: Double?
        let pValue, lower, upper: Double

        init(_ found: Estimate) {
            estimate = found.estimate
            standardError = found.standardError
            _degreesOfFreedom = Nullable(wrappedValue: found.degreesOfFreedom)
            pValue = found.pValue
            lower = found.lower
            upper = found.upper
        }
    }

    struct Size: Encodable {
        let g, standardError, lower, upper, standardDeviation: Double
        @Nullable var degreesOfFreedom: Double?

        init(_ found: StandardisedEffect) {
            g = found.g
            standardError = found.standardError
            lower = found.lower
            upper = found.upper
            standardDeviation = found.deviation
            _degreesOfFreedom = Nullable(wrappedValue: found.deviationDegreesOfFreedom)
        }
    }

    struct Gap: Encodable {
        let name: String
        let gap: Line
    }

    struct CutOff: Encodable {
        let bandwidth, biasBandwidth: Double
        let conventional: Line
        /// Not offered it, then offered it.
        let withinBandwidth: [Int]
        @Nullable var clusters: Int?
        @Nullable var crowding: DiscontinuityAnalysis.Density?
        let gapsBefore: [Gap]

        init(_ found: DiscontinuityAnalysis) {
            bandwidth = found.bandwidth
            biasBandwidth = found.biasBandwidth
            conventional = Line(found.conventional)
            withinBandwidth = found.sides.map(\.withinBandwidth)
            _clusters = Nullable(wrappedValue: found.clusters)
            _crowding = Nullable(wrappedValue: found.density.value)
            gapsBefore = (found.jumps.value ?? []).map { Gap(name: $0.name, gap: Line($0.gap)) }
        }
    }

    struct Matching: Encodable {
        let unit: String
        let matched, unmatched, othersUsed: Int
        let balance: [MatchingAnalysis.Balance]

        init(_ found: MatchingAnalysis) {
            unit = found.unit.rawValue
            matched = found.matched
            unmatched = found.unmatched
            othersUsed = found.othersUsed
            balance = found.balance
        }
    }

    /// The effect on those who received it because it was offered, or because of their side.
    struct Complier: Encodable {
        let effect: Line
        let effectSize: Size
        let firstStageF: Double
        /// How much more of those offered it received it; at a cut-off the gap there in that share.
        let complianceDifference: Double

        init(_ found: ComplierAnalysis) {
            effect = Line(found.difference)
            effectSize = Size(found.effect)
            firstStageF = found.firstStageF
            complianceDifference = found.gap?.estimate ?? found.treatedShare - found.controlShare
        }
    }

    /// One arm against control.
    struct Comparison: Encodable {
        let arm: String
        let treated, control: Int
        let difference: Line
        let effectSize: Size
        /// By Holm, among all arms.
        let adjustedPValue: Double
        @Nullable var unadjusted: Line?
        @Nullable var withoutBaseline: Size?
        @Nullable var icc: Double?

        init(_ found: ArmComparison, _ plan: AnalysisPlan) {
            arm = plan.arms[found.arm]
            treated = found.treated
            control = found.control
            difference = Line(found.difference)
            effectSize = Size(found.effect)
            adjustedPValue = found.adjustedPValue
            _unadjusted = Nullable(wrappedValue: found.unadjusted.map(Line.init))
            _withoutBaseline = Nullable(wrappedValue: found.withoutBaseline.map(Size.init))
            _icc = Nullable(wrappedValue: found.outcomeICC?.estimate)
        }
    }

    /// Eligible pupils and the others.
    struct Subgroup: Encodable {
        struct Part: Encodable {
            let treated, control: Int
            let difference: Line
            let effectSize: Size

            init(_ found: FSMAnalysis.Part) {
                treated = found.treated
                control = found.control
                difference = Line(found.difference)
                effectSize = Size(found.effect)
            }
        }

        let interaction: Line
        let interactionEffectSize: Size
        let subgroup, others: Part

        init(_ found: FSMAnalysis) {
            interaction = Line(found.interaction)
            interactionEffectSize = Size(found.interactionEffect)
            subgroup = Part(found.eligible)
            others = Part(found.others)
        }
    }

    struct Imputation: Encodable {
        struct Shift: Encodable {
            let amount: Double
            let effectSize: Size
        }

        let imputations: Int
        let difference: Line
        let effectSize: Size
        let missingInformation: Double
        let shifts: [Shift]

        init(_ found: MissingDataAnalysis) {
            imputations = found.imputations
            difference = Line(found.difference)
            effectSize = Size(found.effect)
            missingInformation = found.missingInformation
            shifts = found.shifts.map { Shift(amount: $0.amount, effectSize: Size($0.effect)) }
        }
    }

    struct Permutation: Encodable {
        let pValue: Double
        let permutations: Int
        let monteCarloError: Double
        let statistic: String

        init(_ found: AllocationTest) {
            pValue = found.pValue
            permutations = found.permutations
            monteCarloError = found.monteCarloError
            statistic = found.statistic.rawValue
        }
    }

    struct Omission: Encodable {
        let school: String
        let g, lower, upper: Double
    }

    let n, treated, control: Int
    let difference: Line
    let effectSize: Size
    let comparisons: [Comparison]
    @Nullable var discontinuity: CutOff?
    @Nullable var matching: Matching?
    @Nullable var subgroup: Subgroup?
    @Nullable var cace: Complier?
    @Nullable var imputation: Imputation?
    @Nullable var permutation: Permutation?
    let leaveOneOut: [Omission]
    let warnings: [String]

    /// - Throws: ``CommandFailure`` that names the line or the reason.
    init(_ command: Analyse, _ file: TrialFile) throws {
        do {
            let data = try Self.data(command, file)
            let analysis = try data.analysed()
            let primary = analysis.primary
            n = primary.treated + primary.control
            treated = primary.treated
            control = primary.control
            difference = Line(primary.difference)
            effectSize = Size(primary.effect)
            comparisons = analysis.comparisons.map { Comparison($0, data.plan) }
            _discontinuity = Nullable(wrappedValue: analysis.discontinuity.map(CutOff.init))
            _matching = Nullable(wrappedValue: analysis.matching.map(Matching.init))
            _subgroup = Nullable(wrappedValue: analysis.fsm.value.map(Subgroup.init))
            _cace = Nullable(wrappedValue: analysis.complier.value.map(Complier.init))
            _imputation = Nullable(wrappedValue: analysis.missing.value.map(Imputation.init))
            _permutation = Nullable(wrappedValue: analysis.allocationTest.value.map(Permutation.init))
            leaveOneOut = (analysis.leaveOneOut.value ?? []).map {
                Omission(school: data.schools[$0.school].code, g: $0.g, lower: $0.lower, upper: $0.upper)
            }
            var left = [analysis.complier.reason, analysis.fsm.reason]
            if command.page.isAsked { left += [analysis.missing.reason, analysis.allocationTest.reason] }
            var warnings = left.compactMap(\.self)
            if analysis.fsm.value != nil, command.page.isAsked {
                let baseline = data.plan.adjustsForBaseline ? file.baselines.first?.values : nil
                let unknown = file.complete.count { row in
                    file.arm[row] <= 1 && file.subgroup?.values[row].isNaN == true
                        && baseline?[row].isNaN != true
                }
                warnings += AnalysisReport.leftOut(ofSubgroup: file.subgroup?.name ?? "", unknown)
            }
            if let matching = analysis.matching {
                let rule = try ProfileLibrary.carried().balance
                warnings += MatchingAnalysis.unlike(
                    matching.balance,
                    isAdjusted: matching.isAdjusted,
                    rule
                )
                warnings += matching.tooFew
            }
            self.warnings = warnings
        } catch let error as TrialError {
            throw CommandFailure.data(AnalysisProblem.words(error))
        }
    }

    private static func data(_ command: Analyse, _ file: TrialFile) throws -> TrialData {
        let rows = file.outcome.indices
        var pupils = TrialData.Pupils()
        pupils.school = file.clusters?.ranks.map { $0 ?? 0 } ?? rows.map { _ in 0 }
        pupils.classGroup = file.classes?.ranks ?? rows.map { _ in nil }
        let strata = PageStrata(file, command.page)
        pupils.stratum = strata.ofRow
        pupils.arm = file.arm
        pupils.baseline = file.baselines.first?.values ?? rows.map { _ in .nan }
        pupils.outcome = file.outcome
        pupils.isFSM =
            file.subgroup.map { part in part.values.map { $0.isNaN ? nil : $0 == 1 } }
            ?? rows.map { _ in nil }
        pupils.dosage = file.compliance ?? rows.map { _ in .nan }
        if let row = pupils.dosage.firstIndex(where: { !$0.isNaN && $0 != 0 && $0 != 1 }) {
            throw TrialError.invalidArgument(
                "line \(file.columns.lines[row]): as on a trial's page the column of compliance takes 0 and 1"
            )
        }
        if let score = command.design.score { pupils.score = file.columns.number(score) }
        if let names = file.pupils?.ranks {
            // Pupils who were allocated one by one stand in the order of their codes.
            pupils = pupils.picking(rows.sorted { (names[$0] ?? 0) < (names[$1] ?? 0) })
        }
        let plan = AnalysisPlan(command, file, strata, try command.page.shares())
        do {
            return try TrialData(
                plan: plan,
                schools: (file.clusters?.sortedLevels ?? ["all"]).map { TrialData.School(code: $0) },
                pupils: pupils
            )
        } catch TrialDataError.wrongSideOfCutOff(let row) {
            throw TrialError.invalidArgument(
                "line \(file.columns.lines[row]) has an arm that is not that of its side of the cut-off; the column of the treatment says who was offered it, that of --compliance who received it"
            )
        } catch TrialDataError.missingScores {
            throw TrialError.invalidArgument("a row has no score")
        } catch {
            throw TrialError.invalidArgument("the columns do not fit together")
        }
    }

    /// The answer as rows of a table: headings first.
    var rows: [[String]] {
        var rows: [[String]] = [["name", "estimate", "se", "df", "p", "lower", "upper"]]
        var lines = [(discontinuity == nil ? "treatment" : "gap at the cut-off", difference)]
        for other in comparisons.dropFirst() { lines.append((other.arm, other.difference)) }
        if let subgroup { lines.append(("subgroup less others", subgroup.interaction)) }
        if discontinuity == nil, let cace { lines.append(("received because offered", cace.effect)) }
        if let imputation { lines.append(("missing scores imputed", imputation.difference)) }
        if let cut = discontinuity {
            lines.append(("not corrected for bias", cut.conventional))
            if let cace { lines.append(("received because offered", cace.effect)) }
            lines += cut.gapsBefore.map { ("before: \($0.name)", $0.gap) }
        }
        for (name, line) in lines {
            rows.append(
                [name]
                    + [line.estimate, line.standardError].map(AnalysisReport.text)
                    + [line.degreesOfFreedom.map(AnalysisReport.text) ?? ""]
                    + [line.pValue, line.lower, line.upper].map(AnalysisReport.text)
            )
        }
        let size = effectSize
        rows.append(
            ["effect size", AnalysisReport.text(size.g), AnalysisReport.text(size.standardError), "", ""]
                + [size.lower, size.upper].map(AnalysisReport.text)
        )
        return rows
    }

    /// What stands beneath the table.
    var notes: [String] {
        var notes: [String] = []
        if let cut = discontinuity {
            notes.append(
                "Bandwidths \(AnalysisReport.text(cut.bandwidth)) and \(AnalysisReport.text(cut.biasBandwidth)); within the first \(cut.withinBandwidth[0]) not offered it and \(cut.withinBandwidth[1]) offered it."
            )
            if let crowding = cut.crowding {
                notes.append("Crowding at the cut-off: p \(AnalysisReport.text(crowding.pValue)).")
            }
        }
        if let permutation {
            notes.append(
                "With the draw repeated \(permutation.permutations) times: p \(AnalysisReport.text(permutation.pValue))."
            )
        }
        if let cace, discontinuity != nil {
            notes.append(
                "The share who received it moves by \(AnalysisReport.text(cace.complianceDifference)) at the cut-off (F \(AnalysisReport.text(cace.firstStageF))); effect size of receiving it \(AnalysisReport.text(cace.effectSize.g)) (\(AnalysisReport.text(cace.effectSize.lower)) to \(AnalysisReport.text(cace.effectSize.upper)))."
            )
        }
        notes += warnings
        if let matching {
            notes.append(
                "Matched \(matching.matched), without a match \(matching.unmatched); of the others \(matching.othersUsed) serve."
            )
            for row in matching.balance {
                notes.append(
                    "\(row.name): \(AnalysisReport.text(row.before)) SD apart before, \(AnalysisReport.text(row.after)) after."
                )
            }
        }
        return notes
    }
}
