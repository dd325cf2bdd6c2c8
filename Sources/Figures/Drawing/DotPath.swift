/// Many small dots as one path: integer cells, each at most once, in reading order so that relative moves are
/// short.
///
/// Twenty thousand circles would be a megabyte of markup; as cells they are about six bytes each before
/// compression.
struct DotPath: Sendable, Equatable {
    struct Cell: Sendable, Equatable {
        var column: Int32
        var row: Int32
    }

    /// The size of a cell in units of the drawing.
    let scale: Double
    /// Sorted by row, then column, without repeats.
    let cells: [Cell]

    /// - Complexity: O(*n*), and a bit for each cell of the drawing.
    init(scale: Double, cells: some Collection<Cell>) {
        self.scale = scale
        var grid: CellGrid = CellGrid(around: cells)
        for cell in cells { _ = grid.take(cell) }
        self.cells = grid.taken
    }

    /// One path for each list of cells, in their order; a cell belongs to the last list that holds it.
    static func layers(scale: Double, _ lists: [[Cell]]) -> [DotPath] {
        var grid: CellGrid = CellGrid(around: lists.joined())
        let paths: [DotPath] = lists.reversed().map { cells in
            DotPath(scale: scale, cells: cells.filter { grid.take($0) })
        }
        return paths.reversed()
    }
}
