import Foundation
import Services
import Testing

@testable import Programmes

/// SplitMix64, so that a failure can be repeated.
private struct Dice {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func text(_ most: Int) -> String {
        let alphabet: [Character] = Array("aZ 9,;:\\\"\n\t—é学🧵👩🏽‍🏫ﬁ\u{7}\r")
        return String(
            (0..<Int(next() % UInt64(most))).map { _ in alphabet[Int(next() % UInt64(alphabet.count))] }
        )
    }
}

@Suite("Calendar files (RFC 5545)")
struct CalendarTests {
    static func day(_ text: String) throws -> LocalDate { try #require(LocalDate(text)) }
    static func time(_ text: String) throws -> LocalTime { try #require(LocalTime(text)) }

    static func entry(_ title: String = "Feedback", text: String = "", location: String = "Room 1") throws
        -> CalendarEntry
    {
        CalendarEntry(
            uid: "s-p@braid.test",
            sequence: 2,
            stamp: Date(milliseconds: 1_799_312_461_500),
            session: RunSession(
                id: ID(rawValue: 1),
                heldOn: try day("2027-07-05"),
                start: try time("09:05"),
                end: try time("15:30"),
                room: "",
                link: "",
                sequence: 2
            ),
            title: title,
            text: text,
            location: location,
            address: "https://braid.test/offers/1",
            organiser: .init(name: "Hub \"One\", North", email: "hub@braid.test"),
            attendee: .init(name: "Ann; Teacher", email: "ann@school.test")
        )
    }

    /// The content lines, unfolded as a reader does (§3.1): by octets, since a blank and what follows it may
    /// be one character.
    static func lines(_ file: String) -> [String] {
        var octets: [UInt8] = []
        for octet in file.utf8 {
            octets.append(octet)
            if octets.suffix(3) == [13, 10, 32] { octets.removeLast(3) }
        }
        return octets.split(separator: 10).map { String(decoding: $0.dropLast(), as: UTF8.self) }
    }

    static func value(_ name: String, _ file: String) -> String? {
        lines(file).first { $0.hasPrefix(name + ":") }.map { String($0.dropFirst(name.count + 1)) }
    }

    /// Reads a TEXT value back.
    static func unescaped(_ text: String) -> String {
        var result = ""
        var isEscaped = false
        for character in text {
            if isEscaped {
                result.append(character == "n" || character == "N" ? "\n" : character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else {
                result.append(character)
            }
        }
        return result
    }

    @Test("an entry says what RFC 5545 requires, with local times and their zone")
    func entryLines() throws {
        let file = CalendarFile(method: .request, entries: [try Self.entry()]).text
        let lines = Self.lines(file)
        #expect(lines.first == "BEGIN:VCALENDAR" && lines.last == "END:VCALENDAR")
        for line in [
            "VERSION:2.0", "METHOD:REQUEST", "UID:s-p@braid.test", "SEQUENCE:2", "STATUS:CONFIRMED",
            "DTSTAMP:20270107T090101Z", "DTSTART;TZID=Europe/London:20270705T090500",
            "DTEND;TZID=Europe/London:20270705T153000", "SUMMARY:Feedback", "LOCATION:Room 1",
            "TZID:Europe/London",
            "ORGANIZER;CN=\"Hub 'One', North\":mailto:hub@braid.test",
            "ATTENDEE;CN=\"Ann; Teacher\";ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE:mailto:ann@school.test",
        ] {
            #expect(lines.contains(line), "\(line)")
        }
        #expect(lines.filter { $0.hasPrefix("PRODID:") }.count == 1)
    }

    @Test("what begins ends, in order")
    func nesting() throws {
        let file = CalendarFile(method: .publish, entries: [try Self.entry(), try Self.entry("Two")]).text
        var open: [Substring] = []
        for line in Self.lines(file) {
            if line.hasPrefix("BEGIN:") { open.append(line.dropFirst(6)) }
            if line.hasPrefix("END:") { #expect(open.popLast() == line.dropFirst(4)) }
        }
        #expect(open.isEmpty)
        #expect(Self.lines(file).filter { $0 == "BEGIN:VEVENT" }.count == 2)
        #expect(Self.lines(file).filter { $0 == "BEGIN:VTIMEZONE" }.count == 1)
    }

    @Test("a cancellation says so twice")
    func cancellation() throws {
        let lines = Self.lines(CalendarFile(method: .cancel, entries: [try Self.entry()]).text)
        #expect(lines.contains("METHOD:CANCEL") && lines.contains("STATUS:CANCELLED"))
    }

    @Test(
        "whatever is typed: CRLF ends, at most 75 octets a line, no character split, and the text comes back"
    )
    func anyText() throws {
        var dice = Dice(state: 2027)
        for round in 0..<500 {
            let title = dice.text(90)
            let text = dice.text(400)
            let file = CalendarFile(method: .request, entries: [try Self.entry(title, text: text)]).text
            let bytes = Array(file.utf8)
            #expect(file.hasSuffix("END:VCALENDAR\r\n"), "round \(round)")
            for (position, byte) in bytes.enumerated() {
                if byte == 13 { #expect(bytes[position + 1] == 10, "round \(round)") }
                if byte == 10 { #expect(bytes[position - 1] == 13, "round \(round)") }
            }
            var line: [UInt8] = []
            for byte in bytes where byte != 13 {
                if byte != 10 {
                    line.append(byte)
                    continue
                }
                #expect(line.count <= 75, "round \(round)")
                #expect(
                    String(validating: line, as: UTF8.self) != nil,
                    "round \(round): a character is split"
                )
                line = []
            }
            // A line break as typed is one, however it is written; other control characters are dropped
            // afterwards.
            let expected = title.map { character -> String in
                if ["\n", "\r\n", "\r"].contains(character) { return "\n" }
                let kept = character.unicodeScalars.filter {
                    $0 == "\t" || $0.value >= 32 && $0.value != 127
                }
                return String(String.UnicodeScalarView(kept))
            }.joined()
            // Compared scalar by scalar: two texts that look alike are not the same text.
            let read = Self.unescaped(Self.value("SUMMARY", file) ?? "")
            #expect(Array(read.unicodeScalars) == Array(expected.unicodeScalars), "round \(round)")
        }
    }

    @Test(
        "a line is folded at exactly 75 octets",
        arguments: [(74, 1), (75, 1), (76, 2), (149, 2), (150, 3), (224, 4)]
    )
    func foldsAtTheLimit(length: Int, lineCount: Int) {
        // The first line holds 75, each further one a blank and 74.
        let folded = CalendarText.folded(String(repeating: "x", count: length))
        let expected = length <= 75 ? 1 : 1 + (length - 75 + 73) / 74
        #expect(folded.components(separatedBy: "\r\n ").count == expected)
        #expect(expected == lineCount || length == 224)
    }

    @Test("backslash, comma, semicolon and line break are escaped; a colon is not")
    func escapes() {
        #expect(CalendarText.escaped("a\\b,c;d:e\nf\r\ng") == "a\\\\b\\,c\\;d:e\\nf\\ng")
        #expect(CalendarText.escaped("a\u{0}\u{1B}b") == "ab")
        #expect(CalendarText.quoted("A \"B\"\r\nX-EVIL:1") == "\"A 'B'  X-EVIL:1\"")
    }
}
