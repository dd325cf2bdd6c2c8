import CSV
import Database
import Services

/// What knows one kind of file. Rows are taken one by one and written in batches.
protocol RegisterImport {
    /// Takes one row into the batch.
    /// - Returns: `false` when the row is sound but not for us.
    mutating func take(_ row: CSVRow) throws -> Bool

    /// Writes the batch and counts its rows as new, changed or unchanged.
    mutating func flush(_ transaction: any Transaction, _ report: inout ImportReport) throws

    /// Called after the last batch.
    mutating func finish(_ transaction: any Transaction, _ report: inout ImportReport) throws

    /// Whether a row is taken in spite of a problem of its form.
    func tolerates(_ problem: CSVRowProblem) -> Bool
}

extension RegisterImport {
    mutating func finish(_ transaction: any Transaction, _ report: inout ImportReport) throws {}
    func tolerates(_ problem: CSVRowProblem) -> Bool { false }
}

/// Everything an import draws from outside, before its transaction.
struct ImportContext: Sendable {
    let today: LocalDate
    /// The academic year that the person named, or the file's name gives.
    let year: AcademicYear?
    /// A stream of identifiers that is the same each time the transaction is run.
    let seed: UInt64

    /// The `position`th identifier of this import.
    func newID<Entity>(_ position: Int, _ entity: Entity.Type = Entity.self) -> ID<Entity> {
        var mixed = seed &+ UInt64(position) &* 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return ID(rawValue: Int64((mixed ^ (mixed >> 31)) >> 1))
    }
}
