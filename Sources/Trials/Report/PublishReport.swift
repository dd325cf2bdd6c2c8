package import Access
import Database
import Evidence
package import Foundation
import Profiles
package import Services

extension Trials {
    /// Publishes a trial's report, whatever it shows: the report for everyone is made and frozen, the trial
    /// counts as reported, and its primary finding joins the pools of its strands, or stands beside them where
    /// nothing was drawn.
    ///
    /// - Parameters:
    ///   - analysis: The number of the analysis that was read: another has come since, and nobody publishes what they have
    ///     not seen. `nil` for the newest, whichever it is.
    ///   - limitations: What those who ran it say limits the result; stands beside the sentences made from
    ///     the numbers.
    ///   - population: For whom it holds, in words.
    ///   - phase: Of its pupils, and their year group; of a trial whose protocol is here, the protocol says both.
    /// - Throws: ``Faults`` where the figures may not be public or the text is wrong;
    ///   ``TrialsError/wrongStep`` without an analysis, or once published; ``DatabaseError/staleVersion``;
    ///   ``AccessError``.
    package func publishReport(
        of id: ID<Trial>,
        version: Int,
        analysis: Int? = nil,
        limitations: String,
        population: String,
        phase: String? = nil,
        yearGroup: String = "",
        by actor: Actor
    ) async throws {
        try actor.signedInUnlessSystem()
        var reader = FieldReader()
        let limitations = reader.optional(
            limitations,
            "limitations",
            named: "the limitations",
            most: 5000
        )
        let population = reader.required(population, "population", named: "who took part", most: 200)
        try reader.finish()
        let act = services.act(by: actor)
        let today = services.today()
        let reportID: ID<TrialReport> = services.newID()
        let ids = NetworkFindingIDs(services)
        let codeVersion = codeVersion
        let mails = IDSequence(services)
        let address = siteAddress
        try await database.write { transaction in
            let trial = try transaction.trial(id)
            try actor.require(.publishTrialReport, on: Subject.of(trial.organisation).known)
            let newest: KeptAnalysis? = try transaction.first(
                "SELECT * FROM trial_analysis WHERE trial_id = \(id) ORDER BY number DESC LIMIT 1"
            )
            guard let kept = newest, !trial.hasReported else { throw TrialsError.wrongStep }
            if let analysis, analysis != kept.number { throw DatabaseError.staleVersion }
            if let refusal = Disclosure.refusal(kept.result) {
                throw Faults([Fault("limitations", "The figures cannot be public. \(refusal)")])
            }
            let cost = try transaction.cost(of: id, pupils: kept.result.pupilsReached)
            let report = TrialReport(
                kept.result,
                cost: cost,
                recruited: try transaction.recruited(id),
                isForEveryone: true
            )
            // As the report tells them: no figure elsewhere has more digits.
            let effect = report.primary?.effect ?? kept.result.primary.effect
            let gap = report.fsm.value?.interactionEffect
            // What is filed for pools is turned so that above zero is better.
            let direction = kept.result.plan.outcome.direction
            try transaction.execute(
                """
                INSERT INTO trial_report
                    (id, trial_id, number, analysis_id, published_at, limitations, report, effect, standard_error,
                     fsm_interaction, fsm_standard_error, school_count)
                VALUES (\(reportID), \(id), 1, \(kept.id), \(act.at), \(limitations), \(try report.json()),
                    \(direction * effect.g), \(effect.standardError), \(gap.map { direction * $0.g }),
                    \(gap?.standardError),
                    \(kept.result.flow.schools))
                """
            )
            var result = TrialResult(kept.result, report, population: population)
            result.phase = phase
            result.yearGroup = yearGroup
            if let published = try transaction.publishedProtocol(id) {
                result.describe(published.record.text)
            }
            try transaction.fileResult(
                of: trial,
                version: version,
                result,
                ids: ids,
                on: today,
                act: act,
                codeVersion: codeVersion
            )
            try transaction.write(.published, toSchoolsOf: id, address: address, at: act.at, mails)
        }
    }
}

extension Trials {
    /// Reports a trial whose figures may not be public: everyone reads that it has reported and why no figures stand
    /// there. Nothing joins a pool.
    ///
    /// - Throws: ``TrialsError/wrongStep`` without an analysis, once reported, or where the figures may be public;
    ///   ``DatabaseError/staleVersion``; ``AccessError``.
    package func reportWithoutFigures(
        of id: ID<Trial>,
        version: Int,
        analysis: Int? = nil,
        by actor: Actor
    ) async throws {
        try actor.signedInUnlessSystem()
        let act = services.act(by: actor)
        let today = services.today()
        let mails = IDSequence(services)
        let address = siteAddress
        try await database.write { transaction in
            let trial = try transaction.trial(id)
            try actor.require(.publishTrialReport, on: Subject.of(trial.organisation).known)
            let newest: KeptAnalysis? = try transaction.first(
                "SELECT * FROM trial_analysis WHERE trial_id = \(id) ORDER BY number DESC LIMIT 1"
            )
            if let analysis, let newest, analysis != newest.number { throw DatabaseError.staleVersion }
            guard let kept = newest, !trial.hasReported, let refusal = Disclosure.refusal(kept.result) else {
                throw TrialsError.wrongStep
            }
            try transaction.update(
                """
                UPDATE trial SET withheld_on = \(today), withheld_reason = \(refusal), version = version + 1
                WHERE id = \(id) AND version = \(version)
                """
            )
            try transaction.write(.withheld, toSchoolsOf: id, address: address, at: act.at, mails)
            try transaction.audit(act, "trial.report-without-figures", of: id, in: trial.organisation)
            try transaction.announce(.trial, id)
            try transaction.touch([.trials, .trial(id)])
        }
    }
}

