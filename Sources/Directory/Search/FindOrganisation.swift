package import Access
import Database
import Foundation
import Services

extension Directory {
    /// An organisation by what people call it by: a school's URN, a trust's UID, a local authority's code or a hub's
    /// address such as `shore-hub`. The three kinds of number have different lengths, so none is taken for another.
    package func organisation(named written: String) async throws -> Organisation? {
        let name = written.trimmingCharacters(in: .whitespaces)
        return try await database.read { transaction in
            let found: SQL
            if let number = Int(name), (1..<1_000_000_000).contains(number) {
                let keys: [RegisterKey] = [
                    URN(rawValue: number).map(RegisterKey.establishment), .group(number), .authority(number),
                ].compactMap(\.self)
                found = "id IN (\(SQL.list(keys.map(\.organisation))))"
            } else {
                found = "id = (SELECT id FROM hub WHERE slug = \(name))"
            }
            return try transaction.rows("SELECT id, kind, name FROM organisation WHERE \(found) ORDER BY id")
                .first
                .map { row in
                    Organisation(id: try row.get(0), kind: try row.get(1), name: try row.get(2))
                }
        }
    }
}

extension SchoolRecord {
    /// The school, the groups that it is in now and its local authority.
    package var organisations: [Organisation] {
        let here = Organisation(id: school.organisation, kind: .establishment, name: school.name)
        let groups = groups.filter { $0.leftOn == nil }.map {
            Organisation(id: $0.organisation, kind: .group, name: $0.name)
        }
        let authority = school.authorityCode.map { code in
            Organisation(
                id: RegisterKey.authority(code).organisation,
                kind: .authority,
                name: school.authorityName ?? "\(code)"
            )
        }
        return [here] + groups + [authority].compactMap(\.self)
    }
}
