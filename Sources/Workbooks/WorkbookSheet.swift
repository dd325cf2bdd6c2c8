import Archives
import Foundation
import FoundationXML
import Services

/// Reads the first visible sheet of an Excel workbook (`.xlsx`) that somebody sent, as rows of text.
///
/// Days and times are written as in `2026-03-14T09:00`, whatever the workbook shows them as. Rows that are left out in
/// the sheet come back empty, so that the position of a row is its number in Excel.
package enum WorkbookSheet {
    /// The most that a workbook may unpack to, and that its rows may take: many cells can show one text.
    static let mostBytes = 64 * 1024 * 1024
    static let mostRows = 200_000
    static let mostColumns = 500

    /// Whether a file begins as a ZIP archive does, which such a workbook is.
    package static func isArchive(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) }

    /// - Throws: ``WorkbookSheetError`` when it is no workbook that can be read.
    package static func rows(of bytes: [UInt8]) throws(WorkbookSheetError) -> [[String]] {
        let book = "xl/workbook.xml"
        let links = "xl/_rels/workbook.xml.rels"
        let outer = try unpacked([book, links, "xl/sharedStrings.xml", "xl/styles.xml"], of: bytes)
        guard let bookXML = outer[book], let linksXML = outer[links] else { throw .noWorkbook }
        let found = try BookReader().reading(bookXML)
        let targets = try LinksReader().reading(linksXML).targets
        guard let link = found.firstSheet, let target = targets[link] else { throw .noWorkbook }
        // From the folder of the workbook, or from the top.
        let path = target.hasPrefix("/") ? String(target.dropFirst()) : "xl/" + target
        guard let sheetXML = try unpacked([path], of: bytes)[path] else { throw .noWorkbook }
        var texts: [String] = []
        if let xml = outer["xl/sharedStrings.xml"] { texts = try TextsReader().reading(xml).texts }
        var styles: [Bool] = []
        if let xml = outer["xl/styles.xml"] { styles = try StylesReader().reading(xml).showsDay }
        let sheet = SheetReader(texts: texts, showsDay: styles, countsFrom1904: found.countsFrom1904)
        return try sheet.reading(sheetXML).rows
    }

    private static func unpacked(_ names: Set<String>, of bytes: [UInt8]) throws(WorkbookSheetError)
        -> [String:
        [UInt8]]
    {
        do {
            return try ZipArchive.files(of: bytes, named: names, most: mostBytes)
        } catch .tooLarge {
            throw .tooLarge
        } catch {
            throw .noWorkbook
        }
    }
}

/// Why a workbook could not be read.
package enum WorkbookSheetError: Error, Equatable, Sendable {
    /// It is another kind of file, or damaged.
    case noWorkbook
    case tooLarge
    /// Its parts are written in another encoding than UTF-8, which Excel and all others in use write.
    case otherEncoding
}

/// Reads one of the XML files of a workbook.
private class PartReader: NSObject, XMLParserDelegate {
    /// What is wrong, beyond broken XML.
    var problem: WorkbookSheetError?

    /// - Throws: ``WorkbookSheetError``; also for a document that declares entities, which no workbook does.
    func reading(_ xml: [UInt8]) throws(WorkbookSheetError) -> Self {
        let data = Data(xml)
        // The parser follows any encoding, in some of which the next line would not see the declaration.
        guard Self.isUTF8(data) else { throw .otherEncoding }
        guard data.range(of: Data("<!DOCTYPE".utf8)) == nil else { throw .noWorkbook }
        let parser = XMLParser(data: data)
        parser.shouldResolveExternalEntities = false
        parser.delegate = self
        let isRead = parser.parse()
        if let problem { throw problem }
        // The parser mends what it can and calls that read; half a sheet is worse than none.
        guard isRead, parser.parserError == nil else { throw .noWorkbook }
        return self
    }

