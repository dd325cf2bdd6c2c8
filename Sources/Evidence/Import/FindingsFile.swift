package import CSV

/// A file of findings, in one of the forms that are known.
package enum FindingsForm: Sendable, Equatable {
    /// Columns matched by heading.
    case plain(FindingColumnMatch)
    /// The What Works Clearinghouse's export of findings.
    case whatWorksClearinghouse
}

/// One row of a findings file, read but not yet checked.
struct FindingRow: Sendable {
    var line: Int
    var cells: [String]
    var draft: FindingDraft
    /// The strand that the row itself names, by address or title.
    var strand: String?
    /// How the finding and its study are found again in a later file.
    var findingKey: String
    var studyKey: String
    /// How the file itself names the finding; empty where it does not.
    var identifier = ""
    /// The name of the intervention that was tested.
    var intervention: String?
}

/// A row that is not taken, and why.
package struct RejectedRow: Sendable, Equatable {
    package let line: Int
    package let cells: [String]
    package let reason: String
}

package enum FindingsFile {
    /// The largest file that is taken, in bytes.
    package static let mostBytes = 40 << 20

    /// What a file is, from its headings.
    ///
    /// - Throws: ``CSVError``.
    package static func form(
        of bytes: [UInt8],
        chosen: [FindingColumn: String] = [:]
    ) throws(CSVError) -> FindingsForm {
        form(of: try CSVReader(bytes: bytes).header, chosen: chosen)
    }

    static func form(of header: CSVHeader, chosen: [FindingColumn: String]) -> FindingsForm {
        if header.position(of: "f_FindingID") != nil, header.position(of: "f_Effect_Size_WWC") != nil {
            return .whatWorksClearinghouse
        }
        return .plain(FindingColumnMatch(headings: header.names, chosen: chosen))
    }

    /// Reads the rows of a plain file.
    static func rows(
        of reader: CSVReader,
        match: FindingColumnMatch,
        only filter: RowFilter?,
        strandColumn: String? = nil,
        into take: (FindingRow) -> Void,
        reject: (RejectedRow) -> Void
    ) throws(CSVError) -> (headings: [String], passedOver: Int) {
        guard match.missing.isEmpty else { throw .missingColumns(match.missing) }
        let filterPosition = try filter?.position(in: reader.header)
        let strandPosition = try strandColumn.map(reader.header.require(column:))
        let originPosition = reader.header.position(of: "origin")
        var passedOver = 0
        var alike = AlikeRows()
        while let row = try reader.next() {
            if let problem = row.problem {
                reject(RejectedRow(line: row.line, cells: row.cells, reason: problem.description))
                continue
            }
            if let filter, let filterPosition, row.trimmed(filterPosition) != filter.value {
                passedOver += 1
                continue
            }
            if let originPosition, row.trimmed(originPosition) == FindingOrigin.networkTrial.rawValue {
                reject(
                    RejectedRow(
                        line: row.line,
                        cells: row.cells,
                        reason:
                            "It is a trial of this network: it enters when the trial reports, never from a file"
                    )
                )
                continue
            }
            func cell(_ column: FindingColumn) -> String {
                guard let position = match.positions[column] else { return "" }
                let text = row.trimmed(position)
                return text == "NA" ? "" : text
            }
            let year = cell(.year)
            if let reason = reasonToRefuse(year: year, in: match.heading(of: .year) ?? "") {
                reject(RejectedRow(line: row.line, cells: row.cells, reason: reason))
                continue
            }
            var draft = FindingDraft()
            let name = cell(.study).isEmpty ? cell(.citation) : cell(.study)
            draft.label = label(name, year: year)
            draft.citation = cell(.citation).isEmpty ? draft.label : cell(.citation)
            draft.year = PublicationDate(year).map { String($0.year) } ?? ""
            draft.doi = cell(.doi)
            let clearinghouse = StudyIdentifier(.wwc, cell(.clearinghouse))
            draft.identifiers = [StudyIdentifier(.eric, cell(.eric)), clearinghouse].compactMap(\.self)
            draft.effect = cell(.effect)
            draft.variance = cell(.variance)
            draft.standardError = cell(.standardError)
            draft.lower = cell(.lower)
            draft.upper = cell(.upper)
            if !cell(.metric).isEmpty { draft.metric = cell(.metric) }
            draft.outcomeDomain = cell(.outcome)
            draft.population = cell(.population)
            draft.phase = cell(.phase)
            draft.design = StudyDesign.understood(cell(.design)) == nil ? "other" : cell(.design)
            draft.treatedCount = cell(.treatedCount)
            draft.controlCount = cell(.controlCount)
            draft.details = FindingDetailsDraft(cell)
            let study = draft.citation.lowercased()
            let identifier = cell(.identifier)
            let base = study + "|" + cell(.outcome).lowercased() + "|" + identifier
            let strand = strandPosition.map { row.trimmed($0) }.flatMap(\.nonEmpty) ?? cell(.strand).nonEmpty
            let occurrence = alike.place(draft, of: base, under: identifier.isEmpty ? nil : strand)
            take(
                FindingRow(
                    line: row.line,
                    cells: row.cells,
                    draft: draft,
                    strand: strand,
                    findingKey: "\(base)|\(occurrence)",
                    // Of two studies in one article the citation is one.
                    studyKey: clearinghouse.map { "\(study)|\($0.value)" } ?? study,
                    identifier: identifier,
                    intervention: cell(.intervention).nonEmpty.map { String($0.prefix(200)) }
                )
            )
        }
        return (reader.header.names, passedOver)
    }

    /// Why a number cannot be the year of a study. Words, such as "in press", say that there is none yet.
    private static func reasonToRefuse(year text: String, in heading: String) -> String? {
        guard let number = DecimalText.value(of: text),
            Int(exactly: number).flatMap({ PublicationDate(year: $0) }) == nil
        else { return nil }
        return
            "The column \(heading) has “\(text)”, which is no year: write a whole number between 1850 and 2200, or nothing"
    }

    static func label(_ name: String, year: String) -> String {
        let short = String(name.prefix(160))
        return year.isEmpty || short.contains(year) || short.isEmpty ? short : "\(short) (\(year))"
    }
}

