import Accounts
import Foundation
import Testing

/// RFC 6238, appendix B (SHA-1), and RFC 4226, appendix D.
struct TimeCodeTests {
    static let secret = Array("12345678901234567890".utf8)

    @Test(
        "RFC 6238 appendix B: eight digits",
        arguments: [
            (59, "94287082"), (1_111_111_109, "07081804"), (1_111_111_111, "14050471"),
            (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"), (20_000_000_000, "65353130"),
        ] as [(Double, String)]
    )
    func rfc6238(_ seconds: Double, _ code: String) {
        let step = TimeCode.step(at: Date(timeIntervalSince1970: seconds))
        #expect(TimeCode.code(secret: Self.secret, step: step, digits: 8) == code)
    }

    @Test(
        "RFC 4226 appendix D: the first ten counters",
        arguments: zip(
            0..<10 as Range<Int64>,
            [
                "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871",
                "520489",
            ]
        )
    )
    func rfc4226(_ step: Int64, _ code: String) {
        #expect(TimeCode.code(secret: Self.secret, step: step) == code)
    }

    @Test(
        "A code counts in its own step and the ones beside it",
        arguments: [(-2, false), (-1, true), (0, true), (1, true), (2, false)]
    )
    func window(_ offset: Int64, _ accepted: Bool) {
        let now = Date(timeIntervalSince1970: 1_790_000_015)
        let step = TimeCode.step(at: now)
        let code = TimeCode.code(secret: Self.secret, step: step + offset)
        #expect((TimeCode.matchingStep(code, secret: Self.secret, at: now) == step + offset) == accepted)
    }

    @Test(
        "Spaces are allowed, other lengths and letters are not",
        arguments: ["", "12345", "1234567", "abcdef", "¹²³⁴⁵⁶"]
    )
    func malformed(_ typed: String) {
        #expect(TimeCode.matchingStep(typed, secret: Self.secret, at: Date(timeIntervalSince1970: 59)) == nil)
    }

    @Test("A code may be typed with a space in the middle")
    func spaced() {
        #expect(
            TimeCode.matchingStep(" 287 082", secret: Self.secret, at: Date(timeIntervalSince1970: 59)) == 1
        )
    }

    @Test(
        "RFC 4648 §10: base 32",
        arguments: [
            ("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"),
            ("fooba", "MZXW6YTB"), ("foobar", "MZXW6YTBOI"),
        ]
    )
    func base32(_ text: String, _ encoded: String) {
        #expect(Base32.encode(Array(text.utf8)) == encoded)
    }

    @Test("The address that apps scan carries issuer and account, escaped")
    func address() {
        let address = TimeCode.address(secret: Self.secret, account: "jo@sea.example", issuer: "Braid & Co")
        #expect(
            address
                == "otpauth://totp/Braid%20%26%20Co:jo@sea.example?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
                + "&issuer=Braid%20%26%20Co&algorithm=SHA1&digits=6&period=30"
        )
    }
}
