package import Access
import Database
import Evidence
import Foundation
package import Services

extension Trials {
    /// Whether its summary can be corrected: a trial that runs here amends its protocol instead.
    package func takesCorrection(_ trial: Trial) -> Bool { trial.stage == nil }

    /// Corrects what was registered of a trial that runs elsewhere. Everyone reads the correction with its date, its reason
    /// and what stood there before. Moving a day makes a trial neither less overdue nor registered in time. The finding of
    /// its result follows: it has the trial's title and intervention, and leaves and joins pools with the strands.
    ///
    /// - Throws: ``Faults``, also where nothing differs, and where something can no longer change (see
    ///   ``Trial/correctable``); ``AccessError``; ``DatabaseError/staleVersion``; ``TrialsError/wrongStep`` for a trial that
    ///   runs here.
    package func correctTrial(
        _ id: ID<Trial>,
        version: Int,
        changing values: [TrialItem: String],
        reason: String,
        by actor: Actor
    ) async throws {
        let person = try actor.signedInPerson()
        let act = services.act(by: actor)
        let ids = NetworkFindingIDs(services)
        let codeVersion = codeVersion
        try await database.write { transaction in
            let trial = try transaction.trial(id)
            try actor.require(.registerTrial, on: Subject.of(trial.organisation).known)
            guard takesCorrection(trial) else { throw TrialsError.wrongStep }
            guard trial.version == version else { throw DatabaseError.staleVersion }
            let strands: [ID<Strand>] = try transaction.column(
                "SELECT strand_id FROM trial_strand WHERE trial_id = \(id) ORDER BY strand_id"
            )
            let correction = try CheckedCorrection(of: trial, strands: strands, values, reason: reason)
            try transaction.requireInLibrary(correction.places)
            try transaction.correct(trial, correction)
            try transaction.keep(correction, of: id, by: person.id, at: act.at)
            try transaction.audit(
                act,
                "trial.correct",
                of: id,
                in: trial.organisation,
                ["items": .count(correction.changes.count)]
            )
            if let finding = trial.primaryFinding, correction.changes.contains(where: \.item.isOfFinding) {
                try transaction.refileNetworkFinding(
                    finding,
                    label: correction.words.title,
                    intervention: correction.places.intervention,
                    strands: correction.places.strands,
                    ids: ids,
                    act: act,
                    codeVersion: codeVersion
                )
            }
            let either = Set(strands + correction.places.strands).sorted()
            try transaction.announce(.trial, id)
            try transaction.touch([.trials, .trial(id)] + either.map(Topic.strand))
        }
    }
}

extension Trial {
    /// What of its summary can still be corrected. Once a result can be known, in the words of its hub or because it was
    /// analysed here, nothing changes of what was asked, on what, how and when; but where it is found can.
    package var correctable: [TrialItem] {
        isAwaited && analysedAt == nil
            ? TrialItem.allCases
            : [.title, .intervention, .strands, .protocolAddress]
    }
}

private struct CheckedCorrection: Sendable {
    let words: SummaryWords
    let places: SummaryPlaces
    let days: SummaryDays
    let reason: String
    let changes: [TrialCorrection.Change]

    init(
        of trial: Trial,
        strands: [ID<Strand>],
        _ values: [TrialItem: String],
        reason: String
    ) throws(Faults) {
        var reader = FieldReader()
        let before = TrialDraft(trial, strands: strands)
        var typed = before
        for (item, value) in values { typed[item] = value }
        let words = SummaryWords(typed, &reader)
        let places = SummaryPlaces(typed, &reader)
        let days = SummaryDays(typed, &reader)
        let reason = reader.required(reason, "reason", named: "what was wrong", most: 2_000)
        try reader.finish()
        guard let places, let days else { throw Faults([Fault("recruitsFrom", "Enter the three days")]) }
        let after = TrialDraft(words, places, days)
        var changes: [TrialCorrection.Change] = []
        for item in TrialItem.allCases where before[item] != after[item] {
            changes.append(TrialCorrection.Change(item: item, before: before[item], after: after[item]))
            if !trial.correctable.contains(item) {
                reader.report(
                    item.rawValue,
                    "This can no longer be corrected: the trial has reported, stopped or been analysed"
                )
            }
        }
        if changes.isEmpty { reader.report("reason", "Nothing was changed") }
        try reader.finish()
        self.words = words
        self.places = places
        self.days = days
        self.reason = reason
        self.changes = changes
    }
}

extension TrialDraft {
    fileprivate init(_ words: SummaryWords, _ places: SummaryPlaces, _ days: SummaryDays) {
        self.init()
        title = words.title
        question = words.question
        intervention = places.intervention
        strands = places.strands
        outcomeName = words.outcomeName
        protocolSummary = words.protocolSummary
        protocolAddress = words.protocolAddress
        recruitsFrom = days.recruitsFrom.description
        runsFrom = days.runsFrom.description
        resultsDueOn = days.resultsDueOn.description
    }
}

extension Transaction {
    fileprivate func correct(_ trial: Trial, _ correction: CheckedCorrection) throws {
        let (words, places, days) = (correction.words, correction.places, correction.days)
        try update(
            """
            UPDATE trial SET title = \(words.title), question = \(words.question),
                intervention_id = \(places.intervention),
                outcome_name = \(words.outcomeName), protocol_summary = \(words.protocolSummary),
                protocol_address = \(words.protocolAddress), recruits_from = \(days.recruitsFrom),
                first_runs_from = coalesce(first_runs_from, runs_from), runs_from = \(days.runsFrom),
                first_due_on = coalesce(first_due_on, results_due_on), results_due_on = \(days.resultsDueOn),
                version = version + 1
            WHERE id = \(trial.id) AND version = \(trial.version)
            """
        )
        try link(trial.id, to: places.strands)
    }

    fileprivate func keep(
        _ correction: CheckedCorrection,
        of id: ID<Trial>,
        by person: ID<Person>,
        at now: Date
    ) throws {
        let number = try count("SELECT count(*) FROM trial_correction WHERE trial_id = \(id)") + 1
        try execute(
            """
            INSERT INTO trial_correction (trial_id, number, made_by, made_at, reason)
            VALUES (\(id), \(number), \(person), \(now), \(correction.reason))
            """
        )
        for change in correction.changes {
            try execute(
                """
                INSERT INTO trial_corrected_item (trial_id, number, item, said_before, says_now)
                VALUES (\(id), \(number), \(change.item), \(change.before), \(change.after))
                """
            )
        }
    }
}
