import Access
import Database
package import Foundation
import Services

/// What is done with a booking that there is.
///
/// Who may do it, and how the booking must stand, is said in ``rule`` alone: the verbs ask it, pages offer what it allows,
/// a test runs every combination, and docs/data-model/programmes.md prints it. A register and an invoice hold places of many
/// bookings: `Access.Permission` says who keeps them.
package enum BookingDeed: String, CaseIterable, Sendable {
    case see
    case changeName = "change a name"
    case cancelPlaces = "cancel places"
    case movePlaces = "move places"
    case givePlaceBack = "give a place back"
    /// For the school's lead: to agree, or not.
    case answer
    case setPurchaseOrder = "set the purchase order"
    case giveNeeds = "say what people need"
    case sendApologies = "send apologies"
    case completeStudy = "say that self-study is done"
}

/// Who somebody is to a booking; one person can be several.
package enum BookingParty: CaseIterable, Sendable {
    /// Keeps the register of a hub that runs it.
    case organiser
    /// Books for the school.
    case school
    /// Agrees to the school's bookings, where it wants that.
    case lead
    /// Sees the bookings of the school or of a hub that runs it.
    case reader
    /// Made this one.
    case booker
    /// Holds a place of it.
    case attender

    /// Those who change names and cancel any place.
    static let changing: Set<BookingParty> = [.organiser, .school, .booker]
}

/// How a booking stands. Where several hold, the last of these counts.
package enum BookingStage: CaseIterable, Sendable {
    /// The school's lead has not answered.
    case asked
    /// Nobody had to be asked, or the lead has agreed.
    case agreed
    /// Nothing of it is held any more: all places were cancelled or moved.
    case cancelled
    /// The lead has not agreed, or not answered in time.
    case declined
    /// The organiser has cancelled the run.
    case runCancelled

    package init(_ booking: Booking, _ run: Run, _ approval: BookingApproval?) {
        self =
            if run.isCancelled {
                .runCancelled
            } else if approval == .declined {
                .declined
            } else if booking.state == .cancelled {
                .cancelled
            } else if approval == .asked {
                .asked
            } else {
                .agreed
            }
    }
}

/// How far the run of a booking is. Self-study is never under way: places change until its last day is over.
package enum BookingTime: CaseIterable, Comparable, Sendable {
    case before, underWay, over

    package init(_ run: Run, at now: Date) {
        self = now < run.changesUntil ? .before : now < run.endsAt ? .underWay : .over
    }
}

/// Which places of a booking somebody may do something with.
package enum BookingReach: Sendable {
    case anyPlace, ownPlace
}

/// Who may do something with a booking, and when.
package struct BookingRule: Sendable {
    /// Who may do it with any place.
    var anyPlace: Set<BookingParty>
    /// Who may do it with a place that they hold.
    var ownPlace: Set<BookingParty> = []
    /// The last time at which it is possible.
    var until: BookingTime
    /// Why it is not possible at a stage; elsewhere it is.
    var refusals: [BookingStage: BookingRefusal] = [:]

    package func refusal(at stage: BookingStage) -> BookingRefusal? { refusals[stage] }
}

extension BookingDeed {
    package var rule: BookingRule {
        let nothingHeld: [BookingStage: BookingRefusal] = [
            .cancelled: .placeNotHeld, .declined: .placeNotHeld, .runCancelled: .runCancelled,
        ]
        let changing = BookingParty.changing
        return switch self {
        case .see: BookingRule(anyPlace: [.reader, .booker], ownPlace: [.attender], until: .over)
        case .changeName, .movePlaces: BookingRule(anyPlace: changing, until: .before, refusals: nothingHeld)
        case .cancelPlaces:
            BookingRule(anyPlace: changing, ownPlace: [.attender], until: .before, refusals: nothingHeld)
        case .givePlaceBack:
            BookingRule(
                anyPlace: changing,
                until: .before,
                refusals: [.declined: .declined, .runCancelled: .runCancelled]
            )
        case .answer:
            BookingRule(
                anyPlace: [.lead],
                until: .over,
                refusals: [
                    .agreed: .approvalAnswered, .declined: .approvalAnswered, .cancelled: .bookingCancelled,
                    .runCancelled: .runCancelled,
                ]
            )
        // Late cancellations are invoiced, too.
        case .setPurchaseOrder: BookingRule(anyPlace: changing, until: .over)
        case .giveNeeds, .sendApologies:
            BookingRule(anyPlace: changing, ownPlace: [.attender], until: .underWay, refusals: nothingHeld)
        // Nobody else knows it; who keeps the register marks it for a whole run.
        case .completeStudy:
            BookingRule(
                anyPlace: [],
                ownPlace: [.attender],
                until: .over,
                refusals: nothingHeld.merging([.asked: .placeNotHeld]) { first, _ in first }
            )
        }
    }

