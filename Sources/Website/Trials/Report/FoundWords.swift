import Evidence
import Trials

extension Site {
    /// What a trial found, in the sentence of its own page, and how secure it is, for pages that tell of several.
    ///
    /// - Returns: `nil` before it has reported.
    /// - Throws: `AccessError.notFound`.
    func found(byTrial slug: String) async throws -> String? {
        let record = try await trials.trial(slug: slug)
        return try await found(by: record.trial)
    }

    /// The same of a trial that was read already.
    func found(by trial: Trial) async throws -> String? {
        guard trial.hasReported else { return nil }
        if let report = try await trials.publishedReport(of: trial.id) {
            let words = TrialWords(report, of: trial, evidence.profiles)
            let isDrawn = report.report.plan.assignment.isRandomised
            return [words.found, isDrawn ? nil : TrialResultPage.notDrawn, "\(words.rating)."]
                .compactMap(\.self).joined(separator: " ")
        }
        // It may have reported that nothing can be told.
        guard let primary = trial.primaryFinding else { return "\(Disclosure.hidden)." }
        let finding = try await evidence.finding(primary)
        let found = TrialResultPage.found(
            trial,
            finding.effect,
            finding.standardError,
            trial.outcomeDomain ?? .attainment
        )
        return finding.design == .randomised ? found : "\(found) \(TrialResultPage.notDrawn)"
    }
}
