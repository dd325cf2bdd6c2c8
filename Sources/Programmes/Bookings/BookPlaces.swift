package import Access
package import Accounts
package import Database
import Evidence
import Foundation
import Mail
package import Services

extension Programmes {
    /// Books places in a run for colleagues of a school: all of them or none.
    ///
    /// The same key books once and answers the same booking. Whoever may book for the school, or runs
    /// the offer, books for anyone; a member books for themself. Everyone gets an email with calendar entries.
    ///
    /// - Throws: `Faults`; ``BookingRefusal``; `AccessError`.
    package func bookPlaces(_ draft: BookingDraft, by actor: Actor, key: IdempotencyKey) async throws
        -> Booking
    {
        let booker = try actor.signedInPerson()
        let (colleagues, order) = try draft.checked()
        let act = services.act(by: actor)
        let ids = IDSequence(services)
        let references = (0..<4).map { _ in BookingReference.drawn(services) }
        let settings = settings
        return try await database.write(exclusively: Self.queue(draft.run)) { transaction in
            let text = try transaction.once(key, by: act, "booking.make") {
                let making = BookingMaking(
                    draft: draft,
                    colleagues: colleagues,
                    purchaseOrder: order,
                    booker: booker,
                    act: act,
                    references: references,
                    settings: settings
                )
                return try making.make(in: transaction, ids).description
            }
            return try ID<Booking>(text).flatMap(transaction.booking).orNotFound()
        }
    }
}

/// The steps of making one booking, in one transaction.
private struct BookingMaking {
    let draft: BookingDraft
    let colleagues: [NamedColleague]
    let purchaseOrder: String?
    let booker: Person
    let act: Act
    let references: [String]
    let settings: ProgrammesSettings

    func make(in transaction: any Transaction, _ sequence: IDSequence) throws -> ID<Booking> {
        var ids = sequence
        let admitted = try transaction.admit(draft, colleagues, by: act.actor, at: act.at)
        let (run, offer, email) = (admitted.run, admitted.offer, admitted.email)

        let before = PlacesLeft(run.placesLeft)
        try takePlaces(admitted.kept?.places, in: transaction)
        let entry = admitted.kept?.entry
        let (quote, code) = try price(offer, in: transaction)
        let id = ids.next(Booking.self)
        try insert(as: id, offer, code, in: transaction)
        for (position, (colleague, price)) in zip(colleagues, quote.places).enumerated() {
            try transaction.insertPlace(
                for: colleague,
                price,
                in: id,
                of: run.id,
                at: position,
                ids: &ids,
                now: act.at
            )
        }
        if let entry {
            try transaction.execute(
                "UPDATE waiting_entry SET state = 'booked', booking_id = \(id) WHERE id = \(entry)"
            )
        }
        try transaction.audit(
            act,
            .bookPlaces,
            of: id,
            in: draft.organisation,
            [
                "run": .id(run.id), "places": .count(colleagues.count),
                "net": .count(quote.cost.net.rawValue),
                "funded": .count(quote.fundedCount),
            ]
        )

        let post = Post(settings, at: act.at)
        let booking = try transaction.booking(id).orNotFound()
        let waits = try transaction.askForApproval(of: booking, offer, run, act, post, &ids)
        try transaction.send(post.booked(booking, to: email, offer, run, waits: waits), act, &ids)
        // Those who go hear of it when the school's lead has agreed.
        for place in booking.heldPlaces where !waits {
            try transaction.tellOfPlace(place, bookedBy: booker, offer, run, post, act, &ids)
        }
        if entry != nil { try transaction.passOnFreePlaces(of: run.id, act, post, settings, &ids) }
        try transaction.touchPlaces(of: offer.id, run.id, before: before)
        return id
    }

    /// What the places cost now; funded places and the use of a code are taken with it.
    private func price(_ offer: Offer, in transaction: any Transaction) throws -> (Quote, DiscountCode?) {
        let today = LocalDate(act.at, in: .london)
        let (quote, code) = try transaction.quote(draft, for: colleagues, of: offer, on: today)
        // Nobody pays more than they saw; who pays less is not asked again.
        if let agreed = draft.agreedTotal, quote.cost.total > agreed {
            throw BookingRefusal.priceChanged(quote.cost.total)
        }
        try transaction.takeFunded(quote.fundedCount, of: offer.id)
        guard let code, quote.usesCode else { return (quote, nil) }
        try transaction.use(code)
        return (quote, code)
    }

    /// Takes the places. Those that are not kept are taken guarded, whatever was read before: the statement changes nothing
    /// unless enough are free.
    private func takePlaces(_ kept: Int?, in transaction: any Transaction) throws {
        let count = colleagues.count
        if let kept {
            try transaction.execute(
                "UPDATE run SET taken = taken + \(count), reserved = reserved - \(kept) WHERE id = \(draft.run)"
            )
            return
        }
        let changed = try transaction.execute(
            """
            UPDATE run SET taken = taken + \(count)
            WHERE id = \(draft.run) AND taken + reserved + \(count) <= capacity
            """
        )
        guard changed == 1 else {
            let left: Int? = try transaction.value(
                "SELECT capacity - taken - reserved FROM run WHERE id = \(draft.run)"
            )
            throw BookingRefusal.notEnoughPlaces(left: left ?? 0)
        }
    }

