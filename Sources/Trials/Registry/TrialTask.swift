package import Access
import Database
import Services

/// A trial whose next step is its hub's.
package struct TrialTask: Sendable, Equatable {
    package enum Step: Sendable, Equatable, CaseIterable {
        case lock, allocate, freeze, analyse, publish
        /// Results were due, and none of the other steps comes first.
        case report
    }

    package let trial: Trial
    package let step: Step

    /// The step that nobody but the hub can take now; `nil` while others act, while nothing is due, and once the trial has
    /// reported or stopped.
    ///
    /// - Parameter text: Its protocol; `nil` where only a summary is registered.
    init?(_ trial: Trial, _ text: ProtocolText?, on today: LocalDate) {
        guard trial.isAwaited else { return nil }
        func isOver(_ item: ProtocolItem) -> Bool { text?.day(item).map { $0 < today } ?? false }
        let next: Step? =
            switch trial.stage {
            case .recruiting: isOver(.rosterBy) ? .lock : nil
            case .locked: .allocate
            case .allocated: isOver(.testingUntil) ? .freeze : nil
            case .frozen: trial.analysedAt == nil ? .analyse : .publish
            case .purged: trial.analysedAt == nil ? nil : .publish
            case nil: nil
            }
        let late: Step? = trial.status(on: today) == .overdue ? .report : nil
        guard let step = next ?? late else { return nil }
        self.trial = trial
        self.step = step
    }
}

extension Trials {
    /// What the person's hubs have to do next in their trials, those whose results are due first before others. It is asked
    /// of those who allocate, analyse and publish.
    package func tasks(by actor: Actor) async throws -> [TrialTask] {
        let hubs = actor.organisations(where: .analyseTrial).filter { $0.kind == .hub }.map(\.id)
        guard !hubs.isEmpty else { return [] }
        let today = services.today()
        return try await database.read { transaction in
            let open: [Trial] = try transaction.all(
                """
                \(Trial.selection)
                WHERE t.organisation_id IN (\(SQL.list(hubs))) AND \(Trial.awaited)
                ORDER BY t.results_due_on, t.slug
                """
            )
            let protocols: [TrialProtocol] = try transaction.all(
                "SELECT * FROM trial_protocol WHERE trial_id IN (\(SQL.list(open.map(\.id))))"
            )
            return open.compactMap { trial in
                TrialTask(trial, protocols.first { $0.trial == trial.id }?.text, on: today)
            }
        }
    }
}
