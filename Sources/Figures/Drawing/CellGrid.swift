/// Which cells of a rectangle are taken, a bit each: tens of thousands of dots are told apart and put in reading order
/// without hashing or comparing any two.
struct CellGrid {
    private let left: Int32
    private let top: Int32
    private let wordsInRow: Int
    private var words: [UInt64]

    /// Nothing is taken yet.
    ///
    /// - Parameter cells: Those that may be: a drawing holds a few million at most.
    init(around cells: some Sequence<DotPath.Cell>) {
        var least = DotPath.Cell(column: .max, row: .max)
        var most = DotPath.Cell(column: .min, row: .min)
        for cell in cells {
            least.column = min(least.column, cell.column)
            least.row = min(least.row, cell.row)
            most.column = max(most.column, cell.column)
            most.row = max(most.row, cell.row)
        }
        left = least.column
        top = least.row
        let isEmpty: Bool = most.column < least.column
        wordsInRow = isEmpty ? 0 : (Int(most.column) - Int(left)) / 64 + 1
        words = Array(repeating: 0, count: isEmpty ? 0 : (Int(most.row) - Int(top) + 1) * wordsInRow)
    }

    /// - Returns: Whether the cell was free.
    mutating func take(_ cell: DotPath.Cell) -> Bool {
        let column: Int = Int(cell.column) - Int(left)
        let word: Int = (Int(cell.row) - Int(top)) * wordsInRow + column / 64
        let bit: UInt64 = 1 << UInt64(column % 64)
        guard words[word] & bit == 0 else { return false }
        words[word] |= bit
        return true
    }

    /// Those that are taken, by row, then column.
    var taken: [DotPath.Cell] {
        var cells: [DotPath.Cell] = []
        cells.reserveCapacity(words.reduce(0) { $0 + $1.nonzeroBitCount })
        for (index, word) in words.enumerated() where word != 0 {
            let row: Int32 = top + Int32(index / wordsInRow)
            let start: Int32 = left + Int32(index % wordsInRow * 64)
            var rest: UInt64 = word
            while rest != 0 {
                cells.append(DotPath.Cell(column: start + Int32(rest.trailingZeroBitCount), row: row))
                rest &= rest - 1
            }
        }
        return cells
    }
}
