import Services

/// A code on paper for the day the phone is lost: 12 characters of Crockford's alphabet (60 bits), shown
/// once, used once.
enum RecoveryCode {
    static let count = 10

    static func draw(_ services: Services) -> String {
        let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz")
        let characters = services.randomBytes(12).map { alphabet[Int($0 & 31)] }
        return [0, 4, 8].map { String(characters[$0..<$0 + 4]) }.joined(separator: "-")
    }

    /// As it is hashed: without dashes and spaces, small letters, look-alikes read as digits.
    static func normalised(_ typed: String) -> String {
        String(
            typed.lowercased().filter { $0.isLetter || $0.isNumber }
                .map { ["o": "0", "i": "1", "l": "1"][$0] ?? $0 }
        )
    }
}
