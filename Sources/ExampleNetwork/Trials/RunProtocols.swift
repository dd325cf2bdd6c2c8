import Access
import Accounts
import Database
import Directory
import Evidence
import Foundation
import Services
import Trials

extension ExampleNetwork {
    /// Tells the trials that have a full protocol, each up to its stage: every step by the verb that people
    /// use, on its day.
    func runProtocols(
        _ library: Library,
        _ hubs: [ToldHub: Organisation],
        _ cast: Cast,
        _ schools: [ExampleSchool]
    ) async throws {
        for told in ToldProtocol.all {
            guard let hub = hubs[told.hub], let intervention = library.interventions[told.intervention],
                let strand = library.strands[told.strand]
            else { continue }
            let lead = try cast.lead(of: told.hub)
            let slug = try await evidence(on: day(told.published)).strand(strand).slug
            let id = try await publish(told, of: hub, by: lead, intervention.description, strand: slug)
            let places = try await recruit(told, id, lead, cast, schools)
            guard told.stage > .recruiting else { continue }
            try await sendRosters(told, places)
            try await trials(on: day(told.rosterBy + 1)).lockRosters(of: id, by: lead)
            try await trials(on: day(told.rosterBy + 2)).allocate(id, by: lead)
            guard told.stage > .allocated else { continue }
            try await sendOutcomes(told, places)
            try await trials(on: day(told.tests + 30)).freezeTrial(id, by: lead)
            // Analysed the day after; its report waits to be published.
            let after = trials(on: day(told.tests + 31))
            let opened = try await after.openTrialData(of: id, by: Self.program)
            try await after.keepAnalysis(
                of: id,
                opened.data,
                protocolDigest: opened.protocolHash,
                by: Self.program
            )
        }
    }

    /// A school of a trial with the person who acts for it.
    struct ToldPlace {
        let place: ID<TrialSchool>
        let actor: Actor
        let name: String
    }

    private func publish(
        _ told: ToldProtocol,
        of hub: Organisation,
        by lead: Actor,
        _ intervention: String,
        strand: String
    ) async throws -> ID<Trial> {
        let before = trials(on: day(told.published - 3))
        let id = try await before.startProtocol(told.design, title: told.title, for: hub.id, by: lead)
        let values = told.values(intervention, strand: strand, lead: lead.person?.name ?? "") {
            day($0).description
        }
        for (position, section) in ProtocolSection.allCases.enumerated() {
            try await before.saveProtocolSection(section, of: id, version: position + 1, values, by: lead)
        }
        _ = try await trials(on: day(told.published)).publishProtocol(
            id,
            version: ProtocolSection.allCases.count + 1,
            by: lead
        )
        return id
    }

    /// Schools of the stories and others of their phase; each other school gets a lead.
    private func recruit(
        _ told: ToldProtocol,
        _ id: ID<Trial>,
        _ hubLead: Actor,
        _ cast: Cast,
        _ schools: [ExampleSchool]
    ) async throws -> [ToldPlace] {
        let phase: ExampleSchool.Kind = told.isSecondary ? .secondary : .primary
        let named = Set(ToldSchool.allCases.map(\.rawValue))
        let others = schools.filter { $0.phase == phase && !$0.isClosed && !named.contains($0.urn) }
        var draws = Draws(seed: options.seed, "schools of \(told.title)")
        let start = draws.whole(0...max(0, others.count - told.otherSchools))
        let chosen = Array(others.dropFirst(start).prefix(told.otherSchools))
        var people: [(organisation: Organisation, actor: Actor)] = []
        for school in told.named { people.append((school.organisation, try await head(of: school, cast))) }
        for school in chosen { people.append(try await newHead(of: school, &draws)) }
        let organisations = people.map(\.organisation.id) + told.invited.map(\.organisation.id)
        _ = try await trials(on: day(told.published + 1)).inviteSchools(
            organisations,
            to: id,
            from: .directory,
            by: hubLead
        )
        let asking = told.stage == .recruiting ? -told.published - 3 : told.rosterBy - told.published - 40
        var places: [ToldPlace] = []
        for (position, item) in people.enumerated() {
            let joined = day(told.published + 2 + position * max(asking, 1) / max(people.count, 1))
            let trials = trials(on: joined)
            let place = try await trials.joinTrial(
                id,
                for: item.organisation.id,
                memorandum: try await trials.memorandum(of: id).sha256,
                mayBeNamed: position % 4 != 3,
                by: item.actor
            )
            places.append(ToldPlace(place: place, actor: item.actor, name: item.organisation.name))
        }
        return places
    }

