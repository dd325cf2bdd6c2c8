/// Many small dots as one path: integer cells, each at most once, in reading order so that relative moves are
/// short.
///
/// Twenty thousand circles would be a megabyte of markup; as cells they are about six bytes each before
/// compression.
struct DotPath: Sendable, Equatable {
    struct Cell: Sendable, Hashable, Comparable {
        var column: Int32
        var row: Int32

        static func < (left: Cell, right: Cell) -> Bool {
            left.row == right.row ? left.column < right.column : left.row < right.row
        }
    }

    /// The size of a cell in units of the drawing.
    let scale: Double
    /// Sorted by row, then column, without repeats.
    let cells: [Cell]

    /// - Complexity: O(*n* log *n*).
    init(scale: Double, cells: some Sequence<Cell>) {
        self.scale = scale
        var sorted: [Cell] = cells.sorted()
        var kept: Int = 0
        for index in sorted.indices where index == 0 || sorted[index] != sorted[kept - 1] {
            sorted[kept] = sorted[index]
            kept += 1
        }
        sorted.removeLast(sorted.count - kept)
        self.cells = sorted
    }
}
