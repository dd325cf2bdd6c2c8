import Figures
import Testing

/// One small plot of each kind, in situations that pages will meet. The numbers are made up.
enum Samples {
    static let all: [Sample] = [
        Sample("forest", forest), Sample("cumulative", cumulative), Sample("funnel", funnel),
        Sample("caterpillar", caterpillar), Sample("baujat", baujat), Sample("curve", curve),
        Sample("scatter", scatter), Sample("strip", strip), Sample("balance", balance), Sample("flow", flow),
        Sample("trend", trend), Sample("sparkline", sparkline), Sample("bars", bars), Sample("gaps", gaps),
        Sample("map", map), Sample("panels", panels),
    ]

    struct Sample: Sendable, CustomTestStringConvertible {
        let name: String
        let plot: any Plot

        init(_ name: String, _ plot: any Plot) {
            self.name = name
            self.plot = plot
        }

        var testDescription: String { name }
    }

    static let pooled = ForestPlot.Pooled(
        label: "Pooled",
        estimate: 0.11,
        interval: Interval(lower: 0.02, upper: 0.2),
        prediction: Interval(lower: -0.1, upper: 0.32),
        note: "3 studies"
    )

    static var forest: ForestPlot {
        let rows: [ForestPlot.Row] = [
            .init(
                label: "Harbour 2012",
                estimate: 0.21,
                interval: Interval(lower: -0.04, upper: 0.46),
                weight: 40,
                columns: ["120"],
                link: "/evidence/studies/1"
            ),
            .init(
                label: "Fenland and the very long name of a study that will not fit in its column 2015",
                estimate: -0.05,
                interval: Interval(lower: -0.3, upper: 0.2),
                weight: 60,
                columns: ["310"]
            ),
            .init(
                label: "Cedar 2019",
                estimate: 0.3,
                interval: Interval(lower: -3, upper: 3.6),
                weight: 2,
                columns: ["14"]
            ),
        ]
        let own: [ForestPlot.Row] = [
            .init(
                label: "Trial 1",
                estimate: 0.1,
                interval: Interval(lower: -0.2, upper: 0.4),
                weight: 1,
                columns: ["90"]
            )
        ]
        var plot: ForestPlot = ForestPlot(
            title: "Published studies and trials",
            effectName: "Effect size (SD)",
            groups: [
                .init(heading: "Published studies", rows: rows, summary: .pooled(pooled)),
                .init(
                    heading: "Trials here",
                    rows: own,
                    summary: .withheld(reason: "Fewer than three trials.")
                ),
            ]
        )
        plot.columnNames = ["Pupils"]
        plot.lowerSide = "Favours usual teaching"
        plot.upperSide = "Favours the programme"
        return plot
    }

    static var cumulative: CumulativePlot {
        CumulativePlot(
            title: "Through time",
            effectName: "Effect size (SD)",
            steps: [
                .init(label: "2012 Harbour", estimate: 0.21, interval: Interval(lower: -0.04, upper: 0.46)),
                .init(label: "2015 Fenland", estimate: 0.06, interval: Interval(lower: -0.12, upper: 0.24)),
            ]
        )
    }

    static var funnel: FunnelPlot {
        FunnelPlot(
            title: "Small studies",
            effectName: "Effect size (SD)",
            studies: [
                .init(label: "Harbour", effect: 0.21, standardError: 0.13),
                .init(label: "Fenland", effect: -0.05, standardError: 0.05),
                .init(label: "Cedar", effect: -0.31, standardError: 0.2, isImputed: true),
            ],
            pooled: 0.06
        )
    }

    static var caterpillar: CaterpillarPlot {
        CaterpillarPlot(
            title: "Spread",
            effectName: "Effect size (SD)",
            results: [
                .init(label: "Harbour", estimate: 0.21, interval: Interval(lower: -0.04, upper: 0.46)),
                .init(label: "Fenland", estimate: -0.05, interval: Interval(lower: -0.3, upper: 0.2)),
            ],
            pooled: pooled
        )
    }

    static var baujat: BaujatPlot {
        BaujatPlot(
            title: "Which studies disagree",
            studies: [
                .init(label: "Harbour", heterogeneity: 2.1, influence: 0.4),
                .init(label: "Fenland", heterogeneity: 0.2, influence: 0.05),
                .init(label: "Cedar", heterogeneity: 0.7, influence: 0.6),
            ]
        )
    }

    static var curve: CurvePlot {
        var plot: CurvePlot = CurvePlot(
            title: "Smallest effect",
            xName: "Schools",
            yName: "Smallest effect (SD)",
            lines: [
                .init(
                    name: "All pupils",
                    points: [.init(x: 10, y: 0.61), .init(x: 40, y: 0.3), .init(x: 90, y: 0.2)]
                ),
                .init(
                    name: "FSM pupils",
                    points: [.init(x: 10, y: 0.9), .init(x: 40, y: 0.45), .init(x: 90, y: 0.3)]
                ),
            ]
        )
        plot.references = [.init(value: 0.06, label: "0.06: the average of large trials")]
        plot.positions = [.init(x: 14, label: "Now: 14"), .init(x: 60, label: "Target: 60")]
        plot.greatest = 0.8
        return plot
    }

