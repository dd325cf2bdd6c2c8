package import Access
package import Database
import Evidence
package import Foundation
package import Programmes
package import Services

/// The three tiers that schools sort their pupil premium spending into.
package enum PremiumTier: String, CaseIterable, Sendable, SQLStorable {
    case teaching, targeted, wider

    package var title: String {
        switch self {
        case .teaching: "High-quality teaching"
        case .targeted: "Targeted academic support"
        case .wider: "Wider strategies"
        }
    }

    package var examples: String {
        switch self {
        case .teaching: "such as training, recruitment and retention"
        case .targeted: "such as tutoring, one-to-one support and structured interventions"
        case .wider: "such as attendance, behaviour and wellbeing"
        }
    }
}

/// A school's pupil premium strategy for one academic year.
package struct PremiumStrategy: Sendable, Equatable {
    package let id: ID<PremiumStrategy>
    package let organisation: Organisation
    package let year: AcademicYear
    package let content: StrategyContent
    package let activities: [PremiumActivity]
    package let publishedAt: Date?
    package let version: Int

    /// What is planned to be spent in a tier, or altogether.
    package func cost(of tier: PremiumTier? = nil) -> Pence {
        activities.filter { tier == nil || $0.tier == tier }.reduce(.zero) { $0 + $1.cost }
    }

    /// What there is to spend.
    package var budget: Pence { content.funding + content.carriedForward }

    /// Below zero where more is planned than there is.
    package var unspent: Pence { Pence(budget.rawValue - cost().rawValue) }
}

/// Everything of a strategy but its activities. Lists have one entry a line.
package struct StrategyContent: Sendable, Equatable {
    package let pupils: Int?
    package let eligiblePupils: Int?
    package let funding: Pence
    package let carriedForward: Pence
    package let authorisedBy: String
    package let ledBy: String
    package let governor: String
    package let reviewOn: LocalDate?
    package let intent: String
    /// Numbered in the order of the lines.
    package let challenges: [String]
    /// Intended outcomes with how success is known.
    package let outcomes: [StrategyPair]
    /// The review of the year before.
    package let lastYear: String
    /// The last academic year that the strategy is for, where it is for more than its own.
    package let coversUntil: AcademicYear?
    /// Programmes that others provide, with who provides them.
    package let programmes: [StrategyPair]
    /// How the service pupil premium was spent, and what came of it.
    package let servicePremium: String
    package let further: String

    /// The academic years that a strategy written for a year covers: `2026/27 to 2028/29`.
    package func years(from year: AcademicYear) -> String {
        coversUntil.map { $0 > year ? "\(year) to \($0)" : "\(year)" } ?? "\(year)"
    }

    /// The share of pupils who are eligible, in per cent.
    package var eligiblePercentage: Double? {
        guard let pupils, pupils > 0, let eligiblePupils else { return nil }
        return 100 * Double(eligiblePupils) / Double(pupils)
    }
}

/// One thing the money is spent on.
package struct PremiumActivity: Sendable, Equatable {
    package let tier: PremiumTier
    package let what: String
    /// The strand whose evidence supports it.
    package let strand: Plan.StrandName?
    package let plan: ID<Plan>?
    /// Numbers of the challenges that it addresses, from 1.
    package let challenges: [Int]
    package let cost: Pence
}

extension PremiumStrategy {
    static let source: SQL = """
        SELECT premium_strategy.*, organisation.kind AS organisation_kind, organisation.name AS organisation_name
        FROM premium_strategy JOIN organisation ON organisation.id = premium_strategy.organisation_id
        """

    init(row: Row, activities: [PremiumActivity]) throws {
        id = try row.get("id")
        organisation = Organisation(
            id: try row.get("organisation_id"),
            kind: try row.get("organisation_kind"),
            name: try row.get("organisation_name")
        )
        year = AcademicYear(startYear: try row.get("academic_year"))
        content = StrategyContent(
            pupils: try row.get("pupils"),
            eligiblePupils: try row.get("eligible_pupils"),
            funding: try row.get("funding_pence"),
            carriedForward: try row.get("carried_forward_pence"),
            authorisedBy: try row.get("authorised_by"),
            ledBy: try row.get("led_by"),
            governor: try row.get("governor"),
            reviewOn: try row.get("review_on"),
            intent: try row.get("intent"),
            challenges: Self.lines(try row.get("challenges")),
            outcomes: StrategyPair.pairs(try row.get("outcomes")),
            lastYear: try row.get("last_year"),
            coversUntil: try row.get("covers_until", as: Int?.self).map(AcademicYear.init(startYear:)),
            programmes: StrategyPair.pairs(try row.get("programmes")),
            servicePremium: try row.get("service_premium"),
            further: try row.get("further")
        )
        self.activities = activities
        publishedAt = try row.get("published_at")
        version = try row.get("version")
    }

    static func lines(_ text: String) -> [String] {
        text.split(whereSeparator: \.isNewline).map { String($0).trimmed }.filter { !$0.isEmpty }
    }
}

extension PremiumActivity: RowReadable {
    package init(row: Row) throws {
        tier = try row.get("tier")
        what = try row.get("what")
        let strandID: ID<Strand>? = try row.get("strand_id")
        let slug: String? = try row.get("strand_slug")
        let title: String? = try row.get("strand_title")
        if let strandID, let slug, let title {
            strand = Plan.StrandName(id: strandID, slug: slug, title: title)
        } else {
            strand = nil
        }
        plan = try row.get("plan_id")
        let text: String = try row.get("challenges")
        challenges = text.split(separator: ",").compactMap { Int($0) }
        cost = try row.get("cost_pence")
    }
}
