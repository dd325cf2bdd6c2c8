extension DotMap {
    func draw(_ width: FigureWidth) -> (marks: [Mark], height: Double) {
        let legend: Legend = Legend(showsLegend ? keys : [], left: 0, top: 0, width: width.points)
        let projection: MapProjection = MapProjection(
            frame ?? Frame(around: allPoints) ?? Frame(west: 0, south: 0, east: 1, north: 1),
            width: width.points,
            top: legend.height + 6
        )
        var marks: [Mark] = legend.marks
        for (layer, path) in zip(layers, paths(projection)) where !path.cells.isEmpty {
            marks.append(
                .dots(path, "dots dot-\(layer.size.rawValue + boost(width)) s-\(layer.tone.rawValue)")
            )
        }
        var height: Double = projection.bottom + 6
        marks += named(projection, width.points)
        if showsScaleBar {
            marks += projection.scaleBar(at: height + 4)
            height += 22
        }
        return (marks, height + 2)
    }

    /// Few dots are drawn larger than many, and on a phone a whole country's are drawn smaller.
    private func boost(_ width: FigureWidth) -> Int {
        let count: Int = layers.reduce(0) { $0 + shown($1) }
        if count > 8_000 { return width.isCompact ? -1 : 0 }
        return count > 1_500 ? 1 : 2
    }

    private var allPoints: [GridPoint] {
        layers.flatMap { $0.points } + (markers + highlights).map { $0.point }
    }

    private var keys: [Legend.Key] {
        var keys: [Legend.Key] = layers.reversed().map { layer in
            let role: String = "f-\(layer.tone.rawValue)"
            let count: String = NumberText.grouped(shown(layer))
            return Legend.Key(name: "\(layer.name) (\(count))") {
                [.circle($0, radius: layer.size.legendRadius, role)]
            }
        }
        if let first = markers.first {
            let role: String = "f-\(first.tone.rawValue) ringed"
            keys.append(
                Legend.Key(name: "\(markerName) (\(markers.count))") {
                    [Series.Shape.diamond.mark(at: $0, radius: 5, role)]
                }
            )
        }
        return keys
    }

    /// One path for each layer; a cell belongs to the topmost layer that holds it.
    private func paths(_ projection: MapProjection) -> [DotPath] {
        DotPath.layers(
            scale: MapProjection.cellSize,
            layers.map { layer in
                layer.points.lazy.filter { projection.frame.holds($0) }.map { projection.cell($0) }
            }
        )
    }

    private func named(_ projection: MapProjection, _ width: Double) -> [Mark] {
        let shownMarkers: [Marker] = markers.filter { projection.frame.holds($0.point) }
        let shownHighlights: [Marker] = highlights.filter { projection.frame.holds($0.point) }
        let points: [(place: Place, radius: Double)] =
            shownMarkers.map { (projection.place($0.point), 6) }
            + shownHighlights.map { (projection.place($0.point), 7) }
        var labels: LabelPlacement = LabelPlacement(
            left: 0,
            top: 0,
            right: width,
            bottom: projection.bottom + 6,
            points: points
        )
        var highlighted: [Mark] = []
        for marker in shownHighlights {
            let place: Place = projection.place(marker.point)
            let drawn: [Mark] = [
                .circle(place, radius: 7, "s-\(marker.tone.rawValue) w-line"),
                .circle(place, radius: 3, "f-\(marker.tone.rawValue)"),
            ]
            highlighted.append(wrap(marker, drawn + label(marker, place, 8, "t-head t-halo", &labels)))
        }
        var marked: [Mark] = []
        for marker in shownMarkers {
            let place: Place = projection.place(marker.point)
            let shape: Mark = Series.Shape.diamond.mark(
                at: place,
                radius: 5,
                "f-\(marker.tone.rawValue) ringed"
            )
            marked.append(wrap(marker, [shape] + label(marker, place, 6, "t-small f-ink t-halo", &labels)))
        }
        return marked + highlighted
    }

    private func label(
        _ marker: Marker,
        _ place: Place,
        _ radius: Double,
        _ role: String,
        _ labels: inout LabelPlacement
    ) -> [Mark] {
        let short: String = TextMeasure.truncate(marker.label, width: 170, size: 13)
        return labels.place(short, beside: place, radius: radius, size: 13, role: role).map { [$0] } ?? []
    }

    private func wrap(_ marker: Marker, _ marks: [Mark]) -> Mark {
        guard let link = marker.link else { return .group(marks, "", tooltip: marker.label) }
        return .link(address: link, label: marker.label, marks)
    }
}

extension DotMap.Size {
    var legendRadius: Double { Double(rawValue) + 1 }
}
