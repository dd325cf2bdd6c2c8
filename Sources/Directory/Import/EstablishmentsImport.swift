import Access
import CSV
import Database
import Services

/// Schools of the register. A column that the file does not have leaves what is stored as it is.
struct EstablishmentsImport: RegisterImport {
    /// One school of the batch.
    struct Entry {
        let urn: URN
        let name: String
        /// In the order of `EstablishmentColumn.all`; `nil` where the file has no such column.
        let values: [SQLValue?]
        let authority: AuthorityEntry?
        let numbers: [(Measure, Characteristic)]
        let year: AcademicYear?
        let membership: TrustMembership?
    }

    private let header: EstablishmentHeader
    private let context: ImportContext
    private var met = URNSet()
    private var known: URNSet
    private var entries: [Entry] = []
    private var links: [EstablishmentLink] = []
    private var authorities = AuthorityRegister()
    private var numbers = CharacteristicBatch()
    private var trusts = TrustMemberships()
    private var withoutYear = 0

    init(_ header: CSVHeader, _ context: ImportContext, _ transaction: any Transaction) throws {
        self.header = try EstablishmentHeader(header)
        self.context = context
        known = try transaction.knownURNs()
    }

    /// The last column of older downloads, "Linked establishments", is a list with commas and no quotation
    /// marks.
    func tolerates(_ problem: CSVRowProblem) -> Bool {
        if case .tooManyCells = problem { return header.endsWithLinks }
        return false
    }

    mutating func take(_ row: CSVRow) throws -> Bool {
        let urn = try CellValues.urn(row.trimmed(header.urn))
        let name = try CellValues.required(row.trimmed(header.name), "The school has no name")
        // As a database counts: a letter with its marks is several.
        guard name.unicodeScalars.count <= 500 else {
            throw RowFault("The school's name is longer than 500 characters")
        }
        var values: [SQLValue?] = []
        values.reserveCapacity(EstablishmentColumn.all.count)
        for (column, position) in zip(EstablishmentColumn.all, header.positions) {
            values.append(try position.map { try column.value(row.trimmed($0)) })
        }
        let numbers = try header.numbers(row)
        let year = try header.censusYear(row) ?? context.year
        let authority = try header.authority(row)
        let found = header.links(row, of: urn)
        guard met.insert(urn) else {
            throw RowFault("URN \(urn) stands in the file twice; the first row was taken")
        }
        if year == nil, !numbers.isEmpty { withoutYear += 1 }
        entries.append(
            Entry(
                urn: urn,
                name: name,
                values: values,
                authority: authority,
                numbers: numbers,
                year: year,
                membership: header.membership(row)
            )
        )
        links += found
        return true
    }

    mutating func flush(_ transaction: any Transaction, _ report: inout ImportReport) throws {
        guard !entries.isEmpty else { return }
        try authorities.store(entries.compactMap(\.authority), in: transaction)
        let fresh = entries.map(\.urn).filter { known.insert($0) }
        try transaction.insert(
            into: "lineage_member",
            columns: ["urn", "lineage_id"],
            rows: fresh.map { [$0.sqlValue, $0.sqlValue] }
        )
        var outcomes = try EstablishmentWriting.write(entries, in: transaction)
        try takeNumbers(transaction, &outcomes)
        try takeLinks(transaction, &outcomes)
        try trusts.store(entries, on: context.today, in: transaction, &outcomes)
        report.count(outcomes)
        let changed = zip(entries, outcomes).filter { $1 != .unchanged }
        try transaction.announce(.school, changed.map { Int64($0.0.urn.rawValue) })
        entries.removeAll(keepingCapacity: true)
    }

    private mutating func takeNumbers(
        _ transaction: any Transaction,
        _ outcomes: inout [CharacteristicBatch.Outcome]
    ) throws {
        var rows: [Int] = []
        for (position, entry) in entries.enumerated() {
            guard let year = entry.year, !entry.numbers.isEmpty else { continue }
            numbers.add(entry.urn, year, entry.numbers)
            rows.append(position)
        }
        for (position, outcome) in zip(rows, try numbers.flush(transaction)) where outcome != .unchanged {
            outcomes[position].noteChange()
        }
    }

    private mutating func takeLinks(
        _ transaction: any Transaction,
        _ outcomes: inout [CharacteristicBatch.Outcome]
    ) throws {
        guard !links.isEmpty else { return }
        for link in links { known.insert(link.other) }
        try EstablishmentLink.add(links, in: transaction)
        try Lineages.join(links, in: transaction)
        links.removeAll(keepingCapacity: true)
    }

    mutating func finish(_ transaction: any Transaction, _ report: inout ImportReport) throws {
        try numbers.recordYears(transaction)
        if withoutYear > 0 {
            report.notes.append(
                "Pupil numbers of \(withoutYear) \(withoutYear == 1 ? "school" : "schools") were passed over: the file gives no census date. Add --year, such as --year 2021/22."
            )
        }
        if trusts.unknownCount > 0 {
            report.notes.append(
                "\(trusts.unknownCount) \(trusts.unknownCount == 1 ? "school names" : "schools name") a trust or federation that is not known here. Import the groups, then this file again."
            )
        }
    }
}

extension CharacteristicBatch.Outcome {
    /// A new school stays new; any other has changed.
    mutating func noteChange() {
        if self == .unchanged { self = .changed }
    }
}