    private func head(of school: ToldSchool, _ cast: Cast) async throws -> Actor {
        let people = ExamplePerson.cast + ExamplePerson.others
        if let lead = people.first(where: { $0.posts.contains(.at(school, .lead)) }) {
            return try cast.actor(lead)
        }
        var draws = Draws(seed: options.seed, "head of \(school.name)")
        return try await newHead(of: school.organisation, at: "head@\(school.domain)", &draws)
    }

    private func newHead(of school: ExampleSchool, _ draws: inout Draws) async throws -> (Organisation, Actor)
    {
        guard let urn = URN(rawValue: school.urn) else { throw ExampleError.broken("no URN \(school.urn)") }
        let organisation = Organisation(
            id: RegisterKey.establishment(urn).organisation,
            kind: .establishment,
            name: school.name
        )
        return (
            organisation, try await newHead(of: organisation, at: "head@school-\(school.urn).example", &draws)
        )
    }

    private func newHead(of school: Organisation, at email: String, _ draws: inout Draws) async throws
        -> Actor
    {
        let accounts = accounts.with(services.at(moment(yearStart(ago: 2), 9, 0)))
        let name = "\(draws.one(of: PersonNames.given)) \(draws.one(of: PersonNames.family))"
        let known: Person? = try await database.read { transaction in
            let row = try transaction.rows("SELECT id, name FROM person WHERE email = \(email)").first
            return try row.map { Person(id: try $0.get("id"), name: try $0.get("name")) }
        }
        let person: Person
        if let known {
            person = known
        } else {
            person = try await accounts.addPerson(by: Self.program, name: name, email: email).person
            let now = services.at(moment(yearStart(ago: 2), 9, 0)).now()
            let id = person.id
            try await database.write { transaction in
                try transaction.addMembership(of: id, in: school.id, as: .lead, at: now)
            }
        }
        return .person(person, memberships: [Membership(school, .lead)])
    }

    private func sendRosters(_ told: ToldProtocol, _ places: [ToldPlace]) async throws {
        for item in places {
            try await trials(on: day(told.rosterBy - 35)).recordNotice(
                item.place,
                sentOn: day(told.rosterBy - 36).description,
                objectionsUntil: day(told.rosterBy - 16).description,
                objections: "1",
                by: item.actor
            )
            let file = TrialPupils(told, seed: options.seed, school: item.name).roster
            try await trials(on: day(told.rosterBy - 5)).uploadRoster(
                Array(file.utf8),
                .roster,
                to: item.place,
                by: item.actor
            )
        }
    }

    /// Outcomes of made-up pupils. Who gains follows from the school's own list of arms, as it would in life.
    private func sendOutcomes(_ told: ToldProtocol, _ places: [ToldPlace]) async throws {
        for (position, item) in places.enumerated() {
            let trials = trials(on: day(told.tests + 12))
            let list = try await trials.schoolAllocation(item.place, by: item.actor)
            let file = TrialPupils(told, seed: options.seed, school: item.name).outcomes(list)
            try await trials.uploadRoster(Array(file.utf8), .outcome, to: item.place, by: item.actor)
            let answers = [
                "adherence": "\(3 + position % 3)", "quality": "4", "responsiveness": "\(3 + position % 2)",
            ]
            try await trials.recordFidelity(answers, of: item.place, by: item.actor)
        }
    }
}
