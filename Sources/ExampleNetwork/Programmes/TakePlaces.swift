import Access
import Accounts
import Database
import Foundation
import Programmes
import Services

extension ExampleNetwork {
    /// Books, waits, gives back and sends others, as the stories tell; other schools around the hub fill the runs.
    func takePlaces(in catalogue: Catalogue, of schools: [ExampleSchool], _ cast: Cast) async throws {
        var taking = PlaceTaking(network: self, cast: cast, schools: schools)
        for told in ToldOffer.all where told.ending.isPublished {
            for (run, id) in zip(told.runs, catalogue.runs[told.key] ?? []) {
                try await taking.tell(run, id, of: told)
            }
        }
    }
}

/// The bookings of the stories, one run after the other.
private struct PlaceTaking {
    let network: ExampleNetwork
    let cast: Cast
    let schools: [ExampleSchool]
    var offices = Offices()
    /// The last booking that a school made in the run that is told.
    var booked: [ToldSchool: Booking] = [:]
    var keys = 0

    init(network: ExampleNetwork, cast: Cast, schools: [ExampleSchool]) {
        self.network = network
        self.cast = cast
        self.schools = schools
    }

    mutating func tell(_ told: ToldRun, _ run: ID<Run>, of offer: ToldOffer) async throws {
        booked = [:]
        let first = network.sessionDays(of: told).first ?? network.options.today
        let before = first.adding(days: -max(2, (told.closesBefore ?? 0) + 1))
        let window = Window(
            opens: network.day(offer.written + 8),
            // Self-study is booked while it is open.
            closes: told.studyMinutes == nil ? min(before, network.day(-1)) : network.day(-1)
        )
        for act in told.acts where act.deed.takesPlaces {
            try await perform(act, in: run, window)
        }
        let firstWait = told.acts.first { $0.deed.waits }.map { network.day($0.day - 1) }
        try await fill(
            run,
            to: told.fill,
            of: offer,
            Window(opens: window.opens, closes: min(window.closes, firstWait ?? window.closes))
        )
        for act in told.acts where !act.deed.takesPlaces {
            try await perform(act, in: run, window)
        }
    }

    private mutating func perform(_ act: ToldAct, in run: ID<Run>, _ window: Window) async throws {
        let actor = try cast.actor(act.person)
        let day = max(window.opens, min(network.day(act.day), window.closes))
        let programmes = network.programmes(on: day, 9 + keys % 7, keys * 7 % 60)
        let organisation = act.school.organisation.id
        switch act.deed {
        case .books(let places, let order, let code):
            let staff = try staff(of: act.school).some(
                places,
                from: act.person.name.count + act.day.magnitudeInWeeks
            )
            booked[act.school] = try await programmes.bookPlaces(
                BookingDraft(
                    run: run,
                    organisation: organisation,
                    colleagues: staff,
                    purchaseOrder: order,
                    discountCode: code
                ),
                by: actor,
                key: try nextKey()
            )
        case .goes:
            let own = ColleagueDraft(name: act.person.name, email: act.person.email)
            booked[act.school] = try await programmes.bookPlaces(
                BookingDraft(run: run, organisation: organisation, colleagues: [own]),
                by: actor,
                key: try nextKey()
            )
        case .waits(let places, let takesFewer):
            _ = try await programmes.joinWaitingList(
                of: run,
                for: organisation,
                places: places,
                takesFewer: takesFewer,
                by: actor,
                key: try nextKey()
            )
        case .givesBack:
            guard let booking = booked[act.school], let last = booking.heldPlaces.last else { return }
            try await programmes.cancelPlaces([last.id], of: booking.id, version: booking.version, by: actor)
        case .sendsAnother:
            guard let booking = booked[act.school], let first = booking.heldPlaces.first else { return }
            let going = Set(booking.places.compactMap { $0.email?.text })
            let others = try staff(of: act.school).colleagues.filter { !going.contains($0.email) }
            guard let other = others.first else { return }
            try await programmes.substitute(
                other,
                for: first.id,
                of: booking.id,
                version: booking.version,
                by: actor
            )
        }
    }

