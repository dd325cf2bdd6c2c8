package import Access
package import Database
package import Services

package enum PartnershipKind: String, CaseIterable, Sendable, SQLStorable {
    case allianceMember = "alliance-member"
    case deliveryPartner = "delivery-partner"
    case leadAssociate = "lead-associate"
    case jointOffer = "joint-offer"
    case appropriateBody = "appropriate-body"

    package var name: String {
        switch self {
        case .allianceMember: "Alliance member"
        case .deliveryPartner: "Delivery partner"
        case .leadAssociate: "Lead and associate"
        case .jointOffer: "Joint offer"
        case .appropriateBody: "Appropriate body"
        }
    }
}

package enum PartnershipState: String, CaseIterable, Sendable, SQLStorable {
    case active, challenged, ended

    package var name: String {
        switch self {
        case .active: "Active"
        case .challenged: "Challenged"
        case .ended: "Ended"
        }
    }
}

/// A dated tie, seen from one of its two organisations.
package struct Partnership: Sendable, Equatable, RowReadable {
    package let id: ID<Partnership>
    package let kind: PartnershipKind
    package let state: PartnershipState
    package let startedOn: LocalDate?
    package let endedOn: LocalDate?
    package let version: Int
    /// Whether the organisation from which it is seen wrote it down or agreed to it.
    package let isAgreed: Bool
    package let partner: Organisation
    /// The partner's address when it is a hub.
    package let partnerSlug: String?

    package init(row: Row) throws {
        id = try row.get("id")
        kind = try row.get("kind")
        state = try row.get("state")
        startedOn = try row.get("started_on")
        endedOn = try row.get("ended_on")
        version = try row.get("version")
        isAgreed = try row.get("agrees")
        partner = Organisation(
            id: try row.get("partner_id"),
            kind: try row.get("partner_kind"),
            name: try row.get("partner_name")
        )
        partnerSlug = try row.get("partner_slug")
    }
}

extension Directory {
    /// The ties of an organisation, open ones first.
    package func partnerships(of organisation: ID<Organisation>) async throws -> [Partnership] {
        try await database.read { try Self.partnerships(of: organisation, in: $0) }
    }

    package static func partnerships(
        of organisation: ID<Organisation>,
        in transaction: any Transaction
    ) throws -> [Partnership] {
        let order = transaction.dialect.byteOrder("o.name")
        return try transaction.all(
            """
            SELECT p.id, p.kind, p.state, p.started_on, p.ended_on, p.version,
                CASE WHEN p.from_id = \(organisation) THEN p.from_agrees ELSE p.to_agrees END AS agrees,
                o.id AS partner_id, o.kind AS partner_kind, o.name AS partner_name, h.slug AS partner_slug
            FROM partnership p
            JOIN organisation o ON o.id = CASE WHEN p.from_id = \(organisation) THEN p.to_id ELSE p.from_id END
            LEFT JOIN hub h ON h.id = o.id
            WHERE p.from_id = \(organisation) OR p.to_id = \(organisation)
            ORDER BY CASE WHEN p.state = 'ended' THEN 1 ELSE 0 END, \(order), p.id
            """
        )
    }

    /// Whoever has an open tie with one of these organisations, whichever of the two recorded it: a query of one column. For
    /// other modules' queries, too.
    package static func partners(
        ofAny organisations: [ID<Organisation>],
        as kind: PartnershipKind? = nil
    ) -> SQL {
        let list = SQL.list(organisations)
        let isOpen: SQL = kind.map { "state <> 'ended' AND kind = \($0)" } ?? "state <> 'ended'"
        return """
            SELECT to_id FROM partnership WHERE from_id IN (\(list)) AND \(isOpen)
            UNION SELECT from_id FROM partnership WHERE to_id IN (\(list)) AND \(isOpen)
            """
    }

    /// The same with the schools of each trust or other group among them.
    package static func partnersAndTheirSchools(ofAny organisations: [ID<Organisation>]) -> SQL {
        withTheirSchools(partners(ofAny: organisations))
    }

    /// Whoever wrote down or agreed to an active tie with one of these organisations, and the schools of each trust or other
    /// group among them: what the other side alone wrote down does not count. A query of one column.
    package static func agreedPartnersAndTheirSchools(ofAny organisations: [ID<Organisation>]) -> SQL {
        let list = SQL.list(organisations)
        return withTheirSchools(
            """
            SELECT to_id FROM partnership WHERE from_id IN (\(list)) AND state = 'active' AND to_agrees = 1
            UNION SELECT from_id FROM partnership WHERE to_id IN (\(list)) AND state = 'active' AND from_agrees = 1
            """
        )
    }

    private static func withTheirSchools(_ partners: SQL) -> SQL {
        """
        \(partners)
        UNION SELECT e.organisation_id FROM school_group g
        JOIN group_member m ON m.group_uid = g.uid AND m.left_on IS NULL
        JOIN establishment e ON e.urn = m.urn WHERE g.organisation_id IN (\(partners))
        """
    }
}