/// Rows of a file that have the same study, outcome and identifier, counted without comparing each with all before it.
private struct AlikeRows {
    private struct Row: Hashable {
        let base: String
        let draft: FindingDraft
    }

    private struct Filed: Hashable {
        let row: Row
        let strand: String
    }

    private var counts: [String: Int] = [:]
    /// Which of those that are alike say the same but for the strand.
    private var places: [Row: [Int]] = [:]
    private var filed: [Filed: Int] = [:]

    /// Which of the findings that are alike a row is about, from 1. A row that names its finding and repeats another
    /// but for the strand, as an export writes it, is about the same one.
    mutating func place(_ draft: FindingDraft, of base: String, under strand: String?) -> Int {
        let row = Row(base: base, draft: draft)
        if let strand {
            // Those that say the same take a strand in their order, each once.
            let known = places[row] ?? []
            let times = filed[Filed(row: row, strand: strand), default: 0]
            filed[Filed(row: row, strand: strand)] = times + 1
            if times < known.count { return known[times] }
        }
        let place = counts[base, default: 0] + 1
        counts[base] = place
        places[row, default: []].append(place)
        return place
    }
}

/// Takes only the rows whose cell in one column is a certain text.
package struct RowFilter: Sendable, Equatable {
    package let column: String
    package let value: String

    package init(column: String, value: String) {
        self.column = column
        self.value = value
    }

    func position(in header: CSVHeader) throws(CSVError) -> Int {
        try header.require(column)
    }
}

extension FindingDetailsDraft {
    init(_ cell: (FindingColumn) -> String) {
        self.init()
        subject = cell(.subject)
        measure = cell(.measure)
        yearGroup = cell(.yearGroup)
        pupils = cell(.pupils)
        disadvantagedPercentage = cell(.disadvantagedPercentage)
        sendPercentage = cell(.sendPercentage)
        ealPercentage = cell(.ealPercentage)
        clusterCount = cell(.clusterCount)
        independence = cell(.independence)
        testMaker = cell(.testMaker)
        setting = cell(.setting)
        security = cell(.security)
        sample = cell(.sample)
        treatedMean = cell(.treatedMean)
        treatedDeviation = cell(.treatedDeviation)
        controlMean = cell(.controlMean)
        controlDeviation = cell(.controlDeviation)
        interaction = cell(.interaction)
        interactionError = cell(.interactionError)
    }
}

extension CSVHeader {
    func require(column name: String) throws(CSVError) -> Int {
        try require(name)
    }
}

extension String {
    var nonEmpty: String? { isEmpty ? nil : self }
}
