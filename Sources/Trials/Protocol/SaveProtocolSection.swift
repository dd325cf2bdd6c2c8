package import Access
import Database
import Evidence
import Programmes
package import Services

extension Trials {
    /// Saves the items of one section of a draft. What cannot be read is refused; what is missing may come
    /// later.
    ///
    /// - Throws: ``Faults``; ``AccessError``; ``DatabaseError/staleVersion``; ``TrialsError/wrongStep`` once
    ///   it is published.
    package func saveProtocolSection(
        _ section: ProtocolSection,
        of id: ID<Trial>,
        version: Int,
        _ values: [ProtocolItem: String],
        by actor: Actor
    ) async throws {
        try actor.signedInUnlessSystem()
        let act = services.act(by: actor)
        try await database.write { transaction in
            let record = try transaction.protocolRecord(id, for: actor, .registerTrial)
            guard record.isDraft else { throw TrialsError.wrongStep }
            var text = record.text
            for item in section.items where !item.isDerived { text[item] = values[item] ?? "" }
            try transaction.complete(&text, of: record.organisation)
            let keys = Set(section.items.map(\.rawValue))
            var faults = text.wordingFaults.filter { keys.contains($0.field) }
            // A draft is found by its title in the hub's list.
            if section == .question, text[.title].isEmpty { faults.append(.of(.title, "Enter a title")) }
            guard faults.isEmpty else { throw Faults(faults) }
            try transaction.update(
                """
                UPDATE trial_protocol SET content = \(text.canonical), version = version + 1
                WHERE trial_id = \(id) AND version = \(version)
                """
            )
            try transaction.audit(
                act,
                "protocol.edit",
                of: id,
                in: record.organisation,
                ["section": .word(section)]
            )
        }
    }
}

extension Transaction {
    /// Fills in what follows from what was chosen: the intervention and the offer by their names, which a
    /// deposited copy must hold, and days in the form that is kept.
    func complete(_ text: inout ProtocolText, of hub: ID<Organisation>) throws {
        text[.interventionName] = ""
        if let id = ID<Intervention>(text[.intervention]) {
            let row = try rows("SELECT name, edition, developer FROM intervention WHERE id = \(id)").first
            guard let row else { throw Faults([.of(.intervention, "Choose the intervention")]) }
            let parts: [String] = [try row.get(0), try row.get(1), try row.get(2)]
            text[.interventionName] = parts.filter { !$0.isEmpty }.joined(separator: ", ")
        }
        text[.trainingOfferName] = ""
        if text.dosage == .training, let id = ID<Offer>(text[.trainingOffer]) {
            // Another hub's registers are not this hub's to read.
            let title: String? = try value(
                "SELECT offer.title \(SQL.trainingOffers(of: hub)) AND offer.id = \(id)"
            )
            guard let title else { throw Faults([.of(.trainingOffer, "Choose one of your hub’s offers")]) }
            text[.trainingOfferName] = title
        }
        let slugs = text.words(.strands)
        let known: [String] = try column("SELECT slug FROM strand WHERE slug IN (\(SQL.list(slugs)))")
        guard slugs.allSatisfy(known.contains) else { throw Faults([.of(.strands, "Choose from the list")]) }
        for item in ProtocolItem.allCases where item.kind == .day {
            var reader = FieldReader()
            if let day = reader.day(text[item], item.rawValue, named: "a day") {
                text[item] = day.description
            }
        }
    }
}
