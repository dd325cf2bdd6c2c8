package import Database
package import Services

/// What is actually done, in one edition: a trial tests one edition of one intervention.
package struct Intervention: Sendable, Equatable {
    package let id: ID<Intervention>
    package let slug: String
    package let name: String
    /// Which version of it this is, such as "2nd edition, 10 weeks"; may be empty.
    package let edition: String
    package let developer: String
    package let summary: String
    package let activeIngredients: String
    package let dose: String
    package let materials: String
    package let costText: String
    /// 1 to 5 of the cost profile.
    package let costBand: Int?
    /// Of the row, for optimistic changes.
    package let version: Int
    package var strands: [StrandLink]
}

/// A strand as another record names it.
package struct StrandLink: Sendable, Hashable {
    package let id: ID<Strand>
    package let slug: String
    package let title: String
}

/// An intervention as it is typed into the form.
package struct InterventionDraft: Sendable, Equatable {
    package var name = ""
    package var edition = ""
    package var developer = ""
    package var summary = ""
    package var activeIngredients = ""
    package var dose = ""
    package var materials = ""
    package var costText = ""
    package var costBand = ""
    package var strands: [ID<Strand>] = []

    package init() {}
}

extension Intervention: RowReadable {
    package init(row: Row) throws {
        id = try row.get("id")
        slug = try row.get("slug")
        name = try row.get("name")
        edition = try row.get("edition")
        developer = try row.get("developer")
        summary = try row.get("summary")
        activeIngredients = try row.get("active_ingredients")
        dose = try row.get("dose")
        materials = try row.get("materials")
        costText = try row.get("cost_text")
        costBand = try row.get("cost_band")
        version = try row.get("version")
        strands = []
    }
}

extension StrandLink: RowReadable {
    package init(row: Row) throws {
        id = try row.get("id")
        slug = try row.get("slug")
        title = try row.get("title")
    }
}
