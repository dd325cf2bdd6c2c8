import Figures
import Testing

struct ForestPlotTests {
    static func row(_ label: String, _ estimate: Double, _ half: Double, weight: Double? = 1)
        -> ForestPlot.Row
    {
        ForestPlot.Row(
            label: label,
            estimate: estimate,
            interval: Interval(lower: estimate - half, upper: estimate + half),
            weight: weight
        )
    }

    static func plot(_ rows: [ForestPlot.Row], _ summary: ForestPlot.Summary? = nil) -> ForestPlot {
        ForestPlot(title: "Results", effectName: "Effect", groups: [.init(rows: rows, summary: summary)])
    }

    @Test(arguments: [FigureWidth.wide, .narrow])
    func aSquaresAreaIsProportionalToItsWeight(width: FigureWidth) throws {
        let rows: [ForestPlot.Row] = [Self.row("a", 0, 0.5, weight: 9), Self.row("b", 0, 0.5, weight: 36)]
        let drawn: Drawn = try Drawn(Self.plot(rows).figure(id: "f", width: width).svg())
        let sides: [Double] = drawn.with(class: "f-sea").compactMap { $0.number("width") }
        try #require(sides.count == 2)
        #expect(abs(sides[1] * sides[1] / (sides[0] * sides[0]) - 4) < 0.25)
    }

    @Test func namesThatBeginAlikeAreToldApartOnANarrowPage() throws {
        let start: String = "Paired reading aloud in"
        let names: [String] = [start + " primary schools", start + " secondary schools", "Short"]
        let plot: ForestPlot = Self.plot(names.map { Self.row($0, 0.1, 0.2) })
        let figure: Figure = try plot.figure(id: "f", width: .narrow)
        let drawn: Drawn = try Drawn(figure.svg())
        #expect(try OverlapTests.overlaps(figure) == [])
        #expect(drawn.texts.contains("primary schools") && drawn.texts.contains("secondary schools"))
        #expect(drawn.texts.filter { $0 == "Paired reading aloud in" }.count == 2)
        let long: String = String(repeating: "Reading aloud ", count: 12) + "in pairs"
        let cut: ForestPlot = Self.plot([Self.row(long, 0.1, 0.2), Self.row("Short", 0.1, 0.2)])
        let text: String = try cut.figure(id: "f", width: .narrow).svg()
        #expect(text.contains("<title>\(long)</title>"))
        // Two names have a second line.
        let plain: Double = try Self.plot(["a", "b", "c"].map { Self.row($0, 0.1, 0.2) })
            .figure(id: "f", width: .narrow).height
        #expect(figure.height == plain + 32)
    }

    @Test func aPoolIsADiamondFromEndToEndWithItsRange() throws {
        let pooled: ForestPlot.Pooled = .init(
            label: "Pooled",
            estimate: 0.1,
            interval: Interval(lower: 0, upper: 0.2),
            prediction: Interval(lower: -0.3, upper: 0.5)
        )
        let rows: [ForestPlot.Row] = [Self.row("a", 0.1, 0.4), Self.row("b", 0.1, 0.4)]
        let figure: Figure = try Self.plot(rows, .pooled(pooled)).figure(id: "f", width: .wide)
        let drawn: Drawn = try Drawn(figure.svg())
        #expect(drawn.with(class: "f-coral").filter { $0.name == "path" }.count == 1)
        #expect(drawn.texts.contains("0.10 (0.00 to 0.20)"))
        #expect(drawn.texts.contains("\u{2212}0.30 to 0.50"))
        #expect(figure.description.contains("Pooled 0.10, 95% interval 0.00 to 0.20."))
    }

    @Test func withoutAPoolThereIsAReasonAndNoDiamond() throws {
        let reason: String = "Fewer than three trials have reported."
        let plot: ForestPlot = Self.plot([Self.row("a", 0.1, 0.2)], .withheld(reason: reason))
        let figure: Figure = try plot.figure(id: "f", width: .wide)
        let drawn: Drawn = try Drawn(figure.svg())
        #expect(drawn.texts.contains(reason))
        #expect(drawn.with(class: "f-coral").isEmpty)
        #expect(figure.description.contains(reason))
    }

    @Test func anIntervalBeyondTheAxisEndsInAnArrow() throws {
        var plot: ForestPlot = Self.plot([Self.row("a", 0, 0.2), Self.row("b", 0, 5)])
        plot.range = Interval(lower: -1, upper: 1)
        let arrows: (ForestPlot) throws -> Int = { plot in
            try Drawn(plot.figure(id: "f", width: .wide).svg()).all("path").count
        }
        #expect(try arrows(plot) == 2)
        plot.range = Interval(lower: -6, upper: 6)
        #expect(try arrows(plot) == 0)
    }

    @Test func aResultBeyondTheAxisStillPointsTheWay() throws {
        var plot: ForestPlot = Self.plot([Self.row("a", 0, 0.2), Self.row("b", 9, 0.1)])
        plot.range = Interval(lower: -1, upper: 1)
        let figure: Figure = try plot.figure(id: "f", width: .wide)
        #expect(try Inspection.faults(figure) == [])
        #expect(try Drawn(figure.svg()).all("path").count == 1)
    }

    @Test func sharesAreTakenWithinAGroup() throws {
        let group: ForestPlot.Group = .init(rows: [
            Self.row("a", 0, 1, weight: 1), Self.row("b", 0, 1, weight: 3),
        ])
        let other: ForestPlot.Group = .init(heading: "Other", rows: [Self.row("c", 0, 1, weight: 500)])
        let plot: ForestPlot = ForestPlot(title: "T", effectName: "E", groups: [group, other])
        let figure: Figure = try plot.figure(id: "f", width: .wide)
        let shares: [String] = try Drawn(figure.svg()).texts.filter { $0.hasSuffix("%") && $0.count < 7 }
        #expect(shares == ["25.0%", "75.0%", "100.0%"])
        #expect(figure.table.rows.compactMap { $0.last?.value } == [25, 75, 100])
    }
}
