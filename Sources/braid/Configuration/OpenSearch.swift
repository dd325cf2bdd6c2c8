import Database
import Foundation
import Search
import Website

extension Settings {
    /// Opens this node's search index over every feature's records, making its folder.
    func openSearch(_ database: any Database) throws -> Search {
        let folder = URL(fileURLWithPath: searchIndex).deletingLastPathComponent()
        try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        do {
            return try Search(database: database, sources: Site.searchSources, path: searchIndex)
        } catch let error as SearchError {
            throw CommandFailure("\(error): choose another place with BRAID_SEARCH_INDEX", code: 73)
        }
    }
}
