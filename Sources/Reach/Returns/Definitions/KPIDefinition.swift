package import Access
package import Database
package import Foundation
package import Profiles
package import Services

/// What a funder asks of a hub, as the hub wrote it down. Each change is published as a new version; returns keep
/// theirs.
package struct KPIDefinition: Sendable, Equatable {
    package let id: ID<KPIDefinition>
    package let hub: ID<Organisation>
    /// Of what stands here, which need not be the newest.
    package let version: Int
    package let newestVersion: Int
    /// No new return is begun with it.
    package let isRetired: Bool
    package let title: String
    package let funder: String
    package let publishedAt: Date
    /// In the order of the return.
    package let measures: [DefinedMeasure]
}

/// One measure of a return, as its definition has it.
package struct DefinedMeasure: Sendable, Equatable {
    /// Names its figure. In a hub's own definition it says what is computed, so that figures of two versions are
    /// compared exactly where they are computed alike.
    package let id: String
    package let name: String
    package let unit: String
    package let target: Double?
    /// `nil` where nothing is recorded that it could be computed from.
    package let measure: KPIMeasure?
    package let narrowing: KPINarrowing
    /// The title of the strand that it is narrowed to.
    package let strandTitle: String?

    /// Whether the figure grows with the days that it is of; shares and means do not.
    package var isCount: Bool { unit != "percentage" && unit != "points" }

    /// As the profile that is carried has it.
    init(_ carried: HubMeasures.Measure) {
        id = carried.id
        name = carried.name
        unit = carried.unit
        target = carried.target
        measure = KPIMeasure(rawValue: carried.id)
        narrowing = KPINarrowing()
        strandTitle = nil
    }

    init(
        _ measure: KPIMeasure,
        name: String,
        target: Double?,
        _ narrowing: KPINarrowing,
        strandTitle: String?
    ) {
        id = Self.id(measure, narrowing)
        self.name = name
        unit = measure.unit
        self.target = target
        self.measure = measure
        self.narrowing = narrowing
        self.strandTitle = strandTitle
    }

    static func id(_ measure: KPIMeasure, _ narrowing: KPINarrowing) -> String {
        ([measure.rawValue] + narrowing.words).joined(separator: ".")
    }
}

extension DefinedMeasure: RowReadable {
    /// Columns and tables of the measures of one version; the condition on `m` follows.
    static let source: SQL = """
        SELECT m.*, v.title AS strand_title FROM kpi_definition_measure AS m
        LEFT JOIN strand ON strand.id = m.strand_id
        LEFT JOIN strand_version AS v ON v.strand_id = strand.id AND v.version = strand.version
        """

    package init(row: Row) throws {
        self.init(
            try row.get("measure"),
            name: try row.get("name"),
            target: try row.get("target"),
            KPINarrowing(
                strand: try row.get("strand_id"),
                offerKind: try row.get("offer_kind"),
                phase: try row.get("phase"),
                isOnlyGreatNeed: try row.get("is_only_great_need")
            ),
            strandTitle: try row.get("strand_title")
        )
    }
}

/// By what a return is made: the measures that are carried, or a version of a hub's own.
package enum ReturnDefinition: Sendable, Equatable {
    case carried(HubMeasures)
    case own(KPIDefinition)

    package var measures: [DefinedMeasure] {
        switch self {
        case .carried(let profile): profile.measures.map { DefinedMeasure($0) }
        case .own(let definition): definition.measures
        }
    }

    package var title: String {
        switch self {
        case .carried(let profile): profile.title
        case .own(let definition): definition.title
        }
    }

    /// Which it is, with its version.
    package var citation: String {
        switch self {
        case .carried(let profile): "\(title), \(profile.id)"
        case .own(let definition): "\(title), version \(definition.version)"
        }
    }
}

extension KPIReturn {
    /// What tells it from another return for the same period: the definition it goes by, a hub's own with its version.
    package func definitionTitle(among profiles: ProfileLibrary) -> String {
        switch basis {
        case .carried(let profile): profiles.hubMeasures(withID: profile)?.title ?? profile
        case .own(_, let version, let title): "\(title), version \(version)"
        }
    }
}
