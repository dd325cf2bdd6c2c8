import Foundation

/// What a new password must be: long, and not one of those that are tried first. No rules about kinds of
/// characters, and nothing expires (NIST SP 800-63B §5.1.1.2; NCSC password guidance).
package enum PasswordRule {
    package static let minimumLength = 10
    package static let maximumLength = 256

    /// The form that is hashed: composed, so that one password typed on two keyboards is one password.
    package static func normalised(_ typed: String) -> String {
        typed.precomposedStringWithCanonicalMapping
    }

    /// The first fault, or `nil` when the password may be used.
    package static func fault(in typed: String, name: String, email: EmailAddress?) -> PasswordFault? {
        let password = normalised(typed)
        guard password.count >= minimumLength else { return .tooShort(minimum: minimumLength) }
        guard password.utf8.count <= maximumLength else { return .tooLong(maximum: maximumLength) }
        let folded = fold(password)
        if Set(folded).count < 5 { return .tooRepetitive }
        if isCommon(folded) { return .tooCommon }
        if isPersonal(folded, name: name, email: email) { return .tooPersonal }
        return nil
    }

    /// Lower case without accents, and with the usual substitutions undone: `P@ssw0rd` reads `password`.
    private static func fold(_ text: String) -> String {
        let substitutions: [Character: Character] = [
            "@": "a", "$": "s", "0": "o", "3": "e", "5": "s", "!": "i", "1": "i",
        ]
        let plain = text.folding(options: [.caseInsensitive, .diacriticInsensitive], locale: nil).lowercased()
        return String(plain.map { substitutions[$0] ?? $0 })
    }

    /// A common password, or a common word with fewer than six characters around it.
    private static func isCommon(_ folded: String) -> Bool {
        if CommonPasswords.whole.contains(folded) { return true }
        return CommonPasswords.words.contains { leavesTooLittle(of: folded, without: [$0]) }
    }

    private static func isPersonal(_ folded: String, name: String, email: EmailAddress?) -> Bool {
        var words = name.split { !$0.isLetter && !$0.isNumber }.map { fold(String($0)) }
        if let email {
            words += email.text.split { !$0.isLetter && !$0.isNumber }.map { fold(String($0)) }
        }
        return leavesTooLittle(of: folded, without: words.filter { $0.count >= 4 })
    }

    private static func leavesTooLittle(of password: String, without words: [String]) -> Bool {
        var rest = password
        for word in words.sorted(by: { $0.count > $1.count }) { rest = rest.replacing(word, with: "") }
        return rest.count < 6 && rest.count < password.count
    }
}
