extension DotMap {
    func check() throws(FigureError) {
        let named: [Marker] = markers + highlights
        guard layers.contains(where: { !$0.points.isEmpty }) || !named.isEmpty else {
            throw .empty(what: "places")
        }
        guard layers.count <= 6 else { throw .tooMany(what: "layers", limit: 6, found: layers.count) }
        for layer in layers {
            for (index, point) in layer.points.enumerated() { try point.check(layer.name, at: index) }
        }
        for (index, marker) in named.enumerated() {
            try marker.point.check("marker", at: index)
            if let link = marker.link { try Checks.link(link) }
        }
        if let frame {
            for value in [frame.west, frame.south, frame.east, frame.north] {
                try Checks.value(value, "frame", at: 0)
            }
            guard frame.east - frame.west >= 1, frame.north - frame.south >= 1 else {
                throw .disorderedInterval(what: "frame", index: 0)
            }
        }
    }

    /// The points of a layer inside the frame.
    func shown(_ layer: Layer) -> Int {
        guard let frame else { return layer.points.count }
        return layer.points.reduce(0) { $0 + (frame.holds($1) ? 1 : 0) }
    }

    var words: String {
        let total: Int = layers.reduce(0) { $0 + shown($1) }
        var sentences: [String] = [
            "Map with a dot for each of \(NumberText.count(total, unitName))."
        ]
        if layers.count > 1 {
            let parts: [String] = layers.reversed().map { layer in
                let share: Double = total > 0 ? Double(shown(layer)) / Double(total) * 100 : 0
                return
                    "\(layer.name): \(NumberText.grouped(shown(layer))) (\(NumberText.fixed(share, decimals: 0))%)"
            }
            sentences.append(parts.joined(separator: "; ") + ".")
        }
        let outside: Int = layers.reduce(0) { $0 + $1.points.count } - total
        if outside > 0 {
            sentences.append(
                "\(NumberText.count(outside, unitName)) outside the frame are not shown."
            )
        }
        if !markers.isEmpty {
            sentences.append("\(NumberText.count(markers.count, "place is", "places are")) marked.")
        }
        if !highlights.isEmpty {
            sentences.append("Highlighted: " + highlights.map { $0.label }.joined(separator: ", ") + ".")
        }
        return sentences.joined(separator: " ")
    }

    /// One row for each layer: the rows behind single dots belong to a page with a search, not under a
    /// picture.
    var table: FigureTable {
        let total: Int = layers.reduce(0) { $0 + shown($1) }
        let rows: [[FigureTable.Cell]] = layers.reversed().map { layer in
            let count: Double = Double(shown(layer))
            let share: Double? = total > 0 ? count / Double(total) * 100 : nil
            return [.text(layer.name), .number(count, decimals: 0), .optional(share, decimals: 1)]
        }
        let unit: String = unitName.prefix(1).uppercased() + unitName.dropFirst()
        return FigureTable(
            caption: title,
            headings: ["Group", NumberText.plural(unit), "Share (%)"],
            rows: rows
        )
    }
}

extension DotMap.GridPoint {
    func check(_ what: String, at index: Int) throws(FigureError) {
        for value in [easting, northing] {
            try Checks.value(value, what, at: index)
            guard value.magnitude <= 1e8 else { throw .outOfRange(what: what, index: index, value: value) }
        }
    }
}
