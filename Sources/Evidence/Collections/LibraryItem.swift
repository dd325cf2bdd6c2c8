import Database
package import Services

/// Something of the library that can be saved or listed.
package enum LibraryItem: Hashable, Sendable {
    case strand(ID<Strand>)
    case study(ID<Study>)
    case guidance(ID<GuidanceReport>)
    case practice(ID<PracticeAccount>)

    package enum Kind: String, CaseIterable, Sendable, SQLStorable {
        case strand, study, guidance, practice
    }

    package var kind: Kind {
        switch self {
        case .strand: .strand
        case .study: .study
        case .guidance: .guidance
        case .practice: .practice
        }
    }

    var rawID: Int64 {
        switch self {
        case .strand(let id): id.rawValue
        case .study(let id): id.rawValue
        case .guidance(let id): id.rawValue
        case .practice(let id): id.rawValue
        }
    }

    init(_ kind: Kind, _ id: Int64) {
        self =
            switch kind {
            case .strand: .strand(ID(rawValue: id))
            case .study: .study(ID(rawValue: id))
            case .guidance: .guidance(ID(rawValue: id))
            case .practice: .practice(ID(rawValue: id))
            }
    }

    /// Reads the form that ``description`` writes, such as `study/3v8kx2p9q4m1z`.
    package init?(_ description: String) {
        let parts = description.split(separator: "/").map(String.init)
        guard parts.count == 2, let kind = Kind(rawValue: parts[0]), let id = ID<LibraryItem>(parts[1]) else {
            return nil
        }
        self.init(kind, id.rawValue)
    }

    package var description: String { "\(kind.rawValue)/\(ID<LibraryItem>(rawValue: rawID))" }
}

/// An item as lists show it.
package struct ListedItem: Sendable, Equatable {
    /// A study that turned out to be another stands for that one.
    package let item: LibraryItem
    package let title: String
    /// The last part of its address: a slug or an identifier.
    package let place: String
    package fileprivate(set) var note: String
}

extension Transaction {
    /// The numbers under which an item may be saved or listed: a study's own, and those of studies that turned out to be it.
    /// Rows keep the number that they were made with, so that they are right again when the two are parted.
    func rawIDs(of item: LibraryItem) throws -> [Int64] {
        guard case .study(let id) = item else { return [item.rawID] }
        let duplicates: [Int64] = try column("SELECT id FROM study WHERE merged_into = \(id) ORDER BY id")
        return [item.rawID] + duplicates
    }

    /// The items that everyone may read, with their titles, in the order given; others are left out. Two that turned out
    /// to be one study are one, with both notes.
    func listed(_ items: [(item: LibraryItem, note: String)]) throws -> [ListedItem] {
        var found: [LibraryItem: (item: LibraryItem, title: String, place: String)] = [:]
        let byKind = Dictionary(grouping: items.map(\.item), by: \.kind)
        for (kind, items) in byKind {
            let ids = SQL.list(items.map(\.rawID))
            let query: SQL =
                switch kind {
                case .strand:
                    """
                    SELECT strand.id, v.title, strand.slug AS place FROM strand
                    JOIN strand_version AS v ON v.strand_id = strand.id AND v.version = strand.version
                    WHERE strand.id IN (\(ids))
                    """
                case .study:
                    """
                    SELECT listed.id, study.title, '' AS place, study.id AS kept_id FROM study AS listed
                    JOIN study ON study.id = coalesce(listed.merged_into, listed.id) WHERE listed.id IN (\(ids))
                    """
                case .guidance: "SELECT id, title, slug AS place FROM guidance_report WHERE id IN (\(ids))"
                case .practice:
                    "SELECT id, title, '' AS place FROM practice_account WHERE id IN (\(ids)) AND state = 'published'"
                }
            for row in try rows(query) {
                let id: Int64 = try row.get(0)
                let place: String = try row.get(2)
                let read: Int64 = try kind == .study ? row.get("kept_id") : id
                let own = place.isEmpty ? ID<LibraryItem>(rawValue: read).description : place
                found[LibraryItem(kind, id)] = (LibraryItem(kind, read), try row.get(1), own)
            }
        }
        var listed: [ListedItem] = []
        var positions: [LibraryItem: Int] = [:]
        for (item, note) in items {
            guard let entry = found[item] else { continue }
            if let position = positions[entry.item] {
                let other = listed[position].note
                if other != note {
                    listed[position].note = [other, note].filter { !$0.isEmpty }.joined(separator: "\n")
                }
            } else {
                positions[entry.item] = listed.count
                listed.append(
                    ListedItem(item: entry.item, title: entry.title, place: entry.place, note: note)
                )
            }
        }
        return listed
    }
}
