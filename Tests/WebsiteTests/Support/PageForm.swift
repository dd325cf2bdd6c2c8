import Foundation

/// A form of a page as a browser holds it: where it goes, what stands in its fields, and its buttons.
struct PageForm {
    let action: String
    /// What is sent, in the order of the page.
    private(set) var fields: [(name: String, value: String)] = []
    /// The name of every field that can be filled in.
    private(set) var names: Set<String> = []
    private var buttons: [(name: String, value: String)] = []

    /// Whether it has this button, or sends the same without being asked.
    func has(_ button: (name: String, value: String)) -> Bool {
        (buttons + fields).contains { $0 == button }
    }

    mutating func set(_ name: String, _ values: [String]) {
        fields.removeAll { $0.name == name }
        fields += values.map { (name, $0) }
    }

    var encoded: String {
        fields.map { name, value in
            "\(name)=\(value.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")"
        }.joined(separator: "&")
    }

    static let boundary = "the-boundary-of-a-form"

    /// The same with a file.
    func multipart(_ file: String, as field: String) -> String {
        String(decoding: multipart(Array(file.utf8), as: field), as: UTF8.self)
    }

    /// The same with a file that is no text.
    func multipart(_ file: [UInt8], as field: String) -> [UInt8] {
        let disposition = "Content-Disposition: form-data"
        let parts = fields.filter { $0.name != field }.map { name, value in
            "--\(Self.boundary)\r\n\(disposition); name=\"\(name)\"\r\n\r\n\(value)\r\n"
        }
        let head =
            parts.joined()
            + "--\(Self.boundary)\r\n\(disposition); name=\"\(field)\"; filename=\"rows.csv\"\r\n"
            + "Content-Type: text/csv\r\n\r\n"
        return Array(head.utf8) + file + Array("\r\n--\(Self.boundary)--\r\n".utf8)
    }
}

extension PageForm {
    /// The forms of a page that write.
    static func all(in page: String) -> [PageForm] {
        var forms: [PageForm] = []
        var form: PageForm?
        var list: (name: String, value: String?)?
        for piece in page.split(separator: "<") {
            let end = piece.firstIndex(of: ">") ?? piece.endIndex
            let tag = HTMLTag(piece[..<end])
            let content = piece[end...].dropFirst()
            switch tag.name {
            case "form":
                if tag.value("method") == "post" { form = PageForm(action: tag.value("action") ?? "") }
            case "/form":
                if let form { forms.append(form) }
                form = nil
            case "input": form?.addInput(tag)
            case "button":
                if let name = tag.value("name") { form?.buttons.append((name, tag.value("value") ?? "")) }
            case "textarea": form?.add(tag.value("name"), HTMLTag.unescaped(content))
            case "select": list = tag.value("name").map { ($0, nil) }
            case "option":
                if tag.has("selected") || list?.value == nil { list?.value = tag.value("value") ?? "" }
            case "/select":
                form?.add(list?.name, list?.value ?? "")
                list = nil
            default: continue
            }
        }
        return forms
    }

    private mutating func addInput(_ tag: HTMLTag) {
        let kind = tag.value("type")
        guard kind == "radio" || kind == "checkbox" else {
            add(tag.value("name"), tag.value("value") ?? "")
            return
        }
        guard let name = tag.value("name") else { return }
        names.insert(name)
        if tag.has("checked") { fields.append((name, tag.value("value") ?? "on")) }
    }

    private mutating func add(_ name: String?, _ value: String) {
        guard let name else { return }
        names.insert(name)
        fields.append((name, value))
    }
}

/// What stands between `<` and `>`.
private struct HTMLTag {
    let name: Substring
    private let attributes: [(name: Substring, value: String?)]

    init(_ text: Substring) {
        name = text.prefix { $0.isLetter || $0 == "/" }
        attributes = text.dropFirst(name.count).matches(of: /([a-z-]+)(?:="([^"]*)")?/).map {
            ($0.1, $0.2.map(Self.unescaped))
        }
    }

    func value(_ attribute: String) -> String? {
        attributes.first { $0.name == attribute }.flatMap(\.value)
    }

    func has(_ attribute: String) -> Bool { attributes.contains { $0.name == attribute } }

    static func unescaped(_ text: Substring) -> String {
        let signs = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
        return signs.reduce(String(text)) { $0.replacing($1.0, with: $1.1) }
    }
}

extension Reply {
    /// What a person reads in the page: its words in a line, without what stands around them.
    var words: String {
        let start = text.range(of: "<main")?.lowerBound ?? text.startIndex
        var words = ""
        for piece in text[start...].split(separator: "<") {
            let isUnseen = piece.hasPrefix("style") || piece.hasPrefix("script")
            let end = piece.firstIndex(of: ">") ?? piece.endIndex
            if !isUnseen { words += " " + HTMLTag.unescaped(piece[end...].dropFirst()) }
        }
        return words.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// Where it leads, without what the address says besides.
    var place: String { String((location ?? "").prefix { $0 != "?" }) }

    /// The cells of a table by what stands at their heads, a row each.
    var rows: [[String: String]] {
        text.split(separator: "<tr").dropFirst().map { row in
            var cells: [String: String] = [:]
            for cell in row.matches(of: /<td[^>]*data-label="([^"]*)"[^>]*>(.*?)<\/td>/.dotMatchesNewlines())
            {
                cells[String(cell.1)] = HTMLTag.unescaped(cell.2.replacing(/<[^>]*>/, with: ""))
            }
            return cells
        }
    }
}
