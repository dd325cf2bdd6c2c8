import Access
import CSV
package import Database
package import Foundation
package import Services
import Workbooks

extension Evidence {
    /// The pool of a strand as it stands; `nil` where there are no findings of that origin.
    package func pool(of strand: ID<Strand>, _ origin: FindingOrigin) async throws -> LivingPool? {
        try await database.read { transaction in
            try transaction.pool(
                "strand_id = \(strand) AND origin = \(origin) AND is_current = 1"
            )
        }
    }

    /// A pool by its permanent address, current or not.
    ///
    /// - Throws: ``AccessError/notFound``.
    package func pool(_ id: ID<LivingPool>) async throws -> LivingPool {
        try await database.read { transaction in try transaction.pool("id = \(id)").orNotFound() }
    }
}

extension LivingPool {
    /// What its rows are called when they are downloaded, without the ending.
    package var fileName: String { "pool-\(id)" }

    /// The rows behind the plot, for download: `braid synthesise` reads the same columns.
    package func csv() -> [UInt8] {
        var writer = CSVWriter()
        writer.write(Self.headings)
        for member in members {
            writer.write([
                member.label, "\(member.effect)", "\(member.variance)", "\(member.findingCount)",
                member.weightPercentage.map { "\($0)" } ?? "", member.cluster,
            ])
        }
        return writer.bytes
    }

    private static let headings = [
        "study", "effect", "variance", "findings", "weight_percentage", "study_id",
    ]

    /// The same as an Excel workbook.
    package func workbook() throws -> [UInt8] {
        let workbook = try Workbook(sheet: "Findings")
        workbook.write(heading: Self.headings)
        for member in members {
            workbook.write([
                .text(member.label), .number(member.effect), .number(member.variance),
                .number(Double(member.findingCount)), member.weightPercentage.map { .number($0) } ?? .empty,
                .text(member.cluster),
            ])
        }
        return try workbook.finish()
    }
}

extension Transaction {
    package func pool(_ condition: SQL) throws -> LivingPool? {
        guard let row = try rows("SELECT * FROM living_pool WHERE \(condition)").first else { return nil }
        let id: ID<LivingPool> = try row.get("id")
        let members: [LivingPool.Member] = try all(
            "SELECT * FROM living_pool_member WHERE pool_id = \(id) ORDER BY position"
        )
        return try LivingPool(row: row, members: members)
    }
}

extension LivingPool {
    fileprivate init(row: Row, members: [Member]) throws {
        id = try row.get("id")
        strand = try row.get("strand_id")
        origin = try row.get("origin")
        self.members = members
        asOf = try row.get("as_of")
        codeVersion = try row.get("code_version")
        dataVersion = try row.get("data_version")
        let withheld: Withheld? = try row.get("withheld")
        if let withheld {
            outcome = .withheld(withheld)
        } else {
            outcome = .pooled(
                PooledEffect(
                    method: try row.get("method"),
                    estimate: try row.get("estimate"),
                    standardError: try row.get("standard_error"),
                    lower: try row.get("lower"),
                    upper: try row.get("upper"),
                    degreesOfFreedom: try row.get("df"),
                    predictionLower: try row.get("prediction_lower"),
                    predictionUpper: try row.get("prediction_upper"),
                    tauSquared: try row.get("tau_squared"),
                    tauSquaredWithin: try row.get("tau_squared_within"),
                    iSquared: try row.get("i_squared"),
                    q: try row.get("q"),
                    qDegreesOfFreedom: try row.get("q_df"),
                    qPValue: try row.get("q_p"),
                    studyCount: try row.get("study_count")
                )
            )
        }
    }
}

extension LivingPool.Member: RowReadable {
    package init(row: Row) throws {
        label = try row.get("label")
        study = try row.get("study_id")
        finding = try row.get("finding_id")
        findingCount = try row.get("finding_count")
        effect = try row.get("effect")
        variance = try row.get("variance")
        weightPercentage = try row.get("weight_percentage")
    }
}

extension Evidence {
    /// The pool of a strand as it stood at an instant; `nil` where there was none yet.
    package func pool(of strand: ID<Strand>, _ origin: FindingOrigin, at time: Date) async throws
        -> LivingPool?
    {
        try await database.read { transaction in
            let id: ID<LivingPool>? = try transaction.value(
                """
                SELECT id FROM living_pool WHERE strand_id = \(strand) AND origin = \(origin) AND as_of <= \(time)
                ORDER BY as_of DESC, id DESC LIMIT 1
                """
            )
            return try id.flatMap { try transaction.pool("id = \($0)") }
        }
    }
}