extension TrialAnalysis {
    /// Pupils whom the intervention was meant to reach: those allocated to an arm that was offered it.
    package var pupilsReached: Int { flow.arms.dropFirst().reduce(0) { $0 + $1.allocated } }
}

extension TrialAnalysis {
    /// Schools or classes of the two arms of the primary comparison; `nil` where pupils were allocated, or classes
    /// are not known.
    fileprivate var clustersCompared: Int? {
        let arms = [flow.arms[0], flow.arms[plan.primaryArm]]
        switch plan.unit {
        case .school: return arms.reduce(0) { $0 + $1.schoolsAnalysed }
        case .classGroup:
            let classes = arms.compactMap(\.classesAnalysed)
            return classes.count == arms.count ? classes.reduce(0, +) : nil
        case .pupil: return nil
        }
    }
}

extension Assignment {
    /// As the library names it.
    var studyDesign: StudyDesign {
        switch self {
        case .randomised: .randomised
        case .cutOff: .regressionDiscontinuity
        case .matched: .quasiExperimental
        }
    }
}

extension TrialResult {
    /// The numbers of pupils are those of the report; where few were lost and the count is hidden, of those
    /// allocated.
    init(_ analysis: TrialAnalysis, _ report: TrialReport, population: String) {
        let counts = [report.control, report.treated].map { arm in
            arm.analysed.exact ?? arm.allocated.exact
        }
        let effect = report.primary?.effect ?? analysis.primary.effect
        self.init(
            effect: analysis.plan.outcome.direction * effect.g,
            standardError: effect.standardError,
            treatedCount: counts[1] ?? analysis.primary.treated / 10 * 10,
            controlCount: counts[0] ?? analysis.primary.control / 10 * 10,
            population: population
        )
        design = analysis.plan.assignment.studyDesign
        domain = analysis.plan.outcome.kind
        clusterCount = analysis.clustersCompared
        interaction = report.fsm.value.map {
            let gap = $0.interactionEffect
            return FindingDetails.Interaction(
                effect: analysis.plan.outcome.direction * gap.g,
                variance: gap.standardError * gap.standardError
            )
        }
    }

    /// For whom it holds, as the protocol says.
    mutating func describe(_ text: ProtocolText) {
        phase = text[.phase].isEmpty ? nil : text[.phase]
        // The library has room for 60 characters.
        yearGroup = String(text[.yearGroups].prefix(60))
        testMaker = text.isYes(.isDeveloperMade) ? .developer : .notStated
    }
}

/// A trial's frozen report, with what stands beside it.
package struct PublishedReport: Sendable, Equatable {
    package let report: TrialReport
    package let limitations: String
    package let publishedAt: Date
    package let analysedAt: Date
    package let codeVersion: String
    package let protocolDigest: String
    /// Of the data; `nil` where the detectable effect could not be computed.
    package let interim: InterimRating?
    package let reviews: [TrialReview]

    package var rating: TrialRating? { interim.map { TrialRating(interim: $0, reviews: reviews) } }
}

extension Trials {
    /// The report that everybody may read; `nil` before it is published.
    package func publishedReport(of id: ID<Trial>) async throws -> PublishedReport? {
        let security = profiles.security
        return try await database.read { transaction in
            let row = try transaction.rows(
                """
                SELECT r.report, r.limitations, r.published_at, a.*
                FROM trial_report AS r JOIN trial_analysis AS a ON a.id = r.analysis_id
                WHERE r.trial_id = \(id) ORDER BY r.number DESC LIMIT 1
                """
            ).first
            guard let row else { return nil }
            let kept = try KeptAnalysis(row: row)
            let text: String = try row.get("report")
            guard let report = try? JSONDecoder().decode(TrialReport.self, from: Data(text.utf8)) else {
                throw DatabaseError.unreadable(column: "report", reason: "it is not what this program writes")
            }
            return PublishedReport(
                report: report,
                limitations: try row.get("limitations"),
                publishedAt: try row.get("published_at"),
                analysedAt: kept.analysedAt,
                codeVersion: kept.codeVersion,
                protocolDigest: kept.protocolDigest,
                interim: InterimRating(kept.result, scale: security),
                reviews: try transaction.reviews(of: id)
            )
        }
    }
}
