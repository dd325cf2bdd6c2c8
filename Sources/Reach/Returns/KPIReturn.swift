package import Access
package import Database
package import Foundation
package import Services

/// What a hub reports to its funder for a period. Computed while it is a draft; locked with its figures when it is
/// submitted; kept as it was when it is withdrawn.
package struct KPIReturn: Sendable, Equatable {
    package let id: ID<KPIReturn>
    package let hub: ID<Organisation>
    package let period: Period
    /// What defines the measures.
    package let basis: Basis
    package let commentary: String
    package let submittedAt: Date?
    package let submittedBy: ID<Person>?
    /// That it was taken back after it was submitted.
    package let withdrawal: Withdrawal?
    /// The figures as submitted; `nil` for a draft.
    package let locked: [KPIFigure]?
    package let version: Int

    package enum Basis: Sendable, Hashable {
        /// The profile that is carried, by its id.
        case carried(String)
        case own(ID<KPIDefinition>, version: Int, title: String)
    }

    package struct Withdrawal: Sendable, Equatable {
        package let at: Date
        /// The name of who withdrew it.
        package let by: String
        package let reason: String
    }

    package struct Period: Sendable, Equatable {
        package let from: LocalDate
        package let to: LocalDate

        package init(from: LocalDate, to: LocalDate) {
            self.from = from
            self.to = to
        }

        /// Whether nothing more can happen in it after today.
        package func isOver(on today: LocalDate) -> Bool { to <= today }

        /// How many days it has.
        package var days: Int { to.daysSinceEpoch - from.daysSinceEpoch + 1 }

        /// Whether numbers of the two can be set side by side: a term is not a year, but February is a month.
        package func isAsLong(as other: Period) -> Bool {
            abs(days - other.days) * 10 <= max(days, other.days)
        }

        /// Whether what is for a year is not for this: shorter by more than a few days.
        package var isShorterThanAYear: Bool { days < 360 }

        /// The part of it that is not still to come: what is only booked has not happened.
        func soFar(on today: LocalDate) -> Period { Period(from: from, to: min(to, today)) }
    }
}

/// One figure of a return.
package struct KPIFigure: Codable, Sendable, Equatable {
    package let measure: String
    /// `nil` where nothing is recorded that it could be computed from.
    package let value: Double?
    /// What a share is a share of, or how many rows a mean is a mean of.
    package let count: Int
    /// What has to be known beside it, such as from which published share it is; `nil` in returns that were submitted
    /// before there were any.
    package let note: String?
}

/// The rows behind a figure, as a table.
package struct KPIRows: Codable, Sendable, Equatable {
    package let columns: [String]
    package let rows: [[String]]
    /// The heading of a school's fifth of need, which rows hold as a number: 5 is the greatest.
    package static let fifthOfNeed = "Need, fifth"

    /// Whether these are the rows as they were when the return was submitted.
    package var isKept = false

    private enum CodingKeys: String, CodingKey {
        case columns
        case rows
    }
}

extension KPIRows {
    func kept() throws -> String { String(decoding: try JSONEncoder().encode(self), as: UTF8.self) }

    init(kept text: String) throws {
        guard let kept = try? JSONDecoder().decode(KPIRows.self, from: Data(text.utf8)) else {
            throw DatabaseError.unreadable(column: "content", reason: "it is not what this program writes")
        }
        self = kept
        isKept = true
    }
}

/// A return with its figures, its definition and the one before.
package struct KPIReturnRecord: Sendable {
    package let kpiReturn: KPIReturn
    package let definition: ReturnDefinition
    package let figures: [KPIFigure]
    /// The figures of the last return that stands by the same definition, in whatever version, or by the measures that are
    /// carried, in whatever version, of days before this one’s.
    package let before: [KPIFigure]
    /// The days of that return; `nil` where there is none.
    package let lastPeriod: KPIReturn.Period?
    /// Other returns by the same definition, or by the measures that are carried, that are of some of the same days and were
    /// not withdrawn.
    package let overlapping: [KPIReturn]
    /// Returns by the same for the same days that were submitted and withdrawn, the last one first.
    package let withdrawn: [KPIReturn]
    /// Of a withdrawn return, the one that takes its place.
    package let successor: KPIReturn?

    /// Whether numbers are compared with those of the last return; shares and means are compared always.
    package var comparesCounts: Bool { lastPeriod.map { kpiReturn.period.isAsLong(as: $0) } ?? true }

    package var measures: [DefinedMeasure] { definition.measures }

    package func figure(_ measure: String) -> KPIFigure? { figures.first { $0.measure == measure } }

    /// How much a figure differs from the last return's; `nil` for numbers where the two are not as long.
    package func change(of measure: String) -> Double? {
        guard comparesCounts || measures.first(where: { $0.id == measure })?.isCount == false,
            let now = figure(measure)?.value,
            let then = before.first(where: { $0.measure == measure })?.value
        else { return nil }
        return now - then
    }
}

extension KPIReturn {
    /// A condition on `kpi_return AS r`: it goes by the same definition, in whatever version, or by any measures that were
    /// carried.
    var isByTheSame: SQL {
        switch basis {
        case .carried: "r.profile IS NOT NULL"
        case .own(let definition, _, _): "r.definition_id = \(definition)"
        }
    }
}

extension KPIReturn: RowReadable {
    /// Columns and tables; a condition on `r` follows.
    static let source: SQL = """
        SELECT r.*, v.title AS definition_title, w.name AS withdrawn_by_name FROM kpi_return AS r
        LEFT JOIN person AS w ON w.id = r.withdrawn_by
        LEFT JOIN kpi_definition_version AS v
            ON v.definition_id = r.definition_id AND v.version = r.definition_version
        """

    package init(row: Row) throws {
        id = try row.get("id")
        hub = try row.get("hub_id")
        period = Period(from: try row.get("starts_on"), to: try row.get("ends_on"))
        basis =
            if let profile = try row.get("profile", as: String?.self) {
                .carried(profile)
            } else {
                .own(
                    try row.get("definition_id"),
                    version: try row.get("definition_version"),
                    title: try row.get("definition_title")
                )
            }
        commentary = try row.get("commentary")
        submittedAt = try row.get("submitted_at")
        submittedBy = try row.get("submitted_by")
        withdrawal = try row.get("withdrawn_at", as: Date?.self).map { at in
            Withdrawal(
                at: at,
                by: try row.get("withdrawn_by_name"),
                reason: try row.get("withdrawal_reason")
            )
        }
        let text: String? = try row.get("figures")
        locked = try text.map { text in
            do {
                return try JSONDecoder().decode([KPIFigure].self, from: Data(text.utf8))
            } catch {
                throw DatabaseError.unreadable(
                    column: "figures",
                    reason: "it is not what this program writes"
                )
            }
        }
        version = try row.get("version")
    }
}
