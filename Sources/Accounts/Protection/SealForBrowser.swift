package import Access
package import Services

extension Accounts {
    /// What a browser keeps for somebody and nobody can read there: encrypted with the key of the site. `nil` where the
    /// site has no key.
    package func sealedForBrowser(_ bytes: [UInt8], of person: ID<Person>) -> [UInt8]? {
        settings.secretKey?.seal(bytes, for: person.rawValue, services)
    }

    /// What ``sealedForBrowser(_:of:)`` was given; `nil` for anything else, and for what was sealed for another person.
    package func openedFromBrowser(_ sealed: [UInt8], of person: ID<Person>) -> [UInt8]? {
        settings.secretKey?.open(sealed, for: person.rawValue)
    }
}
