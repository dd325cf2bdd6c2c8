package import Database

extension Accounts {
    /// The part of an address after the `@`, in functions that both engines have: what is left when everything up to the
    /// `@` is taken out. `rtrim` takes away, from the right, every character that the address has but the `@`.
    static func mailDomain(of column: String) -> String {
        "replace(\(column), rtrim(\(column), replace(\(column), '@', '')), '')"
    }

    /// In SQL: the domain of a `person`'s address. There is an index on it.
    package static let mailDomain = SQL(trusted: mailDomain(of: "person.email"))
}
