import Access
import CSV
import Database
import Services

/// Trusts, federations, sponsors. The names of their heads are personal data and are not taken. A column that the file does
/// not have leaves what is stored as it is.
struct GroupsImport: RegisterImport {
    private struct Entry {
        let uid: Int
        let name: String
        /// `nil` where the file has no such column.
        let columns: [SQLValue?]
    }

    private let uidColumn: Int
    private let nameColumn: Int
    private let kindColumn: Int
    private let statusColumn: Int?
    private let texts: [Int?]
    private let openColumn: Int?
    private let incorporatedColumn: Int?
    private let closedColumn: Int?
    private var met: Set<Int> = []
    private var batch: [Entry] = []

    init(_ header: CSVHeader, _ context: ImportContext) throws {
        uidColumn = try header.require("Group UID", "UID")
        nameColumn = try header.require("Group Name")
        kindColumn = try header.require("Group Type")
        statusColumn = header.position(of: "Group Status")
        texts = ["Group ID", "Companies House Number", "UKPRN", "Group Town", "Group Postcode"].map {
            header.position(of: $0)
        }
        openColumn = header.position(of: "Open date")
        incorporatedColumn = header.position(of: "Incorporated on (open date)")
        closedColumn = header.position(of: "Closed Date")
    }

    mutating func take(_ row: CSVRow) throws -> Bool {
        let text = row.trimmed(uidColumn)
        guard let uid = try CellValues.integer(text, "Group UID"), uid > 0 else {
            throw RowFault("There is no Group UID")
        }
        let name = try CellValues.required(row.trimmed(nameColumn), "The group has no name")
        // As a database counts: a letter with its marks is several.
        guard name.unicodeScalars.count <= 500 else {
            throw RowFault("The group's name is longer than 500 characters")
        }
        let words = row.trimmed(kindColumn)
        guard let kind = GroupKind(register: words) else {
            throw RowFault("“\(CellValues.shortened(words))” is not a known type of group")
        }
        let opened =
            try day(row, openColumn, "Open date")
            ?? day(row, incorporatedColumn, "Incorporated on (open date)")
        let tellsOpened = opened != nil || openColumn != nil && incorporatedColumn != nil
        let closed = try day(row, closedColumn, "Closed Date")
        let isOpen = isOpen(row, closed: closed)
        guard met.insert(uid).inserted else {
            throw RowFault("Group \(uid) stands in the file twice; the first row was taken")
        }
        let details = texts.map { position -> SQLValue? in
            guard let text = position.map({ row.trimmed($0) }) else { return nil }
            return text.isEmpty || text == "Not recorded" ? .null : .text(text)
        }
        let columns: [SQLValue?] = [
            details[0], kind.sqlValue, isOpen?.sqlValue, tellsOpened ? opened.sqlValue : nil,
            closedColumn == nil ? nil : closed.sqlValue, details[1], details[2], details[3], details[4],
            .text(SearchKey.of(name)),
        ]
        batch.append(Entry(uid: uid, name: name, columns: columns))
        return true
    }

    /// By its status, else by whether it has closed; `nil` where the file tells neither.
    private func isOpen(_ row: CSVRow, closed: LocalDate?) -> Bool? {
        let status = statusColumn.map { row.trimmed($0).lowercased() } ?? ""
        if !status.isEmpty { return status.hasPrefix("open") }
        return closedColumn == nil ? nil : closed == nil
    }

    private func day(_ row: CSVRow, _ position: Int?, _ heading: String) throws(RowFault) -> LocalDate? {
        guard let position else { return nil }
        return try CellValues.day(row.trimmed(position), heading)
    }

    mutating func flush(_ transaction: any Transaction, _ report: inout ImportReport) throws {
        guard !batch.isEmpty else { return }
        var stored: [Int: [SQLValue]] = [:]
        let sql: SQL = """
            SELECT g.uid, o.name, g.group_id, g.kind, g.is_open, g.opened_on, g.closed_on, g.companies_house_number,
                g.ukprn, g.town, g.postcode, g.name_key
            FROM school_group g JOIN organisation o ON o.id = g.organisation_id
            WHERE g.uid IN (\(SQL.list(batch.map(\.uid))))
            """
        for row in try transaction.rows(sql) { stored[try row.get(0)] = Array(row.values[1...]) }
        var fresh: [Entry] = []
        for entry in batch {
            guard let old = stored[entry.uid] else {
                fresh.append(entry)
                report.new += 1
                continue
            }
            let merged = zip(entry.columns, old.dropFirst()).map { $0 ?? $1 }
            if old == [.text(entry.name)] + merged {
                report.unchanged += 1
                continue
            }
            report.changed += 1
            try update(entry, merged, in: transaction)
        }
        try insert(fresh, in: transaction)
        batch.removeAll(keepingCapacity: true)
    }

    private func insert(_ entries: [Entry], in transaction: any Transaction) throws {
        let ids = entries.map { RegisterKey.group($0.uid).organisation.sqlValue }
        try transaction.insert(
            into: "organisation",
            columns: ["id", "kind", "name"],
            rows: zip(ids, entries).map { [$0, .text("group"), .text($1.name)] }
        )
        try transaction.insert(
            into: "school_group",
            columns: [
                "uid", "organisation_id", "group_id", "kind", "is_open", "opened_on", "closed_on",
                "companies_house_number", "ukprn", "town", "postcode", "name_key",
            ],
            rows: zip(ids, entries).map { id, entry in
                var columns = entry.columns.map { $0 ?? .null }
                // A new group of which nothing is told is open.
                columns[Self.isOpenIndex] = entry.columns[Self.isOpenIndex] ?? true.sqlValue
                return [entry.uid.sqlValue, id] + columns
            }
        )
    }

    private static let isOpenIndex = 2

    private func update(_ entry: Entry, _ c: [SQLValue], in transaction: any Transaction) throws {
        let id = RegisterKey.group(entry.uid).organisation
        try transaction.execute("UPDATE organisation SET name = \(entry.name) WHERE id = \(id)")
        try transaction.execute(
            """
            UPDATE school_group SET group_id = \(c[0]), kind = \(c[1]), is_open = \(c[2]), opened_on = \(c[3]),
                closed_on = \(c[4]), companies_house_number = \(c[5]), ukprn = \(c[6]), town = \(c[7]),
                postcode = \(c[8]), name_key = \(c[9])
            WHERE uid = \(entry.uid)
            """
        )
    }
}
