import Foundation

/// A JSON object, read leniently: references write numbers as text, one value where a list is meant, and `null`
/// for nothing.
struct JSONObject {
    private let values: [String: Any]

    init(_ values: [String: Any]) {
        self.values = values
    }

    /// `nil` unless the bytes are one object.
    init?(_ bytes: [UInt8]) {
        guard let any = try? JSONSerialization.jsonObject(with: Data(bytes)),
            let values = any as? [String: Any]
        else { return nil }
        self.values = values
    }

    /// With the character references in its texts read, at every depth.
    var withoutCharacterReferences: JSONObject { JSONObject(values.mapValues(Self.plain)) }

    private static func plain(_ value: Any) -> Any {
        switch value {
        case let text as String: CharacterReferences.plain(text)
        case let list as [Any]: list.map(plain)
        case let object as [String: Any]: object.mapValues(plain)
        default: value
        }
    }

    var isEmpty: Bool { values.isEmpty }
    func has(_ name: String) -> Bool { values[name] != nil }
    func isList(_ name: String) -> Bool { values[name] is [Any] }

    /// The text of a value: a string or a number, or the first of a list.
    func text(_ names: String...) -> String {
        for name in names {
            if let text = Self.text(values[name]), !text.isEmpty { return text }
        }
        return ""
    }

    /// All texts of a list; one where there is one.
    func texts(_ name: String) -> [String] {
        if let list = values[name] as? [Any] { return list.compactMap { Self.text($0) } }
        return Self.text(values[name]).map { [$0] } ?? []
    }

    func whole(_ name: String) -> Int? { Self.whole(values[name]) }

    func flag(_ name: String) -> Bool? {
        switch values[name] {
        case let text as String: ["t": true, "true": true, "f": false, "false": false][text.lowercased()]
        case let number as NSNumber: number.boolValue
        default: nil
        }
    }

    func object(_ name: String) -> JSONObject? {
        (values[name] as? [String: Any]).map { JSONObject($0) }
    }

    func objects(_ name: String) -> [JSONObject] {
        if let one = object(name) { return [one] }
        return (values[name] as? [Any] ?? []).compactMap { ($0 as? [String: Any]).map { JSONObject($0) } }
    }

    /// Lists of whole numbers by name: an inverted index.
    func wholeLists(_ name: String) -> [String: [Int]] {
        guard let lists = values[name] as? [String: Any] else { return [:] }
        return lists.compactMapValues { ($0 as? [Any])?.compactMap { Self.whole($0) } }
    }

    /// `[[2016, 3, 9]]` of CSL and Crossref, or a text that starts with a year.
    func date(_ name: String) -> PublicationDate? {
        guard let object = object(name) else { return PublicationDate(text(name)) }
        return object.dateParts ?? PublicationDate(object.text("literal"))
            ?? PublicationDate(object.text("raw"))
    }

    /// The first of `[[2016, 3, 9]]`, or `[2016, 3, 9]`, as some write it.
    private var dateParts: PublicationDate? {
        guard let parts = values["date-parts"] as? [Any] else { return nil }
        let numbers = (parts.first as? [Any] ?? parts).map { Self.whole($0) }
        guard let first = numbers.first, let year = first else { return nil }
        return PublicationDate(
            year: year,
            month: numbers.count > 1 ? numbers[1] : nil,
            day: numbers.count > 2 ? numbers[2] : nil
        )
    }

    private static func text(_ value: Any?) -> String? {
        switch value {
        case let text as String: return text
        case let number as NSNumber:
            let double = number.doubleValue
            guard double.isFinite else { return nil }
            return double == double.rounded() && abs(double) < 1e15 ? String(Int64(double)) : String(double)
        case let list as [Any]: return list.lazy.compactMap { text($0) }.first
        default: return nil
        }
    }

    private static func whole(_ value: Any?) -> Int? {
        switch value {
        case let text as String: return Int(text.trimmed)
        case let number as NSNumber:
            let double = number.doubleValue
            return double == double.rounded() && abs(double) < 1e15 ? Int(double) : nil
        default: return nil
        }
    }
}
