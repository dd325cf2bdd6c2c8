import Database
import Website

extension Migrator {
    /// The whole schema of the program.
    static let braid = Migrator(Migration.database + Migration.everything)
}
