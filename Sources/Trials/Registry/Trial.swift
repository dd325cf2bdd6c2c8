package import Access
package import Database
package import Evidence
package import Foundation
package import Services

/// A registered trial: one protocol that tests one edition of an intervention. Its result is published
/// whatever it shows.
package struct Trial: Sendable, Equatable {
    package let id: ID<Trial>
    package let slug: String
    package let title: String
    package let intervention: ID<Intervention>
    /// The hub that answers for it.
    package let organisation: ID<Organisation>
    package let question: String
    package let protocolSummary: String
    /// Where the full protocol of a trial that runs elsewhere stands; empty where nobody said so.
    package let protocolAddress: String
    /// The primary outcome: exactly one.
    package let outcomeName: String
    /// Of what kind it is, where a result was entered by hand; `nil` where a protocol says it, and before.
    package let outcomeDomain: OutcomeDomain?
    package let registeredOn: LocalDate
    package let recruitsFrom: LocalDate
    package let runsFrom: LocalDate
    /// The day that was first published, where it was corrected or amended since.
    package let firstRunsFrom: LocalDate?
    package let resultsDueOn: LocalDate
    /// The day that was first published, where an amendment or a correction moved it.
    package let firstDueOn: LocalDate?
    package let reportedOn: LocalDate?
    package let primaryFinding: ID<Finding>?
    /// When it reported without figures, because they could let someone recognise pupils.
    package let withheldOn: LocalDate?
    /// Why its figures are hidden.
    package let withheldReason: String?
    /// Where it stopped without a result; kept where one came after all.
    package let stop: TrialStop?
    /// How far its protocol has come; `nil` where only a summary is registered.
    package let stage: TrialCourse.Stage?
    /// When its newest analysis was made.
    package let analysedAt: Date?
    package let version: Int

    /// Whether it has reported, with figures or without.
    package var hasReported: Bool { reportedOn != nil || withheldOn != nil }

    /// Registered before it ran: nobody chose it for what it showed. Moving the day of its start does not make it so.
    package var isProspective: Bool { registeredOn <= Self.counted(runsFrom, first: firstRunsFrom) }

    /// Whether a result is still to come: it has neither reported nor stopped.
    package var isAwaited: Bool { !hasReported && stop == nil }

    /// The same of `trial` as `t`.
    package static let awaited: SQL = "\(isUnreported) AND t.stopped_on IS NULL"

    /// Whether `trial` as `t` stopped without a result: one that reported after all did not.
    package static let stoppedWithoutResult: SQL = "\(isUnreported) AND t.stopped_on IS NOT NULL"

    private static let isUnreported: SQL = "t.reported_on IS NULL AND t.withheld_on IS NULL"

    /// From the day after this the trial is overdue: neither an amendment nor a correction can put it off.
    package var countedDueOn: LocalDate { Self.counted(resultsDueOn, first: firstDueOn) }

    /// What a day counts as that can be moved: the one that was published first, or an earlier one.
    static func counted(_ day: LocalDate, first: LocalDate?) -> LocalDate { min(first ?? day, day) }

    /// Where the trial stands on a day, for everyone and on every page. Nobody sets it: it follows from the steps that
    /// were taken and, where only a summary is registered, from the dates alone.
    package func status(on today: LocalDate) -> TrialStatus {
        if let reportedOn, reportedOn <= today { return .reported }
        if let withheldOn, withheldOn <= today { return .withheld }
        if let stop, stop.day <= today { return .stopped }
        if today > countedDueOn { return .overdue }
        switch stage {
        case .recruiting: return .recruiting
        case .locked: return .locked
        case .allocated: return .running
        case .frozen, .purged: return analysedAt == nil ? .frozen : .analysed
        case nil: break
        }
        if today >= runsFrom { return .running }
        return today >= recruitsFrom ? .recruiting : .registered
    }
}

