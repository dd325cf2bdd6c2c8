import Access
import Accounts
import Database
import Services

/// Those who book for the schools around the stories' hubs: made when they are first needed.
struct Offices {
    private var bookers: [Int: Actor] = [:]

    /// Whoever books for a school. The stories' people first.
    mutating func booker(of school: ExampleSchool, in network: ExampleNetwork, _ cast: Cast) async throws
        -> Actor
    {
        if let known = bookers[school.urn] { return known }
        let people = ExamplePerson.cast + ExamplePerson.others
        if let told = school.told, let person = people.first(where: { $0.posts.contains(.at(told, .booker)) })
        {
            let actor = try cast.actor(person)
            bookers[school.urn] = actor
            return actor
        }
        let actor = try await network.addBooker(of: school)
        bookers[school.urn] = actor
        return actor
    }
}

extension ExampleNetwork {
    fileprivate func addBooker(of school: ExampleSchool) async throws -> Actor {
        var draws = Draws(seed: options.seed, "office of \(school.urn)")
        let then = services(on: yearStart(ago: 2), 9)
        let (person, _) = try await accounts.with(then).addPerson(
            by: Self.program,
            name: "\(draws.one(of: PersonNames.given)) \(draws.one(of: PersonNames.family))",
            email: "office@\(school.domain)",
            isNetworkAdministrator: false
        )
        let organisation = school.organisation
        try await database.write { transaction in
            try transaction.addMembership(of: person.id, in: organisation.id, as: .booker, at: then.now())
        }
        return .person(person, memberships: [Membership(organisation, .booker)])
    }
}

extension ExampleSchool {
    var organisation: Organisation {
        Organisation(id: ID(rawValue: 1_000_000_000 + Int64(urn)), kind: .establishment, name: name)
    }
}
