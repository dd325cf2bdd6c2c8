import Testing

@testable import Figures

@Suite("Dots on a grid")
struct DotPathTests {
    private func cell(_ column: Int32, _ row: Int32) -> DotPath.Cell {
        DotPath.Cell(column: column, row: row)
    }

    /// As they were found before there was a grid of bits: told apart one by one, then sorted.
    private func plainly(_ cells: [DotPath.Cell]) -> [DotPath.Cell] {
        cells.reduce(into: [DotPath.Cell]()) { if !$0.contains($1) { $0.append($1) } }
            .sorted { ($0.row, $0.column) < ($1.row, $1.column) }
    }

    @Test("are in reading order, each once, wherever the drawing lies")
    func order() {
        var state: UInt64 = 19
        func draw(_ count: UInt64) -> Int32 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int32((state >> 33) % count)
        }
        for (left, top, width) in [(0, 0, 63), (-70, 12, 64), (5, -9, 65), (640, 900, 300)]
            as [(Int32, Int32, UInt64)]
        {
            let cells = (0..<400).map { _ in cell(left + draw(width), top + draw(12)) }
            #expect(DotPath(scale: 1, cells: cells).cells == plainly(cells))
        }
    }

    @Test("one dot, and none, are drawn")
    func few() {
        #expect(DotPath(scale: 1, cells: [cell(-3, 700)]).cells == [cell(-3, 700)])
        #expect(DotPath(scale: 1, cells: []).cells.isEmpty)
        #expect(DotPath.layers(scale: 1, [[], []]).map(\.cells) == [[], []])
        #expect(DotPath.layers(scale: 1, []).isEmpty)
    }

    @Test("a cell belongs to the last list that holds it")
    func layers() {
        let paths = DotPath.layers(
            scale: 1,
            [[cell(9, 1), cell(1, 1), cell(2, 1)], [cell(2, 1), cell(3, 0)], [cell(1, 1), cell(1, 1)]]
        )
        #expect(paths.map(\.cells) == [[cell(9, 1)], [cell(3, 0), cell(2, 1)], [cell(1, 1)]])
    }
}