    /// Schools around the hub book one to three places each until enough are taken.
    private mutating func fill(_ run: ID<Run>, to target: Int, of offer: ToldOffer, _ window: Window)
        async throws
    {
        var draws = Draws(seed: network.options.seed, "fill of \(offer.key) \(keys)")
        var taken = booked.values.reduce(0) { $0 + $1.heldPlaces.count }
        let days = max(0, window.closes.daysSinceEpoch - window.opens.daysSinceEpoch)
        let around = candidates(around: offer).filter { school in
            school.told.map { booked[$0] == nil } ?? true
        }
        for school in around where taken < target && draws.happens(0.6) {
            let staff = Staff(of: school, seed: network.options.seed)
            let places = min(target - taken, 1 + draws.position(weights: [5, 3, 2]))
            let booker = try await offices.booker(of: school, in: network, cast)
            let day = window.opens.adding(days: draws.whole(0...days))
            let order = draws.happens(0.4) ? "PO-\(draws.whole(1000...9999))" : ""
            _ = try await network.programmes(on: day, draws.whole(8...16), draws.whole(0...59)).bookPlaces(
                BookingDraft(
                    run: run,
                    organisation: school.organisation.id,
                    colleagues: staff.some(places, from: draws.whole(0...20)),
                    purchaseOrder: order
                ),
                by: booker,
                key: try nextKey()
            )
            taken += places
        }
    }

    /// Who would come: schools whose pupils an offer is about, nearest to the hub first. The head without luck
    /// has booked nothing this year, so his school comes only where the story says so.
    private func candidates(around offer: ToldOffer) -> [ExampleSchool] {
        let host = schools.first { $0.told == offer.lead.host }
        func distance(_ school: ExampleSchool) -> Double {
            hypot(
                Double(school.easting - (host?.easting ?? 0)),
                Double(school.northing - (host?.northing ?? 0))
            )
        }
        return schools.filter {
            $0.books && $0.told != .gannockmouthQuay && $0.told != .tarnseaHarbour
                && $0.isConcerned(by: offer.phases)
        }
        .map { (school: $0, distance: distance($0)) }
        .sorted { ($0.distance, $0.school.urn) < ($1.distance, $1.school.urn) }
        .map(\.school)
    }

    private func staff(of school: ToldSchool) throws -> Staff {
        guard let found = schools.first(where: { $0.told == school }) else {
            throw ExampleError.broken("no school \(school.name)")
        }
        return Staff(of: found, seed: network.options.seed)
    }

    private mutating func nextKey() throws -> IdempotencyKey {
        keys += 1
        guard let key = IdempotencyKey("example-\(keys)") else { throw ExampleError.broken("no key \(keys)") }
        return key
    }
}

/// The days on which a run of the stories can be booked.
private struct Window {
    let opens: LocalDate
    let closes: LocalDate
}

extension ToldAct.Deed {
    fileprivate var takesPlaces: Bool {
        switch self {
        case .books, .goes: true
        case .waits, .givesBack, .sendsAnother: false
        }
    }

    fileprivate var waits: Bool { if case .waits = self { true } else { false } }
}

extension Int {
    fileprivate var magnitudeInWeeks: Int { Int(magnitude) / 7 }
}

extension ExampleSchool {
    /// Whether an offer for these phases is about its pupils.
    func isConcerned(by phases: Set<OfferPhase>) -> Bool {
        let own: Set<OfferPhase> =
            switch phase {
            case .primary: [.primary, .earlyYears]
            case .secondary: [.secondary]
            case .allThrough, .special: [.primary, .secondary]
            case .nursery: [.earlyYears]
            case .sixteenPlus: [.post16]
            }
        return !own.isDisjoint(with: phases)
    }
}
