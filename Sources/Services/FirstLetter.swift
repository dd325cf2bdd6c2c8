extension String {
    /// `Share of pupils` as it stands within a sentence.
    package var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }

    /// `share of pupils` as it begins a sentence.
    package var capitalisedFirst: String { prefix(1).uppercased() + dropFirst() }
}
