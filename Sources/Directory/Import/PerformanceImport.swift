import CSV
import Database
import Services

/// Results of key stage 2 and 4, and the variables by which similar schools are found. Columns that are not
/// there are not needed; codes such as SUPP stay reasons.
struct PerformanceImport: RegisterImport {
    struct Column: Sendable {
        let measure: Measure
        let headings: [String]

        init(_ measure: Measure, _ headings: String...) {
            self.measure = measure
            self.headings = headings
        }
    }

    static let columns: [Column] = [
        Column(.keyStage2Pupils, "TELIG"),
        Column(.keyStage1Points, "TKS1AVERAGE"),
        Column(.keyStage2Expected, "PTRWM_EXP"),
        Column(.keyStage2Higher, "PTRWM_HIGH"),
        Column(.keyStage2ExpectedDisadvantaged, "PTRWM_EXP_FSM6CLA1A"),
        Column(.keyStage2Disadvantaged, "PTFSM6CLA1A"),
        Column(.readingProgress, "READPROG"),
        Column(.readingProgressLower, "READPROG_LOWER"),
        Column(.readingProgressUpper, "READPROG_UPPER"),
        Column(.writingProgress, "WRITPROG"),
        Column(.writingProgressLower, "WRITPROG_LOWER"),
        Column(.writingProgressUpper, "WRITPROG_UPPER"),
        Column(.mathsProgress, "MATPROG"),
        Column(.mathsProgressLower, "MATPROG_LOWER"),
        Column(.mathsProgressUpper, "MATPROG_UPPER"),
        Column(.readingScore, "READ_AVERAGE"),
        Column(.mathsScore, "MAT_AVERAGE"),
        Column(.attainment8, "ATT8SCR", "Att8Scr"),
        Column(.progress8, "P8MEA"),
        Column(.progress8Lower, "P8CILOW"),
        Column(.progress8Upper, "P8CIUPP"),
        Column(.priorAttainment, "KS2MRP"),
        Column(.disadvantagedPercentage, "PPPerc"),
        Column(.additionalLanguagePercentage, "PercentEAL"),
        Column(.polar4, "Polar4QuintilePupils"),
        Column(.stabilityPercentage, "PStability"),
        Column(.idaci, "IdaciPupils"),
        Column(.senSupportPercentage, "PercentSchSupport"),
        Column(.ehcPlanPercentage, "PercentageStatementOrEHP"),
    ]

    private let year: AcademicYear
    private let urnColumn: Int
    private let recordTypeColumn: Int?
    private let present: [(measure: Measure, position: Int, heading: String)]
    private let known: URNSet
    private var met = URNSet()
    private var batch = CharacteristicBatch()

    init(_ header: CSVHeader, _ context: ImportContext, _ transaction: any Transaction) throws {
        guard let year = context.year else { throw ImportError.unknownYear }
        self.year = year
        urnColumn = try header.require("URN")
        recordTypeColumn = header.position(of: "RECTYPE")
        present = Self.columns.compactMap { column in
            header.position(ofAny: column.headings).map { (column.measure, $0, column.headings[0]) }
        }
        known = try transaction.knownURNs()
    }

    mutating func take(_ row: CSVRow) throws -> Bool {
        // 1 and 2 are mainstream and special schools; 3 to 5, 7 are averages of authorities and the nation.
        if let column = recordTypeColumn, !["1", "2", ""].contains(row.trimmed(column)) { return false }
        let urn = try CellValues.urn(row.trimmed(urnColumn))
        try known.require(urn)
        var numbers: [(Measure, Characteristic)] = []
        for column in present {
            let number = try CellValues.measured(row.trimmed(column.position), column.heading)
            if let number { numbers.append((column.measure, number)) }
        }
        guard met.insert(urn) else {
            throw RowFault("URN \(urn) stands in the file twice; the first row was taken")
        }
        // A row that only names the school says nothing.
        guard !numbers.isEmpty else { return false }
        batch.add(urn, year, numbers)
        return true
    }

    mutating func flush(_ transaction: any Transaction, _ report: inout ImportReport) throws {
        report.count(try batch.flush(transaction))
    }

    mutating func finish(_ transaction: any Transaction, _ report: inout ImportReport) throws {
        try batch.recordYears(transaction)
        report.notes.append("The numbers are for the academic year \(year).")
    }
}
