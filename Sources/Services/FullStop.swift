extension String {
    /// Free text as it stands among sentences: with a full stop, unless it has its own, in quotation marks or brackets,
    /// too. Nothing stays nothing.
    package var asSentence: String {
        var text = self[...]
        while let last = text.last, last.isWhitespace { text.removeLast() }
        let bare = text.reversed().first { !"”’\")]".contains($0) }
        guard let bare else { return String(text) }
        return ".!?…".contains(bare) ? String(text) : String(text) + "."
    }
}
