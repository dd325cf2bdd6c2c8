import Database

/// The two fifths of greatest need: what targets, cold spots and returns ask for.
package enum GreatNeed {
    private static let least = 4

    package static func holds(_ fifth: Int?) -> Bool { (fifth ?? 0) >= least }

    /// Over `school_need AS n`.
    static let condition = condition(on: "n.fifth")

    /// - Parameter fifth: A column.
    static func condition(on fifth: SQL) -> SQL { "\(fifth) >= \(least)" }
}
