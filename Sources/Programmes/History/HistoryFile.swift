import Accounts
package import CSV
import Evidence
import Foundation
package import Services

/// Past attendees as Eventbrite, Microsoft Forms or a spreadsheet exports them, as CSV or in the first sheet of an
/// Excel workbook, with or without a title above the headings: columns are found by these; the good rows are taken, and each
/// bad one is named with its person.
///
/// Who had a place came where the file says so. Where it says of anybody at an event that they came or were checked in, the
/// others who had a place did not; where it says so of nobody, it is unclear who came (``HistoryUnclear``). A list without any
/// column for it is one of those who came.
package struct HistoryFile: Sendable {
    package struct Line: Sendable, Equatable {
        package let line: Int
        package let title: String
        package let heldOn: LocalDate
        package let name: String
        let email: EmailAddress
        package let urn: Int?
        package let school: String
        package let minutes: Int?
    }

    /// The headings of a file, and which of them are understood without being told.
    package static func headings(of bytes: [UInt8]) throws(CSVError) -> (
        names: [String], known: [HistoryColumn: String]
    ) {
        let header = try Self.reader(of: Self.table(in: bytes)).header
        var known: [HistoryColumn: String] = [:]
        for column in HistoryColumn.allCases {
            known[column] = column.positions(in: header).first.map { header.names[$0] }
        }
        return (header.names.filter { !$0.isEmpty }, known)
    }

    package let lines: [Line]
    package let refused: [ColleagueFile.Refused]
    package let refusedFile: [UInt8]
    /// Rows that say that the person did not come, or of somebody who had a place where others were checked in.
    package let notAttended: Int
    /// Each event, in the order of the file, with what is said of who came.
    package let tallies: [HistoryTally]
    /// The first day that can only be written with the month first, as Americans do; all others were read so, too.
    package let monthFirst: String?

    /// - Parameters:
    ///   - title: For files that do not say which event a row is about.
    ///   - heldOn: For files, or rows, that do not say when it was.
    ///   - chosen: Which heading is which, where somebody has said so; empty for a column that the file has not.
    ///   - unclear: What those count as who had a place at an event of which nobody is said to have come.
    ///   - today: What is still to come was attended by nobody.
    /// - Throws: `CSVError` when it is no table or has no column for the address or the name.
    package static func read(
        _ bytes: [UInt8],
        title: String,
        heldOn: LocalDate?,
        chosen: [HistoryColumn: String] = [:],
        unclear: HistoryUnclear = .came,
        today: LocalDate
    ) throws(CSVError) -> HistoryFile {
        let table = try Self.table(in: bytes)
        let reader = try Self.reader(of: table)
        var columns = try HistoryColumns(reader.header, chosen, title: title, heldOn: heldOn, today: today)
        columns.monthFirst = try columns.firstMonthFirst(in: Self.reader(of: table))
        let attended = try columns.attended(in: Self.reader(of: table))
        var lines: [Line] = []
        var refused: [ColleagueFile.Refused] = []
        var notAttended = 0
        var tallies = Tallies()
        var writer = CSVWriter()
        writer.write(reader.header.names + ["What is wrong"])
        while let row = try reader.next() {
            let sign = columns.sign(row)
            if sign == .stayedAway {
                notAttended += 1
                continue
            }
            if row.problem == nil, case .success(let event) = columns.event(row) {
                switch sign {
                case .booked where attended.contains(event):
                    tallies.count(\.noShow, at: event)
                    notAttended += 1
                    continue
                case .booked:
                    tallies.count(\.unclear, at: event)
                    if unclear == .leftOut { continue }
                default: tallies.count(\.came, at: event)
                }
            }
            switch columns.line(row) {
            case .success(let line): lines.append(line)
            case .failure(let fault):
                let name = columns.name(row)
                let who = name.isEmpty ? "Line \(row.line)" : name
                refused.append(ColleagueFile.Refused(line: row.line, who: who, reason: fault.message))
                writer.write(row.cells + [fault.message])
            }
        }
        return HistoryFile(
            lines: lines,
            refused: refused,
            refusedFile: refused.isEmpty ? [] : writer.take(),
            notAttended: notAttended,
            tallies: tallies.all,
            monthFirst: columns.monthFirst
        )
    }
}

