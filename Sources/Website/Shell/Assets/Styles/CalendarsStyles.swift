extension Styles {
    /// Months, days, and addresses to copy.
    static let calendars: String = """
        .address { max-width: 48rem; } .address code { display: inline-block; background: var(--sand); border: 1px solid var(--grid); border-radius: 6px; padding: 0.5rem 0.8rem; overflow-wrap: anywhere; user-select: all; }
        .subscribe { margin: 1.6rem 0; max-width: 48rem; } .subscribe > summary { font-weight: 600; }
        """
}
