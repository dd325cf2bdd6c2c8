package import Access
import Database
package import Services
import Workbooks

extension Trials {
    /// A workbook for one school: it turns an export of the school's own system into files without names. The
    /// table that makes the codes is drawn now and kept nowhere else.
    package func schoolWorkbook(_ id: ID<TrialSchool>, by actor: Actor) async throws -> [UInt8] {
        try actor.signedInPerson()
        let act = services.act(by: actor)
        let text = try await database.write { transaction in
            let school = try transaction.trialSchool(id, for: actor, .keepRoster)
            try actor.require(.keepRoster, on: .of(school.school.id))
            let (record, _) = try transaction.protocolAndHub(school.trial)
            try transaction.audit(act, "trial.make-workbook", of: id, in: school.school.id)
            return record.text
        }
        return try SchoolWorkbook(text, PseudonymTable(services)).workbook.bytes()
    }
}

/// The sheets: what to do, the key, pupils and results to fill in, and the two sheets to send.
struct SchoolWorkbook {
    let text: ProtocolText
    let table: PseudonymTable
    private let rows = 600

    init(_ text: ProtocolText, _ table: PseudonymTable) {
        self.text = text
        self.table = table
    }

    var workbook: FormulaWorkbook {
        var book = FormulaWorkbook()
        let roster = RosterColumn.columns(of: .roster, text)
        let outcome = RosterColumn.columns(of: .outcome, text)
        book.sheets = [
            guide, filled("Pupils", roster, hasName: true),
            sent("Roster to send", roster, from: "Pupils", offset: 2),
            filled("Results", outcome, hasName: false),
            sent("Outcomes to send", outcome, from: "Results", offset: 1),
            key,
        ]
        return book
    }

    private var guide: FormulaWorkbook.Sheet {
        var sheet = FormulaWorkbook.Sheet("Read me")
        sheet.widths = [100]
        sheet.isProtected = true
        let lines = [
            text[.title],
            "This workbook stays in the school. Whoever has it can tell whose code is whose. Never send the workbook itself.",
            "1. On “Pupils”, fill in the coloured cells: a pupil number (UPN or admission number), if you like the name, and the rest. Leave out pupils whose parents objected. There is room for \(rows) pupils. When you paste, paste values only.",
            "2. Look at the column “Check”, or at the line below. It is empty when all is well.",
            "3. Go to “Roster to send”, save that sheet alone as CSV UTF-8, and send the CSV file on the trial’s page.",
            "4. Keep this workbook. After testing, fill in “Results” with the same pupil numbers, and send “Outcomes to send” in the same way.",
            "The code is made from the pupil number by the table on “Key”, which was drawn for this workbook alone. A new download has another table and other codes.",
        ]
        for (row, line) in lines.enumerated() {
            sheet.write(.text(line), row: row * 2, column: 0, row == 0 ? .heading : .note)
        }
        sheet.write(.formula("=" + rowsToCheck), row: lines.count * 2, column: 0, .heading)
        return sheet
    }

    /// How many rows of both sheets have something in their column “Check”.
    private var rowsToCheck: String {
        let sheets: [(name: String, wave: Wave, offset: Int)] = [
            ("Pupils", .roster, 2), ("Results", .outcome, 1),
        ]
        let counts: [String] = sheets.map { name, wave, offset in
            let letter = Self.letter(offset + RosterColumn.columns(of: wave, text).count)
            return "COUNTIF(\(name)!$\(letter)$2:$\(letter)$\(rows + 1),\"?*\")"
        }
        let sum = counts.joined(separator: "+")
        return "IF(\(sum)=0,\"Nothing to check\",\"Rows to check: \"&(\(sum)))"
    }

    private var key: FormulaWorkbook.Sheet {
        var sheet = FormulaWorkbook.Sheet("Key")
        sheet.isProtected = true
        sheet.write(
            .text("Keep this in the school. Do not change it: every code would change."),
            row: 0,
            column: 0,
            .heading
        )
        // In one cell, in the order of the rows below: where a character stands is its row.
        sheet.write(.text(String(PseudonymTable.alphabet)), row: 1, column: 0)
        sheet.write(.text("Character"), row: 2, column: 0, .heading)
        for place in 0..<PseudonymTable.places {
            sheet.write(.text("Place \(place + 1)"), row: 2, column: place + 1, .heading)
        }
        for (row, character) in PseudonymTable.alphabet.enumerated() {
            sheet.write(.text(String(character)), row: row + 3, column: 0)
            for (place, number) in table.numbers[row].enumerated() {
                sheet.write(.number(Double(number)), row: row + 3, column: place + 1)
            }
        }
        return sheet
    }

