import Database
package import Evidence
import Foundation
import Services

extension Trials {
    /// Trials on a strand, for those who follow it: when they are registered, when schools may join, when it is told that
    /// they stopped without a result, and when a correction takes them to the strand or away. Their results are findings.
    package static let strandNews = StrandNewsSource { transaction, strand, since, until in
        // A trial knows the days of both. Whole days that are over are told, each once.
        let first = LocalDate(since, in: .london)
        let end = LocalDate(until, in: .london)
        let registered: [String] = try transaction.column(
            """
            SELECT trial.title FROM trial JOIN trial_strand AS link ON link.trial_id = trial.id
            WHERE link.strand_id = \(strand) AND trial.registered_on >= \(first) AND trial.registered_on < \(end)
            ORDER BY trial.registered_on, trial.id
            """
        )
        let recruiting: [String] = try transaction.column(
            """
            SELECT t.title FROM trial AS t JOIN trial_strand AS link ON link.trial_id = t.id
            WHERE link.strand_id = \(strand) AND t.recruits_from >= \(first) AND t.recruits_from < \(end)
                AND t.registered_on < \(end) AND \(Trial.awaited)
            ORDER BY t.recruits_from, t.id
            """
        )
        let stopped: [String] = try transaction.column(
            """
            SELECT t.title FROM trial AS t JOIN trial_strand AS link ON link.trial_id = t.id
            WHERE link.strand_id = \(strand) AND t.stop_told_on >= \(first) AND t.stop_told_on < \(end)
                AND \(Trial.stoppedWithoutResult)
            ORDER BY t.stop_told_on, t.id
            """
        )
        let moved = try transaction.corrections(on: strand).filter { $0.madeAt > since && $0.madeAt <= until }
        return registered.map { "A trial was registered: \($0)" }
            + recruiting.map { "A trial looks for schools: \($0)" }
            + stopped.map { "A trial stopped without a result: \($0)" }
            + moved.reversed().map(\.line)
    }
}
