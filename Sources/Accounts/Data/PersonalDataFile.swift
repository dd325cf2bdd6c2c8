import Foundation

/// The JSON text of a person's data: indented, keys in their order, instants in ISO 8601.
enum PersonalDataFile {
    static func json(_ sections: [(name: String, records: [PersonalRecord])], madeAt now: Date) -> String {
        var text = "{\n  \"madeAt\": \(string(now.formatted(.iso8601)))"
        for section in sections {
            text += ",\n  \(string(section.name)): ["
            text += section.records.map { "\n    " + record($0) }.joined(separator: ",")
            text += section.records.isEmpty ? "]" : "\n  ]"
        }
        return text + "\n}\n"
    }

    private static func record(_ record: PersonalRecord) -> String {
        let fields = record.fields.map { "\(string($0.name)): \(value($0.value))" }
        return "{" + fields.joined(separator: ", ") + "}"
    }

    private static func value(_ value: PersonalValue) -> String {
        switch value {
        case .text(let text): string(text)
        case .number(let number): String(number)
        case .flag(let flag): flag ? "true" : "false"
        case .instant(let instant): string(instant.formatted(.iso8601))
        case .none: "null"
        }
    }

    private static func string(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\u{00}"..<"\u{20}", "\u{2028}", "\u{2029}":
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
