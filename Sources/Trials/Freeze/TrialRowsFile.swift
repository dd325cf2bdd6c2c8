package import Access
import CSV
import Foundation
package import Services

/// All rows of a frozen trial as a file, and the command that gives the digits of its page from them.
package struct TrialRowsFile: Sendable, Equatable {
    package let csv: [UInt8]
    /// What it is called when it is downloaded.
    package let name: String
    /// What `braid` is called with, word by word, after the name of the program.
    package let command: [String]

    /// Its headings: the same for every trial, so that the command can name them.
    enum Heading {
        static let pupil = "Pupil"
        static let school = "School"
        static let classGroup = "Class"
        static let arm = "Arm"
        static let stratum = "Stratum"
        static let baseline = "Baseline"
        static let fsm = "FSM"
        static let score = "Deciding score"
        static let outcome = "Outcome"
        static let sessions = "Sessions"
        static let received = "Received"
        /// A factor may be called as a column is, such as the school.
        static func factor(_ name: String) -> String { "Factor \(name)" }
    }

    /// - Parameter trial: Its name in addresses.
    init(_ opened: OpenedTrial, trial: String) {
        let data = opened.data
        let plan = data.plan
        let pupils = data.pupils
        let factors = plan.minimisation?.factors ?? []
        let hasStrata = factors.isEmpty && !plan.strata.isEmpty
        var writer = CSVWriter()
        writer.write(
            [Heading.pupil, Heading.school, Heading.classGroup, Heading.arm]
                + (hasStrata ? [Heading.stratum] : []) + factors.map { Heading.factor($0.name) }
                + [Heading.baseline, Heading.fsm] + (pupils.score.isEmpty ? [] : [Heading.score])
                + [Heading.outcome, Heading.sessions, Heading.received]
        )
        for row in 0..<pupils.count {
            let school = data.schools[pupils.school[row]].code
            var cells = [opened.names[row], school]
            cells.append(pupils.classGroup[row].map { opened.classes[$0] } ?? "")
            cells.append(plan.arms[pupils.arm[row]])
            if hasStrata { cells.append(plan.strata[pupils.stratum[row]]) }
            cells += factors.map { $0.levels[pupils.stratum[row]] }
            cells += [Self.number(pupils.baseline[row]), pupils.isFSM[row].map { $0 ? "yes" : "no" } ?? ""]
            if !pupils.score.isEmpty { cells.append(Self.number(pupils.score[row])) }
            cells += [Self.number(pupils.outcome[row]), Self.number(pupils.dosage[row])]
            cells.append(Self.number(plan.received(dosage: pupils.dosage[row], arm: pupils.arm[row])))
            writer.write(cells)
        }
        csv = writer.bytes
        name = Self.name(trial)
        command = Self.command(for: plan, trial: trial)
    }

    private static func number(_ value: Double) -> String { value.isNaN ? "" : PlainNumber.text(value) }

    /// What `braid analyse` must be told so that it decides as the protocol did.
    static func command(for plan: AnalysisPlan, trial: String) -> [String] {
        var words = ["analyse", name(trial), "--outcome", Heading.outcome, "--treatment", Heading.arm]
        words += ["--treated", plan.arms[plan.primaryArm], "--cluster", Heading.school]
        // Whatever the model has in it: pupils stand in the order of all of these, and sums are as exact as their order.
        words += ["--class", Heading.classGroup, "--baseline", Heading.baseline, "--subgroup", Heading.fsm]
        switch plan.assignment {
        case .randomised: words += drawn(plan)
        case .cutOff(let score, let offeredBelow):
            words += ["--score", Heading.score, "--cut-off", PlainNumber.text(score)]
            words += ["--offered", offeredBelow ? "below" : "above"]
            words += ["--deviation", PlainNumber.text(plan.cutOff?.outcomeDeviation ?? 0)]
        case .matched:
            let matching = plan.matching ?? MatchingPlan()
            words += matching.covariates.flatMap { ["--match", $0.rawValue] }
            words += ["--match-distance", matching.distance.rawValue, "--match-unit", plan.unit.rawValue]
            if let caliper = matching.caliper { words += ["--caliper", PlainNumber.text(caliper)] }
        }
        if plan.complianceThreshold != nil, plan.assignment != .matched {
            words += ["--compliance", Heading.received]
        }
        return words + (plan.level == 0.95 ? [] : ["--level", PlainNumber.text(plan.level)])
    }

    private static func drawn(_ plan: AnalysisPlan) -> [String] {
        var words = ["--control", plan.arms[0], "--model", plan.model.rawValue]
        words += ["--allocated", plan.unit.rawValue] + (plan.adjustsForBaseline ? [] : ["--unadjusted"])
        if let minimisation = plan.minimisation {
            words += minimisation.factors.flatMap { ["--factor", Heading.factor($0.name)] }
            if plan.unit == .pupil { words += ["--pupil", Heading.pupil] }
            for (arm, share) in zip(plan.arms, minimisation.shares) where share != 1 {
                words += ["--share", "\(arm):\(share)"]
            }
        } else if !plan.strata.isEmpty {
            words += ["--stratum", Heading.stratum]
        }
        words += ["--permutations", "\(plan.permutations)", "--imputations", "\(plan.imputations)"]
        return words + ["--seed", "\(plan.seed)"]
    }

    private static func name(_ trial: String) -> String { "\(trial)-rows.csv" }

    /// The command as it is typed.
    package static func commandLine(for plan: AnalysisPlan, trial: String) -> String {
        CommandWords.line(["braid"] + command(for: plan, trial: trial))
    }
}

extension Trials {
    /// All rows of a frozen trial, for its analyst: to repeat the analysis while they exist. Recorded before anything
    /// is opened.
    ///
    /// - Throws: ``AccessError``: only the trial's analyst may; ``TrialsError/wrongStep`` before the freeze;
    ///   ``TrialsError/rowsGone`` after the purge.
    package func trialRows(of id: ID<Trial>, by actor: Actor) async throws -> TrialRowsFile {
        try actor.signedInPerson()
        let (opened, trial) = try await openTrialData(of: id, "trial.export-rows", by: actor)
        return TrialRowsFile(opened, trial: trial.slug)
    }
}
