import Figures
import Testing

/// Numbers of every size and sign, from a seed: whatever is accepted is drawn inside its frame.
struct SeededFigureTests {
    @Test(arguments: 0..<60)
    func wildNumbersStayInsideTheFrame(seed: Int) throws {
        var numbers: SeededNumbers = SeededNumbers(seed: UInt64(seed))
        let width: FigureWidth = FigureWidth(numbers.number(280...900))
        for plot in Self.plots(&numbers) {
            let figure: Figure = try plot.figure(id: "a1", width: width)
            #expect(try Inspection.faults(figure) == [], "\(plot)")
        }
    }

    @Test(arguments: [1e-99, 1e-12, 1, 1e12])
    func oneValueAloneIsDrawnAtEverySize(size: Double) throws {
        for value in [size, -size, 0] {
            let interval: Interval = Interval(lower: value, upper: value)
            let plots: [any Plot] = [
                ForestPlot(
                    title: "T",
                    effectName: "E",
                    groups: [.init(rows: [.init(label: "a", estimate: value, interval: interval, weight: 0)])]
                ),
                ScatterPlot(
                    title: "T",
                    xName: "x",
                    yName: "y",
                    groups: [.init(name: "A", points: [.init(x: value, y: value)])]
                ),
                StripPlot(title: "T", valueName: "V", groups: [.init(name: "A", values: [value, value])]),
                CurvePlot(
                    title: "T",
                    xName: "x",
                    yName: "y",
                    lines: [.init(name: "A", points: [.init(x: value, y: value)])]
                ),
                Sparkline(title: "T", values: [value]),
                BalancePlot(title: "T", rows: [.init(label: "a", difference: value)]),
            ]
            for plot in plots {
                #expect(try Inspection.faults(plot.figure(id: "a1", width: .narrow)) == [], "\(plot)")
            }
        }
    }

    @Test(arguments: 0..<20)
    func rowsKeepTheOrderOfTheirEstimates(seed: Int) throws {
        var numbers: SeededNumbers = SeededNumbers(seed: UInt64(seed))
        let estimates: [Double] = (0..<12).map { _ in numbers.number(-1...1) }
        let rows: [ForestPlot.Row] = estimates.map { ForestPlotTests.row("a", $0, 0.2) }
        let drawn: Drawn = try Drawn(ForestPlotTests.plot(rows).figure(id: "f", width: .wide).svg())
        let centres: [Double] = drawn.with(class: "f-sea").compactMap { square in
            guard let x = square.number("x"), let side = square.number("width") else { return nil }
            return x + side / 2
        }
        try #require(centres.count == estimates.count)
        let byEstimate: [Double] = zip(estimates, centres).sorted { $0.0 < $1.0 }.map { $0.1 }
        #expect(zip(byEstimate, byEstimate.dropFirst()).allSatisfy { $0 <= $1 + 0.2 })
    }

    static func plots(_ numbers: inout SeededNumbers) -> [any Plot] {
        func interval(_ estimate: Double) -> Interval {
            Interval(lower: estimate - numbers.wild().magnitude, upper: estimate + numbers.wild().magnitude)
        }
        let count: Int = Int.random(in: 1...40, using: &numbers)
        var rows: [ForestPlot.Row] = []
        var results: [CaterpillarPlot.Result] = []
        var studies: [FunnelPlot.Study] = []
        var points: [ScatterPlot.Point] = []
        var values: [Double] = []
        var differences: [BalancePlot.Row] = []
        var bars: [ShareBars.Bar] = []
        var places: [DotMap.GridPoint] = []
        for index in 0..<count {
            let estimate: Double = numbers.wild()
            let label: String = "Study \(index)"
            rows.append(
                .init(
                    label: label,
                    estimate: estimate,
                    interval: interval(estimate),
                    weight: numbers.wild().magnitude
                )
            )
            results.append(.init(label: label, estimate: estimate, interval: interval(estimate)))
            studies.append(.init(label: label, effect: estimate, standardError: numbers.wild().magnitude))
            points.append(.init(x: numbers.wild(), y: numbers.wild(), label: label, isHighlighted: index < 5))
            values.append(numbers.wild())
            differences.append(.init(label: label, difference: numbers.wild(), before: numbers.wild()))
            bars.append(
                .init(label: label, value: numbers.wild().magnitude, marker: numbers.wild().magnitude)
            )
            places.append(
                .init(easting: numbers.number(-1e7...1e7), northing: numbers.number(-1e7...1e7))
            )
        }
        let pool: Double = numbers.wild()
        let pooled: ForestPlot.Pooled = .init(
            label: "Pooled",
            estimate: pool,
            interval: interval(pool),
            prediction: interval(pool)
        )
        var x: Double = 0
        let line: [CurvePlot.Point] = (0..<count).map { _ in
            x += numbers.number(0.001...1_000)
            return CurvePlot.Point(x: x, y: numbers.wild())
        }
        var curve: CurvePlot = CurvePlot(
            title: "T",
            xName: "x",
            yName: "y",
            lines: [.init(name: "A", points: line)]
        )
        curve.references = [.init(value: numbers.wild(), label: "Reference")]
        curve.positions = [.init(x: numbers.wild(), label: "Now")]
        let panels: [TrendPlot.Panel] = [
            .init(name: "A", values: values.map { $0 > 0 ? $0 : nil } + [1]),
            .init(name: "B", values: values + [nil]),
        ]
        return [
            ForestPlot(
                title: "T",
                effectName: "E",
                groups: [.init(rows: rows, summary: .pooled(pooled))],
                overall: .pooled(pooled)
            ),
            CaterpillarPlot(title: "T", effectName: "E", results: results, pooled: pooled),
            FunnelPlot(title: "T", effectName: "E", studies: studies, pooled: pool),
            ScatterPlot(title: "T", xName: "x", yName: "y", groups: [.init(name: "A", points: points)]),
            StripPlot(title: "T", valueName: "V", groups: [.init(name: "A", values: values)]),
            BalancePlot(title: "T", rows: differences),
            ShareBars(title: "T", valueName: "V", markerName: "M", bars: bars),
            DotMap(title: "T", layers: [.init(name: "A", tone: .sea, points: places)]),
            curve,
            TrendPlot(
                title: "T",
                valueName: "V",
                positions: (0...count).map { "\($0)" },
                panels: panels
            ),
        ]
    }
}
