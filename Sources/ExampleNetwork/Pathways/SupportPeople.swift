import Access
import Accounts
import Database
import Pathways
import Services

extension ExampleNetwork {
    /// Coaching, contacts and the rest of what goes on between people over a year.
    func supportPeople(_ hubs: [ToldHub: Organisation], _ cast: Cast) async throws {
        let told = Told(hubs: hubs, cast: cast)
        try await coach(told)
        try await noteContacts(told)
        try await followPathways(told)
        try await helpSchool(told)
        try await placeResearcher(told)
        try await awardBursaries(told)
    }

    /// The hubs and the people of the stories, found without asking twice.
    struct Told: Sendable {
        let hubs: [ToldHub: Organisation]
        let cast: Cast

        func hub(_ hub: ToldHub) throws -> ID<Organisation> {
            guard let organisation = hubs[hub] else { throw ExampleError.broken("no hub \(hub.name)") }
            return organisation.id
        }

        func actor(_ person: ExamplePerson) throws -> Actor { try cast.actor(person) }
    }

    func pathways(on day: LocalDate, _ hour: Int = 16) -> Pathways {
        let services = services(on: day, hour)
        return Pathways(
            database: database,
            services: services,
            evidence: evidence(on: day),
            settings: PathwaysSettings(baseURL: accounts.settings.baseURL),
            sealingKey: coachingKey
        )
    }
}
