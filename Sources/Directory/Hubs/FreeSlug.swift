import Database

extension Transaction {
    /// A slug that nothing in the table has: the name's, or the name's with a number.
    func freeSlug(for name: String, table: SluggedTable) throws -> String {
        let base = Slug.of(name)
        let source: SQL = table == .hub ? "hub" : "area"
        let taken: Set<String> = Set(
            try column("SELECT slug FROM \(source) WHERE slug = \(base) OR slug LIKE \(base + "-%")")
        )
        guard taken.contains(base) else { return base }
        var number = 2
        while taken.contains("\(base)-\(number)") { number += 1 }
        return "\(base)-\(number)"
    }
}

/// A table whose rows have addresses made from their names.
enum SluggedTable {
    case hub, area
}