    static var scatter: ScatterPlot {
        var plot: ScatterPlot = ScatterPlot(
            title: "Before and after",
            xName: "Score before",
            yName: "Score after",
            groups: [
                .init(
                    name: "Programme",
                    points: [.init(x: 90, y: 95), .init(x: 104, y: 112), .init(x: 110, y: 110)]
                ),
                .init(
                    name: "Usual teaching",
                    points: [
                        .init(x: 92, y: 90), .init(x: 108, y: 104, label: "Harbour", isHighlighted: true),
                    ]
                ),
            ]
        )
        plot.lines = [.init(group: 0, fromX: 88, fromY: 93, toX: 112, toY: 114)]
        plot.yReference = 100
        return plot
    }

    static var strip: StripPlot {
        StripPlot(
            title: "Scores",
            valueName: "Score after",
            groups: [
                .init(
                    name: "Programme",
                    values: [95, 95, 96, 101, 112],
                    meanInterval: Interval(lower: 94, upper: 106)
                ),
                .init(name: "Usual teaching", values: [88, 90, 95, 99]),
            ]
        )
    }

    static var balance: BalancePlot {
        BalancePlot(
            title: "Balance",
            rows: [
                .init(label: "Score before", difference: 0.03, before: 0.31),
                .init(label: "Eligible for free school meals", difference: -0.07, before: -0.22),
            ]
        )
    }

    static var flow: FlowDiagram {
        FlowDiagram(
            title: "Participant flow",
            stages: [
                .init(
                    .init("Invited", lines: ["84 schools"]),
                    leaving: .init("Declined", lines: ["40 schools"])
                ),
                .init(.init("Randomised", lines: ["44 schools"])),
            ],
            arms: [
                .init(
                    name: "Programme",
                    boxes: [
                        .init("Allocated", lines: ["22 schools"]), .init("Analysed", lines: ["21 schools"]),
                    ]
                ),
                .init(
                    name: "Usual teaching",
                    boxes: [
                        .init("Allocated", lines: ["22 schools"]), .init("Analysed", lines: ["22 schools"]),
                    ]
                ),
            ]
        )
    }

    static var trend: TrendPlot {
        var plot: TrendPlot = TrendPlot(
            title: "Reach",
            valueName: "Schools reached (%)",
            positions: ["2021/22", "2022/23", "2023/24"],
            panels: [
                .init(name: "Harbour Hub", values: [12, 18, 31], link: "/hubs/harbour"),
                .init(name: "Fenland Hub", values: [nil, 9, nil]),
            ]
        )
        plot.reference = 20
        plot.referenceName = "Network"
        return plot
    }

    static var sparkline: Sparkline { Sparkline(title: "Places", values: [3, 5, nil, 8, 12]) }

    static var bars: ShareBars {
        ShareBars(
            title: "By fifth",
            valueName: "Share of places",
            markerName: "Share of pupils",
            bars: [
                .init(label: "Most disadvantaged", value: 14, marker: 24, isHighlighted: true),
                .init(label: "Middle", value: nil, marker: 20, hiddenReason: "hidden to protect pupils"),
                .init(label: "Least disadvantaged", value: 27, marker: 17),
            ]
        )
    }

    static var gaps: GapMap {
        GapMap(
            title: "Gaps",
            rowName: "Strand",
            columnName: "Outcome",
            rows: ["Phonics", "Tuition"],
            columns: ["Reading", "Mathematics"],
            cells: [
                .init(row: 0, column: 0, count: 12, strength: 2, link: "/evidence"),
                .init(row: 1, column: 1, count: 1, strength: 0),
            ],
            strengths: ["Limited", "Moderate", "Extensive"]
        )
    }

    static var map: DotMap {
        var plot: DotMap = DotMap(
            title: "Schools by need",
            layers: [
                .init(
                    name: "Lower need",
                    tone: .mist,
                    points: [
                        .init(easting: 533_498, northing: 181_201),
                        .init(easting: 430_000, northing: 434_000),
                    ]
                ),
                .init(
                    name: "Higher need",
                    tone: .coral,
                    size: .medium,
                    points: [
                        .init(easting: 292_000, northing: 92_000), .init(easting: 425_000, northing: 564_000),
                    ]
                ),
            ]
        )
        plot.markers = [.init(label: "Leeds", point: .init(easting: 430_000, northing: 434_000))]
        plot.highlights = [
            .init(
                label: "Harbour",
                point: .init(easting: 330_000, northing: 436_000),
                tone: .gold,
                link: "/schools/1"
            )
        ]
        return plot
    }

    static var panels: MapPanels {
        let places: [DotMap.GridPoint] = (0..<40).map { index in
            .init(
                easting: 400_000 + Double(index * 7_919 % 90_000),
                northing: 300_000 + Double(index * 6_007 % 120_000)
            )
        }
        var plot: MapPanels = MapPanels(
            title: "Who took part with which hub",
            ground: .init(name: "Every school", tone: .mist, points: places),
            keys: [
                .init(name: "Took part", tone: .sea, size: .small),
                .init(name: "Great need, took part", tone: .coral, size: .large),
            ],
            panels: [
                .init(
                    name: "The Hub of the Northern Shore and of the Islands Before It",
                    note: "7 schools, 3 in great need",
                    points: [Array(places[0..<4]), Array(places[4..<7])],
                    link: "/hubs/shore"
                ),
                .init(
                    name: "Fens",
                    note: "5 schools, none in great need",
                    points: [Array(places[10..<15]), []]
                ),
                .init(name: "Moor & Dale", note: "Nobody yet", points: [[], []]),
            ]
        )
        plot.panelName = "Hub"
        return plot
    }
}
