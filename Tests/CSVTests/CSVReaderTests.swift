import Foundation
import Testing

@testable import CSV

/// Reads a whole text: headings first, then the cells of every record.
func records(_ text: String, limits: CSVReader.Limits = .init()) throws -> [[String]] {
    try records(Array(text.utf8), limits: limits)
}

func records(_ bytes: [UInt8], limits: CSVReader.Limits = .init()) throws -> [[String]] {
    let reader = try CSVReader(bytes: bytes, limits: limits)
    var all = [reader.header.names]
    while let row = try reader.next() { all.append(row.cells) }
    return all
}

@Suite struct `The CSV reader` {
    struct Example: Sendable, CustomTestStringConvertible {
        let name: String
        let text: String
        let expected: [[String]]
        var testDescription: String { name }
    }

    static let examples: [Example] = [
        Example(name: "plain", text: "a,b\n1,2\n", expected: [["a", "b"], ["1", "2"]]),
        Example(name: "no line end at the end", text: "a,b\n1,2", expected: [["a", "b"], ["1", "2"]]),
        Example(name: "CRLF", text: "a,b\r\n1,2\r\n", expected: [["a", "b"], ["1", "2"]]),
        Example(name: "CR alone", text: "a,b\r1,2\r", expected: [["a", "b"], ["1", "2"]]),
        Example(
            name: "empty cells",
            text: "a,b,c\n,,\n1,,\n",
            expected: [["a", "b", "c"], ["", "", ""], ["1", "", ""]]
        ),
        Example(name: "quoted delimiter", text: "a,b\n\"1,5\",2\n", expected: [["a", "b"], ["1,5", "2"]]),
        Example(
            name: "doubled quotation marks",
            text: "a\n\"he said \"\"no\"\"\"\n",
            expected: [["a"], ["he said \"no\""]]
        ),
        Example(
            name: "quoted line breaks",
            text: "a,b\n\"1\n2\r\n3\",4\n",
            expected: [["a", "b"], ["1\n2\r\n3", "4"]]
        ),
        Example(
            name: "quotation mark inside a word",
            text: "a\n5\" nail\n",
            expected: [["a"], ["5\" nail"]]
        ),
        Example(name: "blank lines", text: "\n\na,b\n\n1,2\n\n", expected: [["a", "b"], ["1", "2"]]),
        Example(
            name: "a quoted empty cell is a record",
            text: "a\n\"\"\n\nx\n",
            expected: [["a"], [""], ["x"]]
        ),
        Example(name: "delimiter at the very end", text: "a,b\n1,", expected: [["a", "b"], ["1", ""]]),
        Example(name: "semicolons", text: "a;b\n1,5;2\n", expected: [["a", "b"], ["1,5", "2"]]),
        Example(name: "tabs", text: "a\tb\n1,5\t2\n", expected: [["a", "b"], ["1,5", "2"]]),
        Example(
            name: "byte-order mark before a quoted heading",
            text: "\u{FEFF}\"a\",b\n1,2\n",
            expected: [["a", "b"], ["1", "2"]]
        ),
        Example(name: "one column has commas", text: "name\nx\n", expected: [["name"], ["x"]]),
    ]

    @Test(arguments: examples) func `reads`(_ example: Example) throws {
        #expect(try records(example.text) == example.expected)
    }

    @Test(arguments: [1, 2, 3, 7, 64]) func `gives the same records wherever the pieces of the file end`(
        _ shift: Int
    ) throws {
        let cells = "\"x\r\ny\"\"z\",é–£,plain\r\n"
        let padding = String(repeating: "p", count: ByteSource.pieceLength - 40 - shift)
        let text = "a,b,c\r\n" + padding + ",1,2\r\n" + String(repeating: cells, count: 30)
        let all = try records(text)
        #expect(all.count == 32)
        #expect(all.dropFirst(2).allSatisfy { $0 == ["x\r\ny\"z", "é–£", "plain"] })
    }

    @Test func `tells the line that each record starts on`() throws {
        let reader = try CSVReader(bytes: Array("a,b\n\n\"1\n2\",3\r\n\"x\ry\",4\nlast,5".utf8))
        var lines: [Int] = []
        while let row = try reader.next() { lines.append(row.line) }
        #expect(lines == [3, 5, 7])
    }

