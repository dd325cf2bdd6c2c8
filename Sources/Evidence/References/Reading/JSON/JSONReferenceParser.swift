/// Reads files of JSON records: CSL-JSON, and the answers of ERIC, OpenAlex and Crossref, as an array, as an
/// answer that holds an array, or as one object a line. Which of them a record is, it tells itself.
final class JSONReferenceParser: ReferenceParser {
    private var cutter = JSONCutter()
    private var counter = EntryCounter()
    private let read: (JSONObject) -> Reference

    init(_ read: @escaping (JSONObject) -> Reference) {
        self.read = read
    }

    func feed(_ piece: [UInt8]) -> [ReadEntry] {
        var entries: [ReadEntry] = []
        cutter.cut(piece) { take($0, &entries) }
        return entries
    }

    func finish() -> [ReadEntry] {
        var entries: [ReadEntry] = []
        cutter.finish { take($0, &entries) }
        return entries
    }

    private func take(_ cut: JSONCut, _ entries: inout [ReadEntry]) {
        func refuse(_ reason: String) {
            let text = String(decoding: cut.bytes.prefix(ReadEntry.mostText), as: UTF8.self)
            entries.append(counter.unreadable(reason, line: cut.line, text: text))
        }
        if let problem = cut.problem { return refuse(problem) }
        guard Self.depth(of: cut.bytes) <= ParserLimit.depth else { return refuse("it nests too deeply") }
        guard var object = JSONObject(cut.bytes) else { return refuse("it is not valid JSON") }
        // Crossref wraps a single work in an answer.
        if let message = object.object("message"), message.has("title") { object = message }
        entries.append(
            counter.entry(
                read(object),
                line: cut.line,
                text: String(decoding: cut.bytes.prefix(ReadEntry.mostText), as: UTF8.self)
            )
        )
    }

    static func reference(_ object: JSONObject) -> Reference {
        // What databases hand out has characters by their names in HTML; CSL-JSON is written by programs, as text.
        if object.has("publicationdateyear")
            || StudyIdentifier(.eric, object.text("id")) != nil
                && object.has("peerreviewed")
        {
            return ERICDocument.reference(object.withoutCharacterReferences)
        }
        if object.has("abstract_inverted_index") || object.has("authorships") || object.has("display_name") {
            return OpenAlexWork.reference(object.withoutCharacterReferences)
        }
        // Of an answer that was asked for a few fields, a title that is a list may be all that tells.
        if object.has("DOI"),
            object.isList("title") || object.has("deposited") || object.has("container-title-short")
                || object.has("indexed") || object.has("is-referenced-by-count") || object.has("member")
        {
            return CrossrefWork.reference(object.withoutCharacterReferences)
        }
        return CSLItem.reference(object)
    }

    /// How deep braces and brackets nest outside strings.
    private static func depth(of bytes: [UInt8]) -> Int {
        var depth = 0
        var most = 0
        var isInString = false
        var isEscaped = false
        for byte in bytes {
            if isInString {
                if isEscaped {
                    isEscaped = false
                } else if byte == 0x5C {
                    isEscaped = true
                } else if byte == 0x22 {
                    isInString = false
                }
            } else if byte == 0x22 {
                isInString = true
            } else if byte == 0x7B || byte == 0x5B {
                depth += 1
                most = max(most, depth)
            } else if byte == 0x7D || byte == 0x5D {
                depth -= 1
            }
        }
        return most
    }
}
