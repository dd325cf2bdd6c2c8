package import Access
package import Database
package import Evidence
import Foundation
package import Services

/// A reported trial as its pool sees it: one shared protocol is one finding, however many schools it had.
package struct PooledTrial: Sendable, Equatable, Identifiable {
    package let id: ID<Trial>
    package let slug: String
    package let title: String
    /// The hub that answers for it.
    package let hub: ID<Organisation>
    /// Of what kind the primary outcome is.
    package let domain: OutcomeDomain
    /// Above zero is better, whichever way the outcome is counted.
    package let effect: Double
    package let standardError: Double
    /// Whether chance decided about the offer: others stand beside the pool, never in it.
    package let isRandomised: Bool
    /// Pupils of both arms.
    package let pupils: Int
    /// `nil` where the trial's result was entered without its analysis.
    package let schools: Int?
    /// The effect among eligible pupils less that among others, within the trial.
    package let fsm: FSM?
    package let registeredOn: LocalDate
    /// The earliest day of its start that was published.
    package let runsFrom: LocalDate
    package let reportedOn: LocalDate

    package struct FSM: Sendable, Equatable {
        package let interaction: Double
        package let standardError: Double

        package init(interaction: Double, standardError: Double) {
            self.interaction = interaction
            self.standardError = standardError
        }
    }

    package init(
        id: ID<Trial>,
        slug: String,
        title: String,
        hub: ID<Organisation>,
        domain: OutcomeDomain = .attainment,
        effect: Double,
        standardError: Double,
        isRandomised: Bool = true,
        pupils: Int,
        schools: Int?,
        fsm: FSM?,
        registeredOn: LocalDate,
        runsFrom: LocalDate,
        reportedOn: LocalDate
    ) {
        self.id = id
        self.slug = slug
        self.title = title
        self.hub = hub
        self.domain = domain
        self.effect = effect
        self.standardError = standardError
        self.isRandomised = isRandomised
        self.pupils = pupils
        self.schools = schools
        self.fsm = fsm
        self.registeredOn = registeredOn
        self.runsFrom = runsFrom
        self.reportedOn = reportedOn
    }

    package var variance: Double { standardError * standardError }
    /// Registered before it ran: nobody chose it for its result.
    package var isProspective: Bool { registeredOn <= runsFrom }
}

/// Which trials belong together.
package enum PoolSubject: Sendable, Hashable {
    case strand(ID<Strand>)
    case intervention(ID<Intervention>)

    var condition: SQL {
        switch self {
        case .strand(let id): "t.id IN (SELECT trial_id FROM trial_strand WHERE strand_id = \(id))"
        case .intervention(let id): "t.intervention_id = \(id)"
        }
    }
}

extension Transaction {
    /// Reported trials in the order in which they reported.
    func pooledTrials(_ subject: PoolSubject) throws -> [PooledTrial] {
        try all(
            """
            SELECT t.id, t.slug, t.title, t.organisation_id, f.effect, f.variance, f.design,
                f.treated_count, f.control_count, r.school_count, r.fsm_interaction,
                r.fsm_standard_error, t.registered_on, t.runs_from, t.first_runs_from, t.reported_on,
                t.outcome_domain, p.content
            FROM trial AS t
            LEFT JOIN trial_protocol AS p ON p.trial_id = t.id
            JOIN finding AS f ON f.id = t.primary_finding_id
            LEFT JOIN trial_report AS r ON r.trial_id = t.id AND r.number = 1
            WHERE \(subject.condition) AND t.reported_on IS NOT NULL
            ORDER BY t.reported_on, t.id
            """
        )
    }
}

extension PooledTrial: RowReadable {
    package init(row: Row) throws {
        let interaction: Double? = try row.get("fsm_interaction")
        let error: Double? = try row.get("fsm_standard_error")
        let treated: Int? = try row.get("treated_count")
        let control: Int? = try row.get("control_count")
        let variance: Double = try row.get("variance")
        let design: StudyDesign = try row.get("design")
        // Of which only a summary was registered, what was said with the result, or attainment.
        let said: OutcomeDomain? = try row.get("outcome_domain")
        let content: [UInt8]? = try row.get("content")
        let runsFrom: LocalDate = try row.get("runs_from")
        let firstRunsFrom: LocalDate? = try row.get("first_runs_from")
        let text = content.flatMap(ProtocolText.init(canonical:))
        self.init(
            id: try row.get("id"),
            slug: try row.get("slug"),
            title: try row.get("title"),
            hub: try row.get("organisation_id"),
            domain: text?.outcomeDomain ?? said ?? .attainment,
            effect: try row.get("effect"),
            standardError: variance.squareRoot(),
            isRandomised: design == .randomised,
            pupils: (treated ?? 0) + (control ?? 0),
            schools: try row.get("school_count"),
            fsm: interaction.flatMap { value in
                error.map { FSM(interaction: value, standardError: $0) }
            },
            registeredOn: try row.get("registered_on"),
            runsFrom: Trial.counted(runsFrom, first: firstRunsFrom),
            reportedOn: try row.get("reported_on")
        )
    }
}
