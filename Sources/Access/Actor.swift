package import Services

/// Who asks for something. Every verb takes one and checks permission inside.
///
/// A plain value: the website makes it from a session, the command line from its own name, tests from nothing
/// at all.
package struct Actor: Hashable, Sendable {
    package enum Identity: Hashable, Sendable {
        case anonymous
        case person(Person)
        /// The program itself (a job, a command): whoever runs it holds the database, so it may do
        /// everything.
        case system(String)
    }

    package let identity: Identity
    package let memberships: [Membership]
    package let isNetworkAdministrator: Bool
    /// The request that this is part of, for the audit and the log.
    package var request: String?

    private init(_ identity: Identity, _ memberships: [Membership], administrator: Bool, request: String?) {
        self.identity = identity
        self.memberships = memberships
        self.isNetworkAdministrator = administrator
        self.request = request
    }

    package static let anonymous: Actor = Actor(.anonymous, [], administrator: false, request: nil)

    package static func person(
        _ person: Person,
        memberships: [Membership] = [],
        isNetworkAdministrator: Bool = false,
        request: String? = nil
    ) -> Actor {
        Actor(.person(person), memberships, administrator: isNetworkAdministrator, request: request)
    }

    /// - Parameter name: What acts, such as `braid import` or `job mail`: it stands in the audit.
    package static func system(_ name: String) -> Actor {
        Actor(.system(name), [], administrator: false, request: nil)
    }

    /// The person, unless nobody is signed in or the program itself acts.
    package var person: Person? {
        guard case .person(let person) = identity else { return nil }
        return person
    }

    package var isSignedIn: Bool { person != nil }

    /// The roles held in an organisation.
    package func roles(in organisation: ID<Organisation>) -> Set<Role> {
        Set(memberships.lazy.filter { $0.organisation.id == organisation }.map(\.role))
    }

    /// The organisations in which a permission is given by a role: for "which of my schools is this for?".
    package func organisations(where permission: Permission) -> [Organisation] {
        var seen: Set<ID<Organisation>> = []
        return memberships.map(\.organisation).filter { organisation in
            seen.insert(organisation.id).inserted && may(permission, on: .of(organisation.id))
        }
    }
}
