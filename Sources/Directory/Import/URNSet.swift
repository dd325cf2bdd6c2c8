/// Which reference numbers have been met: one bit each, 1.25 MB whatever the file's length.
struct URNSet {
    private var words = [UInt64](repeating: 0, count: 10_000_000 / 64 + 1)

    func contains(_ urn: URN) -> Bool {
        words[urn.rawValue >> 6] & bit(urn) != 0
    }

    /// Whether it was new.
    @discardableResult
    mutating func insert(_ urn: URN) -> Bool {
        let isNew = !contains(urn)
        words[urn.rawValue >> 6] |= bit(urn)
        return isNew
    }

    private func bit(_ urn: URN) -> UInt64 { 1 << UInt64(urn.rawValue & 63) }
}
