import Figures
import Testing

/// A number that cannot be drawn is named; nothing half-drawn comes back.
struct RefusalTests {
    struct Refusal: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let plot: any Plot
        let error: FigureError

        init(_ name: String, _ plot: any Plot, _ error: FigureError) {
            testDescription = name
            self.plot = plot
            self.error = error
        }
    }

    @Test(arguments: empty + results + shapes)
    func namesWhatItCannotDraw(refusal: Refusal) {
        #expect(throws: refusal.error) { try refusal.plot.figure(id: "a1", width: .wide) }
        #expect(!refusal.error.description.isEmpty)
    }

    /// One panel with these lists of points; none at all for no list.
    private static func panels(_ points: [[DotMap.GridPoint]]) -> MapPanels {
        MapPanels(
            title: "",
            ground: .init(name: "Every", tone: .mist, points: []),
            keys: [.init(name: "Took part", tone: .sea, size: .small)],
            panels: points.isEmpty ? [] : [.init(name: "A", note: "", points: points)]
        )
    }

    static let empty: [Refusal] = [
        Refusal("panels", panels([]), .empty(what: "panels")),
        Refusal("panels without places", panels([[]]), .empty(what: "places")),
        Refusal(
            "panels of other keys",
            panels([[], []]),
            .unequalLengths(what: "points", expected: 1, found: 2)
        ),
        Refusal(
            "panels beyond the grid",
            panels([[.init(easting: 1, northing: .infinity)]]),
            .notFinite(what: "A", index: 0)
        ),
        Refusal("forest", ForestPlot(title: "", effectName: "", groups: []), .empty(what: "results")),
        Refusal(
            "forest groups",
            ForestPlot(title: "", effectName: "", groups: [.init(rows: [])]),
            .empty(what: "results")
        ),
        Refusal("cumulative", CumulativePlot(title: "", effectName: "", steps: []), .empty(what: "results")),
        Refusal("funnel", FunnelPlot(title: "", effectName: "", studies: []), .empty(what: "results")),
        Refusal(
            "caterpillar",
            CaterpillarPlot(title: "", effectName: "", results: []),
            .empty(what: "results")
        ),
        Refusal("baujat", BaujatPlot(title: "", studies: []), .empty(what: "points")),
        Refusal("curve", CurvePlot(title: "", xName: "", yName: "", lines: []), .empty(what: "curves")),
        Refusal("scatter", ScatterPlot(title: "", xName: "", yName: "", groups: []), .empty(what: "points")),
        Refusal("strip", StripPlot(title: "", valueName: "", groups: []), .empty(what: "groups")),
        Refusal(
            "strip group",
            StripPlot(title: "", valueName: "", groups: [.init(name: "A", values: [])]),
            .empty(what: "values in “A”")
        ),
        Refusal("balance", BalancePlot(title: "", rows: []), .empty(what: "characteristics")),
        Refusal("flow", FlowDiagram(title: "", stages: [], arms: []), .empty(what: "boxes")),
        Refusal("sparkline", Sparkline(title: "", values: [nil, nil]), .empty(what: "values")),
        Refusal(
            "trend",
            TrendPlot(title: "", valueName: "", positions: ["a"], panels: [.init(name: "A", values: [nil])]),
            .empty(what: "values")
        ),
        Refusal("bars", ShareBars(title: "", valueName: "", bars: []), .empty(what: "bars")),
        Refusal("map", DotMap(title: "", layers: []), .empty(what: "places")),
        Refusal(
            "gaps",
            GapMap(
                title: "",
                rowName: "",
                columnName: "",
                rows: [],
                columns: [],
                cells: [],
                strengths: ["a"]
            ),
            .empty(what: "rows or columns")
        ),
    ]

    static let results: [Refusal] = [
        forest(.nan, -1, 1, .notFinite(what: "result", index: 0)),
        forest(0, -.infinity, 1, .notFinite(what: "result", index: 0)),
        forest(0, -1, 1e300, .outOfRange(what: "result", index: 0, value: 1e300)),
        forest(1e-300, -1, 1, .outOfRange(what: "result", index: 0, value: 1e-300)),
        forest(2, -1, 1, .disorderedInterval(what: "result", index: 0)),
        forest(0, 1, -1, .disorderedInterval(what: "result", index: 0)),
        funnel(0, .outOfRange(what: "standard error", index: 0, value: 0)),
        funnel(-1, .outOfRange(what: "standard error", index: 0, value: -1)),
        funnel(1e-300, .outOfRange(what: "standard error", index: 0, value: 1e-300)),
        funnel(.nan, .notFinite(what: "standard error", index: 0)),
        Refusal(
            "a bar below zero",
            ShareBars(title: "", valueName: "", bars: [.init(label: "", value: -1)]),
            .outOfRange(what: "value", index: 0, value: -1)
        ),
        Refusal(
            "a place off the earth",
            DotMap(
                title: "",
                layers: [.init(name: "A", tone: .sea, points: [.init(easting: 1e9, northing: 0)])]
            ),
            .outOfRange(what: "A", index: 0, value: 1e9)
        ),
        Refusal(
            "a difference of NaN",
            BalancePlot(title: "", rows: [.init(label: "", difference: .nan)]),
            .notFinite(what: "difference", index: 0)
        ),
    ]

    static let shapes: [Refusal] = [
        Refusal(
            "a row of too few columns",
            {
                var plot: ForestPlot = Samples.forest
                plot.groups[0].rows[1].columns = ["1", "2"]
                return plot
            }(),
            .unequalLengths(what: "columns", expected: 1, found: 2)
        ),
        Refusal(
            "a panel of too few values",
            TrendPlot(
                title: "",
                valueName: "",
                positions: ["a", "b"],
                panels: [.init(name: "A", values: [1])]
            ),
            .unequalLengths(what: "values", expected: 2, found: 1)
        ),
        Refusal(
            "five curves",
            CurvePlot(
                title: "",
                xName: "",
                yName: "",
                lines: Array(repeating: .init(name: "", points: [.init(x: 0, y: 0)]), count: 5)
            ),
            .tooMany(what: "curves", limit: 4, found: 5)
        ),
        Refusal(
            "a curve that turns back",
            CurvePlot(
                title: "",
                xName: "",
                yName: "",
                lines: [.init(name: "", points: [.init(x: 1, y: 0), .init(x: 0, y: 0)])]
            ),
            .outOfRange(what: "x", index: 1, value: 0)
        ),
        Refusal(
            "a cell outside the map",
            GapMap(
                title: "",
                rowName: "",
                columnName: "",
                rows: ["a"],
                columns: ["b"],
                cells: [.init(row: 1, column: 0, count: 1, strength: 0)],
                strengths: ["s"]
            ),
            .outOfRange(what: "row", index: 0, value: 1)
        ),
        Refusal(
            "two cells at one crossing",
            {
                var plot: GapMap = Samples.gaps
                plot.cells.append(plot.cells[0])
                return plot
            }(),
            .tooMany(what: "cells at one crossing", limit: 1, found: 2)
        ),
        Refusal(
            "a cell of nothing",
            GapMap(
                title: "",
                rowName: "",
                columnName: "",
                rows: ["a"],
                columns: ["b"],
                cells: [.init(row: 0, column: 0, count: 0, strength: 0)],
                strengths: ["s"]
            ),
            .outOfRange(what: "count", index: 0, value: 0)
        ),
    ]

    private static func forest(
        _ estimate: Double,
        _ lower: Double,
        _ upper: Double,
        _ error: FigureError
    ) -> Refusal {
        let row: ForestPlot.Row = .init(
            label: "",
            estimate: estimate,
            interval: Interval(lower: lower, upper: upper)
        )
        return Refusal("\(estimate) in \(lower) to \(upper)", ForestPlotTests.plot([row]), error)
    }

    private static func funnel(_ standardError: Double, _ error: FigureError) -> Refusal {
        let study: FunnelPlot.Study = .init(label: "", effect: 0, standardError: standardError)
        return Refusal(
            "standard error \(standardError)",
            FunnelPlot(title: "", effectName: "", studies: [study]),
            error
        )
    }
}
