import CSV

/// What an import did.
package struct ImportReport: Sendable, Equatable {
    package var new = 0
    package var changed = 0
    package var unchanged = 0
    package var rejected = 0
    /// Rows that are sound but not for us, such as national averages among the schools.
    package var skipped = 0
    /// Things worth knowing, each a sentence.
    package var notes: [String] = []
    /// Where the rejected rows are, if there are any.
    package var rejectedPath: String?

    package var rows: Int { new + changed + unchanged + rejected + skipped }

    package init() {}
}

/// How far an import has come.
package struct ImportProgress: Sendable {
    package let rows: Int
    package let bytes: Int
    package let totalBytes: Int
}

/// Why a file is not imported at all; nothing has been changed then. One line: what, and what to do.
package struct ImportError: Error, Equatable, Sendable, CustomStringConvertible {
    package let description: String
    /// Whether the file itself cannot be read: the description begins with its path then.
    package let isUnreadable: Bool

    package init(_ description: String) {
        self.description = description
        isUnreadable = false
    }

    init(_ error: CSVError) {
        description = error.description
        isUnreadable = if case .unreadable = error { true } else { false }
    }
}
