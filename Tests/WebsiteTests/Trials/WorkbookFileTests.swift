import Services
import TestTrials
import Testing
import Workbooks

@testable import Trials

@Suite("The in-school workbook as a spreadsheet program meets it")
struct WorkbookFileTests {
    private static let table = PseudonymTable(Services.seeded(7, at: ServedSite.noon))

    private static func files(_ design: ProtocolDesign = .schools) async throws -> [String: String] {
        var files: [String: String] = [:]
        try await TrialWorld.open(rehearses: false) { world in
            let id = try await world.published(design)
            let text = try await world.on().protocolRecord(id, by: TrialWorld.hubLead).text
            files = Unzipped.files(try SchoolWorkbook(text, table).workbook.bytes())
        }
        return files
    }

    /// The sheets in their order, each as XML.
    private static func sheets(_ files: [String: String]) throws -> [String] {
        try (1...6).map { try #require(files["xl/worksheets/sheet\($0).xml"]) }
    }

    private static func formulas(_ sheet: String) -> [Substring] {
        sheet.matches(of: /<f>([^<]*)<\/f>/).map(\.1)
    }

    @Test(
        "has no macro, no link to elsewhere, and sheets in which only what is to be filled in can be changed"
    )
    func parts() async throws {
        let files = try await Self.files()
        for name in files.keys {
            for part in ["vba", "externalLink", "embeddings", "connections", "customXml"] {
                #expect(!name.contains(part))
            }
        }
        let own: Set<Substring> = ["Key", "Pupils", "Results"]
        let sheets = try Self.sheets(files)
        #expect(files["xl/worksheets/sheet7.xml"] == nil)
        for sheet in sheets {
            #expect(sheet.contains("<sheetProtection "))
            for formula in Self.formulas(sheet) {
                #expect(!formula.contains("[") && !formula.contains("://") && formula.utf8.count < 8_000)
                #expect(Set(formula.matches(of: /([A-Za-z]+)!/).map(\.1)).isSubset(of: own))
            }
        }
        // Two columns a pupil are made on the sheets to fill in, and all of those to send.
        #expect(Self.formulas(sheets[1]).count == 600 * 3 && Self.formulas(sheets[3]).count == 600 * 3)
        #expect(Self.formulas(sheets[2]).count == 600 * 4 && Self.formulas(sheets[4]).count == 600 * 2)
        #expect(Self.formulas(sheets[5]).isEmpty)
    }

    @Test("makes the codes of its table: character by character, from its own sheet Key")
    func codes() async throws {
        let files = try await Self.files()
        let sheets = try Self.sheets(files)
        let formula = try #require(Self.formulas(sheets[1]).first { $0.contains("INDEX(") })
        let terms = formula.matches(
            of: /INDEX\(Key!\$B\$4:\$N\$40,FIND\(MID\(\$H2,(\d+),1\),Key!\$A\$2\),(\d+)\)/
        )
        let places = (1...13).map { "\($0)" }
        #expect(terms.map { String($0.1) } == places && terms.map { String($0.2) } == places)
        let texts = try #require(files["xl/sharedStrings.xml"])
        #expect(texts.contains("<t>\(String(PseudonymTable.alphabet))</t>"))
        var numbers: [Substring: Int] = [:]
        for cell in sheets[5].matches(of: /<c r="([B-N][0-9]+)"(?: s="[0-9]+")?><v>([0-9]+)<\/v>/) {
            numbers[cell.1] = Int(cell.2)
        }
        #expect(numbers.count == 37 * 13)
        for pupil in ["A123456789012", "4711", "B7-X"] {
            let padded = Array(pupil) + Array(repeating: Character("-"), count: 13 - pupil.count)
            var sum = 0
            for (place, character) in padded.enumerated() {
                let row = try #require(PseudonymTable.alphabet.firstIndex(of: character)) + 4
                let column = try #require("BCDEFGHIJKLMN".dropFirst(place).first)
                sum += try #require(numbers["\(column)\(row)"])
            }
            let digits = String("\(1_000_000_000 + sum % 1_000_000_000)".dropFirst())
            #expect(Self.table.code(of: pupil) == "P\(digits)")
        }
    }

    @Test(
        "names in “Check” what would not be sent, or not be read",
        arguments: [ProtocolDesign.schools, .classes]
    )
    func checks(design: ProtocolDesign) async throws {
        let files = try await Self.files(design)
        let sheets = try Self.sheets(files)
        for sheet in [sheets[1], sheets[3]] {
            let checks = Self.formulas(sheet).filter { $0.contains("COUNTA(") }
            #expect(checks.count == 600)
            let first = try #require(checks.first)
            #expect(first.contains("The pupil number is missing") && first.contains("there twice"))
            #expect(first.contains("=\"Check the number\",\"Only letters and digits, at most 13\""))
            // A cell that looks empty, and is blanks, is no pupil.
            #expect(
                Self.formulas(sheet).contains { $0.hasPrefix("IF(SUBSTITUTE($A2,\" \",\"\")=\"\",\"\",") }
            )
        }
        #expect(Self.formulas(sheets[3]).contains { $0.contains("Not on the sheet Pupils") })
        // Words in place of codes would look like names, and the whole column would not be read.
        for (sheet, code) in [(sheets[2], "Pupils!$F2"), (sheets[4], "Results!$C2")] {
            let sent = "IF(\(code)=\"Check the number\",\"\",\(code))"
            #expect(Self.formulas(sheet).contains { $0 == sent })
        }
        let guide = try #require(Self.formulas(sheets[0]).first)
        #expect(guide.contains("COUNTIF(Pupils!$G$2:$G$601,\"?*\")+COUNTIF(Results!$D$2:$D$601,\"?*\")"))
    }
}
