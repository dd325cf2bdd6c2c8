import Foundation
import Testing
import Trials

@Suite("The canonical form")
struct CanonicalFormTests {
    @Test("has sorted keys, no white space, and escapes what RFC 8785 escapes")
    func exact() {
        var text = ProtocolText()
        text[.title] = "A \"title\"\\ with\ttabs\u{1}, é and\r\ntwo lines"
        text[.design] = "schools"
        let written = String(decoding: text.canonical, as: UTF8.self)
        #expect(
            written
                == #"{"format":"braid-protocol/1","items":{"design":"schools","title":"A \"title\"\\ with\ttabs\u0001, é and\ntwo lines"}}"#
        )
        #expect(text.sha256 == "\(text.sha256)" && text.sha256.count == 64)
    }

    @Test("reads back as the same protocol, whatever was typed")
    func roundTrip() throws {
        let samples = [
            "\u{0}", "\u{1F}\u{8}\u{C}", "𝒯 emoji 👩‍👧", "line\u{2028}separator", "</script>", "a,b;c",
        ]
        for sample in samples {
            var text = ProtocolText()
            text[.question] = "x" + sample + "x"
            text[.arms] = "Control\nOther"
            let read = try #require(ProtocolText(canonical: text.canonical))
            #expect(read == text)
            #expect(read.canonical == text.canonical)
        }
    }

    @Test("of another format, or with an item that this version does not know, is refused")
    func unknown() {
        for text in [
            "", "{}", #"{"format":"braid-protocol/2","items":{}}"#,
            #"{"format":"braid-protocol/1","items":{"invented":"x"}}"#, "[1,2",
        ] { #expect(ProtocolText(canonical: Array(text.utf8)) == nil) }
    }

    @Test("does not depend on the order in which items were said")
    func order() {
        var first = ProtocolText()
        var second = ProtocolText()
        for item in ProtocolItem.allCases { first[item] = item.title }
        for item in ProtocolItem.allCases.reversed() { second[item] = item.title }
        #expect(first.sha256 == second.sha256)
    }
}
