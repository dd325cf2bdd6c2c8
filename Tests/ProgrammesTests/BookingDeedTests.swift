import Access
import Database
import Foundation
import Programmes
import Services
import TestDatabases
import Testing

/// The table of what may be done with a booking: it is documented, and every verb does as it says, for everybody, at
/// every stage and time.
@Suite("What may be done with a booking, by whom and when")
struct BookingDeedTests {
    /// Kinds of people, with everything that they are to a booking at once.
    static let columns: [(name: String, parties: Set<BookingParty>)] = [
        ("hub's lead or editor", [.organiser, .reader]), ("hub's booker", [.reader]),
        ("school's lead", [.school, .lead, .reader]), ("school's booker", [.school, .reader]),
        ("whoever booked", [.booker]), ("whoever goes", [.attender]),
    ]

    @Test("The tables in docs/data-model/programmes.md are what the verbs ask")
    func isDocumented() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let document = try String(
            contentsOf: root.appending(path: "docs/data-model/programmes.md"),
            encoding: .utf8
        )
        #expect(document.contains(Self.who), "docs/data-model/programmes.md should contain:\n\(Self.who)")
        #expect(document.contains(Self.when), "docs/data-model/programmes.md should contain:\n\(Self.when)")
    }

    private static func table(_ headings: [String], _ row: (BookingDeed) -> [String]) -> String {
        let lines = BookingDeed.allCases.map { [$0.rawValue] + row($0) }
        let rule = "|---" + String(repeating: "|:-:", count: headings.count - 1) + "|"
        return
            (["| " + headings.joined(separator: " | ") + " |", rule]
            + lines.map { "| " + $0.joined(separator: " | ") + " |" }).joined(separator: "\n")
    }

    /// At a stage at which all can be done by whoever may: only `answer` needs another one.
    static var who: String {
        table(["deed"] + columns.map(\.name)) { deed in
            columns.map { column in
                switch try? deed.permit(column.parties, deed == .answer ? .asked : .agreed, .before) {
                case .anyPlace: "✓"
                case .ownPlace: "own"
                case nil: "·"
                }
            }
        }
    }

    static var when: String {
        table(["deed"] + BookingStage.allCases.map { "\($0)" }) { deed in
            BookingStage.allCases.map { stage in
                let times = BookingTime.allCases.filter {
                    (try? deed.permit(Set(BookingParty.allCases), stage, $0)) != nil
                }
                switch times {
                case [.before]: return "until it begins"
                case [.before, .underWay]: return "until it ends"
                case [.before, .underWay, .over]: return "✓"
                default: return deed.rule.refusal(at: stage).map { "`\($0)`" } ?? "\(times)"
                }
            }
        }
    }

    // MARK: Every combination

    /// What came of a verb. Each is called with a version that nobody saw: what is permitted changes nothing.
    private enum Outcome: Equatable, CustomStringConvertible {
        case permitted, notFound, forbidden
        case refused(BookingRefusal)
        case other(String)

        init(_ deed: () async throws -> Void) async {
            do {
                try await deed()
                self = .permitted
            } catch DatabaseError.staleVersion {
                self = .permitted
            } catch AccessError.notFound {
                self = .notFound
            } catch AccessError.forbidden {
                self = .forbidden
            } catch let refusal as BookingRefusal {
                self = .refused(refusal)
            } catch {
                self = .other(String(reflecting: error))
            }
        }

        var description: String {
            switch self {
            case .permitted: "permitted"
            case .notFound: "not found"
            case .forbidden: "forbidden"
            case .refused(let refusal): "\(refusal)"
            case .other(let error): error
            }
        }
    }

    /// A booking at a stage: Pat, who has no role, booked for Mia and somebody whose place was given back.
    private struct Scene {
        let network: Network
        let booking: Booking
        let other: Run
        let stage: BookingStage

        /// - Parameter isSelfStudy: Whether the booking is of self-study, open from 4 January to the end of February.
        init(_ network: Network, at stage: BookingStage, isSelfStudy: Bool = false) async throws {
            self.network = network
            self.stage = stage
            if stage == .asked || stage == .declined { try await ApprovalTests.settle(network) }
            let run: Run
            if isSelfStudy {
                let draft = SelfStudyTests.run(from: "2027-01-04", until: "2027-02-28")
                run = try await network.published(SelfStudyTests.offer, draft).1
                other = run
            } else {
                let two = try await MovePlacesTests.two(network)
                run = two.0
                other = two.1
            }
            let pat = network.actor("Pat Outsider")
            try await network.programmes.claimSchool(Network.seaview.id, by: pat)
            let mia = ColleagueDraft(name: "Mia Member", email: Network.email(of: "Mia Member"))
            let made = try await network.book(
                run,
                [mia] + Network.colleagues(1),
                by: "Pat Outsider",
                key: "a"
            )
            let givenBack = stage == .cancelled ? made.places.map(\.id) : [made.places[1].id]
            try await network.programmes.cancelPlaces(Set(givenBack), of: made.id, version: 1, by: pat)
            switch stage {
            case .declined:
                try await network.programmes.answerApproval(
                    of: made.id,
                    approves: false,
                    version: 2,
                    by: network.actor("Sue Lead")
                )
            case .runCancelled: try await CancelRunTests.cancel(run, network)
            case .asked, .agreed, .cancelled: break
            }
            booking = try await network.programmes.booking(made.id, by: pat).booking
        }

        /// Everybody of the story, and what they are to the booking.
        var people: [(name: String, parties: Set<BookingParty>)] {
            let isHeld = stage == .asked || stage == .agreed
            return [
                ("Noel Editor", [.organiser, .reader]), ("Nina Booker", [.reader]),
                ("Sue Lead", [.school, .lead, .reader]), ("Sam Booker", [.school, .reader]),
                ("Pat Outsider", [.booker]), ("Mia Member", isHeld ? [.attender] : []), ("Hal Booker", []),
            ]
        }

        func outcome(of deed: BookingDeed, by actor: Actor) async -> Outcome {
            let programmes = network.programmes
            let (id, unseen) = (booking.id, 999)
            let (own, back) = (booking.places[0].id, booking.places[1].id)
            return await Outcome {
                switch deed {
                case .see: _ = try await programmes.booking(id, by: actor)
                case .changeName:
                    let colleague = ColleagueDraft(name: "Ann Other", email: "ann@seaview.test")
                    try await programmes.substitute(colleague, for: own, of: id, version: unseen, by: actor)
                case .cancelPlaces:
                    try await programmes.cancelPlaces([own], of: id, version: unseen, by: actor)
                case .movePlaces:
                    _ = try await programmes.movePlaces(
                        [own],
                        of: id,
                        to: other.id,
                        version: unseen,
                        by: actor
                    )
                case .givePlaceBack:
                    try await programmes.reinstatePlace(back, of: id, version: unseen, by: actor)
                case .answer:
                    try await programmes.answerApproval(of: id, approves: true, version: unseen, by: actor)
                case .setPurchaseOrder:
                    try await programmes.setPurchaseOrder("PO 8", of: id, version: unseen, by: actor)
                case .giveNeeds:
                    let needs = [own: PlaceNeeds(dietary: "Vegan")]
                    try await programmes.saveNeeds(needs, of: id, shown: [own: unseen], by: actor)
                case .sendApologies:
                    let run = try await network.programmes.offer(ofRun: booking.run, by: .system("test")).runs
                        .first { $0.id == booking.run }
                    let last = try #require(run?.sessions.last?.id)
                    try await programmes.sendApologies(for: own, from: last, by: actor)
                case .completeStudy: try await programmes.completeStudy(own, by: actor)
                }
            }
        }
    }

    @Test(
        "is what every verb does, for everybody at every time",
        arguments: TestEngine.available,
        BookingStage.allCases
    )
    func everyCombination(on engine: TestEngine, at stage: BookingStage) async throws {
        try await Network.with(engine) { network in
            let scene = try await Scene(network, at: stage)
            // Noon of the first session is in between; the last ends on 3 March.
            for (time, days) in [(BookingTime.before, 0.0), (.underWay, 27.125), (.over, 28.25)] {
                network.clock.advance(hours: 24 * days)
                for (name, parties) in scene.people {
                    for deed in BookingDeed.allCases where deed != .completeStudy {
                        let expected = await Outcome { _ = try deed.permit(parties, stage, time) }
                        let outcome = await scene.outcome(of: deed, by: network.actor(name))
                        #expect(outcome == expected, "\(name), \(deed), \(stage), \(time)")
                    }
                }
            }
        }
    }

    @Test(
        "is what saying that self-study is done does, which is never under way",
        arguments: TestEngine.available,
        BookingStage.allCases
    )
    func selfStudy(on engine: TestEngine, at stage: BookingStage) async throws {
        try await Network.with(engine) { network in
            let scene = try await Scene(network, at: stage, isSelfStudy: true)
            for (time, days) in [(BookingTime.before, 0.0), (.over, 60)] {
                network.clock.advance(hours: 24 * days)
                for (name, parties) in scene.people {
                    let deed = BookingDeed.completeStudy
                    let expected = await Outcome { _ = try deed.permit(parties, stage, time) }
                    let outcome = await scene.outcome(of: deed, by: network.actor(name))
                    #expect(outcome == expected, "\(name), \(stage), \(time)")
                }
            }
        }
    }
}
