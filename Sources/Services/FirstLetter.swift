extension String {
    /// `Share of pupils` as it stands within a sentence. `FSM pupils` and `English hub` stay as they are.
    package var lowercasedFirst: String {
        let word = prefix { $0.isLetter || $0.isNumber }
        let isAbbreviation = word.dropFirst().contains { $0.isUppercase || $0.isNumber }
        return isAbbreviation || word == "English" ? self : prefix(1).lowercased() + dropFirst()
    }

    /// `share of pupils` as it begins a sentence.
    package var capitalisedFirst: String { prefix(1).uppercased() + dropFirst() }
}
