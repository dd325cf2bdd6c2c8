import CSV
import Database
import Services

/// Links between establishments: who followed whom. They join reference numbers into lineages. A column that the file does not
/// have leaves what is stored as it is.
struct LinksImport: RegisterImport {
    private let urnColumn: Int
    private let linkColumn: Int
    private let nameColumn: Int?
    private let kindColumn: Int
    private let dayColumn: Int?
    private var batch: [EstablishmentLink] = []

    init(_ header: CSVHeader) throws {
        urnColumn = try header.require("URN")
        linkColumn = try header.require("LinkURN")
        nameColumn = header.position(of: "LinkName")
        kindColumn = try header.require("LinkType")
        dayColumn = header.position(of: "LinkEstablishedDate")
    }

    mutating func take(_ row: CSVRow) throws -> Bool {
        let urn = try CellValues.urn(row.trimmed(urnColumn))
        let other = try CellValues.urn(row.trimmed(linkColumn))
        guard urn != other else { throw RowFault("URN \(urn) is linked to itself") }
        let words = row.trimmed(kindColumn)
        guard let kind = LinkKind(register: words) else {
            throw RowFault("“\(CellValues.shortened(words))” is not a known type of link")
        }
        let day = try dayColumn.flatMap { try CellValues.day(row.trimmed($0), "LinkEstablishedDate") }
        let name = nameColumn.map { row.trimmed($0) } ?? ""
        batch.append(EstablishmentLink(urn: urn, other: other, kind: kind, name: name, establishedOn: day))
        return true
    }

    mutating func flush(_ transaction: any Transaction, _ report: inout ImportReport) throws {
        try EstablishmentLink.store(
            batch,
            tellsNames: nameColumn != nil,
            tellsDays: dayColumn != nil,
            in: transaction,
            &report
        )
        try Lineages.join(batch, in: transaction)
        batch.removeAll(keepingCapacity: true)
    }
}
