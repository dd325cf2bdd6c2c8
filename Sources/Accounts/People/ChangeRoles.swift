package import Access
import Database
import Foundation
package import Services

extension Accounts {
    /// Sets a colleague's roles in an organisation; no roles removes them from it.
    ///
    /// - Throws: ``AccountsError/lastLead`` when nobody would answer for the organisation any more.
    package func changeRoles(
        of person: ID<Person>,
        in organisation: ID<Organisation>,
        to roles: Set<Role>,
        by actor: Actor
    ) async throws {
        if case .anonymous = actor.identity { throw AccessError.notSignedIn }
        try actor.require(.changeRoles, on: .of(organisation))
        let act = services.act(by: actor)
        // Two leads who remove each other at once: one of them comes second and is refused.
        try await database.write(exclusively: "organisation \(organisation)") { transaction in
            let before = try transaction.roles(of: person, in: organisation)
            guard !before.isEmpty else { throw AccessError.notFound }
            if before.contains(.lead), !roles.contains(.lead) {
                let leads = try transaction.count(
                    "SELECT count(*) FROM membership WHERE organisation_id = \(organisation) AND role = 'lead'"
                )
                guard leads > 1 || actor.isNetworkAdministrator else { throw AccountsError.lastLead }
            }
            for role in before.subtracting(roles) {
                try transaction.execute(
                    """
                    DELETE FROM membership
                    WHERE person_id = \(person) AND organisation_id = \(organisation) AND role = \(role)
                    """
                )
            }
            for role in roles.subtracting(before) {
                try transaction.addMembership(of: person, in: organisation, as: role, at: act.at)
            }
            try transaction.endWeakSessions(of: person, ifAnyOf: roles)
            try transaction.audit(
                act,
                "person.change-roles",
                of: person,
                in: organisation,
                ["before": .word(Self.words(before)), "after": .word(Self.words(roles))]
            )
        }
    }

    /// Gives or takes the network administrator's role. The network keeps at least one.
    package func setNetworkAdministrator(_ isOne: Bool, _ person: ID<Person>, by actor: Actor) async throws {
        try actor.require(.managePersons)
        let act = services.act(by: actor)
        try await database.write(exclusively: "network administrators") { transaction in
            let record = try transaction.personRecord(person).orNotFound()
            guard record.erasedAt == nil else { throw AccessError.notFound }
            if record.isNetworkAdministrator, !isOne {
                try transaction.requireAnotherAdministrator(than: person)
            }
            try transaction.execute(
                "UPDATE person SET is_network_administrator = \(isOne), version = version + 1 WHERE id = \(person)"
            )
            if isOne { try transaction.endWeakSessions(of: person, ifAnyOf: [.lead]) }
            try transaction.audit(
                act,
                "person.set-administrator",
                of: person,
                ["administrator": .flag(isOne)]
            )
        }
    }

    private static func words(_ roles: Set<Role>) -> String {
        roles.sorted().map(\.rawValue).joined(separator: " ")
    }
}

extension Transaction {
    func roles(of person: ID<Person>, in organisation: ID<Organisation>) throws -> Set<Role> {
        let roles: [Role] = try column(
            "SELECT role FROM membership WHERE person_id = \(person) AND organisation_id = \(organisation)"
        )
        return Set(roles)
    }

    func requireAnotherAdministrator(than person: ID<Person>) throws {
        let others = try count(
            "SELECT count(*) FROM person WHERE is_network_administrator = 1 AND id <> \(person)"
        )
        guard others > 0 else { throw AccountsError.lastAdministrator }
    }

    /// A session that began with a mailed link does not carry a role that needs a password.
    func endWeakSessions(of person: ID<Person>, ifAnyOf roles: Set<Role>) throws {
        guard roles.contains(where: { !$0.signsInByLink }) else { return }
        try execute("DELETE FROM session WHERE person_id = \(person) AND strength = 'link'")
    }
}
