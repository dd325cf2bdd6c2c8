extension Reference {
    /// What stays of a record when the one that it was joined with is parted from it: a field that says still what the
    /// other gave it says again what it said before; one that was changed since stays as it is.
    ///
    /// - Parameters:
    ///   - before: What it said before the two were joined.
    ///   - joined: What it said when they were.
    ///   - newer: What sources of the other have said since.
    func parted(before: Reference, joined: Reference, newer: [Reference] = []) -> Reference {
        var whole = self
        func part<Value: Equatable>(_ field: WritableKeyPath<Reference, Value>) {
            let nothing = Reference()[keyPath: field]
            let isGiven =
                whole[keyPath: field] == joined[keyPath: field]
                || newer.contains {
                    $0[keyPath: field] != nothing && $0[keyPath: field] == whole[keyPath: field]
                }
            if isGiven { whole[keyPath: field] = before[keyPath: field] }
        }
        for field in Self.texts { part(field) }
        part(\.type)
        part(\.authors)
        part(\.editors)
        part(\.date)
        part(\.isPeerReviewed)
        part(\.subjects)
        part(\.identifiers)
        // Lists grow: of one that was changed since, what the other brought goes.
        let given = [joined] + newer
        let subjects = Set(given.flatMap(\.subjects)).subtracting(before.subjects)
        whole.subjects.removeAll { subjects.contains($0) }
        let identifiers = Set(given.flatMap(\.identifiers)).subtracting(before.identifiers)
        whole.identifiers.removeAll { identifiers.contains($0) }
        return whole.tidied()
    }
}
