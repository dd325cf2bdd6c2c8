import Figures
import Testing

/// What each plot claims, read back from its picture.
struct PlotTests {
    @Test func theFunnelsAreasFollowTheirQuantiles() throws {
        let studies: [FunnelPlot.Study] = [
            .init(label: "a", effect: -1, standardError: 0.5),
            .init(label: "b", effect: 1, standardError: 0.1),
        ]
        let drawn: Drawn = try Drawn(
            FunnelPlot(title: "T", effectName: "E", studies: studies).figure(id: "f", width: .wide).svg()
        )
        let areas: [[Place]] = drawn.with(class: "f-mist").filter { $0.name == "path" }.map {
            Self.corners($0)
        }
        try #require(areas.count == 2)
        let points: [Drawn.Element] = drawn.all("circle").filter {
            $0.attributes["class"]?.contains("ringed") == true
        }
        let xs: [Double] = points.compactMap { $0.number("cx") }
        let ys: [Double] = points.compactMap { $0.number("cy") }
        // Two known points give both scales; the outer area's edge must have the slope of its quantile.
        let perEffect: Double = (xs[1] - xs[0]) / 2
        let perError: Double = (ys[0] - ys[1]) / 0.4
        let tip: Place = areas[0][0]
        let corner: Place = areas[0][1]
        let slope: Double = ((corner.x - tip.x) / perEffect) / ((corner.y - tip.y) / perError)
        #expect(abs(slope - 2.5758) < 0.02)
    }

    @Test func aFunnelDrawsImputedStudiesHollowAndNamesThem() throws {
        let figure: Figure = try Samples.funnel.figure(id: "f", width: .wide)
        let drawn: Drawn = try Drawn(figure.svg())
        #expect(drawn.with(class: "hollow").count == 2)
        #expect(drawn.texts.contains("Added by trim and fill"))
        #expect(figure.table.rows.compactMap { $0.last?.text }.last == "Added by trim and fill")
    }

    @Test func aCurveIsCutAtTheFrameAndNotBentAlongIt() throws {
        let drawn: Drawn = try Drawn(Samples.curve.figure(id: "c", width: .wide).svg())
        let curve: Drawn.Element = try #require(drawn.with(class: "s-coral").first { $0.name == "path" })
        let corners: [Place] = Self.corners(curve)
        // It enters at 0.8, a third… of the way from (10, 0.9) to (40, 0.45): x = 10 + 30 × 0.1 / 0.45.
        let whole: Drawn.Element = try #require(drawn.with(class: "s-sea").first { $0.name == "path" })
        let known: [Place] = Self.corners(whole)
        let perSchool: Double = (known[2].x - known[0].x) / 80
        #expect(abs(corners[0].x - (known[0].x + perSchool * (30 * 0.1 / 0.45))) < 0.3)
        #expect(corners.count == 3)
    }

    @Test func aCurveNamesItsReference() throws {
        for width in [FigureWidth.wide, .narrow] {
            let figure: Figure = try Samples.curve.figure(id: "c", width: width)
            #expect(try Drawn(figure.svg()).texts.contains("0.06: the average of large trials"))
            #expect(figure.description.contains("A line marks 0.06: the average of large trials."))
            #expect(figure.description.contains("Now: 14, 0.57."))
        }
    }

    @Test func oneMarkIsOnePupil() throws {
        let values: [Double] = (0..<50).map { Double($0 % 13) }
        let plot: StripPlot = StripPlot(
            title: "T",
            valueName: "V",
            groups: [.init(name: "A", values: values)]
        )
        let drawn: Drawn = try Drawn(plot.figure(id: "s", width: .wide).svg())
        #expect(drawn.all("circle").count == 50 + 1)
    }

    @Test func manyPupilsBecomeColumnsWhoseHeightsAreShares() throws {
        let values: [Double] = (0..<3_000).map { Double($0 % 20 < 10 ? 0 : $0 % 20) }
        let plot: StripPlot = StripPlot(
            title: "T",
            valueName: "V",
            groups: [.init(name: "A", values: values)]
        )
        let drawn: Drawn = try Drawn(plot.figure(id: "s", width: .wide).svg())
        let heights: [Double] = drawn.all("rect").compactMap { $0.number("height") }
        let tallest: Double = try #require(heights.max())
        #expect(heights.count == 11)
        #expect(heights.filter { abs($0 - tallest / 10) < 0.2 }.count == 10)
        #expect(drawn.texts.contains { $0.contains("Height shows the share of each group.") })
    }

    @Test func aMissingValueBreaksALine() throws {
        let drawn: Drawn = try Drawn(Samples.sparkline.figure(id: "s", width: .wide).svg())
        #expect(drawn.all("path").count == 2)
    }

