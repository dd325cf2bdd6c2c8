import Access
import Accounts
import Database
import Foundation
import Programmes
import Services

/// The staff of the schools that book in the volume: each person is written once.
struct VolumePeople {
    private var bySchool: [Int: [VolumePerson]] = [:]

    /// A school's colleagues; the first books for it. New ones are added to the rows.
    mutating func staff(
        of school: ExampleSchool,
        seed: UInt64,
        known: [String: Int64],
        since: Date,
        _ rows: inout VolumeRows
    ) -> [VolumePerson] {
        if let found = bySchool[school.urn] { return found }
        var draws = Draws(seed: seed, "volume people of \(school.urn)")
        var people: [VolumePerson] = []
        for (position, colleague) in Staff(of: school, seed: seed).colleagues.enumerated() {
            let id = known[colleague.email] ?? Int64(draws.next() >> 1)
            people.append(VolumePerson(id: id, name: colleague.name, email: colleague.email))
            if known[colleague.email] == nil {
                rows.persons.append([
                    .integer(id), .text(colleague.name), .text(colleague.email), since.sqlValue,
                ])
            }
            if position == 0 {
                rows.memberships.append([
                    .integer(id), school.organisation.id.sqlValue, .text("booker"), since.sqlValue,
                ])
            }
        }
        bySchool[school.urn] = people
        return people
    }
}

struct VolumePerson {
    let id: Int64
    let name: String
    let email: String
}