    /// Whether a document is in UTF-8: it begins with a tag in ASCII, perhaps after the mark of UTF-8, and declares no
    /// other encoding.
    private static func isUTF8(_ data: Data) -> Bool {
        let text = data.starts(with: [0xEF, 0xBB, 0xBF]) ? data.dropFirst(3) : data
        // UTF-16 and UTF-32 without their mark have zero bytes here; EBCDIC has another byte for the bracket.
        guard text.first == UInt8(ascii: "<"), !text.prefix(4).contains(0) else { return false }
        guard text.starts(with: "<?xml".utf8) else { return true }
        guard let end = text.range(of: Data("?>".utf8)) else { return false }
        let declaration = String(decoding: text[text.startIndex..<end.lowerBound], as: UTF8.self).lowercased()
        return !declaration.contains("encoding")
            || declaration.contains(/encoding\s*=\s*["']utf-8["']/)
    }

    func parser(
        _ parser: XMLParser,
        didStartElement name: String,
        namespaceURI: String?,
        qualifiedName: String?,
        attributes: [String: String]
    ) {
        start(name.localName, attributes, parser)
    }

    func parser(
        _ parser: XMLParser,
        didEndElement name: String,
        namespaceURI: String?,
        qualifiedName: String?
    ) {
        end(name.localName)
    }

    func parser(_ parser: XMLParser, foundCharacters characters: String) { read(characters) }

    func start(_ name: String, _ attributes: [String: String], _ parser: XMLParser) {}
    func read(_ characters: String) {}
    func end(_ name: String) {}
}

extension String {
    /// A name without its prefix: some programs write `x:row`.
    fileprivate var localName: String { split(separator: ":").last.map(String.init) ?? self }
}

/// `workbook.xml`: which sheet is the first that is shown, and from when days are counted.
private final class BookReader: PartReader {
    private(set) var firstSheet: String?
    private(set) var countsFrom1904 = false

    override func start(_ name: String, _ attributes: [String: String], _ parser: XMLParser) {
        if name == "workbookPr" { countsFrom1904 = ["1", "true"].contains(attributes["date1904"] ?? "") }
        if name == "sheet", firstSheet == nil, attributes["state"] ?? "visible" == "visible" {
            firstSheet = attributes.first { $0.key.localName == "id" && $0.key != "id" }?.value
        }
    }
}

/// `workbook.xml.rels`: where each sheet stands.
private final class LinksReader: PartReader {
    private(set) var targets: [String: String] = [:]

    override func start(_ name: String, _ attributes: [String: String], _ parser: XMLParser) {
        if name == "Relationship", let id = attributes["Id"] { targets[id] = attributes["Target"] }
    }
}

/// `styles.xml`: for each style of a cell, whether it shows a number as a day.
private final class StylesReader: PartReader {
    private(set) var showsDay: [Bool] = []
    private var own: [Int: Bool] = [:]
    private var isInCellStyles = false

    override func start(_ name: String, _ attributes: [String: String], _ parser: XMLParser) {
        switch name {
        case "numFmt":
            guard let id = attributes["numFmtId"].flatMap({ Int($0) }) else { return }
            own[id] = Self.showsDay(attributes["formatCode"] ?? "")
        case "cellXfs": isInCellStyles = true
        case "xf" where isInCellStyles:
            let id = attributes["numFmtId"].flatMap { Int($0) } ?? 0
            // Those that every workbook has: 14 to 17 are days, 22 is a day and a time.
            showsDay.append(own[id] ?? ((14...17).contains(id) || id == 22))
        default: break
        }
    }

    override func end(_ name: String) {
        if name == "cellXfs" { isInCellStyles = false }
    }

    /// Whether a format has a day or a year in it, outside quoted text, escapes and `[…]`.
    private static func showsDay(_ format: String) -> Bool {
        let plain = format.replacing(/"[^"]*"|\\.|_.|\[[^\]]*\]/, with: "").lowercased()
        return plain.contains { $0 == "d" || $0 == "y" }
    }
}

/// `sharedStrings.xml`: the texts that cells refer to by number.
private final class TextsReader: PartReader {
    private(set) var texts: [String] = []
    private var text = ""
    private var isInText = false
    private var isInPhonetic = false

    override func start(_ name: String, _ attributes: [String: String], _ parser: XMLParser) {
        switch name {
        case "si": text = ""
        case "rPh": isInPhonetic = true
        case "t": isInText = !isInPhonetic
        default: break
        }
    }

    override func read(_ characters: String) {
        if isInText { text += characters }
    }

    override func end(_ name: String) {
        switch name {
        case "si": texts.append(text)
        case "rPh": isInPhonetic = false
        case "t": isInText = false
        default: break
        }
    }
}

/// A sheet: its rows, cell by cell.
private final class SheetReader: PartReader {
    private(set) var rows: [[String]] = []
    private let texts: [String]
    private let showsDay: [Bool]
    private let countsFrom1904: Bool
    private var row: [String] = []
    private var column = 0
    private var type = ""
    private var style = 0
    private var value = ""
    private var isInValue = false
    private var isInPhonetic = false
    /// How many bytes the rows may still take.
    private var left = WorkbookSheet.mostBytes

    init(texts: [String], showsDay: [Bool], countsFrom1904: Bool) {
        self.texts = texts
        self.showsDay = showsDay
        self.countsFrom1904 = countsFrom1904
    }

    override func start(_ name: String, _ attributes: [String: String], _ parser: XMLParser) {
        switch name {
        case "row":
            let number = attributes["r"].flatMap { Int($0) } ?? rows.count + 1
            guard number > rows.count, number <= WorkbookSheet.mostRows else { return refuse(parser) }
            while rows.count < number - 1 { rows.append([]) }
            row = []
        case "c":
            column = attributes["r"].flatMap(Self.column) ?? row.count
            guard column < WorkbookSheet.mostColumns, left > 0 else { return refuse(parser) }
            type = attributes["t"] ?? "n"
            style = attributes["s"].flatMap { Int($0) } ?? 0
            value = ""
        case "rPh": isInPhonetic = true
        case "v", "t": isInValue = !isInPhonetic
        default: break
        }
    }

    private func refuse(_ parser: XMLParser) {
        problem = .tooLarge
        parser.abortParsing()
    }

    override func read(_ characters: String) {
        if isInValue { value += characters }
    }

    override func end(_ name: String) {
        switch name {
        case "v", "t": isInValue = false
        case "rPh": isInPhonetic = false
        case "c":
            let text = shown
            left -= text.utf8.count + max(0, column + 1 - row.count) * MemoryLayout<String>.stride
            while row.count <= column { row.append("") }
            row[column] = text
        case "row": rows.append(row)
        default: break
        }
    }

    /// What the cell says.
    private var shown: String {
        switch type {
        case "s":
            guard let number = Int(value), texts.indices.contains(number) else { return "" }
            return texts[number]
        case "b": return value == "1" ? "TRUE" : "FALSE"
        case "n":
            guard let number = Double(value), number.isFinite else { return value }
            let isDay = showsDay.indices.contains(style) && showsDay[style]
            return isDay ? Self.day(number, countsFrom1904) ?? value : Workbook.Cell.number(number).plain
        // `e` is an error such as #N/A: as good as nothing.
        case "e": return ""
        default: return value
        }
    }

    /// `0` for `A7`, `27` for `AB7`.
    private static func column(_ reference: String) -> Int? {
        var number = 0
        for letter in reference.utf8.prefix(while: { (0x41...0x5A).contains($0) }).prefix(4) {
            number = number * 26 + Int(letter) - 0x40
        }
        return number > 0 ? number - 1 : nil
    }

    /// The day, and the minute where it is not midnight. Days are counted from the end of 1899, as if 1900 had been a
    /// leap year: right from March 1900 on.
    private static func day(_ serial: Double, _ countsFrom1904: Bool) -> String? {
        guard (61...2_958_465).contains(serial) || countsFrom1904 && (0...2_957_003).contains(serial) else {
            return nil
        }
        let minutes = Int((serial * 1440).rounded())
        let day = LocalDate(daysSinceEpoch: minutes / 1440 - (countsFrom1904 ? 24_107 : 25_569))
        let rest = minutes % 1440
        guard rest > 0, let time = LocalTime(hour: rest / 60, minute: rest % 60) else {
            return day.description
        }
        return "\(day)T\(time)"
    }
}
