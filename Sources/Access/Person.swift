package import Services

/// Someone who uses Braid, or who is named in it: as little as another person's page ever shows.
/// Accounts holds the rest (email address, sign-in, memberships) and owns the table.
package struct Person: Hashable, Sendable {
    package let id: ID<Person>
    package let name: String

    package init(id: ID<Person>, name: String) {
        self.id = id
        self.name = name
    }
}
