package import Access
import Accounts
import Database
import Mail
package import Services

// Places are kept for the school, not for the person who joined: whoever is there to book takes them up.

extension Programmes {
    /// An entry of a waiting list, for those who take up what is kept for it.
    ///
    /// - Throws: `AccessError.notFound` for anybody else.
    package func waitingEntry(_ id: ID<WaitingEntry>, by actor: Actor) async throws -> WaitingEntry {
        try actor.signedInPerson()
        return try await database.read { transaction in
            let entry = try transaction.waitingEntry(id).orNotFound()
            let run = try transaction.run(entry.run).orNotFound()
            let offer = try transaction.offer(run.offer).orNotFound()
            guard try transaction.mayTakeUp(entry, of: offer, actor) else { throw AccessError.notFound }
            return entry
        }
    }
}

extension Transaction {
    /// Whether somebody takes up what is kept for an entry: whoever waits with it, and whoever runs the offer.
    func mayTakeUp(_ entry: WaitingEntry, of offer: Offer, _ actor: Actor) throws -> Bool {
        if try waits(actor, with: entry) { return true }
        return try mayAct(for: entry.organisation.id, asOrganiserOf: offer, actor)
    }

    /// Whether somebody waits with an entry: who joined, the contact that was given, and those who book for its school by
    /// a role there.
    func waits(_ actor: Actor, with entry: WaitingEntry) throws -> Bool {
        guard let person = actor.person?.id else { return false }
        if entry.person.id == person { return true }
        if actor.may(.bookPlaces, on: .of(entry.organisation.id)) { return true }
        return try isContact(person, of: entry)
    }

    /// Whether an entry names somebody's address as the school's contact.
    func isContact(_ person: ID<Person>, of entry: WaitingEntry) throws -> Bool {
        guard let contact = entry.contact else { return false }
        return try email(of: person) == contact
    }

    /// Whom to write to about an entry: who joined and, where that is nobody of the school, the contact that was given, or
    /// else those who book for the school by a role there.
    func waitingReaders(of entry: WaitingEntry) throws -> [MailAddress] {
        var readers: [MailAddress] = []
        if let email = try email(of: entry.person.id) {
            readers.append(MailAddress(name: entry.person.name, address: email.text))
        }
        if let contact = entry.contact {
            readers.append(MailAddress(address: contact.text))
        } else if try !isOfSchool(entry) {
            readers += try bookers(of: entry.organisation.id)
        }
        var written: Set<String> = []
        return readers.filter { written.insert($0.address).inserted }
    }

    /// Whether whoever joined belongs to the school, or said that they book for it.
    private func isOfSchool(_ entry: WaitingEntry) throws -> Bool {
        let school = entry.organisation.id
        if try booksFor(school, entry.person.id) { return true }
        return try exists(
            "SELECT 1 FROM membership WHERE organisation_id = \(school) AND person_id = \(entry.person.id)"
        )
    }

    /// Those who book for a school by a role there and can be written to.
    private func bookers(of school: ID<Organisation>) throws -> [MailAddress] {
        try rows(
            """
            SELECT name, email FROM person
            WHERE email IS NOT NULL AND id IN (SELECT person_id FROM membership
                WHERE organisation_id = \(school) AND role IN ('lead', 'editor', 'booker'))
            ORDER BY id
            """
        ).map { MailAddress(name: try $0.get(0), address: try $0.get(1)) }
    }
}