package enum TrialStatus: String, CaseIterable, Sendable {
    case registered, recruiting, locked, running, frozen, analysed, reported, withheld, stopped, overdue

    package var title: String {
        switch self {
        case .registered: "Registered"
        case .recruiting: "Recruiting schools"
        case .locked: "Rosters locked"
        case .running: "Running"
        case .frozen: "Data frozen"
        case .analysed: "Analysed, not yet published"
        case .reported: "Reported"
        case .withheld: "Reported, figures hidden"
        case .stopped: "Stopped without a result"
        case .overdue: "Results overdue"
        }
    }
}

/// How many registered trials there are, and where they stand: it stands beside every pool.
package struct TrialCounts: Sendable, Equatable {
    package var registered = 0
    package var reported = 0
    /// Stopped without a result: they have reported nothing, and nothing more is due.
    package var stopped = 0
    package var overdue = 0
    /// Neither reported nor stopped nor overdue.
    package var due: Int { registered - reported - stopped - overdue }

    package init(_ trials: [Trial], on today: LocalDate) {
        for trial in trials {
            registered += 1
            switch trial.status(on: today) {
            case .reported, .withheld: reported += 1
            case .stopped: stopped += 1
            case .overdue: overdue += 1
            case .registered, .recruiting, .locked, .running, .frozen, .analysed: break
            }
        }
    }

    /// `Three of five registered trials have reported; two are overdue.`
    package var words: String {
        guard registered > 0 else { return "No trial of this is registered in the network yet." }
        let have = reported == 1 ? "has" : "have"
        let noun = registered == 1 ? "trial" : "trials"
        var text =
            "\(InWords.pronoun(reported).capitalisedFirst) of \(InWords.number(registered)) registered \(noun) \(have) reported"
        if stopped > 0 { text += "; \(InWords.pronoun(stopped)) stopped without a result" }
        if overdue > 0 { text += "; \(InWords.pronoun(overdue)) \(overdue == 1 ? "is" : "are") overdue" }
        if due > 0 { text += "; \(InWords.pronoun(due)) \(due == 1 ? "is" : "are") not yet due" }
        return text + "."
    }
}

extension Trial: RowReadable {
    package init(row: Row) throws {
        id = try row.get("id")
        slug = try row.get("slug")
        title = try row.get("title")
        intervention = try row.get("intervention_id")
        organisation = try row.get("organisation_id")
        question = try row.get("question")
        protocolSummary = try row.get("protocol_summary")
        protocolAddress = try row.get("protocol_address")
        outcomeName = try row.get("outcome_name")
        outcomeDomain = try row.get("outcome_domain")
        registeredOn = try row.get("registered_on")
        recruitsFrom = try row.get("recruits_from")
        runsFrom = try row.get("runs_from")
        firstRunsFrom = try row.get("first_runs_from")
        resultsDueOn = try row.get("results_due_on")
        firstDueOn = try row.get("first_due_on")
        reportedOn = try row.get("reported_on")
        primaryFinding = try row.get("primary_finding_id")
        withheldOn = try row.get("withheld_on")
        withheldReason = try row.get("withheld_reason")
        stop = try TrialStop(row)
        let hasCourse: ID<Trial>? = try row.get("course_of")
        stage =
            hasCourse == nil
            ? nil
            : TrialCourse.Stage(
                lockedAt: try row.get("roster_locked_at"),
                allocatedAt: try row.get("allocated_at"),
                frozenAt: try row.get("frozen_at"),
                purgedAt: try row.get("purged_at")
            )
        analysedAt = try row.get("analysed_at")
        version = try row.get("version")
    }
}

extension Trial {
    /// What a trial is read from, as `t`; the conditions follow.
    static let selection: SQL = """
        SELECT t.*, course.trial_id AS course_of, course.roster_locked_at, course.allocated_at, course.frozen_at,
            course.purged_at,
            (SELECT max(made.analysed_at) FROM trial_analysis AS made WHERE made.trial_id = t.id) AS analysed_at
        FROM trial AS t LEFT JOIN trial_course AS course ON course.trial_id = t.id
        """
}

extension Transaction {
    func trial(_ id: ID<Trial>) throws -> Trial {
        let found: Trial? = try first("\(Trial.selection) WHERE t.id = \(id)")
        return try found.orNotFound()
    }
}
