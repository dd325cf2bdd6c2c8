import Database
import Evidence

extension FormState {
    /// What a feature found wrong, beside the fields that it names.
    ///
    /// - Parameter names: What these are called in this form, where it calls them otherwise.
    mutating func refuse(_ faults: Faults, names: [String: String] = [:]) {
        for fault in faults.list { refuse(names[fault.field] ?? fault.field, fault.message) }
    }

    /// Saves what a form says; `nil` when it is refused, with the reasons beside the fields. Where someone else
    /// saved meanwhile, the form takes their version, so that the next save counts.
    ///
    /// - Parameters:
    ///   - version: Of what is there now.
    ///   - field: Where it says that someone else saved.
    mutating func save(
        over version: Int,
        changedMeanwhile message: String,
        at field: String,
        _ work: () async throws -> Answer
    ) async throws -> Answer? {
        do {
            return try await work()
        } catch let faults as Faults {
            refuse(faults)
        } catch DatabaseError.staleVersion {
            refuse(field, message)
            set("version", "\(version)")
        }
        return nil
    }
}
