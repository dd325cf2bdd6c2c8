import Access

/// Somebody of the stories whom a visitor may continue as.
package struct ExamplePerson: Sendable, Equatable {
    package let name: String
    package let email: String
    /// Who they are: `School business manager, Tarnsea Harbour Primary School`.
    package let position: String
    /// What waits for them, in one sentence.
    package let situation: String
    package let isNetworkAdministrator: Bool
    let posts: [Post]

    /// A role somewhere.
    struct Post: Sendable, Equatable {
        enum Place: Sendable, Equatable {
            case school(ToldSchool)
            case hub(ToldHub)
        }

        let place: Place
        let role: Role
    }

    init(
        _ name: String,
        _ email: String,
        _ position: String,
        _ situation: String,
        _ posts: [Post],
        isNetworkAdministrator: Bool = false
    ) {
        self.name = name
        self.email = email
        self.position = position
        self.situation = situation
        self.posts = posts
        self.isNetworkAdministrator = isNetworkAdministrator
    }
}

extension ExamplePerson.Post {
    static func at(_ school: ToldSchool, _ role: Role) -> Self { Self(place: .school(school), role: role) }
    static func at(_ hub: ToldHub, _ role: Role) -> Self { Self(place: .hub(hub), role: role) }
}