    /// - Throws: `AccessError.notFound` for those whom the booking does not concern; `AccessError.forbidden` for those
    ///   who may not do this; otherwise why it is not possible now.
    @discardableResult
    package func permit(_ parties: Set<BookingParty>, _ stage: BookingStage, _ time: BookingTime) throws
        -> BookingReach
    {
        guard !parties.isEmpty else { throw AccessError.notFound }
        let rule = rule
        let reach: BookingReach? =
            if !rule.anyPlace.isDisjoint(with: parties) {
                .anyPlace
            } else if !rule.ownPlace.isDisjoint(with: parties) {
                .ownPlace
            } else {
                nil
            }
        guard let reach else { throw AccessError.forbidden }
        if let refusal = rule.refusals[stage] { throw refusal }
        guard time <= rule.until else { throw BookingRefusal.started }
        return reach
    }
}

extension Booking {
    /// Who somebody is to the booking; empty for everybody to whom it does not exist.
    func parties(of actor: Actor, _ offer: Offer) -> Set<BookingParty> {
        let hubs = offer.hubs.map(\.organisation.id)
        var parties: Set<BookingParty> = []
        if actor.may(.keepRegister, on: .of(hubs)) { parties.insert(.organiser) }
        if actor.may(.bookPlaces, on: .of(organisation.id)) { parties.insert(.school) }
        if actor.may(.approveBookings, on: .of(organisation.id)) { parties.insert(.lead) }
        if actor.may(.seeBookings, on: .of([organisation.id] + hubs)) { parties.insert(.reader) }
        guard let person = actor.person?.id else { return parties }
        if bookedBy.id == person { parties.insert(.booker) }
        if heldPlaces.contains(where: { $0.person == person }) { parties.insert(.attender) }
        return parties
    }
}

/// A booking in hand, with what is around it, for somebody who may do something with it now.
struct BookingChange {
    let booking: Booking
    let run: Run
    let offer: Offer
    /// Whether the school's lead was asked, and what the answer was.
    let approval: BookingApproval?
    /// Who the actor is to it.
    let parties: Set<BookingParty>
    let reach: BookingReach

    /// - Throws: What ``BookingDeed/permit(_:_:_:)`` throws.
    init(
        _ id: ID<Booking>,
        for deed: BookingDeed,
        by actor: Actor,
        at now: Date,
        in transaction: any Transaction
    )
        throws
    {
        booking = try transaction.booking(id).orNotFound()
        run = try transaction.run(booking.run).orNotFound()
        offer = try transaction.offer(run.offer).orNotFound()
        approval = try transaction.approval(of: id)
        parties = booking.parties(of: actor, offer)
        reach = try deed.permit(
            parties,
            BookingStage(booking, run, approval),
            BookingTime(run, at: now)
        )
    }

    /// Places that somebody chose and that are held.
    ///
    /// - Throws: `AccessError.notFound` where one is not of the booking, or not theirs who may do it with their own;
    ///   ``BookingRefusal/placeNotHeld``.
    func heldPlaces(_ places: Set<ID<BookedPlace>>, of actor: Actor) throws -> [BookedPlace] {
        let chosen = booking.places.filter { places.contains($0.id) }
        guard !chosen.isEmpty, chosen.count == places.count else { throw AccessError.notFound }
        try require(chosen, of: actor)
        if let refusal = chosen.compactMap(\.refusal).first { throw refusal }
        return chosen
    }

    /// Hides from those who may do it with their own places that there are others.
    func require(_ places: [BookedPlace], of actor: Actor) throws(AccessError) {
        guard reach == .anyPlace || places.allSatisfy({ $0.person == actor.person?.id }) else {
            throw .notFound
        }
    }
}
