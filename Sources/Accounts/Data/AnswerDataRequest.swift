package import Access
import Database
import Foundation
package import Services

extension Accounts {
    /// Everything that the registered features hold about a person, as JSON: their own, or anyone's for an
    /// administrator who answers a request. One snapshot.
    package func personalData(of person: ID<Person>, by actor: Actor) async throws -> String {
        try requireOwnOrAdministrator(.readOwnData, person, actor)
        let act = services.act(by: actor)
        let registry = registry
        let sections = try await database.write {
            transaction -> [(name: String, records: [PersonalRecord])] in
            _ = try transaction.personRecord(person).orNotFound()
            let sections = try registry.map { part in
                (name: part.section, records: try part.records(of: person, in: transaction))
            }
            try transaction.audit(act, "person.read-data", of: person)
            return sections
        }
        return PersonalDataFile.json(sections, madeAt: act.at)
    }

    /// Erases a person: what nobody must keep is deleted, what must be kept loses the person. It cannot be
    /// undone.
    ///
    /// - Parameter password: The person's own, where they erase themself and have one.
    /// - Throws: ``AccountsError/lastAdministrator`` when the network would have none.
    package func erase(_ person: ID<Person>, password: String = "", by actor: Actor) async throws {
        try requireOwnOrAdministrator(.changeOwnAccount, person, actor)
        let record = try await database.read { try $0.personRecord(person).orNotFound() }
        guard record.erasedAt == nil else { throw AccessError.notFound }
        if actor.person?.id == person { try await confirm(password, of: record) }
        let act = services.act(by: actor)
        let registry = registry
        try await database.write(exclusively: "network administrators") { transaction in
            let record = try transaction.personRecord(person).orNotFound()
            if record.isNetworkAdministrator { try transaction.requireAnotherAdministrator(than: person) }
            // Features first: they may still need what Accounts holds.
            let rows = try registry.reversed().reduce(0) {
                try $0 + $1.erase(person, at: act.at, in: transaction)
            }
            try transaction.audit(act, "person.erase", of: person, ["rows": .count(rows)])
            try transaction.touch(.personNames)
        }
    }

    private func requireOwnOrAdministrator(
        _ permission: Permission,
        _ person: ID<Person>,
        _ actor: Actor
    ) throws(AccessError) {
        if actor.may(permission, on: .of(person: person)) || actor.may(.managePersons) { return }
        try actor.signedInPerson()
        throw .notFound
    }
}
