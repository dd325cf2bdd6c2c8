import Accounts
import Foundation
import Services
import Testing

struct ParsingTests {
    @Test(
        "An address has one normal form",
        arguments: [
            ("  Jo.Smith@Seaview.Sch.UK ", "jo.smith@seaview.sch.uk"),
            ("ｊｏ@example.org", "jo@example.org"),
            ("o'neill+cpd@sea-view.example", "o'neill+cpd@sea-view.example"),
        ]
    )
    func emailIsNormalised(_ typed: String, _ normal: String) {
        #expect(EmailAddress(typed)?.text == normal)
    }

    @Test(
        "What could not be delivered to is no address",
        arguments: [
            "", "jo", "jo@", "@example.org", "jo@example", "jo@@example.org", "jo smith@example.org",
            "jo@exa mple.org",
            ".jo@example.org", "jo.@example.org", "j..o@example.org", "jo@-example.org", "jo@example-.org",
            "jo@example..org",
            "jo@example.org\r\nBcc: all@example.org", "jo@example.o", "<jo@example.org>", "jo@ex_ample.org",
            String(repeating: "a", count: 65) + "@example.org",
            "jo@" + String(repeating: "abcdefgh.", count: 30) + "org",
        ]
    )
    func emailIsRefused(_ typed: String) {
        #expect(EmailAddress(typed) == nil)
    }

    @Test(
        "Limits count an IPv6 network as one client, however its addresses are written",
        arguments: [
            ("2001:db8::1", "2001:db8:0:0::/64"), ("2001:0DB8:0000:0000:FFFF::9", "2001:db8:0:0::/64"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"), ("::1", "0:0:0:0::/64"),
            ("fe80::1%eth0", "fe80:0:0:0::/64"), ("::ffff:198.51.100.7", "198.51.100.7"),
            ("198.51.100.7", "198.51.100.7"), ("unknown", "unknown"), ("1::2::3", "1::2::3"),
            ("1:2:3", "1:2:3"), ("x:2:3:4:5:6:7:8", "x:2:3:4:5:6:7:8"),
        ]
    )
    func clientNetwork(_ address: String, _ key: String) {
        #expect(ClientNetwork.key(of: address) == key)
    }

    @Test(
        "A name is kept as written, on one line",
        arguments: [("  Siân   O’Brien ", "Siân O’Brien"), ("Ng", "Ng"), ("José\tMª", "José Mª")]
    )
    func nameIsKept(_ typed: String, _ name: String) {
        #expect(PersonName.parse(typed) == name)
    }

    @Test(
        "A name is not empty, endless or invisible",
        arguments: ["", "   ", "a\u{0}b", "Jo\u{202E}nes", String(repeating: "x", count: 101)]
    )
    func nameIsRefused(_ typed: String) {
        #expect(PersonName.parse(typed) == nil)
    }

    @Test(
        "A teacher reference number is seven digits, however written",
        arguments: [
            ("1234567", "1234567"), ("RP12/34567", "1234567"), (" 12 34567 ", "1234567"),
            ("rp1234567", "1234567"),
        ]
    )
    func referenceIsRead(_ typed: String, _ reference: String) {
        #expect(TeacherReference.parse(typed) == reference)
    }

    @Test(
        "Anything else is not a teacher reference number",
        arguments: ["", "123456", "12345678", "12A4567", "１２３４５６７"]
    )
    func referenceIsRefused(_ typed: String) {
        #expect(TeacherReference.parse(typed) == nil)
    }

    @Test("A token survives a browser, and nothing else is a token")
    func tokenForm() {
        let token = Token(Services.seeded(3, at: .distantPast))
        #expect(Token(token.text) == token)
        #expect(token.text.utf8.count == 43)
        #expect(token.hash.count == 32)
        for wrong in [
            "", "abc", token.text + "A", String(token.text.dropLast()), String(token.text.dropLast()) + "=",
        ] {
            #expect(Token(wrong) == nil)
        }
    }

    @Test("Tokens differ, and so do their hashes")
    func tokensDiffer() {
        let services = Services.seeded(3, at: .distantPast)
        let tokens = (0..<500).map { _ in Token(services) }
        #expect(Set(tokens.map(\.text)).count == 500)
        #expect(Set(tokens.map(\.hash)).count == 500)
    }

    @Test(
        "A session list names browser and system, no more",
        arguments: [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/138.0 Safari/537.36 Edg/138.0",
                "Edge on Windows"
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
                "Firefox on Windows"
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1",
                "Safari on iPhone"
            ),
            ("Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) Chrome/138.0 Safari/537.36", "Chrome on ChromeOS"),
            ("", "A browser"), ("<script>", "A browser"),
        ]
    )
    func deviceSummary(_ agent: String, _ summary: String) {
        #expect(DeviceSummary.summary(of: agent) == summary)
    }
}
