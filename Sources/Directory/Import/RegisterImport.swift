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
    /// The file's name, without its folder.
    let file: String
    /// The academic year that the person named, or the file's name gives.
    let year: AcademicYear?
    /// A stream of identifiers that is the same each time the transaction is run.
    let seed: UInt64

    /// The `position`th identifier of this import.
    func newID<Entity>(_ position: Int, _ entity: Entity.Type = Entity.self) -> ID<Entity> {
        let state = seed &+ UInt64(position) &* SplitMix64.step
        return ID(rawValue: Int64(SplitMix64.mixed(state) >> 1))
    }
}