    private func insert(
        as id: ID<Booking>,
        _ offer: Offer,
        _ code: DiscountCode?,
        in transaction: any Transaction
    ) throws {
        let reference = try transaction.freeReference(among: references)
        try transaction.execute(
            """
            INSERT INTO booking
                (id, reference, run_id, organisation_id, booked_by, purchase_order, price_pence, vat_rate,
                 discount_code_id, state, booked_at, version)
            VALUES (\(id), \(reference), \(draft.run), \(draft.organisation), \(booker.id), \(purchaseOrder),
                \(offer.facts.price), \(offer.facts.vat.rateBasisPoints), \(code?.id), 'confirmed', \(act.at), 1)
            """
        )
    }
}

/// What people say on the telephone and write on a purchase order.
enum BookingReference {
    /// No vowels, so that it spells nothing; no characters that are taken for others.
    private static let alphabet: [Character] = Array("23456789BCDFGHJKMNPQRSTVWXYZ")

    /// Eight characters, `K7M3-92PX`: 28⁸ = 3.8 × 10¹¹.
    static func drawn(_ services: Services) -> String {
        // 252 is a multiple of 28: every character is as likely.
        var characters: [Character] = []
        while characters.count < 8 {
            for byte in services.randomBytes(16) where byte < 252 && characters.count < 8 {
                characters.append(alphabet[Int(byte) % alphabet.count])
            }
        }
        return String(characters.prefix(4)) + "-" + String(characters.suffix(4))
    }
}

extension Transaction {
    /// The first of some drawn references that no booking has.
    func freeReference(among drawn: [String]) throws -> String {
        let taken: Set<String> = Set(
            try column("SELECT reference FROM booking WHERE reference IN (\(SQL.list(drawn)))")
        )
        // Four draws out of 28⁸: that all are taken happens to nobody.
        guard let reference = drawn.first(where: { !taken.contains($0) }) else {
            throw DatabaseError.conflict("no free booking reference")
        }
        return reference
    }

    /// Which of some addresses hold a place in a run.
    func holders(among emails: [EmailAddress], in run: ID<Run>) throws -> Set<EmailAddress> {
        let held: [EmailAddress] = try column(
            """
            SELECT person.email FROM place JOIN person ON person.id = place.person_id
            WHERE place.run_id = \(run) AND place.state = 'held' AND person.email IN (\(SQL.list(emails)))
            """
        )
        return Set(held)
    }

    /// One place for each person: refuses those who hold one already.
    func refuseSecondPlaces(for colleagues: [NamedColleague], in run: ID<Run>) throws {
        let held = try holders(among: colleagues.map(\.email), in: run)
        guard held.isEmpty else {
            throw BookingRefusal.alreadyBooked(colleagues.filter { held.contains($0.email) }.map(\.name))
        }
    }

    package func email(of person: ID<Person>) throws -> EmailAddress? {
        try value("SELECT email FROM person WHERE id = \(person)")
    }

    /// Refuses whoever may not book for a school: those who book for it do, a member books for themself.
    func permitBooking(
        _ colleagues: [NamedColleague],
        for school: ID<Organisation>,
        at email: EmailAddress,
        by actor: Actor
    ) throws {
        let booker = try actor.signedInPerson()
        if actor.may(.bookPlaces, on: .of(school)) { return }
        if try booksFor(school, booker.id) { return }
        let isMember = !actor.roles(in: school).isEmpty
        let isOwn = colleagues.count == 1 && colleagues[0].email == email
        if isMember, isOwn, actor.may(.bookOwnPlace, on: .of(person: booker.id, in: school)) { return }
        try actor.require(.bookPlaces, on: .of(school))
    }

    /// A place for a colleague, who becomes a person if there is none at the address.
    @discardableResult
    func insertPlace(
        for colleague: NamedColleague,
        _ price: PlacePrice,
        in booking: ID<Booking>,
        of run: ID<Run>,
        at position: Int,
        ids: inout IDSequence,
        now: Date
    ) throws -> ID<BookedPlace> {
        let person = try findOrAddPerson(
            name: colleague.name,
            email: colleague.email,
            newID: ids.next(),
            at: now
        )
        let id = ids.next(BookedPlace.self)
        try execute(
            """
            INSERT INTO place
                (id, booking_id, run_id, position, person_id, name, email, state, changed_at, price_pence, price_basis,
                 price_reason)
            VALUES (\(id), \(booking), \(run), \(position), \(person.id), \(colleague.name), \(colleague.email),
                'held', \(now), \(price.price), \(price.basis), \(price.reason))
            """
        )
        return id
    }

    func send(_ mail: OutgoingMail?, _ act: Act, _ ids: inout IDSequence) throws {
        guard let mail else { return }
        try enqueue(mail, id: ids.next(), at: act.at)
    }

    /// Announces that the places of a run changed: to the offer's page always, to the catalogue only if its
    /// line reads differently.
    func touchPlaces(of offer: ID<Offer>, _ run: ID<Run>, before: PlacesLeft) throws {
        try touch(.offer(offer))
        let left: Int? = try value("SELECT capacity - taken - reserved FROM run WHERE id = \(run)")
        if PlacesLeft(left ?? 0) != before { try touch(.offers) }
    }
}
