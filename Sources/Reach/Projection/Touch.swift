import Services

/// What one school took part in, in one academic year.
struct Touch: Sendable {
    let lineage: Int
    let object: TouchedObject
    let academicYear: Int
    let amount: Double
    let lastOn: LocalDate
    /// Whether others may learn that this school took part in this.
    let isPublic: Bool
}

/// The offer, plan, trial … that schools took part in.
struct TouchedObject: Hashable, Sendable {
    let kind: TouchKind
    let id: Int64
}