extension HistoryFile {
    private static func table(in bytes: [UInt8]) throws(CSVError) -> [UInt8] {
        try SentTable.csv(of: bytes, HistoryColumn.isKnown)
    }

    private static func reader(of table: [UInt8]) throws(CSVError) -> CSVReader {
        try CSVReader(bytes: table, belowTitle: HistoryColumn.isKnown)
    }
}

/// An event as rows name it.
private struct HistoryEvent: Hashable {
    let title: String
    let heldOn: LocalDate
}

/// What the rows of a file say of each event, in its order.
private struct Tallies {
    private(set) var all: [HistoryTally] = []
    private var places: [HistoryEvent: Int] = [:]

    mutating func count(_ kind: WritableKeyPath<HistoryTally, Int>, at event: HistoryEvent) {
        let place = places[event] ?? all.count
        if place == all.count { all.append(HistoryTally(title: event.title, heldOn: event.heldOn)) }
        places[event] = place
        all[place][keyPath: kind] += 1
    }
}

/// Where things stand in such a file.
private struct HistoryColumns {
    let email: [Int]
    let whole: [Int]
    let first: Int?
    let last: Int?
    let title: Int?
    let day: Int?
    let school: [Int]
    let urn: Int?
    let status: [(position: Int, isCheckIn: Bool)]
    let minutes: Int?
    let hours: Int?
    /// What was typed for rows that do not say it.
    private let usualTitle: String
    private let usualDay: LocalDate?
    private let today: LocalDate
    /// A day of the file that can only be read with the month first; then all are.
    var monthFirst: String?

    init(
        _ header: CSVHeader,
        _ chosen: [HistoryColumn: String],
        title usualTitle: String,
        heldOn usualDay: LocalDate?,
        today: LocalDate
    ) throws(CSVError) {
        self.usualTitle = usualTitle
        self.usualDay = usualDay
        self.today = today
        func positions(_ column: HistoryColumn) -> [Int] {
            let known = column.positions(in: header)
            guard let heading = chosen[column] else { return known }
            guard !heading.isEmpty, let position = header.position(of: heading) else { return [] }
            // The column that is found without being told stands for those that say the same.
            return position == known.first ? known : [position]
        }
        func position(_ column: HistoryColumn) -> Int? { positions(column).first }
        email = positions(.email)
        whole = positions(.name)
        first = position(.first)
        last = position(.last)
        let isNamed = !whole.isEmpty || first != nil || last != nil
        guard !email.isEmpty, isNamed else {
            throw .missingColumns((email.isEmpty ? ["Email"] : []) + (isNamed ? [] : ["Name"]))
        }
        self.title = position(.title)
        day = position(.day)
        school = positions(.school)
        urn = position(.urn)
        status = positions(.status).map { position in
            (position: position, isCheckIn: HistoryColumn.isCheckIn(header.names[position]))
        }
        minutes = position(.minutes)
        hours = position(.hours)
    }

    /// The first day that can only have the month first, such as 3/14/2026, unless another can only have the day first.
    func firstMonthFirst(in reader: CSVReader) throws(CSVError) -> String? {
        guard let day else { return nil }
        var found: String?
        while let row = try reader.next() {
            let text = row.trimmed(day)
            switch HistoryDay.order(of: text) {
            case .dayFirst: return nil
            case .monthFirst: found = found ?? text
            case nil: continue
            }
        }
        return found
    }

    func name(_ row: CSVRow) -> String {
        let name = said(whole, row)
        if !name.isEmpty { return name }
        return [first, last].compactMap { $0.map { row.trimmed($0) } }.filter { !$0.isEmpty }.joined(
            separator: " "
        )
    }

