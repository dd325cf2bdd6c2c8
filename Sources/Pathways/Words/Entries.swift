import Access
package import Accounts
import Database
import Directory
import Evidence
import Programmes
import Services

/// Somebody named in a form: an account is made for them when there is none at the address.
package struct PersonEntry: Sendable, Equatable {
    package let name: String
    package let email: EmailAddress
}

extension FieldReader {
    /// A day as people type it; `nil` with a fault where it is none, or where it is empty and must be there.
    mutating func date(_ text: String, _ field: String, named name: String, isRequired: Bool = true)
        -> LocalDate?
    {
        if text.trimmed.isEmpty {
            if isRequired { report(field, "Enter \(name)") }
            return nil
        }
        let day = TypedDate.parse(text)
        if day == nil { report(field, "Enter \(name) as a date, such as 14/3/2027") }
        return day
    }

    /// A person by name and work address, in the fields `…Name` and `…Email`.
    mutating func person(name: String, email: String, _ field: String, named role: String) -> PersonEntry? {
        let parsed = PersonName.parse(name)
        if parsed == nil { report("\(field)Name", "Enter the name of \(role)") }
        let address = EmailAddress(email)
        if address == nil {
            report("\(field)Email", "Enter the work email address of \(role), such as name@school.sch.uk")
        }
        guard let parsed, let address else { return nil }
        return PersonEntry(name: parsed, email: address)
    }

    mutating func amount(_ text: String, _ field: String, named name: String) -> Pence? {
        guard let pence = Pence(typed: text.trimmed), pence > .zero else {
            report(field, "Enter \(name) in pounds, such as 1,250 or 40.50")
            return nil
        }
        return pence
    }

    mutating func choice<Word: RawRepresentable<String>>(_ text: String, _ field: String, named name: String)
        -> Word?
    {
        let word = Word(rawValue: text.trimmed)
        if word == nil { report(field, "Choose \(name)") }
        return word
    }
}

extension Transaction {
    /// The school that a person means by its URN or its name. Under its URN a closed school is found, too: people were
    /// trained there, and lists from then name it. By name only open ones are, because a school and its successor are
    /// often called the same.
    ///
    /// - Throws: `Faults` that say what the choices are.
    func school(called typed: String, field: String = "school") throws -> Organisation {
        let text = typed.trimmed
        guard !text.isEmpty else { throw Faults([Fault(field, "Enter the school’s name or URN")]) }
        if let urn = URN(text), let school = try Directory.school(urn, in: self) {
            return Organisation(id: school.organisation, kind: .establishment, name: school.name)
        }
        let found = try Directory.schools(matching: SchoolQuery(text: text), in: self)
        let school = try found.meant(by: text, field: field)
        return Organisation(id: school.organisation, kind: .establishment, name: school.name)
    }

    /// The person at an entry’s address; an account is made where there is none.
    func person(_ entry: PersonEntry, _ act: Act, _ ids: inout IDSequence) throws -> Person {
        try findOrAddPerson(name: entry.name, email: entry.email, newID: ids.next(), at: act.at)
    }
}

extension Row {
    /// A person from the columns `…_id` and `…_name`.
    func person(_ prefix: String) throws -> Person {
        Person(id: try get("\(prefix)_id"), name: try get("\(prefix)_name"))
    }

    func optionalPerson(_ prefix: String) throws -> Person? {
        guard let id: ID<Person> = try get("\(prefix)_id") else { return nil }
        return Person(id: id, name: try get("\(prefix)_name"))
    }

    /// An organisation from the columns `…_id`, `…_kind` and `…_name`.
    func organisation(_ prefix: String) throws -> Organisation {
        Organisation(
            id: try get("\(prefix)_id"),
            kind: try get("\(prefix)_kind"),
            name: try get("\(prefix)_name")
        )
    }

    func optionalOrganisation(_ prefix: String) throws -> Organisation? {
        guard let id: ID<Organisation> = try get("\(prefix)_id") else { return nil }
        return Organisation(id: id, kind: try get("\(prefix)_kind"), name: try get("\(prefix)_name"))
    }
}
