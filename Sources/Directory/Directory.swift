package import Database
package import Services

/// Places: schools and their lineages, groups, authorities, hubs and their designations, areas, partnerships.
///
/// The front door of the module: only it writes these tables. Modules above may read-join them
/// (docs/data-model.md).
package struct Directory: Sendable {
    package let database: any Database
    package let services: Services

    package init(database: any Database, services: Services) {
        self.database = database
        self.services = services
    }
}

extension Topic {
    /// Register facts of any school, group or authority changed: an import.
    package static let schools: Topic = "directory/schools"
    /// A hub, a designation, an area or a partnership changed.
    package static let hubs: Topic = "directory/hubs"
}
