package import Services

/// What a permission is asked about: whose object it is, and whether everybody may know that it exists.
package struct Subject: Hashable, Sendable {
    /// The organisations that it belongs to: a joint offer has several, and a role in one of them is enough.
    package let organisations: Set<ID<Organisation>>
    /// The person whom it concerns.
    package let person: ID<Person>?
    /// Whether anyone may see that it exists. A refused outsider hears *forbidden*, otherwise *not found*.
    package let isPublic: Bool

    package init(organisations: Set<ID<Organisation>>, person: ID<Person>?, isPublic: Bool) {
        self.organisations = organisations
        self.person = person
        self.isPublic = isPublic
    }

    /// Something of the network as a whole, such as the evidence library.
    package static let network = Subject(organisations: [], person: nil, isPublic: true)

    /// Something private of one organisation.
    package static func of(_ organisation: ID<Organisation>) -> Subject {
        Subject(organisations: [organisation], person: nil, isPublic: false)
    }

    /// Something private of several organisations together.
    package static func of(_ organisations: some Sequence<ID<Organisation>>) -> Subject {
        Subject(organisations: Set(organisations), person: nil, isPublic: false)
    }

    /// Something of one person, perhaps made within an organisation.
    package static func of(person: ID<Person>, in organisation: ID<Organisation>? = nil) -> Subject {
        Subject(organisations: organisation.map { [$0] } ?? [], person: person, isPublic: false)
    }

    /// The same, where everyone may see that it exists: a published offer, a hub.
    package var known: Subject {
        Subject(organisations: organisations, person: person, isPublic: true)
    }
}
