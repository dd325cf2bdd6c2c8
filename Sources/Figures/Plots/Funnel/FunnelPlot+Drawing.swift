import Statistics

extension FunnelPlot {
    func draw(_ width: FigureWidth) -> (marks: [Mark], height: Double) {
        let legend: Legend = Legend(keys, left: 0, top: 0, width: width.points)
        let largest: Double = (studies.map { $0.standardError }.max() ?? 1) * 1.06
        let chart: Chart = Chart(
            width: width.points,
            top: legend.height,
            frameHeight: (width.isCompact ? width.points * 0.95 : width.points * 0.54).rounded(),
            across: Chart.Axis(name: effectName, domain: domain(largest)),
            up: Chart.Axis(
                name: "Standard error (smaller is more precise)",
                domain: 0...largest,
                isReversed: true,
                isBare: true
            )
        )
        var marks: [Mark] = legend.marks
        for (index, contour) in contours.enumerated().reversed() {
            let corners: [Place] = triangle(about: reference, contour.quantile, chart)
            marks.append(.polygon(corners, index == 0 ? "f-paper" : "f-mist f-third"))
        }
        marks += chart.ground
        marks.append(.vertical(chart.x(reference), from: chart.top, to: chart.bottom, "s-ink w-hair"))
        if let pooled {
            let corners: [Place] = triangle(about: pooled, StandardNormal.criticalValue95, chart)
            marks.append(.polyline([corners[0], corners[1]], "s-coral w-thin d-dash"))
            marks.append(.polyline([corners[0], corners[corners.count - 1]], "s-coral w-thin d-dash"))
            marks.append(.vertical(chart.x(pooled), from: chart.top, to: chart.bottom, "s-coral w-thin"))
        }
        let radius: Double = studies.count > 150 ? 2.8 : 4
        for study in studies {
            let role: String = study.isImputed ? "s-sea hollow w-thin" : "f-sea ringed"
            let place: Place = chart.place(study.effect, study.standardError)
            marks.append(.group([.circle(place, radius: radius, role)], "", tooltip: study.label))
        }
        return (marks, chart.height)
    }

    /// Wide enough for every result and for most of the areas.
    private func domain(_ largest: Double) -> ClosedRange<Double> {
        var range: ClosedRange<Double> = (ClosedRange(holding: studies.map { $0.effect }) ?? 0...1).holding(
            reference
        )
        if let pooled { range = range.holding(pooled) }
        let reach: Double = (contours.last?.quantile ?? StandardNormal.criticalValue95) * largest * 0.8
        return range.holding((reference - reach)...(reference + reach)).padded(0.03)
    }

    /// A triangle from its tip at no error, cut at the frame's sides: tip, right corner(s), left corner(s).
    private func triangle(about centre: Double, _ quantile: Double, _ chart: Chart) -> [Place] {
        let deepest: Double = chart.y.domain.upperBound
        func side(_ sign: Double, _ edge: Double) -> [Place] {
            let end: Double = centre + sign * quantile * deepest
            let isInside: Bool = sign > 0 ? end <= edge : end >= edge
            if isInside { return [chart.place(end, deepest)] }
            let depth: Double = (edge - centre) / (sign * quantile)
            return [chart.place(edge, depth), chart.place(edge, deepest)]
        }
        let right: [Place] = side(1, chart.x.domain.upperBound)
        let left: [Place] = side(-1, chart.x.domain.lowerBound)
        return [chart.place(centre, 0)] + right + left.reversed()
    }

    /// Two decimals, or as many as the level needs: 0.10, 0.001.
    private func significance(_ contour: Contour) -> String {
        let short: String = NumberText.short(contour.significance, atMost: 4)
        return short.count < 4 ? NumberText.fixed(contour.significance, decimals: 2) : short
    }

    private var keys: [Legend.Key] {
        var keys: [Legend.Key] = []
        if studies.contains(where: { $0.isImputed }) {
            keys.append(Legend.point("Observed", Series.at(0)))
            keys.append(Legend.point("Added by trim and fill", Series.at(0), isHollow: true))
        }
        if pooled != nil {
            keys.append(
                Legend.Key(name: "Pooled effect and 95% of results about it") {
                    [.horizontal($0.y, from: $0.x - 10, to: $0.x + 10, "s-coral w-thin")]
                }
            )
        }
        // From the outer area of one contour to the next.
        for (index, contour) in contours.enumerated() where index > 0 {
            let upper: String = significance(contours[index - 1])
            let lower: String = significance(contour)
            let layers: Int = contours.count - index
            keys.append(
                Legend.Key(name: "p \(lower) to \(upper)") { centre in
                    (0..<layers).map { _ in
                        .rect(
                            x: centre.x - 10,
                            y: centre.y - 6,
                            width: 20,
                            height: 12,
                            radius: 0,
                            "f-mist f-third"
                        )
                    }
                }
            )
        }
        return keys
    }
}
