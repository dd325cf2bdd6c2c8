import Access
import Archives
import CSV
import Foundation
import Programmes
import Services
import TestDatabases
import Testing
import Workbooks

@Suite("Past attendees in an Excel workbook")
struct WorkbookHistoryTests {
    /// A workbook as Excel writes it: texts by number, one of them in two styles, days as numbers with a format, a
    /// hidden sheet first, an empty row, a cell that is left out.
    static func excel(
        sheet: String = WorkbookHistoryTests.sheet,
        texts: String = WorkbookHistoryTests.texts,
        head: String = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
        doctype: String = "",
        encoded: (String) -> [UInt8] = { Array($0.utf8) }
    ) -> [UInt8] {
        let space = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""
        let parts: [(name: String, text: String)] = [
            (
                "xl/workbook.xml",
                """
                <workbook \(space) xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">
                <workbookPr/><sheets><sheet name="Lists" sheetId="1" state="hidden" r:id="rId7"/>
                <sheet name="Form1" sheetId="2" r:id="rId1"/></sheets></workbook>
                """
            ),
            (
                "xl/_rels/workbook.xml.rels",
                """
                <Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
                <Relationship Id="rId7" Target="worksheets/sheet1.xml"/>
                <Relationship Id="rId1" Target="/xl/worksheets/sheet2.xml"/></Relationships>
                """
            ),
            ("xl/sharedStrings.xml", "<sst \(space)>\(texts)</sst>"),
            (
                "xl/styles.xml",
                """
                <styleSheet \(space)><numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy\\ hh:mm"/>
                <numFmt numFmtId="165" formatCode="0.0&quot; days&quot;"/></numFmts>
                <cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>
                <cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="14"/><xf numFmtId="165"/></cellXfs>
                </styleSheet>
                """
            ),
            ("xl/worksheets/sheet1.xml", "<worksheet \(space)><sheetData/></worksheet>"),
            ("xl/worksheets/sheet2.xml", sheet),
        ]
        let files = parts.map { ZipArchive.File($0.name, encoded(head + doctype + $0.text)) }
        return (try? ZipArchive.bytes(of: files, at: Date(timeIntervalSince1970: 0))) ?? []
    }

    static let texts = """
        <si><t>Name</t></si><si><t>Email</t></si><si><t>Event Date</t></si>
        <si><t>Hours</t></si><si><r><t>Ann </t></r><r><rPr><b/></rPr><t>Ash</t></r><rPh><t>x</t></rPh></si>
        <si><t>School</t></si><si><t>Seaview School</t></si>
        """

    static let sheet = """
        <worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
        <row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c>
        <c r="D1" t="s"><v>3</v></c><c r="E1" t="s"><v>5</v></c></row>
        <row r="3"><c r="A3" t="s"><v>4</v></c><c r="B3" t="inlineStr"><is><t>ann@seaview.test</t></is></c>
        <c r="C3" s="1"><v>46095.375</v></c><c r="D3" s="3"><v>1.5</v></c><c r="E3" t="s"><v>6</v></c></row>
        <row r="4"><c r="A4" t="str"><v>Ben Birch</v></c><c r="B4" t="inlineStr"><is><t>ben at home</t></is></c>
        <c r="C4" s="2"><v>46095</v></c></row>
        </sheetData></worksheet>
        """