    /// What the first of some columns says that says anything. Microsoft Forms writes “anonymous” where people sign in to
    /// nothing, and what they answered stands in a column of its own.
    private func said(_ columns: [Int], _ row: CSVRow) -> String {
        columns.lazy.map { row.trimmed($0) }.first { !$0.isEmpty && $0.lowercased() != "anonymous" } ?? ""
    }

    /// What a row says of whether the person came; in a list without a column for it they did.
    func sign(_ row: CSVRow) -> HistorySign {
        guard !status.isEmpty else { return .came }
        return .together(
            status.map { HistorySign(row.trimmed($0.position), isCheckIn: $0.isCheckIn) }
        )
    }

    /// The events of which somebody is said to have come.
    func attended(in reader: CSVReader) throws(CSVError) -> Set<HistoryEvent> {
        guard !status.isEmpty else { return [] }
        var found: Set<HistoryEvent> = []
        while let row = try reader.next() {
            guard row.problem == nil, sign(row) == .came else { continue }
            if case .success(let held) = event(row) { found.insert(held) }
        }
        return found
    }

    func line(_ row: CSVRow) -> Result<HistoryFile.Line, Fault> {
        if let problem = row.problem { return .failure(Fault("row", "\(problem)")) }
        let who = name(row)
        guard let name = PersonName.parse(who) else { return .failure(Fault("name", "There is no name")) }
        let address = said(email, row)
        guard let email = EmailAddress(address) else {
            let written = address.isEmpty ? row.trimmed(self.email[0]) : address
            return .failure(Fault("email", "“\(written)” is not an email address"))
        }
        let held: HistoryEvent
        switch event(row) {
        case .success(let event): held = event
        case .failure(let fault): return .failure(fault)
        }
        return .success(
            HistoryFile.Line(
                line: row.line,
                title: held.title,
                heldOn: held.heldOn,
                name: name,
                email: email,
                urn: urn.flatMap { Int(row.trimmed($0)) },
                school: said(school, row),
                minutes: duration(row)
            )
        )
    }

    /// Which event a row is about.
    func event(_ row: CSVRow) -> Result<HistoryEvent, Fault> {
        let titled = self.title.map { row.trimmed($0) } ?? ""
        // “Title” is also what stands before a name.
        let isOfPerson = Self.titlesOfPersons.contains(titled.lowercased().filter { $0.isLetter })
        let typedTitle = isOfPerson ? "" : titled
        let title = typedTitle.isEmpty ? usualTitle.trimmed : typedTitle
        guard (1...200).contains(title.count) else {
            return .failure(Fault("title", "It does not say which event it was"))
        }
        let typedDay = day.map { row.trimmed($0) } ?? ""
        // The day that somebody typed is for rows that have none, not for one that cannot be read.
        let read = typedDay.isEmpty ? usualDay : HistoryDay.parse(typedDay, monthFirst: monthFirst != nil)
        guard let held = read else {
            let reason = typedDay.isEmpty ? "It does not say when it was" : "“\(typedDay)” is not a date"
            return .failure(Fault("date", reason))
        }
        guard held <= today else {
            return .failure(Fault("date", "It is still to come: it is held on \(held.spelledShort)"))
        }
        return .success(HistoryEvent(title: title, heldOn: held))
    }

    private static let titlesOfPersons: Set<String> = [
        "mr", "mrs", "ms", "miss", "dr", "mx", "prof", "professor", "rev", "reverend", "sir", "dame",
    ]

    private func duration(_ row: CSVRow) -> Int? {
        if let minutes, let value = Int(row.trimmed(minutes)), (1...10_000).contains(value) { return value }
        if let hours, let value = Double(row.trimmed(hours)), value > 0, value < 200 {
            return Int((value * 60).rounded())
        }
        return nil
    }
}
