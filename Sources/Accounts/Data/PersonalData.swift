package import Access
package import Database
package import Foundation
package import Services

/// What one feature holds about persons. Each feature that does registers one when the program starts, so
/// that access and erasure requests reach everything.
package protocol PersonalData: Sendable {
    /// The part's name in the file that a person downloads, such as `bookings`.
    var section: String { get }

    /// Which columns of the feature's tables point at a person, or hold a person's name or address, as `table.column`:
    /// so that a test finds one that nobody answers for. A column that only points at a person may keep doing so after an
    /// erasure, since the person's row then holds its number and nothing else.
    var columns: Set<String> { get }

    /// Everything held about the person, complete and readable, without other people's data and without
    /// secrets.
    func records(of person: ID<Person>, in transaction: any Transaction) throws -> [PersonalRecord]

    /// Deletes what need not be kept and takes the person out of what must be.
    ///
    /// - Returns: How many rows were deleted or changed.
    func erase(_ person: ID<Person>, at now: Date, in transaction: any Transaction) throws -> Int

    /// Takes what is kept under a person's address over to another one of theirs: letters go there from now on, and
    /// requests, which know a person by the address of the day, find it.
    ///
    /// - Returns: How many rows were deleted or changed.
    func readdress(
        _ person: ID<Person>,
        from old: EmailAddress,
        to new: EmailAddress,
        in transaction: any Transaction
    ) throws -> Int
}

extension PersonalData {
    /// Nothing is kept under an address.
    package func readdress(
        _ person: ID<Person>,
        from old: EmailAddress,
        to new: EmailAddress,
        in transaction: any Transaction
    ) throws -> Int { 0 }
}

/// One record of a downloaded file: names and values in the order in which they are shown.
package struct PersonalRecord: Sendable {
    package let fields: [(name: String, value: PersonalValue)]

    package init(_ fields: KeyValuePairs<String, PersonalValue>) {
        self.fields = fields.map { (name: $0.key, value: $0.value) }
    }
}

package enum PersonalValue: Sendable {
    case text(String)
    case number(Int)
    case flag(Bool)
    case instant(Date)
    case none

    package static func optional(_ text: String?) -> PersonalValue { text.map(PersonalValue.text) ?? .none }
    package static func optional(_ instant: Date?) -> PersonalValue {
        instant.map(PersonalValue.instant) ?? .none
    }
}
