import Figures
import Testing

/// Names come from people and files; none of them may become markup.
struct EscapingTests {
    static let hostile: [String] = [
        "</text><script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "Tom & Jerry's \"school\" <5",
        "]]>", "control \u{0}\u{8}\u{1F}\u{FFFE} characters", "emoji 👩🏽‍🏫 and Ünïcödé", "line\nbreak\ttab",
    ]

    @Test(arguments: hostile)
    func aHostileNameStaysText(name: String) throws {
        let names: Set<String> = ["svg", "g", "a", "title", "desc", "text", "line", "rect", "circle", "path"]
        for plot in Self.plots(named: name) {
            for form in [SVGForm.embedded, .file(source: name)] {
                let svg: String = try plot.figure(id: "a1", width: .wide).svg(form)
                let drawn: Drawn = try Drawn(svg)
                #expect(drawn.elements.allSatisfy { names.contains($0.name) || $0.name == "style" })
                #expect(!drawn.elements.contains { $0.attributes.keys.contains { $0.hasPrefix("on") } })
            }
        }
    }

    @Test func aNameReadsBackAsItWasWritten() throws {
        let name: String = "Tom & Jerry's \"school\" <5"
        let drawn: Drawn = try Drawn(
            ForestPlotTests.plot([ForestPlotTests.row(name, 0, 1)]).figure(id: "f", width: .wide).svg()
        )
        #expect(drawn.texts.contains(name))
    }

    @Test(arguments: [
        "javascript:alert(1)", "data:text/html,x", "//evil.example", "vbscript:x", "", "relative",
    ])
    func aLinkThatIsNoAddressIsRefused(address: String) {
        var row: ForestPlot.Row = ForestPlotTests.row("a", 0, 1)
        row.link = address
        let plot: ForestPlot = ForestPlotTests.plot([row])
        #expect(throws: FigureError.unsafeLink(address)) { try plot.figure(id: "f", width: .wide) }
    }

    @Test(arguments: ["/schools/1", "https://example.org/a?b=c&d=e", "#pool", "mailto:a@example.org"])
    func aLinkKeepsItsAddress(address: String) throws {
        var row: ForestPlot.Row = ForestPlotTests.row("a", 0, 1)
        row.link = address
        let figure: Figure = try ForestPlotTests.plot([row]).figure(id: "f", width: .wide)
        #expect(figure.hasLinks)
        #expect(try Drawn(figure.svg()).all("a").map { $0.attributes["href"] } == [address])
    }

    /// Every kind of plot with one name wherever it takes words.
    static func plots(named name: String) -> [any Plot] {
        let interval: Interval = Interval(lower: -1, upper: 1)
        var forest: ForestPlot = ForestPlot(
            title: name,
            effectName: name,
            groups: [
                .init(
                    heading: name,
                    rows: [
                        .init(
                            label: name,
                            estimate: 0,
                            interval: interval,
                            weight: 1,
                            columns: [name],
                            link: "/" + name
                        )
                    ],
                    summary: .pooled(
                        .init(
                            label: name,
                            estimate: 0,
                            interval: interval,
                            prediction: interval,
                            predictionLabel: name,
                            note: name
                        )
                    )
                ),
                .init(rows: [], summary: .withheld(reason: name)),
            ]
        )
        forest.columnNames = [name]
        forest.lowerSide = name
        forest.upperSide = name
        var curve: CurvePlot = CurvePlot(
            title: name,
            xName: name,
            yName: name,
            lines: [.init(name: name, points: [.init(x: 0, y: 1), .init(x: 1, y: 2)])]
        )
        curve.references = [.init(value: 1, label: name)]
        curve.positions = [.init(x: 0.5, label: name)]
        var map: DotMap = DotMap(
            title: name,
            layers: [.init(name: name, tone: .sea, points: [.init(easting: 0, northing: 0)])]
        )
        map.markers = [.init(label: name, point: .init(easting: 9, northing: 9), link: "/" + name)]
        var trend: TrendPlot = TrendPlot(
            title: name,
            valueName: name,
            positions: [name],
            panels: [.init(name: name, values: [1])]
        )
        trend.referenceName = name
        trend.reference = 1
        let box: FlowDiagram.Box = .init(name, lines: [name])
        return [
            forest, curve, map, trend,
            FlowDiagram(
                title: name,
                stages: [.init(box, leaving: box)],
                arms: [.init(name: name, boxes: [box]), .init(name: name, boxes: [box])]
            ),
            GapMap(
                title: name,
                rowName: name,
                columnName: name,
                rows: [name],
                columns: [name],
                cells: [.init(row: 0, column: 0, count: 3, strength: 0)],
                strengths: [name]
            ),
            ShareBars(
                title: name,
                valueName: name,
                markerName: name,
                bars: [.init(label: name, value: 1), .init(label: name, value: nil, hiddenReason: name)]
            ),
            StripPlot(title: name, valueName: name, groups: [.init(name: name, values: [1, 2])]),
            BalancePlot(title: name, rows: [.init(label: name, difference: 0)]),
            ScatterPlot(
                title: name,
                xName: name,
                yName: name,
                groups: [.init(name: name, points: [.init(x: 0, y: 0, label: name, isHighlighted: true)])]
            ),
            FunnelPlot(
                title: name,
                effectName: name,
                studies: [.init(label: name, effect: 0, standardError: 1)]
            ),
        ]
    }
}
