/// The numbers of a list's pages, the first of which is 1.
package enum PageNumber {
    /// Farther than anybody turns, and near enough that no number of rows skipped overflows.
    private static let last = 10_000

    /// The nearest number that a page has.
    package static func bounded(_ number: Int) -> Int { min(max(number, 1), last) }
}
