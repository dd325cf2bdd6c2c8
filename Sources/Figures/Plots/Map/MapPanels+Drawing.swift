extension MapPanels {
    func draw(_ width: FigureWidth, id: String) -> (marks: [Mark], height: Double) {
        let columns: Int = min(max(panels.count, width.isCompact ? 2 : 3), width.isCompact ? 2 : 4)
        let space: Double = width.isCompact ? 14 : 20
        let panelWidth: Double = ((width.points - space * Double(columns - 1)) / Double(columns))
            .rounded(.down)
        let names: [[String]] = panels.map {
            TextMeasure.wrap($0.name, width: panelWidth, size: 13, isBold: true, lines: 2)
        }
        let notes: [[String]] = panels.map {
            TextMeasure.wrap($0.note, width: panelWidth, size: 12, lines: 2)
        }
        let nameHeight: Double = Double(names.map { $0.count }.max() ?? 1) * 16
        let noteHeight: Double = Double(notes.map { $0.count }.max() ?? 1) * 15
        let projection: MapProjection = MapProjection(
            DotMap.Frame(around: allPoints) ?? DotMap.Frame(west: 0, south: 0, east: 1, north: 1),
            width: panelWidth,
            top: 0
        )
        let mapHeight: Double = (projection.bottom + 6).rounded(.up)
        let rowHeight: Double = nameHeight + noteHeight + mapHeight + 18
        let legend: Legend = Legend(legendKeys, left: 0, top: 0, width: width.points)
        var marks: [Mark] = legend.marks
        let top: Double = (legend.height + 8).rounded(.up)
        let corners: [Place] = panels.indices.map { index in
            Place(
                x: Double(index % columns) * (panelWidth + space),
                y: top + Double(index / columns) * rowHeight + nameHeight + noteHeight + 4
            )
        }
        marks += drawGround(projection, id: id, corners)
        for (index, panel) in panels.enumerated() {
            let corner: Place = corners[index]
            let head: Double = corner.y - nameHeight - noteHeight - 4
            marks += Mark.panelName(
                panel.name,
                in: names[index],
                link: panel.link,
                left: corner.x,
                top: head
            )
            for (line, text) in notes[index].enumerated() {
                let y: Double = head + nameHeight + 12 + Double(line) * 15
                marks.append(.text(text, Place(x: corner.x, y: y), .start, "t-small"))
            }
            marks += draw(panel, projection, corner)
        }
        let rows: Int = (panels.count + columns - 1) / columns
        let bottom: Double = top + Double(rows) * rowHeight
        return (marks + projection.scaleBar(at: bottom), bottom + 18)
    }

    /// A pixel: a panel is small, and its dots are larger than their grid.
    private static let cellSize: Double = 1

    /// Few places leave room for larger dots.
    private var isSparse: Bool { ground.points.count < 1_500 }

    private var allPoints: [DotMap.GridPoint] {
        ground.points + panels.flatMap { $0.points.joined() }
    }

    private var legendKeys: [Legend.Key] {
        let shown: [Key] = keys.reversed() + [Key(name: ground.name, tone: ground.tone, size: ground.size)]
        return shown.map { key in
            let role: String = "f-\(key.tone.rawValue)"
            return Legend.Key(name: key.name) { [.circle($0, radius: key.size.legendRadius, role)] }
        }
    }

    private func drawGround(_ projection: MapProjection, id: String, _ corners: [Place]) -> [Mark] {
        guard !ground.points.isEmpty, let first = corners.first else { return [] }
        let path: DotPath = DotPath(
            scale: MapPanels.cellSize,
            cells: ground.points.map { cell($0, projection, first) }
        )
        return [
            .repeatedDots(
                path,
                id: id + "-ground",
                offsets: corners.dropFirst().map { Place(x: $0.x - first.x, y: $0.y - first.y) },
                "dots dot-\(isSparse ? 1 : 0) s-\(ground.tone.rawValue)"
            )
        ]
    }

    private func draw(_ panel: Panel, _ projection: MapProjection, _ corner: Place) -> [Mark] {
        let count: Int = panel.points.reduce(0) { $0 + $1.count }
        // Many dots are drawn smaller than few, the more important ones larger in either case.
        let boost: Int = (isSparse ? 1 : 0) - (count > 600 ? 1 : 0)
        let paths: [DotPath] = DotPath.layers(
            scale: MapPanels.cellSize,
            panel.points.map { points in points.map { cell($0, projection, corner) } }
        )
        return zip(keys, paths).filter { !$1.cells.isEmpty }.map { key, path in
            .dots(path, "dots dot-\(key.size.rawValue + boost) s-\(key.tone.rawValue)")
        }
    }

    private func cell(_ point: DotMap.GridPoint, _ projection: MapProjection, _ corner: Place)
        -> DotPath.Cell
    {
        let at: Place = projection.place(point)
        return DotPath.Cell(
            column: MapProjection.nearest(corner.x + at.x),
            row: MapProjection.nearest(corner.y + at.y)
        )
    }
}