    @Test("the first visible sheet is read as it is shown in Excel, row by row")
    func rows() throws {
        #expect(
            try WorkbookSheet.rows(of: Self.excel()) == [
                ["Name", "Email", "Event Date", "Hours", "School"], [],
                ["Ann Ash", "ann@seaview.test", "2026-03-14T09:00", "1.5", "Seaview School"],
                ["Ben Birch", "ben at home", "2026-03-14"],
            ]
        )
    }

    @Test("what this program writes it reads")
    func own() throws {
        let book = try Workbook(sheet: "People")
        book.write(heading: ["Name", "Minutes"])
        book.write([.text("“Ann” & <Ash>, =1+1"), .number(90)])
        book.write([.empty, .number(0.1)])
        let rows = try WorkbookSheet.rows(of: try book.finish())
        #expect(rows == [["Name", "Minutes"], ["“Ann” & <Ash>, =1+1", "90"], ["", "0.1"]])
    }

    @Test(
        "is taken in like a CSV file, and rows are named by their number in Excel",
        arguments: TestEngine.available
    )
    func takenIn(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let noel = network.actor("Noel Editor")
            let report = try await network.programmes.importHistory(
                Self.excel(),
                named: "form.xlsx",
                title: "Reading well",
                heldOn: nil,
                into: Network.north.id,
                by: noel
            )
            #expect(report.accepted == 1 && report.recognised == 1)
            #expect(report.refused.map(\.who) == ["Ben Birch"] && report.refused.map(\.line) == [4])
            let events = try await network.programmes.pastEvents(of: Network.north.id, by: noel)
            #expect(events.map(\.heldOn) == [LocalDate("2026-03-14")])
            let known = try HistoryFile.headings(of: Self.excel())
            #expect(known.names == ["Name", "Email", "Event Date", "Hours", "School"])
        }
    }

    @Test("colleagues to book for are read from a workbook, too")
    func colleagues() throws {
        let file = try ColleagueFile.read(Self.excel())
        #expect(file.accepted == [ColleagueDraft(name: "Ann Ash", email: "ann@seaview.test")])
        #expect(file.refused.map(\.who) == ["Ben Birch"] && file.refused.map(\.line) == [4])
        #expect(throws: CSVError.notText(.workbook)) {
            try ColleagueFile.read(Array(Self.excel().prefix(400)))
        }
    }

    @Test("a cell of two lines does not change the numbers of the rows below it")
    func twoLines() throws {
        let sheet = Self.sheet.replacing(
            "<c r=\"E3\" t=\"s\"><v>6</v></c>",
            with: "<c r=\"E3\" t=\"inlineStr\"><is><t>Seaview\nSchool</t></is></c>"
        )
        let file = try HistoryFile.read(
            Self.excel(sheet: sheet),
            title: "Reading well",
            heldOn: nil,
            today: HistoryTests.today
        )
        #expect(file.lines.map(\.school) == ["Seaview School"])
        #expect(file.refused.map(\.line) == [4])
    }

    @Test("a title above the headings is passed over, and rows keep their number in Excel")
    func titled() throws {
        let title = "<c r=\"A1\" t=\"inlineStr\"><is><t>Who came, and when, to reading</t></is></c>"
        let lower = Self.sheet.replacing("r=\"4\"", with: "r=\"6\"").replacing("r=\"3\"", with: "r=\"5\"")
            .replacing("r=\"1\"", with: "r=\"3\"")
        let moved = lower.replacing(#/ r="[A-E][134]"/#, with: "")
        let sheet = moved.replacing("<sheetData>", with: "<sheetData><row r=\"1\">\(title)</row>")
        let file = try HistoryFile.read(
            Self.excel(sheet: sheet),
            title: "Reading well",
            heldOn: nil,
            today: HistoryTests.today
        )
        #expect(file.lines.map(\.name) == ["Ann Ash"] && file.lines.map(\.line) == [5])
        #expect(file.lines.map(\.school) == ["Seaview School"])
        #expect(file.refused.map(\.line) == [6])
    }

    @Test(
        "is refused when it is something else",
        arguments: [
            Array(WorkbookHistoryTests.excel().prefix(400)),
            (try? ZipArchive.bytes(of: [ZipArchive.File("a.txt", [1])], at: Date(timeIntervalSince1970: 0)))
                ?? [],
            WorkbookHistoryTests.excel(doctype: "<!DOCTYPE a [<!ENTITY b \"c\">]>"),
            WorkbookHistoryTests.excel(sheet: "<worksheet><sheetData><row r=\"1\"><c></row>"),
            WorkbookHistoryTests.excel(
                sheet: "<worksheet><sheetData><row r=\"900000\"/></sheetData></worksheet>"
            ),
            WorkbookHistoryTests.excel(
                sheet: "<worksheet><sheetData><row r=\"1\"><c r=\"ZZZ1\"/></row></sheetData></worksheet>"
            ),
        ]
    )
    func refused(bytes: [UInt8]) throws {
        #expect(WorkbookSheet.isArchive(bytes))
        let day = LocalDate("2026-03-14")
        #expect(throws: CSVError.notText(.workbook)) {
            try HistoryFile.read(bytes, title: "Maths", heldOn: day, today: HistoryTests.today)
        }
    }

    @Test(
        "is refused in another encoding than UTF-8, in which a declaration of entities would not be seen",
        arguments: [
            ("<?xml version=\"1.0\"?>", String.Encoding.utf16),
            ("<?xml version=\"1.0\" encoding=\"UTF-16\"?>", .utf16LittleEndian),
            ("", .utf16BigEndian),
            ("<?xml version=\"1.0\" encoding=\"UTF-7\"?>", .utf8),
            ("<?xml version='1.0' encoding = 'windows-1252'?>", .utf8),
        ]
    )
    func otherEncodings(head: String, encoding: String.Encoding) {
        for doctype in ["", "<!DOCTYPE a [<!ENTITY b \"c\">]>"] {
            let bytes = Self.excel(head: head, doctype: doctype) { text in
                text.data(using: encoding).map { [UInt8]($0) } ?? []
            }
            #expect(throws: WorkbookSheetError.otherEncoding) { try WorkbookSheet.rows(of: bytes) }
            #expect(throws: CSVError.notText(.workbook)) {
                try HistoryFile.read(
                    bytes,
                    title: "Maths",
                    heldOn: LocalDate("2026-03-14"),
                    today: HistoryTests.today
                )
            }
        }
    }

    @Test(
        "is read in UTF-8, whether or not it says so",
        arguments: ["", "<?xml version='1.0' encoding='utf-8'?>"]
    )
    func plainEncodings(head: String) throws {
        for mark in ["", "\u{FEFF}"] {
            let rows = try WorkbookSheet.rows(of: Self.excel(head: mark + head))
            #expect(rows.first == ["Name", "Email", "Event Date", "Hours", "School"])
        }
    }

    @Test("a small workbook whose rows would take too much is not read")
    func spread() {
        let text = String(repeating: "x", count: 1 << 20)
        let shown = String(repeating: "<row><c t=\"s\"><v>0</v></c></row>", count: 70)
        let wide = String(repeating: "<row><c r=\"SF1\"/></row>", count: 9_000)
        for (sheet, texts) in [(shown, "<si><t>\(text)</t></si>"), (wide, "")] {
            let bytes = Self.excel(
                sheet: "<worksheet><sheetData>\(sheet)</sheetData></worksheet>",
                texts: texts
            )
            #expect(throws: WorkbookSheetError.tooLarge) { try WorkbookSheet.rows(of: bytes) }
        }
    }

    @Test("many short rows under many headings are read while they fit into memory")
    func shortRows() throws {
        func book(rows: Int) -> [UInt8] {
            let headings = """
                <row><c t="s"><v>0</v></c><c t="s"><v>1</v></c><c r="SF1" t="inlineStr"><is><t>Last</t></is></c></row>
                """
            let row = """
                <row><c t="s"><v>4</v></c><c t="inlineStr"><is><t>ann@seaview.test</t></is></c></row>
                """
            let content = headings + String(repeating: row, count: rows)
            return Self.excel(sheet: "<worksheet><sheetData>\(content)</sheetData></worksheet>")
        }
        let day = LocalDate("2026-03-14")
        let read = try HistoryFile.read(
            book(rows: 100),
            title: "Maths",
            heldOn: day,
            today: HistoryTests.today
        )
        #expect(read.lines.count == 100 && read.refused.isEmpty)
        // 16,100 rows that end 498 cells before the headings.
        #expect(throws: CSVError.notText(.workbook)) {
            try HistoryFile.read(book(rows: 16_100), title: "Maths", heldOn: day, today: HistoryTests.today)
        }
    }

    @Test("an archive that would unpack to too much is not unpacked")
    func bomb() throws {
        let zeros = ZipArchive.File("xl/workbook.xml", Array(repeating: 32, count: 200_000))
        let bytes = try ZipArchive.bytes(of: [zeros], at: Date(timeIntervalSince1970: 0))
        #expect(bytes.count < 10_000)
        #expect(throws: ArchiveError.tooLarge) {
            try ZipArchive.files(of: bytes, named: ["xl/workbook.xml"], most: 100_000)
        }
        let all = try ZipArchive.files(of: bytes, named: ["xl/workbook.xml", "no"], most: 200_000)
        #expect(all.mapValues(\.count) == ["xl/workbook.xml": 200_000])
    }

    /// Made by `zipfile` of Python 3.11: `xl/media/Schülerzahlen – Übersicht.png`, then `xl/workbook.xml`, which holds
    /// `<workbook/>`.
    private static let withPicture = Data(
        base64Encoded: """
            UEsDBBQAAAgIAABIblylvutbBgAAAAQAAAAqAAAAeGwvbWVkaWEvU2Now7xsZXJ6YWhsZW4g4oCTIMOcYmVyc2ljaHQucG5n6wzwcwcAUEsD\
            BBQAAAAIAABIblzOnpgTDQAAAAsAAAAPAAAAeGwvd29ya2Jvb2sueG1ssynPL8pOys/P1rcDAFBLAQIUAxQAAAgIAABIblylvutbBgAAAAQA\
            AAAqAAAAAAAAAAAAAACAAQAAAAB4bC9tZWRpYS9TY2jDvGxlcnphaGxlbiDigJMgw5xiZXJzaWNodC5wbmdQSwECFAMUAAAACAAASG5czp6Y\
            Ew0AAAALAAAADwAAAAAAAAAAAAAAgAFOAAAAeGwvd29ya2Jvb2sueG1sUEsFBgAAAAACAAIAlQAAAIgAAAAAAA==
            """
    )

    @Test("an archive with a picture whose name is not ASCII is read, and a damaged one is not")
    func foreignName() throws {
        let bytes = [UInt8](try #require(Self.withPicture))
        let book = "xl/workbook.xml"
        let files = try ZipArchive.files(of: bytes, named: [book], most: 100)
        #expect(files == [book: Array("<workbook/>".utf8)])
        let content = try #require(bytes.firstRange(of: Array(book.utf8))).upperBound
        var damaged = bytes
        damaged[content + 3] ^= 1
        #expect(throws: ArchiveError.self) { try ZipArchive.files(of: damaged, named: [book], most: 100) }
    }
}