    @Test func aPanelWithoutValuesSaysSo() throws {
        var plot: TrendPlot = Samples.trend
        plot.panels[1].values = [nil, nil, nil]
        let figure: Figure = try plot.figure(id: "t", width: .narrow)
        #expect(try Drawn(figure.svg()).texts.contains("no values"))
        #expect(figure.description.contains("Fenland Hub: no values."))
    }

    @Test func theNameOfASmallPanelIsNotCutOnAPhone() throws {
        var plot: TrendPlot = Samples.trend
        let name: String = "Schools in the two fifths of greatest need"
        plot.panels[1].name = name
        let texts: [String] = try Drawn(plot.figure(id: "t", width: .narrow).svg()).texts
        #expect(texts.joined(separator: " ").contains(name), "\(texts)")
    }

    @Test func aHiddenBarShowsWhyAndNoLength() throws {
        let figure: Figure = try Samples.bars.figure(id: "b", width: .wide)
        let drawn: Drawn = try Drawn(figure.svg())
        #expect(drawn.texts.contains("hidden to protect pupils"))
        #expect(drawn.all("rect").count == 1 + 2)
        #expect(figure.table.rows[1][1] == .text("hidden to protect pupils"))
    }

    @Test func barsAreProportional() throws {
        let drawn: Drawn = try Drawn(Samples.bars.figure(id: "b", width: .wide).svg())
        let lengths: [Double] = drawn.all("rect").dropFirst().compactMap { $0.number("width") }
        #expect(abs(lengths[0] / lengths[1] - 14.0 / 27) < 0.005)
    }

    @Test func aBubblesAreaIsItsCountAndAGapIsAPoint() throws {
        var plot: GapMap = Samples.gaps
        plot.cells = [
            .init(row: 0, column: 0, count: 16, strength: 2), .init(row: 1, column: 1, count: 9, strength: 2),
        ]
        let drawn: Drawn = try Drawn(plot.figure(id: "g", width: .wide).svg())
        let radii: [Double] = drawn.with(class: "f-paper").compactMap { $0.number("r") }.filter { $0 > 7 }
        #expect(radii.count == 2 && abs(radii[1] / radii[0] - 0.75) < 0.01)
        #expect(drawn.with(class: "f-mist").count == 2 + 1)
    }

    @Test func theFlowShowsEveryBoxInBothLayouts() throws {
        for width in [FigureWidth.wide, .narrow] {
            let drawn: Drawn = try Drawn(Samples.flow.figure(id: "f", width: width).svg())
            #expect(drawn.all("rect").count == 7)
            // One arrow down the trunk, one to those who left, two from the split, two down the arms.
            #expect(drawn.with(class: "f-soft").count == 6)
            // Every column says whose it is, above what both say.
            #expect(["Programme", "Usual teaching"].allSatisfy { drawn.texts.contains($0) })
            #expect(drawn.texts.count { $0 == "Allocated" } == 2)
        }
    }

    @Test func threeArmsFollowEachOtherOnAPhone() throws {
        var plot: FlowDiagram = Samples.flow
        plot.arms.append(.init(name: "Third", boxes: [.init("Allocated"), .init("Analysed")]))
        let figure: Figure = try plot.figure(id: "f", width: .narrow)
        #expect(try Inspection.faults(figure) == [])
        #expect(
            try Drawn(figure.svg()).texts.filter { ["Programme", "Usual teaching", "Third"].contains($0) }
                .count == 3
        )
    }

    @Test func balanceSaysHowManyLieWithinEachBound() throws {
        let figure: Figure = try Samples.balance.figure(id: "b", width: .wide)
        #expect(figure.description.contains("1 within 0.05 of zero. 2 within 0.25 of zero."))
        #expect(try Drawn(figure.svg()).texts.contains("−0.07"))
    }

    @Test func theMostInfluentialStudiesAreNamed() throws {
        var plot: BaujatPlot = Samples.baujat
        plot.namedCount = 1
        let drawn: Drawn = try Drawn(plot.figure(id: "b", width: .wide).svg())
        #expect(drawn.with(class: "t-head").map { $0.text } == ["Harbour"])
    }

    struct Place: Equatable {
        var x: Double
        var y: Double
    }

    static func corners(_ path: Drawn.Element) -> [Place] {
        (path.attributes["d"] ?? "").split(whereSeparator: { "MLZ".contains($0) }).compactMap { pair in
            let parts: [Double] = pair.split(separator: " ").compactMap { Double($0) }
            return parts.count == 2 ? Place(x: parts[0], y: parts[1]) : nil
        }
    }
}
