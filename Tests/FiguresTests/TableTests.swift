import Figures
import Testing

/// The table is the figure for whoever reads, copies or checks it: the numbers as given, none left out.
struct TableTests {
    @Test func keepsTheNumbersUnrounded() throws {
        let row: ForestPlot.Row = .init(
            label: "a",
            estimate: 0.123_456_789,
            interval: Interval(lower: -0.1, upper: 1.0 / 3),
            weight: 2
        )
        let cells: [FigureTable.Cell] = try #require(
            ForestPlotTests.plot([row]).figure(id: "f", width: .wide).table.rows.first
        )
        #expect(cells.compactMap { $0.value } == [0.123_456_789, -0.1, 1.0 / 3, 100])
        #expect(cells.map { $0.text } == ["a", "0.123", "−0.100", "0.333", "100.0"])
    }

    @Test func isTheSameForBothLayouts() throws {
        for sample in Samples.all {
            let both: ResponsiveFigure = try sample.plot.responsive(id: "a1")
            #expect(both.wide.table == both.narrow.table)
            #expect(both.wide.description == both.narrow.description)
            #expect(both.table == both.wide.table)
        }
    }

    @Test func holdsEveryPointOfAScatter() throws {
        let table: FigureTable = try Samples.scatter.figure(id: "s", width: .wide).table
        #expect(table.headings == ["Point", "Group", "Score before", "Score after"])
        #expect(table.rows.count == 5)
        #expect(table.rows.last?.map { $0.text } == ["Harbour", "Usual teaching", "108.00", "104.00"])
    }

    @Test func alignsCurvesByTheirPositions() throws {
        let plot: CurvePlot = CurvePlot(
            title: "T",
            xName: "x",
            yName: "y",
            lines: [
                .init(name: "A", points: [.init(x: 1, y: 0.5), .init(x: 2, y: 0.4)]),
                .init(name: "B", points: [.init(x: 2, y: 0.9), .init(x: 3, y: 0.8)]),
            ]
        )
        let table: FigureTable = try plot.figure(id: "c", width: .wide).table
        #expect(
            table.rows.map { $0.map { $0.text } } == [
                ["1", "0.500", ""], ["2", "0.400", "0.900"], ["3", "", "0.800"],
            ]
        )
    }

    @Test func givesTheQuartilesOfAGroup() throws {
        let plot: StripPlot = StripPlot(
            title: "T",
            valueName: "V",
            groups: [.init(name: "A", values: [9, 1, 4, 2, 7, 8])]
        )
        let row: [FigureTable.Cell] = try #require(plot.figure(id: "s", width: .wide).table.rows.first)
        // R: quantile(c(9, 1, 4, 2, 7, 8)) gives 1, 2.5, 5.5, 7.75, 9.
        #expect(row.suffix(5).compactMap { $0.value } == [1, 2.5, 5.5, 7.75, 9])
        #expect(abs(try #require(row[2].value) - 31.0 / 6) < 1e-12)
    }

    @Test func namesAGapWhereNothingWasFound() throws {
        var plot: GapMap = Samples.gaps
        plot.cells = [.init(row: 0, column: 1, count: 3, strength: 0)]
        let table: FigureTable = try plot.figure(id: "g", width: .wide).table
        #expect(
            table.rows.map { $0.map { $0.text } } == [
                ["Phonics", "none", "3 (limited)"], ["Tuition", "none", "none"],
            ]
        )
        #expect(table.rows[0][1].value == 0)
    }

    @Test func sortsACaterpillarAsItIsDrawn() throws {
        let table: FigureTable = try Samples.caterpillar.figure(id: "c", width: .wide).table
        #expect(table.rows.compactMap { $0.first?.text } == ["Fenland", "Harbour"])
    }

    @Test func wordsOfTheCallersOwnReplaceThoseMade() throws {
        var plot: ForestPlot = Samples.forest
        plot.alternative = "In short: a small difference."
        #expect(try plot.figure(id: "f", width: .wide).description == "In short: a small difference.")
    }
}
