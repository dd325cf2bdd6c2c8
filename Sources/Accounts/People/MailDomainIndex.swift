package import Database

extension Accounts {
    /// In SQL: the domain of a `person`'s address, as the index `person_by_mail_domain` has it, in functions that both engines
    /// have: what is left when everything up to the `@` is taken out. `rtrim` takes away, from the right, every character that
    /// the address has but the `@`.
    package static let mailDomain: SQL =
        "replace(person.email, rtrim(person.email, replace(person.email, '@', '')), '')"
}