    /// A sheet to fill in: pupil number, perhaps the name, the values; then code, check, and the padded number.
    private func filled(_ name: String, _ columns: [RosterColumn], hasName: Bool) -> FormulaWorkbook.Sheet {
        var sheet = FormulaWorkbook.Sheet(name)
        sheet.isProtected = true
        sheet.frozenRows = 1
        let values = columns.filter { $0 != .code }
        let headings = ["Pupil number"] + (hasName ? ["Name (stays here)"] : []) + values.map(\.title)
        for (column, heading) in (headings + ["Code", "Check", "Number as read"]).enumerated() {
            sheet.write(.text(heading), row: 0, column: column, .heading)
        }
        sheet.widths = [18] + (hasName ? [26] : []) + values.map { _ in 12 } + [14, 34, 18]
        let code = headings.count
        let numbers: Set<RosterColumn> = [.baseline, .score, .outcome, .sessions]
        for row in 1...rows {
            for column in headings.indices {
                let value = column - (hasName ? 2 : 1)
                let isNumber = values.indices.contains(value) && numbers.contains(values[value])
                sheet.write(.blank, row: row, column: column, isNumber ? .inputNumber : .input)
            }
            let padded = Self.cell(code + 2, row)
            sheet.write(.formula("=" + PseudonymTable.formula(padded: padded)), row: row, column: code)
            sheet.write(.formula("=" + check(name, code, row)), row: row, column: code + 1)
            sheet.write(.formula("=" + PseudonymTable.padding("$A\(row + 1)")), row: row, column: code + 2)
        }
        return sheet
    }

    /// A row without a number, which would not be sent; a number that cannot be read; two pupils with one number or one
    /// code; a result for a pupil who is not on the first sheet.
    private func check(_ name: String, _ code: Int, _ row: Int) -> String {
        let letter = Self.letter(code)
        let all = "$\(letter)$2:$\(letter)$\(rows + 1)"
        let own = "\(letter)\(row + 1)"
        let others = "$B\(row + 1):$\(Self.letter(code - 1))\(row + 1)"
        let without = "IF(COUNTA(\(others))>0,\"The pupil number is missing\",\"\")"
        let unreadable = "\"Only letters and digits, at most \(PseudonymTable.places)\""
        var rest = "IF(COUNTIF(\(all),\(own))>1,\"This number or its code is there twice\",\"\")"
        if name == "Results" {
            let pupils = Self.letter(RosterColumn.columns(of: .roster, text).count + 1)
            let known = "Pupils!$\(pupils)$2:$\(pupils)$\(rows + 1)"
            rest = "IF(COUNTIF(\(known),\(own))=0,\"Not on the sheet Pupils\",\(rest))"
        }
        return
            "IF(\(own)=\"\",\(without),IF(\(own)=\"\(PseudonymTable.unreadable)\",\(unreadable),\(rest)))"
    }

    /// A sheet to save as CSV: headings as the site reads them, and nothing that names a pupil. Where no code could be made
    /// the cell is empty: a line without a code is named by itself, and words in place of codes look like names.
    private func sent(_ name: String, _ columns: [RosterColumn], from source: String, offset: Int)
        -> FormulaWorkbook.Sheet
    {
        var sheet = FormulaWorkbook.Sheet(name)
        sheet.isProtected = true
        sheet.frozenRows = 1
        sheet.widths = columns.map { _ in 14 }
        for (column, kind) in columns.enumerated() {
            sheet.write(.text(kind.title), row: 0, column: column, .heading)
        }
        // The code follows the columns to fill in; values stand in their order after number and name.
        let code = Self.letter(offset + columns.count - 1)
        for row in 1...rows {
            let line = row + 1
            let own = "\(source)!$\(code)\(line)"
            for column in columns.indices {
                let value = "\(source)!\(Self.letter(offset + column - 1))\(line)"
                let formula =
                    columns[column] == .code
                    ? "=IF(\(own)=\"\(PseudonymTable.unreadable)\",\"\",\(own))"
                    : "=IF(OR(\(own)=\"\",\(value)=\"\"),\"\",\(value))"
                sheet.write(.formula(formula), row: row, column: column)
            }
        }
        return sheet
    }

    /// `A` for 0.
    private static func letter(_ column: Int) -> String { String(UnicodeScalar(UInt8(65 + column))) }

    private static func cell(_ column: Int, _ row: Int) -> String { "$\(letter(column))\(row + 1)" }
}
