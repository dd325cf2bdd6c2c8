import CSV
import Evidence
import Programmes
import Services

/// What became of a file's rows.
package struct PathwayImportOutcome: Sendable, Equatable {
    package var entered = 0
    package var updated = 0
    package var unchanged = 0
    package var rejected: [Rejected] = []
    package var headings: [String] = []

    package struct Rejected: Sendable, Equatable {
        package let line: Int
        /// Who the row is about, so that the office finds it.
        package let name: String
        package let cells: [String]
        package let reason: String
    }

    /// The rejected rows as they were, with a last column that says why.
    package func rejectedCSV() -> [UInt8] {
        var writer = CSVWriter()
        writer.write(headings + [RejectedPlace.reason])
        for row in rejected {
            let padding = Array(repeating: "", count: max(0, headings.count - row.cells.count))
            writer.write(row.cells.prefix(headings.count) + padding + ["Line \(row.line): \(row.reason)"])
        }
        return writer.bytes
    }
}

/// A row of an uploaded list, by the names of its columns.
struct PathwayFileRow: Sendable {
    let line: Int
    let cells: [String]
    let values: [Column: String]

    /// Columns under the names that hubs' spreadsheets and the Department's exports give them.
    enum Column: CaseIterable {
        case name, email, teacherReference, school, startsOn, mentorName, mentorEmail, eligibility, funding
        case registeredOn, reference, assessment, assessedOn, outcome
        /// Lists that have no column for the whole name have one for each of these.
        case firstName, lastName

        var spellings: [String] {
            switch self {
            case .name: ["Name", "Full name", "Participant", "Participant name", "ECT name", "Teacher name"]
            case .firstName: ["First name", "Forename", "Given name", "ECT first name"]
            case .lastName: ["Last name", "Surname", "Family name", "ECT last name", "ECT surname"]
            case .email:
                [
                    "Email", "E-mail", "Email address", "Work email", "Participant email", "ECT email",
                    "ECT email address", "Teacher email",
                ]
            case .teacherReference:
                [
                    "TRN", "Teacher reference number", "Teacher reference", "Teacher reference number (TRN)",
                    "ECT TRN",
                ]
            case .school: ["URN", "School URN", "School", "School name", "Establishment"]
            case .startsOn: ["Starts on", "Start date", "Started", "First day", "Induction start date"]
            case .mentorName: ["Mentor", "Mentor name"]
            case .mentorEmail: ["Mentor email", "Mentor e-mail"]
            case .eligibility: ["Eligible", "Eligibility", "Eligible for funding"]
            case .funding: ["Funding", "Funded", "Funded place", "Place"]
            case .registeredOn:
                [
                    "Registered on", "Registration date", "Registered", "Date registered",
                    "Date of registration",
                ]
            case .reference: ["Reference", "Registration reference"]
            case .assessment: ["Assessment", "Assessment type", "Form"]
            case .assessedOn: ["Assessed on", "Assessment date", "Date of assessment"]
            case .outcome: ["Outcome", "Result", "Decision"]
            }
        }
    }

    func text(_ column: Column) -> String { values[column] ?? "" }

    var person: String {
        [text(.name), text(.email), text(.teacherReference)].first { !$0.isEmpty } ?? ""
    }

    /// The same with what is known where it says nothing.
    func filled(with known: [Column: String]) -> PathwayFileRow {
        let all = values.merging(known) { said, known in said.isEmpty ? known : said }
        return PathwayFileRow(line: line, cells: cells, values: all)
    }

    static let mostBytes = 4 << 20

    private static let knownHeadings = Set(Column.allCases.flatMap(\.spellings).map { $0.lowercased() })

    /// Reads CSV or the first sheet of an Excel workbook. A title above the headings is passed over, and lines are counted
    /// with it.
    ///
    /// - Parameter orReference: Whether a column of teacher reference numbers does instead of those needed.
    /// - Throws: `CSVError`; `Faults` when a column is missing or the file is too large.
    static func read(_ bytes: [UInt8], needing needed: [Column], orReference: Bool = false) throws
        -> (rows: [PathwayFileRow], outcome: PathwayImportOutcome)
    {
        guard bytes.count <= mostBytes else {
            throw Faults([Fault("file", "The file is larger than \(mostBytes >> 20) MB")])
        }
        let table = try SentTable.csv(of: bytes, knownHeadings.contains)
        let reader = try CSVReader(bytes: table, belowTitle: knownHeadings.contains)
        var positions: [Column: Int] = [:]
        for column in Column.allCases { positions[column] = reader.header.position(ofAny: column.spellings) }
        let isNamedInParts = positions[.firstName] != nil && positions[.lastName] != nil
        let missing = needed.filter { positions[$0] == nil && !($0 == .name && isNamedInParts) }
            .map { $0.spellings[0] }
        let hasReference = orReference && positions[.teacherReference] != nil
        guard missing.isEmpty || hasReference else {
            throw Faults([
                Fault(
                    "file",
                    "The file needs a column called \(missing.joined(separator: ", and one called "))"
                )
            ])
        }
        var outcome = PathwayImportOutcome()
        outcome.headings = reader.header.names
        var rows: [PathwayFileRow] = []
        while let row = try reader.next() {
            var values = positions.mapValues { CSVCell.restored(row.trimmed($0)) }
            if values[.name, default: ""].isEmpty, isNamedInParts {
                let (first, last) = (values[.firstName, default: ""], values[.lastName, default: ""])
                values[.name] = "\(first) \(last)".trimmed
            }
            let read = PathwayFileRow(line: row.line, cells: row.cells, values: values)
            if let problem = row.problem {
                outcome.rejected.append(read.rejected("\(problem)"))
            } else {
                rows.append(read)
            }
        }
        return (rows, outcome)
    }

    func rejected(_ reason: String) -> PathwayImportOutcome.Rejected {
        PathwayImportOutcome.Rejected(line: line, name: person, cells: cells, reason: reason)
    }
}

extension ParticipantDraft {
    init(_ row: PathwayFileRow) {
        self.init()
        name = row.text(.name)
        email = row.text(.email)
        teacherReference = row.text(.teacherReference)
        school = row.text(.school)
        startsOn = row.text(.startsOn)
        mentorName = row.text(.mentorName)
        mentorEmail = row.text(.mentorEmail)
        eligibility = Eligibility(typed: row.text(.eligibility))?.rawValue ?? row.text(.eligibility)
        funding = PlaceFunding(typed: row.text(.funding))?.rawValue ?? row.text(.funding)
    }
}

extension Eligibility {
    /// As spreadsheets say it.
    init?(typed text: String) {
        switch text.trimmed.lowercased() {
        case "", "unknown", "not known", "?": self = .unknown
        case "yes", "y", "true", "eligible", "1": self = .eligible
        case "no", "n", "false", "not eligible", "not-eligible", "ineligible", "0": self = .notEligible
        default: return nil
        }
    }
}

extension PlaceFunding {
    init?(typed text: String) {
        switch text.trimmed.lowercased() {
        case "", "none", "not settled", "no": self = .none
        case "funded", "yes", "y", "scholarship", "dfe": self = .funded
        case "school", "school funded", "school-funded", "trust": self = .school
        case "self", "self funded", "self-funded": self = .selfFunded
        default: return nil
        }
    }
}
