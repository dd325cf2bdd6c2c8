package import Access
import Database
import Evidence
package import Services

/// That a trial stopped without a result, as everyone reads it.
package struct TrialStop: Sendable, Equatable {
    package let day: LocalDate
    /// In the words of its hub.
    package let reason: String
    /// How many had begun, where it is known.
    package let schools: Int?
    package let pupils: Int?
    /// When its hub said so.
    package let toldOn: LocalDate

    /// `12 schools and 340 pupils had begun.`; `nil` where neither is known. Few pupils could be recognised.
    package var begun: String? {
        let schools = schools.map { $0 == 0 ? "no school" : InWords.count($0, "school") }
        let pupils = pupils.map { count -> String in
            if count == 0 { return "no pupil" }
            let shown: ProtectedCount = CountSystem.isFew(count) ? .few : .exact(count)
            return "\(shown.text) pupils"
        }
        let parts = [schools, pupils].compactMap(\.self)
        return parts.isEmpty ? nil : "\(InWords.list(parts).capitalisedFirst) had begun."
    }

    /// `nil` where the trial has not stopped.
    init?(_ row: Row) throws {
        let stoppedOn: LocalDate? = try row.get("stopped_on")
        guard let stoppedOn else { return nil }
        day = stoppedOn
        reason = try row.get("stop_reason")
        schools = try row.get("schools_begun")
        pupils = try row.get("pupils_begun")
        toldOn = try row.get("stop_told_on")
    }
}

/// That a trial stopped, as it is typed.
package struct TrialStopDraft: Sendable, Equatable {
    package var stoppedOn = ""
    package var reason = ""
    package var schoolsBegun = ""
    package var pupilsBegun = ""
    /// Of a trial that runs here, from which day on rows of pupils are destroyed, where that is to be earlier than the
    /// protocol says.
    package var purgeOn = ""

    package init() {}

    /// - Parameter promised: The day on which the protocol has rows destroyed; `nil` where there is none.
    fileprivate func checked(_ trial: Trial, promised: LocalDate?, on today: LocalDate) throws(Faults)
        -> CheckedStop
    {
        var reader = FieldReader()
        let day = reader.day(stoppedOn, "stoppedOn", named: "the day it stopped")
        let first = min(trial.registeredOn, trial.recruitsFrom)
        if let day, day > today { reader.report("stoppedOn", "Report this once the trial has stopped") }
        if let day, day < first {
            reader.report(
                "stoppedOn",
                "The trial was registered and recruited from \(first.spelledShort): it stopped later"
            )
        }
        let reason = reader.required(reason, "reason", named: "why it stopped", most: 2_000)
        let schools = reader.wholeNumber(
            schoolsBegun,
            "schoolsBegun",
            named: "how many schools had begun",
            in: 0...100_000
        )
        let pupils = reader.wholeNumber(
            pupilsBegun,
            "pupilsBegun",
            named: "how many pupils had begun",
            in: 0...10_000_000
        )
        var purge: LocalDate?
        if let promised, !purgeOn.trimmed.isEmpty {
            purge = reader.earlierPurge(purgeOn, than: promised, on: today)
        }
        try reader.finish()
        guard let day else { throw Faults([Fault("stoppedOn", "Enter the day it stopped")]) }
        return CheckedStop(day: day, reason: reason, schools: schools, pupils: pupils, purge: purge)
    }
}

private struct CheckedStop: Sendable {
    let day: LocalDate
    let reason: String
    let schools: Int?
    let pupils: Int?
    let purge: LocalDate?
}

extension Trials {
    /// Whether it can be reported as stopped: it has neither reported nor stopped, and nothing waits to be reported, neither
    /// an analysis nor frozen data.
    package func takesStop(_ trial: Trial) -> Bool {
        trial.isAwaited && trial.analysedAt == nil && trial.stage != .frozen
    }

    /// Reports that a trial stopped without a result, whether it had begun or not. Everyone reads when and why; it counts as
    /// having reported nothing, is overdue no longer, and joins no pool. A result of a trial that was run elsewhere can
    /// still be entered, see ``enterResult(of:version:_:by:)``: then the trial has reported.
    ///
    /// Schools of a trial that runs here are written to, and nothing more is taken from them. What they sent is destroyed on
    /// the day that the protocol names, or on an earlier one that is said with the stop, see
    /// ``bringPurgeForward(of:version:to:by:)``. Once outcomes are there, what came is analysed and reported instead.
    ///
    /// - Throws: ``Faults``, also where schools have sent outcomes; ``AccessError``; ``DatabaseError/staleVersion``;
    ///   ``TrialsError/wrongStep`` where it has reported or stopped before, or has data to report.
    package func stopTrial(
        _ id: ID<Trial>,
        version: Int,
        _ draft: TrialStopDraft,
        by actor: Actor
    ) async throws {
        let person = try actor.signedInPerson()
        let act = services.act(by: actor)
        let today = services.today()
        let mails = IDSequence(services)
        let address = siteAddress
        // In turn with the steps of a trial that runs here.
        try await database.write(exclusively: Self.queue(id)) { transaction in
            let trial = try transaction.trial(id)
            try actor.require(.registerTrial, on: Subject.of(trial.organisation).known)
            guard takesStop(trial) else { throw TrialsError.wrongStep }
            let published = try transaction.publishedProtocol(id)
            let record = published?.course.purgedAt == nil ? published?.record : nil
            let stop = try draft.checked(trial, promised: record?.text.day(.purgeOn), on: today)
            guard try !transaction.hasOutcomes(of: id) else {
                throw Faults([
                    Fault(
                        "stoppedOn",
                        "Schools have sent outcomes, so there is something to report: freeze the data, and report what came"
                    )
                ])
            }
            try transaction.update(
                """
                UPDATE trial SET stopped_on = \(stop.day), stop_reason = \(stop.reason), stop_told_on = \(today),
                    schools_begun = \(stop.schools), pupils_begun = \(stop.pupils), version = version + 1
                WHERE id = \(id) AND version = \(version)
                """
            )
            try transaction.audit(act, "trial.stop", of: id, in: trial.organisation)
            if let record, let purge = stop.purge {
                try transaction.amendPurge(of: record, to: purge, by: person.id, act, line: 1)
            }
            // With the day on which rows are destroyed from now on.
            try transaction.write(.stopped, toSchoolsOf: id, address: address, at: act.at, mails)
            try transaction.announce(.trial, id)
            try transaction.touch([.trials, .trial(id)])
        }
    }
}

extension Transaction {
    fileprivate func hasOutcomes(of id: ID<Trial>) throws -> Bool {
        try exists(
            """
            SELECT 1 FROM pupil_block b JOIN trial_school s ON s.id = b.trial_school_id
            WHERE s.trial_id = \(id) AND b.wave = 'outcome'
            """
        )
    }

    func hasStopped(_ id: ID<Trial>) throws -> Bool {
        try exists("SELECT 1 FROM trial WHERE id = \(id) AND stopped_on IS NOT NULL")
    }

    /// Nothing more is asked of schools, drawn or taken once a trial has stopped.
    ///
    /// - Throws: ``TrialsError/wrongStep``.
    func refuseIfStopped(_ id: ID<Trial>) throws {
        guard try !hasStopped(id) else { throw TrialsError.wrongStep }
    }
}
