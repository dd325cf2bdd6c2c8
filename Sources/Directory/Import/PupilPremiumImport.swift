import CSV
import Database
import Services

/// Allocations of pupil premium: the school's roll, how many attract it, and the money.
struct PupilPremiumImport: RegisterImport {
    static let totalHeadings = [
        "Total number of pupils eligible for the Deprivation Pupil Premium",
        "Total number of pupils eligible for Deprivation Pupil Premium",
        "Number of pupils eligible for the Deprivation Pupil Premium",
        "Total pupils eligible for the Deprivation Pupil Premium",
    ]

    private let year: AcademicYear
    private let urnColumn: Int
    private let rollColumn: Int?
    private let pupilsColumn: Int
    private let moneyColumn: Int
    private let known: URNSet
    private var met = URNSet()
    /// Rows without their shares, which also what is stored decides.
    private var waiting: [(urn: URN, numbers: [(Measure, Characteristic)])] = []
    private var batch = CharacteristicBatch()

    init(_ header: CSVHeader, _ context: ImportContext, _ transaction: any Transaction) throws {
        guard let year = context.year else { throw ImportError.unknownYear }
        self.year = year
        urnColumn = try header.require("URN")
        rollColumn = header.position(ofAny: ["Number of pupils on roll (7)", "Number of pupils on roll"])
        guard let pupils = header.position(ofAny: Self.totalHeadings) else {
            throw CSVError.missingColumns([Self.totalHeadings[0]])
        }
        pupilsColumn = pupils
        moneyColumn = try header.require(
            "Total allocation for the Deprivation Pupil Premium",
            "Total allocation for Deprivation Pupil Premium"
        )
        known = try transaction.knownURNs()
    }

    mutating func take(_ row: CSVRow) throws -> Bool {
        let urn = try CellValues.urn(row.trimmed(urnColumn))
        try known.require(urn)
        var numbers: [(Measure, Characteristic)] = []
        let roll = try rollColumn.flatMap { column in
            try CellValues.measured(row.trimmed(column), "Number of pupils on roll")
        }
        let pupils = try CellValues.measured(row.trimmed(pupilsColumn), Self.totalHeadings[0])
        let money = try CellValues.money(
            row.trimmed(moneyColumn),
            "Total allocation for the Deprivation Pupil Premium"
        )
        guard met.insert(urn) else {
            throw RowFault("URN \(urn) stands in the file twice; the first row was taken")
        }
        if let roll { numbers.append((.premiumRoll, roll)) }
        if let pupils { numbers.append((.premiumPupils, pupils)) }
        if let money { numbers.append((.premiumAllocation, money)) }
        // A row that only names the school says nothing.
        guard !numbers.isEmpty else { return false }
        waiting.append((urn, numbers))
        return true
    }

    /// The file gives shares for primary and secondary pupils apart; the school's is the total over its roll. There is
    /// none of less than one pupil. A part that a file leaves out stays as it is stored, so the share is made from that.
    private static func share(of pupils: Characteristic?, in roll: Characteristic?) -> Characteristic? {
        if case .missing(let reason) = pupils { return .missing(reason) }
        if case .missing(let reason) = roll { return .missing(reason) }
        guard let part = pupils?.number, let whole = roll?.number, whole >= 1 else { return nil }
        return .number((part / whole * 1000).rounded() / 10)
    }

    mutating func flush(_ transaction: any Transaction, _ report: inout ImportReport) throws {
        let stored = try transaction.premiumParts(of: waiting.map(\.urn), in: year)
        for (urn, numbers) in waiting {
            let told = Dictionary(numbers) { first, _ in first }
            let share = Self.share(
                of: told[.premiumPupils] ?? stored[urn]?[.premiumPupils],
                in: told[.premiumRoll] ?? stored[urn]?[.premiumRoll]
            )
            if let share {
                batch.add(urn, year, numbers + [(Measure.premiumPercentage, share)])
            } else {
                batch.add(urn, year, numbers, without: [.premiumPercentage])
            }
        }
        waiting.removeAll(keepingCapacity: true)
        report.count(try batch.flush(transaction))
    }

    mutating func finish(_ transaction: any Transaction, _ report: inout ImportReport) throws {
        try batch.recordYears(transaction)
        report.notes.append("The numbers are for the academic year \(year).")
    }
}

extension ImportError {
    static let unknownYear = ImportError(
        "The file does not say which academic year its numbers describe. Add it, such as --year 2021/22."
    )
}

extension ImportReport {
    mutating func count(_ outcomes: [CharacteristicBatch.Outcome]) {
        for outcome in outcomes {
            switch outcome {
            case .new: new += 1
            case .changed: changed += 1
            case .unchanged: unchanged += 1
            }
        }
    }
}

extension URNSet {
    func require(_ urn: URN) throws(RowFault) {
        guard contains(urn) else {
            throw RowFault(
                "No school with URN \(urn) is in the register here. Import the establishments (with closed ones) or the links first"
            )
        }
    }
}

extension Transaction {
    /// What is stored of a year that shares are made from.
    fileprivate func premiumParts(of schools: [URN], in year: AcademicYear) throws
        -> [URN: [Measure: Characteristic]]
    {
        guard !schools.isEmpty else { return [:] }
        let rows = try rows(
            """
            SELECT urn, measure, value, pence, missing FROM characteristic
            WHERE urn IN (\(SQL.list(schools))) AND academic_year = \(year.startYear)
                AND measure IN (\(Measure.premiumRoll), \(Measure.premiumPupils))
            """
        )
        var parts: [URN: [Measure: Characteristic]] = [:]
        for row in rows {
            let (urn, measure): (URN, Measure) = (try row.get(0), try row.get(1))
            parts[urn, default: [:]][measure] = Characteristic(
                value: try row.get(2),
                pence: try row.get(3),
                missing: try row.get(4)
            )
        }
        return parts
    }

    /// Every reference number that the register or its links name.
    func knownURNs() throws -> URNSet {
        var known = URNSet()
        try forEachRow("SELECT urn FROM lineage_member") { row in
            known.insert(try row.get(0))
            return true
        }
        return known
    }
}
