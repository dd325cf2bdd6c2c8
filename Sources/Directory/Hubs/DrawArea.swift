package import Access
package import Database
import Foundation
package import Services

/// An area as a person enters it: codes of authorities, names of districts and reference numbers of schools.
package struct AreaDraft: Sendable, Equatable {
    package var name: String
    package var kind: AreaKind
    package var summary: String
    package var authorities: [Int]
    package var districts: [String]
    package var schools: [URN]

    private static let mostPlaces = 5000

    package init(
        name: String = "",
        kind: AreaKind = .other,
        summary: String = "",
        authorities: [Int] = [],
        districts: [String] = [],
        schools: [URN] = []
    ) {
        self.name = name
        self.kind = kind
        self.summary = summary
        self.authorities = authorities
        self.districts = districts
        self.schools = schools
    }

    func checked() throws -> AreaDraft {
        var draft = self
        var faults = EntryFaults()
        draft.name = name.trimmingCharacters(in: .whitespacesAndNewlines)
        draft.summary = summary.trimmingCharacters(in: .whitespacesAndNewlines)
        if draft.name.isEmpty { faults.add("name", "Enter the area’s name") }
        // As a database counts: a letter with its marks is several.
        if draft.name.unicodeScalars.count > 300 {
            faults.add("name", "The name must be 300 characters or fewer")
        }
        if draft.summary.count > 5000 {
            faults.add("summary", "The summary must be 5,000 characters or fewer")
        }
        // More are a region or the nation, which authorities say in fewer words.
        if schools.count > Self.mostPlaces {
            faults.add("schools", "Name 5,000 schools or fewer: choose authorities or districts instead")
        }
        if districts.count > Self.mostPlaces {
            faults.add("districts", "Name 5,000 districts or fewer: choose authorities instead")
        }
        if authorities.isEmpty, districts.isEmpty, schools.isEmpty {
            faults.add("authorities", "Choose at least one authority, district or school")
        }
        try faults.throwIfAny()
        return draft
    }
}

extension Directory {
    /// Draws an area, for the whole network or for one hub.
    /// - Returns: The area's slug.
    package func drawArea(
        _ draft: AreaDraft,
        for owner: ID<Organisation>?,
        by actor: Actor,
        key: IdempotencyKey? = nil
    ) async throws -> String {
        try Self.permitDrawing(for: owner, by: actor)
        let draft = try draft.checked()
        let act = services.act(by: actor)
        let id = services.newID(Area.self)
        return try await database.write { transaction in
            try transaction.once(key, by: act, "area.draw") {
                let slug = try transaction.freeSlug(for: draft.name, table: .area)
                try transaction.execute(
                    """
                    INSERT INTO area (id, slug, name, kind, summary, owner_id, version)
                    VALUES (\(id), \(slug), \(draft.name), \(draft.kind), \(draft.summary), \(owner), 1)
                    """
                )
                try draft.writePlaces(of: id, in: transaction)
                try transaction.audit(act, "area.draw", of: id, in: owner)
                try transaction.announce(.area, id)
                try transaction.touch(.hubs)
                return slug
            }
        }
    }

    /// Changes an area; its address stays.
    package func editArea(_ id: ID<Area>, _ draft: AreaDraft, version: Int, by actor: Actor) async throws {
        try actor.signedInOrSystem()
        let draft = try draft.checked()
        let act = services.act(by: actor)
        try await database.write { transaction in
            let row = try transaction.rows("SELECT owner_id FROM area WHERE id = \(id)").first.orNotFound()
            let owner: ID<Organisation>? = try row.get(0)
            try Self.permitDrawing(for: owner, by: actor)
            try transaction.update(
                """
                UPDATE area SET name = \(draft.name), kind = \(draft.kind), summary = \(draft.summary),
                    version = version + 1
                WHERE id = \(id) AND version = \(version)
                """
            )
            try draft.writePlaces(of: id, in: transaction)
            try transaction.audit(act, "area.edit", of: id, in: owner)
            try transaction.announce(.area, id)
            try transaction.touch(.hubs)
        }
    }

    /// Areas are public. A hub's lead and editors draw its own; those of the network are its administrator's.
    package static func permitDrawing(for owner: ID<Organisation>?, by actor: Actor) throws(AccessError) {
        if let owner {
            try actor.require(.editHub, on: .of(owner).known)
        } else {
            try actor.require(.createHub)
        }
    }
}

extension Actor {
    fileprivate func signedInOrSystem() throws(AccessError) {
        if case .anonymous = identity { throw .notSignedIn }
    }
}

extension AreaDraft {
    fileprivate func writePlaces(of area: ID<Area>, in transaction: any Transaction) throws {
        try checkPlaces(in: transaction)
        try transaction.execute("DELETE FROM area_authority WHERE area_id = \(area)")
        try transaction.execute("DELETE FROM area_district WHERE area_id = \(area)")
        try transaction.execute("DELETE FROM area_school WHERE area_id = \(area)")
        try transaction.insert(
            into: "area_authority",
            columns: ["area_id", "authority_code"],
            rows: Set(authorities).sorted().map { [area.sqlValue, $0.sqlValue] }
        )
        try transaction.insert(
            into: "area_district",
            columns: ["area_id", "district"],
            rows: Set(districts).sorted().map { [area.sqlValue, $0.sqlValue] }
        )
        try transaction.insert(
            into: "area_school",
            columns: ["area_id", "urn"],
            rows: Set(schools).sorted().map { [area.sqlValue, $0.sqlValue] }
        )
    }

    private func checkPlaces(in transaction: any Transaction) throws {
        var faults = EntryFaults()
        let known: [Int] = try transaction.column(
            "SELECT code FROM authority WHERE code IN (\(SQL.list(authorities)))"
        )
        if let missing = Set(authorities).subtracting(known).min() {
            faults.add("authorities", "There is no local authority with the code \(missing)")
        }
        let named: [String] = try transaction.column(
            "SELECT DISTINCT district FROM establishment WHERE district IN (\(SQL.list(districts)))"
        )
        if let missing = Set(districts).subtracting(named).min() {
            faults.add("districts", "No school is in a district called “\(missing)”")
        }
        let schoolsKnown: [URN] = try transaction.column(
            "SELECT urn FROM establishment WHERE urn IN (\(SQL.list(schools)))"
        )
        if let missing = Set(schools).subtracting(schoolsKnown).min() {
            faults.add("schools", "No school with the URN \(missing) is in the register here")
        }
        try faults.throwIfAny()
    }
}
