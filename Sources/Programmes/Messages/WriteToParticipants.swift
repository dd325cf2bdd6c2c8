package import Access
import Accounts
package import Database
import Evidence
import Foundation
import Mail
package import Services

extension Programmes {
    /// Whom a message would reach, for a look before it is sent.
    ///
    /// - Throws: `Faults` when nobody would get it; `AccessError`.
    package func messageReaders(_ message: MessageDraft.Checked, of run: ID<Run>, by actor: Actor)
        async throws
        -> MessageReaders
    {
        try actor.signedInPerson()
        let post = Post(settings, at: services.now())
        return try await database.read { transaction in
            let asked = try transaction.messagedRun(run, by: actor)
            let (people, withheld) = try transaction.readers(of: message, asked.run)
            let sample = try people.first.orNotFound()
            return MessageReaders(
                people: people,
                withheld: withheld,
                sample: post.filled(message, for: sample, asked.offer, asked.run)
            )
        }
    }

    /// Puts a message for each who is meant into the outbox: once for a key, however often it is sent. A message that
    /// is not about their places carries a link that stops further ones, and passes over who used it.
    ///
    /// - Returns: How many it goes to.
    /// - Throws: `Faults` when nobody would get it; `AccessError`.
    package func writeToParticipants(
        _ message: MessageDraft.Checked,
        of id: ID<Run>,
        by actor: Actor,
        key: IdempotencyKey
    ) async throws -> Int {
        let person = try actor.signedInPerson()
        let act = services.act(by: actor)
        let ids = IDSequence(services)
        let post = Post(settings, at: act.at)
        let answer = try await database.write { transaction in
            let (offer, run) = try transaction.messagedRun(id, by: actor)
            return try transaction.once(key, by: act, .writeToParticipants) {
                var ids = ids
                let (people, withheld) = try transaction.readers(of: message, run)
                for reader in people {
                    var choice: ID<MessageChoice>?
                    if message.purpose == .news, let person = reader.person {
                        choice = try transaction.messageChoice(of: person, newID: ids.next())
                    }
                    try transaction.send(
                        post.message(message, to: reader, offer, run, stop: choice),
                        act,
                        &ids
                    )
                }
                let sent = ids.next(ParticipantMessage.self)
                try transaction.execute(
                    """
                    INSERT INTO participant_message
                        (id, run_id, audience, purpose, subject, body, recipients, withheld, sent_by, sent_at)
                    VALUES (\(sent), \(id), \(message.audience), \(message.purpose), \(message.subject),
                        \(message.body), \(people.count), \(withheld), \(person.id), \(act.at))
                    """
                )
                try transaction.audit(
                    act,
                    .writeToParticipants,
                    of: id,
                    in: offer.lead?.organisation.id,
                    [
                        "audience": .word(message.audience), "purpose": .word(message.purpose),
                        "to": .count(people.count), "withheld": .count(withheld),
                    ]
                )
                return String(people.count)
            }
        }
        return Int(answer) ?? 0
    }

    /// What was written to those who hold a place in a run or wait for one, newest first.
    package func messages(of run: ID<Run>, by actor: Actor) async throws -> [ParticipantMessage] {
        try actor.signedInPerson()
        return try await database.read { transaction in
            _ = try transaction.messagedRun(run, by: actor)
            return try transaction.all(
                "SELECT * FROM participant_message WHERE run_id = \(run) ORDER BY sent_at DESC, id LIMIT 50"
            )
        }
    }
}

extension Transaction {
    /// To everyone but the hubs that run it, a run has no messages.
    fileprivate func messagedRun(_ id: ID<Run>, by actor: Actor) throws -> (offer: Offer, run: Run) {
        let run = try run(id).orNotFound()
        let offer = try offer(run.offer).orNotFound()
        try actor.require(.writeToParticipants, on: .of(offer.hubs.map(\.organisation.id)))
        return (offer, run)
    }

    /// Those who are meant and do not object, and how many do.
    fileprivate func readers(of message: MessageDraft.Checked, _ run: Run) throws -> (
        people: [MessageReader], withheld: Int
    ) {
        if message.audience == .waiting { return (try readersWaiting(for: run), 0) }
        let present: SQL = """
            (EXISTS (SELECT 1 FROM attendance WHERE attendance.place_id = place.id AND attendance.state = 'present')
                OR EXISTS (SELECT 1 FROM study_completion WHERE study_completion.place_id = place.id))
            """
        // Who has not completed self-study is known without a register.
        let kept: SQL =
            run.study != nil
            ? "1 = 1" : "EXISTS (SELECT 1 FROM attendance WHERE attendance.run_id = \(run.id))"
        let audience: SQL =
            switch message.audience {
            case .all, .waiting: "1 = 1"
            case .attended: present
            case .missed: "\(kept) AND NOT \(present)"
            }
        let rows = try rows(
            """
            SELECT \(BookedPlace.columns), message_choice.stopped_at FROM place
            LEFT JOIN message_choice ON message_choice.person_id = place.person_id
            WHERE \(BookedPlace.written(in: run.id)) AND \(audience)
            ORDER BY \(dialect.byteOrder("lower(place.name)")), place.id
            """
        )
        let wanted = try rows.filter {
            try message.purpose == .training || $0.get("stopped_at", as: Date?.self) == nil
        }
        guard !wanted.isEmpty else {
            let reason =
                rows.isEmpty
                ? "Nobody is among them yet: choose others, or keep the register first"
                : "All of them have stopped messages like this"
            throw Faults([Fault("audience", reason)])
        }
        let people = try wanted.map { row in
            let place = try BookedPlace(row: row)
            return MessageReader(name: place.name, address: place.email?.text, person: place.person)
        }
        return (people, rows.count - wanted.count)
    }

    /// Who hears of free places: each once.
    private func readersWaiting(for run: Run) throws -> [MessageReader] {
        var written: Set<String> = []
        var people: [MessageReader] = []
        for entry in try waitingList(of: run.id) {
            for reader in try waitingReaders(of: entry) where written.insert(reader.address).inserted {
                people.append(MessageReader(name: reader.name, address: reader.address, person: nil))
            }
        }
        guard !people.isEmpty else {
            throw Faults([Fault("audience", "Nobody waits for a place: choose others")])
        }
        return people
    }
}

extension Post {
    fileprivate func message(
        _ message: MessageDraft.Checked,
        to reader: MessageReader,
        _ offer: Offer,
        _ run: Run,
        stop: ID<MessageChoice>?
    ) -> OutgoingMail? {
        guard let address = reader.address else { return nil }
        let hubs = offer.hubNames
        let stopAddress = stop.map { "\(settings.baseURL)/messages/stop/\($0)" }
        let foot =
            stopAddress.map {
                "\(hubs) sends this to those who booked \(offer.facts.title).\nNo more of these: \($0)"
            } ?? question(about: offer)
        let mail = OutgoingMail(
            to: MailAddress(name: reader.name, address: address),
            subject: message.subject,
            text: "\(filled(message, for: reader, offer, run))\n\n--\n\(foot)\n"
        )
        guard let stopAddress else { return mail }
        return mail.stopping(at: stopAddress)
    }

    /// The link to join is for those who have a place.
    fileprivate func filled(
        _ message: MessageDraft.Checked,
        for reader: MessageReader,
        _ offer: Offer,
        _ run: Run
    ) -> String {
        let showsLinks = message.audience != .waiting
        return filled(message.template, named: reader.greeted, showsLinks: showsLinks, offer, run)
    }
}
