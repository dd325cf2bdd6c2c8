package import Access
import Database
import Evidence
package import Services

/// Costs as they are typed: each line a name, pounds, and whether it comes every year.
package struct CostDraft: Sendable, Equatable {
    package var lines: [Line] = []

    package struct Line: Sendable, Equatable {
        package var name: String
        package var pounds: String
        package var isYearly: Bool

        package init(name: String, pounds: String, isYearly: Bool) {
            self.name = name
            self.pounds = pounds
            self.isYearly = isYearly
        }

        var isEmpty: Bool { name.trimmed.isEmpty && pounds.trimmed.isEmpty }
    }

    package init() {}

    /// As many lines as a form shows.
    package static let mostLines = 8

    func checked() throws(Faults) -> [CostPerPupil.Item] {
        var reader = FieldReader()
        var items: [CostPerPupil.Item] = []
        for (place, line) in lines.prefix(Self.mostLines).enumerated() where !line.isEmpty {
            let name = reader.required(line.name, "name-\(place)", named: "what the money is for", most: 120)
            let plain = line.pounds.replacing(",", with: "").replacing("£", with: "")
            if let pounds = DecimalText.value(of: plain.trimmed), (0...1_000_000_000).contains(pounds) {
                let pence = Int((pounds * 100).rounded())
                items.append(CostPerPupil.Item(name: name, isYearly: line.isYearly, pence: pence))
            } else {
                reader.report("pounds-\(place)", "Enter the cost in pounds, such as 1200 or 349.50")
            }
        }
        try reader.finish()
        return items
    }
}

extension Trials {
    /// Says what the intervention costs beyond what schools spend anyway. Until the report is published.
    ///
    /// - Parameter seen: The stamp of the costs in whose place these are put; whichever are there where it is `nil`.
    /// - Throws: ``Faults``; ``TrialsError/wrongStep`` after publication; ``AccessError``;
    ///   ``DatabaseError/staleVersion`` when others have been saved since.
    package func enterCosts(
        of id: ID<Trial>,
        _ draft: CostDraft,
        replacing seen: String? = nil,
        by actor: Actor
    ) async throws {
        try actor.signedInUnlessSystem()
        let items = try draft.checked()
        let act = services.act(by: actor)
        try await database.write { transaction in
            let trial = try transaction.trial(id)
            try actor.require(.publishTrialReport, on: Subject.of(trial.organisation).known)
            guard !trial.hasReported else { throw TrialsError.wrongStep }
            if let seen, try transaction.costItems(of: id).stamp != seen {
                throw DatabaseError.staleVersion
            }
            try transaction.execute("DELETE FROM trial_cost WHERE trial_id = \(id)")
            for (position, item) in items.enumerated() {
                try transaction.execute(
                    """
                    INSERT INTO trial_cost (trial_id, position, name, is_yearly, pence)
                    VALUES (\(id), \(position), \(item.name), \(item.isYearly), \(item.pence))
                    """
                )
            }
            try transaction.audit(
                act,
                "trial.enter-costs",
                of: id,
                in: trial.organisation,
                ["lines": .count(items.count)]
            )
        }
    }

    /// The costs entered so far.
    package func costs(of id: ID<Trial>, by actor: Actor) async throws -> [CostPerPupil.Item] {
        _ = try await permitted(.publishTrialReport, on: id, by: actor)
        return try await database.read { try $0.costItems(of: id) }
    }
}

extension [CostPerPupil.Item] {
    /// The same for the same lines, and for no others.
    package var stamp: String {
        let lines = map { "\($0.pence) \($0.isYearly) \($0.name)" }
        return [UInt8](lines.joined(separator: "\n").utf8).sha256
    }
}

extension Transaction {
    func costItems(of id: ID<Trial>) throws -> [CostPerPupil.Item] {
        try rows("SELECT * FROM trial_cost WHERE trial_id = \(id) ORDER BY position").map { row in
            CostPerPupil.Item(
                name: try row.get("name"),
                isYearly: try row.get("is_yearly"),
                pence: try row.get("pence")
            )
        }
    }

    func cost(of id: ID<Trial>, pupils: Int) throws -> CostPerPupil? {
        CostPerPupil(items: try costItems(of: id), pupils: pupils)
    }
}
