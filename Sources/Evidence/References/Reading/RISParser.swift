/// Reads RIS: a tag, two blanks, a hyphen and a value on each line; `TY` starts an entry, `ER` ends it.
///
/// As files are: text before, between and after entries, tags without the blanks, values that go on in the next
/// line, entries that are not ended.
final class RISParser: TaggedParser {
    var lines = LineCutter()
    var counter = EntryCounter()
    var entry = TaggedEntry<String>()

    func take(_ line: ArraySlice<UInt8>, _ number: Int, _ entries: inout [ReadEntry]) {
        guard let (tag, value) = Self.field(line) else { return continueLast(line) }
        switch tag {
        case "TY":
            end(&entries)
            entry.start(at: number)
        case "ER": return end(&entries)
        default: break
        }
        guard entry.startLine != nil, entry.grows(by: line) else { return }
        entry.fields.append((tag, value))
    }

    /// A line without a tag belongs to the value before it.
    private func continueLast(_ line: ArraySlice<UInt8>) {
        guard let last = entry.fields.last else { return }
        let text = String(decoding: line, as: UTF8.self).trimmed
        guard entry.grows(by: line), !text.isEmpty else { return }
        // Reference managers write one tag before a list of subjects, each on its line. A line that is set in goes on.
        if last.tag == "KW", !last.value.isEmpty, let byte = line.first, byte > 0x20 {
            entry.fields.append((last.tag, text))
        } else {
            goOn(text)
        }
    }

    static func line(_ tag: String, _ value: String) -> String { "\(tag)  - \(value)" }

    static func reference(_ fields: [(tag: String, value: String)]) -> Reference {
        RISFields.reference(fields)
    }

    /// `TY  - JOUR`: two capitals or digits, blanks, a hyphen. `nil` for any other line.
    private static func field(_ line: ArraySlice<UInt8>) -> (String, String)? {
        guard line.count >= 4 else { return nil }
        let first = line[line.startIndex]
        let second = line[line.startIndex + 1]
        guard (65...90).contains(first), (65...90).contains(second) || (48...57).contains(second) else {
            return nil
        }
        var rest = line.dropFirst(2)
        let blanks = rest.prefix { $0 == 0x20 || $0 == 0x09 }.count
        rest = rest.dropFirst(blanks)
        guard (1...3).contains(blanks), rest.first == 0x2D else { return nil }
        rest = rest.dropFirst()
        guard rest.isEmpty || rest.first == 0x20 || rest.first == 0x09 else { return nil }
        return (
            String(decoding: [first, second], as: UTF8.self), String(decoding: rest, as: UTF8.self).trimmed
        )
    }
}