    static let problems: [(text: String, problem: CSVRowProblem)] = [
        ("a,b\n1\n", .tooFewCells(found: 1, expected: 2)),
        ("a,b\n1,2,3\n", .tooManyCells(found: 3, expected: 2)),
        ("a,b\n\"1\"x,2\n", .textAfterQuotation),
        ("a,b\n1,\"2\n", .unclosedQuotation),
        ("a,b\nplenty of ordinary text,and more\n1\0,2\n", .containsNUL),
    ]

    @Test(arguments: problems) func `hands out a broken record with what is wrong`(
        text: String,
        problem: CSVRowProblem
    ) throws {
        // Sound records behind it, except where the open quotation mark would swallow them.
        let rest = problem == .unclosedQuotation ? "" : String(repeating: "x,y\n", count: 60)
        let reader = try CSVReader(bytes: Array((text + rest).utf8))
        var found: [CSVRowProblem?] = []
        while let row = try reader.next() { found.append(row.problem) }
        #expect(found.contains(problem))
        #expect(!problem.description.isEmpty)
        if problem != .unclosedQuotation { #expect(found.last == .some(nil), "the reading goes on after it") }
    }

    @Test func `refuses a cell that does not end`() {
        let limits = CSVReader.Limits(fieldBytes: 100, fields: 10)
        let open = "a\nfine\n\"" + String(repeating: "x\n", count: 200)
        #expect(throws: CSVError.fieldTooLong(line: 3, limitBytes: 100, isQuoted: true)) {
            try records(open, limits: limits)
        }
        let long = "a\n" + String(repeating: "x", count: 101)
        #expect(throws: CSVError.fieldTooLong(line: 2, limitBytes: 100, isQuoted: false)) {
            try records(long, limits: limits)
        }
        let wide = "a\n" + String(repeating: ",", count: 11)
        #expect(throws: CSVError.tooManyFields(line: 2, limit: 10)) { try records(wide, limits: limits) }
    }

    /// Within a line, over the lines of quoted cells, behind other lines, and with bytes that are no UTF-8 before.
    static let longRecords: [(text: [UInt8], line: Int)] = [
        (Array("a\n".utf8) + Array(repeating: UInt8(ascii: ","), count: 600), 2),
        (Array(("a\n" + String(repeating: "\"x\ny\",", count: 200)).utf8), 2),
        (
            Array(("a\r\n" + String(repeating: "fine\r\n", count: 200)).utf8)
                + Array(repeating: 0x2C, count: 600), 202
        ),
        (Array("a\n".utf8) + [0xE9, 0x0A] + Array(repeating: 0x2C, count: 600), 3),
    ]

    @Test(arguments: longRecords) func `refuses a record that does not end`(text: [UInt8], line: Int) {
        let limits = CSVReader.Limits(fieldBytes: 100, fields: 1000, recordBytes: 500)
        let error = CSVError.recordTooLong(line: line, limitBytes: 500)
        #expect(throws: error) { try records(text, limits: limits) }
        #expect(error.description.contains("line \(line)"))
    }

    @Test func `refuses a file without line ends long before its end`() throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("endless-\(UUID()).csv").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data("URN,Name\n1,a\n".utf8).write(to: URL(fileURLWithPath: path))
        let file = try #require(FileHandle(forWritingAtPath: path))
        try file.seekToEnd()
        let piece = Data(repeating: UInt8(ascii: "x"), count: 1 << 20)
        for _ in 0..<18 { try file.write(contentsOf: piece) }
        // What comes then would take minutes to read; the file system does not keep it.
        try file.truncate(atOffset: 1 << 36)
        try file.close()
        #expect(throws: CSVError.recordTooLong(line: 3, limitBytes: 16 << 20)) { try CSVReader(path: path) }
    }

    @Test func `refuses what has no end, and what is no text, unread`() throws {
        let device = CSVError.unreadable(
            path: "/dev/zero",
            reason: "it is a device, which may have no end; name a file"
        )
        #expect(throws: device) { try CSVReader(path: "/dev/zero") }
        #expect(throws: device) { try TextPieces(path: "/dev/zero") }
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("zeros-\(UUID()).csv").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data().write(to: URL(fileURLWithPath: path))
        let file = try #require(FileHandle(forWritingAtPath: path))
        try file.truncate(atOffset: 1 << 36)
        try file.close()
        #expect(throws: CSVError.notText(.binary)) { try CSVReader(path: path) }
    }

    static let wrongKinds: [(head: [UInt8], kind: CSVError.FileKind)] = [
        ([0x50, 0x4B, 0x03, 0x04, 0x14, 0, 6, 0], .workbook),
        ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1], .oldWorkbook),
        (Array("%PDF-1.7 and so on".utf8), .pdf),
        (Array("\n <!DOCTYPE html><title>x</title>".utf8), .webPage),
        (Array("{\"a\": 1}".utf8), .json), (Array("[\n  {\"a\": 1}]".utf8), .json),
        (Array("TY  - JOUR\nTI  - A\nER  - \n".utf8), .references),
        (Array("\n@InProceedings{a,\n title={B}}".utf8), .references), ([0x1F, 0x8B, 8, 0, 0], .compressed),
        ([0x89, 0x50, 0x4E, 0x47, 13], .image),
        ([0x7F, 0x45, 0x4C, 0x46, 2, 1], .binary), ((0...255).map { UInt8($0) }, .binary),
    ]

    @Test(arguments: wrongKinds) func `names the kind of a file that is not CSV`(
        head: [UInt8],
        kind: CSVError.FileKind
    ) {
        #expect(throws: CSVError.notText(kind)) { try CSVReader(bytes: head) }
        #expect(!CSVError.notText(kind).description.contains("\n"))
    }

    @Test(arguments: ["@handle,{a}\n1,2\n", "ty,b\n1,2\n", "[a],{b}\n1,2\n"])
    func `does not take headings with such signs for another kind`(_ text: String) throws {
        #expect(try CSVReader(bytes: Array(text.utf8)).header.names.count == 2)
    }

    @Test(arguments: ["", "\n\n\r\n", "\u{FEFF}"]) func `calls a file with nothing in it empty`(
        _ text: String
    ) {
        #expect(throws: CSVError.empty) { try CSVReader(bytes: Array(text.utf8)) }
    }

    @Test func `says what is wrong with a path`() {
        #expect(throws: CSVError.unreadable(path: "/nowhere.csv", reason: "there is no such file")) {
            try CSVReader(path: "/nowhere.csv")
        }
        #expect(throws: CSVError.unreadable(path: "/tmp", reason: "it is a folder; name the file inside it"))
        {
            try CSVReader(path: "/tmp")
        }
    }

    @Test func `finds columns in any order, case and spacing`() throws {
        let header = CSVHeader(["School  Name", "URN", " Number of pupils (7) ", "URN"])
        #expect(header.position(of: "urn") == 1)
        #expect(header.position(of: "EstablishmentName", "school name") == 0)
        #expect(header.position(of: "number of pupils (7)") == 2)
        #expect(header.position(of: "LA (code)") == nil)
        #expect(throws: CSVError.missingColumns(["LA (code)"])) { try header.require("LA (code)", "LA") }
    }

    @Test func `counts the lines of a title above the headings`() throws {
        let known: Set<String> = ["name", "email"]
        let text = "A list\r\n\r\nName,Email\r\nAnn,\"a\nb\"\r\nBen,b,c\r\n"
        let reader = try CSVReader(bytes: Array(text.utf8), belowTitle: known.contains)
        #expect(reader.header.names == ["Name", "Email"])
        let ann = try #require(try reader.next()).line
        let ben = try #require(try reader.next())
        #expect(ann == 4 && ben.line == 6)
        #expect(ben.problem == .tooManyCells(found: 3, expected: 2))
        let long = "A list\n\nName,Email\nAnn,\(String(repeating: "x", count: 100))\n"
        let limited = try CSVReader(
            bytes: Array(long.utf8),
            limits: CSVReader.Limits(fieldBytes: 50),
            belowTitle: known.contains
        )
        #expect(throws: CSVError.fieldTooLong(line: 4, limitBytes: 50, isQuoted: false)) {
            try limited.next()
        }
    }

    @Test func `trims blanks and the no-break spaces of spreadsheets`() throws {
        let reader = try CSVReader(bytes: Array("a,b,c\n  x y ,\u{A0}z\u{A0}, \n".utf8))
        let row = try #require(try reader.next())
        #expect([row.trimmed(0), row.trimmed(1), row.trimmed(2)] == ["x y", "z", ""])
        #expect(row[9].isEmpty)
    }
}
