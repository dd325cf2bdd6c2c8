import Evidence
package import Access
package import Database
package import Foundation
package import Services

/// A trial's protocol: a draft that its hub writes, or a public one that changes only by dated amendments.
package struct TrialProtocol: Sendable, Equatable {
    /// Also the identifier of the registered trial once it is published.
    package let trial: ID<Trial>
    package let organisation: ID<Organisation>
    package let createdBy: ID<Person>
    package let createdAt: Date
    /// What it says now.
    package let text: ProtocolText
    package let publication: Publication?
    package let version: Int

    /// What publishing fixed.
    package struct Publication: Sendable, Equatable {
        package let at: Date
        /// As it was published, before any amendment.
        package let text: ProtocolText
        package let sha256: String
        /// The hash of the secret that the allocation's seed will be made from.
        package let commitment: String
    }

    package var isDraft: Bool { publication == nil }

    /// How far the draft is: sections without a fault.
    package var finishedSections: Set<ProtocolSection> {
        let faulty = Set(text.faults.compactMap { ProtocolItem(rawValue: $0.field)?.section })
        return Set(ProtocolSection.allCases).subtracting(faulty)
    }
}

extension TrialProtocol: RowReadable {
    package init(row: Row) throws {
        trial = try row.get("trial_id")
        organisation = try row.get("organisation_id")
        createdBy = try row.get("created_by")
        createdAt = try row.get("created_at")
        text = try row.protocolText("content")
        version = try row.get("version")
        let at: Date? = try row.get("published_at")
        if let at {
            publication = Publication(
                at: at,
                text: try row.protocolText("published_content"),
                sha256: try row.get("sha256"),
                commitment: try row.get("commitment")
            )
        } else {
            publication = nil
        }
    }
}

extension Row {
    func protocolText(_ column: String) throws -> ProtocolText {
        let bytes: [UInt8] = try get(column)
        guard let text = ProtocolText(canonical: bytes) else {
            throw DatabaseError.unreadable(column: column, reason: "it is not a protocol in canonical form")
        }
        return text
    }
}

/// A dated change of a published protocol.
package struct ProtocolAmendment: Sendable, Equatable, RowReadable {
    /// Counted from 1.
    package let number: Int
    package let madeAt: Date
    package let reason: String
    package let before: ProtocolText
    package let text: ProtocolText
    package let sha256: String

    package var changes: [ProtocolChange] { before.changes(to: text) }

    package init(row: Row) throws {
        number = try row.get("number")
        madeAt = try row.get("made_at")
        reason = try row.get("reason")
        before = try row.protocolText("before_content")
        text = try row.protocolText("content")
        sha256 = try row.get("sha256")
    }
}

/// What somebody outside holds of a protocol: a time stamp, or a deposit in a register.
package struct ProtocolReceipt: Sendable, Equatable, RowReadable {
    package enum Kind: String, Sendable, SQLStorable {
        case timeStamp = "time-stamp"
        case deposit
    }

    package let id: ID<ProtocolReceipt>
    package let kind: Kind
    /// Which version it is about: 0 for the published one, otherwise the number of the amendment.
    package let amendment: Int
    /// Who holds it: the authority or the register.
    package let place: String
    /// Where it can be found, or its number there.
    package let address: String
    package let attachedAt: Date

    package init(row: Row) throws {
        id = try row.get("id")
        kind = try row.get("kind")
        amendment = try row.get("amendment")
        place = try row.get("place")
        address = try row.get("address")
        attachedAt = try row.get("attached_at")
    }
}
