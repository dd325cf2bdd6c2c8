/// The table behind a figure: what a page shows under the picture and offers for download.
public struct FigureTable: Sendable, Equatable {
    public let caption: String
    public let headings: [String]
    /// Rows of as many cells as there are headings.
    public let rows: [[Cell]]

    /// One cell: the text that is shown, and the number that was drawn where there is one.
    public struct Cell: Sendable, Equatable {
        public let text: String
        public let value: Double?

        /// A cell of words.
        public static func text(_ text: String) -> Cell { Cell(text: text, value: nil) }

        /// A cell that shows a number with fixed decimals and keeps the unrounded one.
        public static func number(_ value: Double, decimals: Int) -> Cell {
            Cell(text: NumberText.fixed(value, decimals: decimals), value: value)
        }

        /// A cell of a number that has a text of its own.
        public static func number(_ value: Double, text: String) -> Cell { Cell(text: text, value: value) }

        /// A number where there is one, otherwise an empty cell.
        static func optional(_ value: Double?, decimals: Int) -> Cell {
            guard let value else { return .text("") }
            return .number(value, decimals: decimals)
        }
    }
}
