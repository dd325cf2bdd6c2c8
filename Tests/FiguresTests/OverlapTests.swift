import Figures
import Testing

/// No words lie on other words, whatever the width.
struct OverlapTests {
    struct Box {
        let text: String
        let left: Double
        let right: Double
        let top: Double
        let bottom: Double

        init?(_ element: Drawn.Element) {
            guard let x = element.number("x"), let y = element.number("y"), !element.text.isEmpty else {
                return nil
            }
            let room: Double = Inspection.width(element)
            switch element.attributes["text-anchor"] {
            case "middle": left = x - room / 2
            case "end": left = x - room
            default: left = x
            }
            text = element.text
            right = left + room
            top = y - 9
            bottom = y + 2
        }

        func covers(_ other: Box) -> Bool {
            left < other.right - 0.5 && other.left < right - 0.5 && top < other.bottom - 0.5
                && other.top < bottom - 0.5
        }
    }

    static func overlaps(_ figure: Figure) throws -> [String] {
        let boxes: [Box] = try Drawn(figure.svg()).all("text").compactMap { Box($0) }
        var found: [String] = boxes.filter { $0.left < -2 || $0.right > figure.width + 2 }
            .map { "“\($0.text)” leaves the frame" }
        for (index, box) in boxes.enumerated() {
            for other in boxes[(index + 1)...] where box.covers(other) {
                found.append("“\(box.text)” and “\(other.text)”")
            }
        }
        return found
    }

    @Test(arguments: Samples.all, EveryFigureTests.widths)
    func noWordsLieOnOthers(sample: Samples.Sample, width: FigureWidth) throws {
        #expect(try Self.overlaps(sample.plot.figure(id: "a1", width: width)) == [])
    }

    /// Whom a figure is about finds no free place among many: its name is in the legend, or cut to what is left.
    @Test(arguments: EveryFigureTests.widths, [true, false])
    func whomACrowdSurroundsIsNamedWithinTheFrame(width: FigureWidth, isInLegend: Bool) throws {
        let crowd: [ScatterPlot.Point] = (0..<400).map { .init(x: Double($0 % 20), y: Double($0 / 20)) }
        let name: String = "Hallowick and Withermere High School"
        let plot = ScatterPlot(
            title: "Schools like it",
            xName: "Need",
            yName: "Progress",
            groups: [
                .init(name: "Similar schools", points: crowd),
                .init(
                    name: isInLegend ? name : "This school",
                    points: [.init(x: 12, y: 9.5, label: name, isHighlighted: true)]
                ),
            ]
        )
        let figure: Figure = try plot.figure(id: "a1", width: width)
        #expect(try Self.overlaps(figure).filter { $0.contains("leaves the frame") } == [])
        let named: Int = try Drawn(figure.svg()).all("text").filter { $0.text.hasPrefix("Hallow") }.count
        // A wide figure has room for the label, too.
        #expect(named == 1 || width.points > 600)
    }

    @Test(arguments: 0..<40)
    func longNamesAndManyRowsLeaveEachOtherAlone(seed: Int) throws {
        var numbers: SeededNumbers = SeededNumbers(seed: UInt64(seed))
        let width: FigureWidth = FigureWidth(numbers.number(280...1_000))
        for plot in Self.plots(&numbers) {
            #expect(
                try Self.overlaps(plot.figure(id: "a1", width: width)) == [],
                "\(type(of: plot)) at \(width.points)"
            )
        }
    }

    static func name(_ numbers: inout SeededNumbers) -> String {
        let words: [String] = [
            "Reading", "of", "comprehension", "St Mary’s", "a", "self-regulation", "and", "2019",
        ]
        let count: Int = Int.random(in: 1...9, using: &numbers)
        return (0..<count).map { _ in words[Int.random(in: 0..<words.count, using: &numbers)] }.joined(
            separator: " "
        )
    }

    static func plots(_ numbers: inout SeededNumbers) -> [any Plot] {
        let count: Int = Int.random(in: 1...12, using: &numbers)
        var rows: [ForestPlot.Row] = []
        var bars: [ShareBars.Bar] = []
        var differences: [BalancePlot.Row] = []
        var panels: [TrendPlot.Panel] = []
        var boxes: [FlowDiagram.Box] = []
        var cells: [GapMap.Cell] = []
        var lines: [CurvePlot.Line] = []
        for index in 0..<count {
            let estimate: Double = numbers.number(-1...1)
            let half: Double = numbers.number(0...3)
            rows.append(
                .init(
                    label: name(&numbers),
                    estimate: estimate,
                    interval: Interval(lower: estimate - half, upper: estimate + half),
                    weight: numbers.number(0...9),
                    columns: [name(&numbers)]
                )
            )
            bars.append(
                .init(label: name(&numbers), value: numbers.number(0...100), marker: numbers.number(0...100))
            )
            differences.append(.init(label: name(&numbers), difference: numbers.number(-1...1)))
            panels.append(.init(name: name(&numbers), values: (0..<4).map { _ in numbers.number(0...99) }))
            boxes.append(.init(name(&numbers), lines: [name(&numbers), name(&numbers)]))
            cells.append(
                .init(row: index, column: index % 3, count: 1 + index * index * 9, strength: index % 3)
            )
        }
        for _ in 0..<min(count, 4) {
            let start: Double = numbers.number(0.2...1)
            let points: [CurvePlot.Point] = (1...20).map {
                .init(x: Double($0), y: start / Double($0).squareRoot())
            }
            lines.append(.init(name: name(&numbers), points: points))
        }
        var forest: ForestPlot = ForestPlot(
            title: "T",
            effectName: name(&numbers),
            groups: [.init(heading: name(&numbers), rows: rows, summary: .pooled(Samples.pooled))]
        )
        forest.columnNames = ["Pupils"]
        forest.lowerSide = name(&numbers)
        forest.upperSide = name(&numbers)
        return [
            forest, CurvePlot(title: "T", xName: name(&numbers), yName: name(&numbers), lines: lines),
            ShareBars(title: "T", valueName: "Share", markerName: name(&numbers), bars: bars),
            BalancePlot(title: "T", rows: differences),
            TrendPlot(
                title: "T",
                valueName: name(&numbers),
                positions: ["2019/20", "2020/21", "2021/22", "2022/23"],
                panels: panels
            ),
            FlowDiagram(
                title: "T",
                stages: boxes.prefix(3).map { .init($0, leaving: boxes[0]) },
                arms: boxes.prefix(4).map { .init(name: $0.heading, boxes: boxes) }
            ),
            GapMap(
                title: "T",
                rowName: "R",
                columnName: "C",
                rows: (0..<count).map { _ in name(&numbers) },
                columns: (0..<3).map { _ in name(&numbers) },
                cells: cells,
                strengths: ["Low", "Middle", "High"]
            ),
        ]
    }
}
