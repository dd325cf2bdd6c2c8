/// Passwords and words that guessing programs try first, as they read after ``PasswordRule`` has folded them.
/// Typed by hand: words and keyboard runs that every published count of leaked passwords is full of, and
/// those of schools.
enum CommonPasswords {
    static let whole: Set<String> = Set(
        [
            "1234567890", "12345678910", "123456789012", "0123456789", "0987654321", "9876543210",
            "1122334455",
            "1029384756", "qwertyuiop", "qwertyuiop123", "asdfghjkl", "asdfghjkl123", "zxcvbnm123",
            "1qaz2wsx3edc",
            "1q2w3e4r5t", "1q2w3e4r5t6y", "q1w2e3r4t5", "qazwsxedcrfv", "qwerty12345", "qwerty123456",
            "qwe123qwe123",
            "abcdefghij", "abcdefghijkl", "abc123abc123", "a1b2c3d4e5", "abcd123456", "abcd1234abcd",
            "iloveyou123",
            "correcthorsebatterystaple", "correct horse battery staple", "letmeinplease", "trustno1trustno1",
            "thequickbrownfox", "opensesame123", "changemeplease", "mypassword123", "password1password1",
        ].map(folded)
    )

    /// Words that a password may hold, but not consist of.
    static let words: [String] = [
        "password", "passwort", "passphrase", "qwerty", "letmein", "welcome", "iloveyou", "changeme",
        "monkey", "dragon",
        "football", "baseball", "sunshine", "princess", "superman", "batman", "starwars", "liverpool",
        "arsenal", "chelsea",
        "manchester", "england", "summer", "winter", "spring", "autumn", "january", "february", "september",
        "october",
        "november", "december", "monday", "friday", "charlie", "abcdef", "administrator", "admin", "master",
        "secret",
        "school", "teacher", "headteacher", "academy", "primary", "secondary", "college", "education",
        "learning",
        "classroom", "ofsted", "pupil", "reading", "maths", "english", "teachingschool", "researchschool",
        "braid",
    ].map(folded)

    private static func folded(_ text: String) -> String {
        String(text.map { ["0": "o", "1": "i", "3": "e", "5": "s"][$0] ?? $0 })
    }
}
