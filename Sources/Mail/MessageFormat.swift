import Foundation

/// A message in the form that travels: RFC 5322 headers, MIME parts, CRLF.
///
/// Text is quoted-printable, attachments are base64, other characters in headers are encoded words (RFC 2045,
/// 2047). Control characters in anything typed are dropped, so nobody can add a header.
struct MessageFormat {
    let from: MailAddress
    let mail: OutgoingMail
    /// The same for every attempt, so that a receiver can see a repetition.
    let messageID: String
    let date: Date

    var text: String {
        var lines = [
            "From: \(Self.mailbox(from))",
            "To: \(Self.mailbox(mail.to))",
            "Subject: \(Self.headerText(mail.subject))",
            "Date: \(Self.date(date))",
            "Message-ID: <\(messageID)>",
            "MIME-Version: 1.0",
            "Auto-Submitted: auto-generated",
        ]
        if let unsubscribe = mail.unsubscribe {
            // RFC 2369: mail programs show it as a button beside the sender.
            lines.append("List-Unsubscribe: <\(Self.withoutControls(unsubscribe))>")
        }
        let body =
            ["Content-Type: text/plain; charset=UTF-8", "Content-Transfer-Encoding: quoted-printable", ""]
            + Self.quotedPrintable(mail.text)
        guard !mail.attachments.isEmpty else { return (lines + body).joined(separator: "\r\n") + "\r\n" }

        let boundary = "=_braid_\(messageID.prefix { $0 != "@" })"
        lines += ["Content-Type: multipart/mixed; boundary=\"\(boundary)\"", "", "--\(boundary)"] + body
        for attachment in mail.attachments {
            let name = Self.headerText(attachment.name).replacingOccurrences(of: "\"", with: "'")
            lines += [
                "--\(boundary)",
                "Content-Type: \(Self.withoutControls(attachment.contentType)); name=\"\(name)\"",
                "Content-Disposition: attachment; filename=\"\(name)\"",
                "Content-Transfer-Encoding: base64",
                "",
                Data(attachment.bytes).base64EncodedString(options: [
                    .lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed,
                ]),
            ]
        }
        return (lines + ["--\(boundary)--"]).joined(separator: "\r\n") + "\r\n"
    }

    private static func mailbox(_ address: MailAddress) -> String {
        let route = "<\(withoutControls(address.address).filter { $0 != "<" && $0 != ">" && $0 != " " })>"
        guard let name = address.name, !name.isEmpty else { return route }
        return "\(headerText(name, quoting: true)) \(route)"
    }

    /// Plain if it is short ASCII, otherwise encoded words of at most 75 characters that split between
    /// characters.
    static func headerText(_ text: String, quoting: Bool = false) -> String {
        let clean = withoutControls(text)
        if clean.utf8.allSatisfy({ $0 < 128 }), clean.utf8.count <= 60, !clean.contains("=?") {
            return quoting ? "\"\(clean.filter { $0 != "\"" && $0 != "\\" })\"" : clean
        }
        var words: [String] = []
        var current: [UInt8] = []
        for character in clean {
            let bytes = Array(String(character).utf8)
            if current.count + bytes.count > 42 {
                words.append("=?UTF-8?B?\(Data(current).base64EncodedString())?=")
                current = []
            }
            current += bytes
        }
        words.append("=?UTF-8?B?\(Data(current).base64EncodedString())?=")
        return words.joined(separator: "\r\n ")
    }

    static func withoutControls(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.filter { $0.value >= 32 && $0.value != 127 }))
    }

    /// Lines of at most 76 characters (RFC 2045 §6.7).
    static func quotedPrintable(_ text: String) -> [String] {
        text.replacingOccurrences(of: "\r\n", with: "\n").split(
            separator: "\n",
            omittingEmptySubsequences: false
        )
        .flatMap { quotedPrintable(line: Array($0.utf8)) }
    }

    private static func quotedPrintable(line: [UInt8]) -> [String] {
        let digits = Array("0123456789ABCDEF")
        var lines: [String] = []
        var current = ""
        for (position, byte) in line.enumerated() {
            let isLastSpace = position == line.count - 1 && (byte == 32 || byte == 9)
            let isPlain = (33...126).contains(byte) && byte != 61 || byte == 32 || byte == 9
            let piece =
                isPlain && !isLastSpace
                ? String(UnicodeScalar(byte)) : "=\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
            if current.count + piece.count > 75 {
                lines.append(current + "=")
                current = ""
            }
            // A lone point at the start of a line would end the message for a careless relay.
            current += current.isEmpty && piece == "." ? "=2E" : piece
        }
        return lines + [current]
    }

    private static func date(_ date: Date) -> String {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = .gmt
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss '+0000'"
        return formatter.string(from: date)
    }
}
