import Access
import Accounts
import Database
import Services

/// The people of the stories as actors, by address.
struct Cast: Sendable {
    private(set) var actors: [String: Actor] = [:]

    /// - Throws: ``ExampleError/broken(_:)``, a fault of this program.
    func actor(_ person: ExamplePerson) throws -> Actor {
        guard let actor = actors[person.email] else { throw ExampleError.broken("nobody at \(person.email)") }
        return actor
    }

    mutating func add(_ actor: Actor, at email: String) { actors[email] = actor }
}

extension ExampleNetwork {
    /// Adds the stories' people with their roles.
    ///
    /// They were added two years ago, so the links to a first password that come with each are long spent: in
    /// the example one continues as a person, and nobody has a password.
    func invitePeople(_ hubs: [ToldHub: Organisation]) async throws -> Cast {
        let accounts = accounts.with(services.at(moment(yearStart(ago: 2), 9, 0)))
        var cast = Cast()
        for told in ExamplePerson.cast + ExamplePerson.others {
            let (person, _) = try await accounts.addPerson(
                by: Self.program,
                name: told.name,
                email: told.email,
                isNetworkAdministrator: told.isNetworkAdministrator
            )
            var memberships: [Membership] = []
            for post in told.posts {
                let organisation =
                    switch post.place {
                    case .school(let school): school.organisation
                    case .hub(let hub):
                        hubs[hub] ?? Organisation(id: ID(rawValue: 0), kind: .hub, name: hub.name)
                    }
                memberships.append(Membership(organisation, post.role))
            }
            let now = services.at(moment(yearStart(ago: 2), 9, 0)).now()
            let granted = memberships
            try await database.write { transaction in
                for membership in granted {
                    try transaction.addMembership(
                        of: person.id,
                        in: membership.organisation.id,
                        as: membership.role,
                        at: now
                    )
                }
            }
            cast.add(
                .person(
                    person,
                    memberships: memberships,
                    isNetworkAdministrator: told.isNetworkAdministrator
                ),
                at: told.email
            )
        }
        return cast
    }
}
