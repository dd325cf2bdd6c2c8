import enum Statistics.TrialError
import Trials

/// The answer of `braid analyse` for a trial in which nothing was drawn, with the keys of its JSON. The analysis is
/// that of a trial's page, so the digits are the same.
struct DesignAnswer: Encodable {
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

    /// The effect on those who received it because of their side.
    struct Complier: Encodable {
        let effect: Line
        let effectSize: Size
        let firstStageF: Double
        /// The gap at the cut-off in the share who received it.
        let complianceDifference: Double

        init(_ found: ComplierAnalysis, gap: Estimate) {
            effect = Line(found.difference)
            effectSize = Size(found.effect)
            firstStageF = found.firstStageF
            complianceDifference = gap.estimate
        }
    }

    let n, treated, control: Int
    let difference: Line
    let effectSize: Size
    @Nullable var discontinuity: CutOff?
    @Nullable var matching: Matching?
    @Nullable var cace: Complier?
    let warnings: [String]

    /// - Throws: ``CommandFailure`` that names the line or the reason.
    init(_ command: Analyse, _ file: TrialFile) throws {
        do throws(TrialError) {
            let analysis = try Self.data(command, file).analysed()
            let primary = analysis.primary
            n = primary.treated + primary.control
            treated = primary.treated
            control = primary.control
            difference = Line(primary.difference)
            effectSize = Size(primary.effect)
            _discontinuity = Nullable(wrappedValue: analysis.discontinuity.map(CutOff.init))
            _matching = Nullable(wrappedValue: analysis.matching.map(Matching.init))
            let complier = analysis.complier.value.flatMap { found in
                found.gap.map { Complier(found, gap: $0) }
            }
            _cace = Nullable(wrappedValue: complier)
            if case .left(let why) = analysis.complier { warnings = [why] } else { warnings = [] }
        } catch {
            throw CommandFailure.data(AnalysisProblem.words(error))
        }
    }

    private static func plan(_ command: Analyse, _ file: TrialFile) -> AnalysisPlan {
        let options = command.design
        let isCutOff = options.score != nil
        return AnalysisPlan(
            assignment: isCutOff
                ? .cutOff(score: options.cutOff ?? 0, offeredBelow: options.offered == .below) : .matched,
            cutOff: options.score.map {
                CutOffPlan(scoreName: $0, outcomeDeviation: options.deviation ?? 0)
            },
            matching: isCutOff
                ? nil
                : MatchingPlan(
                    covariates: options.match,
                    distance: options.matchDistance,
                    caliper: options.caliper
                ),
            unit: !isCutOff && options.matchUnit == .school ? .school : .pupil,
            arms: [file.arms.control, file.arms.treated],
            model: isCutOff ? .localLinear : .nearestNeighbours,
            adjustsForBaseline: !isCutOff && options.match.contains(.baseline),
            baselineName: command.baseline.first ?? "",
            outcome: PrimaryOutcome(name: command.outcome, isAttainment: true),
            hasFSMSubgroup: false,
            complianceThreshold: command.compliance == nil ? nil : 1,
            planned: PlannedPrecision(target: 0.2),
            level: command.level,
            seed: command.seed
        )
    }

    private static func data(_ command: Analyse, _ file: TrialFile) throws(TrialError) -> TrialData {
        let plan = plan(command, file)
        let rows = file.outcome.indices
        var pupils = TrialData.Pupils()
        pupils.school = file.clusters.map { labels in labels.codes.map(Int.init) } ?? rows.map { _ in 0 }
        pupils.classGroup = rows.map { _ in nil }
        pupils.stratum = rows.map { _ in 0 }
        pupils.arm = file.treatment.map { Int($0) }
        pupils.baseline = file.baselines.first?.values ?? rows.map { _ in .nan }
        pupils.outcome = file.outcome
        pupils.isFSM = file.subgroup.map { part in part.values.map { $0 == 1 } } ?? rows.map { _ in nil }
        pupils.dosage = file.compliance ?? rows.map { _ in .nan }
        if let row = pupils.dosage.firstIndex(where: { !$0.isNaN && $0 != 0 && $0 != 1 }) {
            throw .invalidArgument(
                "line \(file.columns.lines[row]): with --score the column of compliance takes 0 and 1"
            )
        }
        if let score = command.design.score { pupils.score = file.columns.number(score) }
        let names = file.clusters?.levels ?? ["all"]
        do {
            return try TrialData(
                plan: plan,
                schools: names.map { TrialData.School(code: $0) },
                pupils: pupils
            )
        } catch TrialDataError.wrongSideOfCutOff(let row) {
            throw .invalidArgument(
                "line \(file.columns.lines[row]) has an arm that is not that of its side of the cut-off; the column of the treatment says who was offered it, that of --compliance who received it"
            )
        } catch TrialDataError.missingScores {
            throw .invalidArgument("a row has no score")
        } catch {
            throw .invalidArgument("the columns do not fit together")
        }
    }

    /// The answer as rows of a table: headings first.
    var rows: [[String]] {
        var rows: [[String]] = [["name", "estimate", "se", "df", "p", "lower", "upper"]]
        var lines = [(discontinuity == nil ? "treatment" : "gap at the cut-off", difference)]
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
        if let cace {
            notes.append(
                "The share who received it moves by \(AnalysisReport.text(cace.complianceDifference)) at the cut-off (F \(AnalysisReport.text(cace.firstStageF))); effect size of receiving it \(AnalysisReport.text(cace.effectSize.g)) (\(AnalysisReport.text(cace.effectSize.lower)) to \(AnalysisReport.text(cace.effectSize.upper)))."
            )
        }
        notes += warnings
        if let matching {
            notes.append(
                "Matched \(matching.matched), without a match \(matching.unmatched); \(matching.othersUsed) others serve."
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
