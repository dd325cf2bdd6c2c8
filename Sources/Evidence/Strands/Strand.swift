package import Database
package import Foundation
package import Services

/// An approach in the evidence library, such as feedback or phonics: a mix of interventions.
package struct Strand: Sendable, Equatable {
    package let id: ID<Strand>
    package let slug: String
    /// The version that this is; the current one unless an earlier one was asked for.
    package let version: Int
    package let content: StrandContent
    package let publishedAt: Date
    package let changeNote: String
}

/// What a strand's page says. One value for each published version.
package struct StrandContent: Sendable, Equatable {
    package var title: String
    package var summary: String
    package var sections: [StrandSection: String]
    /// Whether the outcome is attainment: months are shown for nothing else.
    package var isAttainment: Bool
    /// `nil` is a real state: insufficient evidence, or not rated yet.
    package var headline: HeadlineEffect?
    /// 1 to 5 of the cost profile.
    package var costBand: Int?
    /// 0 to 5 of the strength profile; `nil` where nobody has judged the evidence yet.
    package var strength: Int?
    /// Why it is not higher.
    package var strengthReasons: String

    package init(
        title: String,
        summary: String,
        sections: [StrandSection: String] = [:],
        isAttainment: Bool = true,
        headline: HeadlineEffect? = nil,
        costBand: Int? = nil,
        strength: Int? = nil,
        strengthReasons: String = ""
    ) {
        self.title = title
        self.summary = summary
        self.sections = sections
        self.isAttainment = isAttainment
        self.headline = headline
        self.costBand = costBand
        self.strength = strength
        self.strengthReasons = strengthReasons
    }

    package func text(of section: StrandSection) -> String { sections[section] ?? "" }
}

/// The parts of a strand's text, in the order of the page.
package enum StrandSection: String, CaseIterable, Sendable {
    case whatItIs = "what-it-is"
    case keyFindings = "key-findings"
    case closingTheGap = "closing-the-gap"
    case implementation
    case cost
    case evidence

    package var title: String {
        switch self {
        case .whatItIs: "What it is"
        case .keyFindings: "Key findings"
        case .closingTheGap: "Closing the disadvantage gap"
        case .implementation: "Putting it into practice"
        case .cost: "What it costs"
        case .evidence: "How sure we are"
        }
    }
}

/// The effect that a strand is summarised by, as its source gives it.
package struct HeadlineEffect: Sendable, Equatable {
    /// In standard deviations.
    package let effect: Double
    package let lower: Double
    package let upper: Double
    /// Who says so: a citation.
    package let source: String
    /// The months profile, by its identifier.
    package let profile: String

    package init(effect: Double, lower: Double, upper: Double, source: String, profile: String) {
        self.effect = effect
        self.lower = lower
        self.upper = upper
        self.source = source
        self.profile = profile
    }
}

extension Strand: RowReadable {
    static let columns: SQL = """
        strand.id, strand.slug, v.version, v.title, v.summary, v.what_it_is, v.key_findings, v.closing_the_gap,
        v.implementation, v.cost_text, v.evidence_text, v.is_attainment, v.effect, v.effect_lower, v.effect_upper,
        v.effect_source, v.progress_profile, v.cost_band, v.strength, v.is_rated, v.strength_reasons, v.change_note, v.published_at
        """

    package init(row: Row) throws {
        id = try row.get("id")
        slug = try row.get("slug")
        version = try row.get("version")
        publishedAt = try row.get("published_at")
        changeNote = try row.get("change_note")
        let effect: Double? = try row.get("effect")
        var headline: HeadlineEffect?
        if let effect {
            headline = HeadlineEffect(
                effect: effect,
                lower: try row.get("effect_lower"),
                upper: try row.get("effect_upper"),
                source: try row.get("effect_source"),
                profile: try row.get("progress_profile")
            )
        }
        content = StrandContent(
            title: try row.get("title"),
            summary: try row.get("summary"),
            sections: [
                .whatItIs: try row.get("what_it_is"),
                .keyFindings: try row.get("key_findings"),
                .closingTheGap: try row.get("closing_the_gap"),
                .implementation: try row.get("implementation"),
                .cost: try row.get("cost_text"),
                .evidence: try row.get("evidence_text"),
            ],
            isAttainment: try row.get("is_attainment"),
            headline: headline,
            costBand: try row.get("cost_band"),
            strength: try row.get("is_rated") ? row.get("strength") : nil,
            strengthReasons: try row.get("strength_reasons")
        )
    }
}
