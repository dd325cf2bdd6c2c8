import Foundation
@testable import Mail
import Testing

private func message(
    name: String? = "Ada",
    address: String = "ada@school.example",
    subject: String = "Hello",
    text: String = "Text",
    attachments: [MailAttachment] = [],
    unsubscribe: String? = nil
) -> String {
    MessageFormat(
        from: MailAddress(name: "Braid", address: "braid@hub.example"),
        mail: OutgoingMail(
            to: MailAddress(name: name, address: address),
            subject: subject,
            text: text,
            attachments: attachments,
            unsubscribe: unsubscribe
        ),
        messageID: "1@hub.example",
        date: Date(timeIntervalSince1970: 1_760_000_000)
    ).text
}

@Suite("The form of a message")
struct MessageFormatTests {
    @Test("a plain message is plain")
    func plain() {
        #expect(
            message()
                == """
                From: "Braid" <braid@hub.example>
                To: "Ada" <ada@school.example>
                Subject: Hello
                Date: Thu, 09 Oct 2025 08:53:20 +0000
                Message-ID: <1@hub.example>
                MIME-Version: 1.0
                Auto-Submitted: auto-generated
                Content-Type: text/plain; charset=UTF-8
                Content-Transfer-Encoding: quoted-printable

                Text

                """.replacingOccurrences(of: "\n", with: "\r\n")
        )
    }

    @Test("a letter that can be stopped says where, in one header line")
    func unsubscribe() {
        let lines = message(unsubscribe: "https://hub.example/newsletter/stop/t1\r\nBcc: x")
            .components(separatedBy: "\r\n")
        #expect(
            lines.filter { $0.hasPrefix("List-Unsubscribe:") }
                == ["List-Unsubscribe: <https://hub.example/newsletter/stop/t1Bcc: x>"]
        )
        #expect(!message().contains("List-Unsubscribe"))
    }

    @Test(
        "nothing typed can add a header",
        arguments: ["Hi\r\nBcc: all@example.com", "Hi\nBcc: x", "Hi\u{0}\u{7f}"]
    )
    func headersCannotBeAdded(text: String) {
        let made = message(name: text, address: "a\r\nBcc:b@example.com", subject: text)
        #expect(!made.components(separatedBy: "\r\n").contains { $0.hasPrefix("Bcc") })
    }

    @Test("other letters become encoded words that split between characters")
    func encodedWords() throws {
        let subject = String(repeating: "Ysgol Môr — 学校 👩‍🏫 ", count: 6)
        let encoded = MessageFormat.headerText(subject)
        let words = encoded.components(separatedBy: "\r\n ")
        #expect(words.allSatisfy { $0.count <= 75 })
        let decoded = try words.map { word in
            let body = word.dropFirst("=?UTF-8?B?".count).dropLast(2)
            let data = try #require(Data(base64Encoded: String(body)))
            return try #require(String(data: data, encoding: .utf8))
        }
        #expect(decoded.joined() == subject)
    }

    @Test(
        "lines are short, points and spaces at the ends survive",
        arguments: [
            String(repeating: "é", count: 200), ".", "..leading", "trailing ", "tab\t", "a = b",
            String(repeating: "x", count: 500),
        ]
    )
    func quotedPrintable(text: String) throws {
        let lines = MessageFormat.quotedPrintable(text)
        #expect(lines.allSatisfy { $0.count <= 76 && !$0.hasSuffix(" ") && !$0.hasSuffix("\t") && $0 != "." })
        #expect(try decode(lines) == text)
    }

    @Test("an attachment comes back as it went in")
    func attachments() throws {
        let bytes = (0..<2000).map { UInt8($0 % 256) }
        let made = message(attachments: [
            MailAttachment(name: "a\"b.ics", contentType: "text/calendar", bytes: bytes)
        ])
        let parts = made.components(separatedBy: "--=_braid_1")
        #expect(parts.count == 4)
        let body = try #require(parts[2].components(separatedBy: "\r\n\r\n").dropFirst().first)
        let decoded = try #require(Data(base64Encoded: body, options: .ignoreUnknownCharacters))
        #expect(Array(decoded) == bytes)
        #expect(parts[2].contains("filename=\"a'b.ics\""))
    }

    private func decode(_ lines: [String]) throws -> String {
        var bytes: [UInt8] = []
        for line in lines {
            var rest = Substring(line.hasSuffix("=") ? String(line.dropLast()) : line)
            while let first = rest.first {
                if first == "=" {
                    bytes.append(try #require(UInt8(rest.dropFirst().prefix(2), radix: 16)))
                    rest = rest.dropFirst(3)
                } else {
                    bytes.append(contentsOf: String(first).utf8)
                    rest = rest.dropFirst()
                }
            }
        }
        return try #require(String(bytes: bytes, encoding: .utf8))
    }
}
