extension GapMap {
    func draw(_ width: FigureWidth) -> (marks: [Mark], height: Double) {
        let isCompact: Bool = width.isCompact
        let labels: Double =
            isCompact ? 0 : min(TextMeasure.widest(rows, size: 13).rounded(.up) + 12, width.points * 0.3)
        let cellWidth: Double = (width.points - labels) / Double(columns.count)
        let legend: Legend = Legend(keys, left: 0, top: 0, width: width.points)
        var marks: [Mark] = legend.marks
        let (heads, headHeight) = headings(
            labels,
            cellWidth,
            top: legend.height + 4,
            isNumbered: isNumbered(cellWidth)
        )
        marks += heads
        var y: Double = legend.height + 4 + headHeight + 6
        let largest: Double = min(cellWidth / 2 - 3, isCompact ? 20 : 22)
        let most: Double = Double(cells.map { $0.count }.max() ?? 1)
        // Counts too long for their bubbles stand beneath them.
        let isLow: Bool = cells.contains { !fits($0, radius($0, largest: largest, most: most)) }
        let rowHeight: Double = largest * 2 + (isLow ? 20 : 8)
        let lift: Double = isLow ? 6 : 0
        for (index, row) in rows.enumerated() {
            marks.append(.horizontal(y, from: 0, to: width.points, "s-grid w-hair"))
            if isCompact {
                for line in TextMeasure.wrap(row, width: width.points, size: 13, isBold: true) {
                    marks.append(.text(line, Place(x: 0, y: y + 17), .start, "t-head"))
                    y += 17
                }
                y += 4
            } else {
                let lines: [String] = TextMeasure.wrap(row, width: labels - 8, size: 13, lines: 2)
                let first: Double = y + rowHeight / 2 + 4.5 - Double(lines.count - 1) * 8
                for (number, line) in lines.enumerated() {
                    let text: Mark = .text(line, Place(x: 0, y: first + Double(number) * 16), .start, "")
                    marks.append(line.hasSuffix("\u{2026}") ? .group([text], "", tooltip: row) : text)
                }
            }
            for column in columns.indices {
                let centre: Place = Place(
                    x: labels + (Double(column) + 0.5) * cellWidth,
                    y: y + rowHeight / 2 - lift
                )
                let found: Cell? = cells.first { $0.row == index && $0.column == column }
                marks += draw(found, centre, largest: largest, most: most)
            }
            y += rowHeight + (isCompact ? 4 : 0)
        }
        marks.append(.horizontal(y, from: 0, to: width.points, "s-grid w-hair"))
        if isNumbered(cellWidth) {
            y += 6
            for (index, column) in columns.enumerated() {
                for line in TextMeasure.wrap("\(index + 1)  \(column)", width: width.points, size: 12) {
                    marks.append(.text(line, Place(x: 0, y: y + 13), .start, "t-small"))
                    y += 17
                }
            }
        }
        return (marks, y + 6)
    }

    /// Headings that would be cut become numbers with a list beneath.
    private func isNumbered(_ cellWidth: Double) -> Bool {
        let words: [String] = columns.flatMap { $0.split(separator: " ").map(String.init) }
        return TextMeasure.widest(words, size: 12) > cellWidth - 4
    }

    private func headings(
        _ left: Double,
        _ cellWidth: Double,
        top: Double,
        isNumbered: Bool
    ) -> (marks: [Mark], height: Double) {
        let texts: [[String]] = columns.enumerated().map { index, name in
            isNumbered ? ["\(index + 1)"] : TextMeasure.wrap(name, width: cellWidth - 4, size: 12)
        }
        let deepest: Int = texts.map { $0.count }.max() ?? 1
        var marks: [Mark] = []
        for (column, lines) in texts.enumerated() {
            let x: Double = left + (Double(column) + 0.5) * cellWidth
            for (index, line) in lines.enumerated() {
                let y: Double = top + Double(deepest - lines.count + index) * 15 + 12
                marks.append(.text(line, Place(x: x, y: y), .middle, "t-small"))
            }
        }
        return (marks, Double(deepest) * 15)
    }

    private func draw(_ cell: Cell?, _ centre: Place, largest: Double, most: Double) -> [Mark] {
        guard let cell else { return [.circle(centre, radius: 1.5, "f-mist")] }
        let radius: Double = radius(cell, largest: largest, most: most)
        let text: String = NumberText.grouped(cell.count)
        let isDark: Bool = shade(cell.strength) == 4
        var drawn: [Mark] = bubble(cell.strength, centre, radius)
        let base: Double = centre.y + 4.3
        if fits(cell, radius) {
            drawn.append(.text(text, Place(x: centre.x, y: base), .middle, isDark ? "t-onfill" : "t-count"))
        } else {
            drawn.append(.text(text, Place(x: centre.x, y: centre.y + radius + 10), .middle, "t-tiny"))
        }
        let name: String =
            "\(rows[cell.row]), \(columns[cell.column]): \(NumberText.count(cell.count, unitName)), "
            + strengths[cell.strength].lowercased()
        if let link = cell.link { return [.link(address: link, label: name, drawn)] }
        return [.group(drawn, "", tooltip: name)]
    }

    /// The area follows the count, down to the least that can be seen.
    private func radius(_ cell: Cell, largest: Double, most: Double) -> Double {
        max(largest * (Double(cell.count) / most).squareRoot(), min(9, largest))
    }

    private func fits(_ cell: Cell, _ radius: Double) -> Bool {
        TextMeasure.width(NumberText.grouped(cell.count), size: 12, isBold: true) < radius * 1.8
    }

    /// Strength as one of five fillings, from dashed and hollow to solid, which grey and print keep apart.
    private func shade(_ strength: Int) -> Int {
        strengths.count == 1 ? 4 : Int((Double(strength) / Double(strengths.count - 1) * 4).rounded())
    }

    private func bubble(_ strength: Int, _ centre: Place, _ radius: Double) -> [Mark] {
        let ring: String = shade(strength) == 0 ? "s-sea w-thin d-dot" : "s-sea w-thin"
        let fills: [String?] = [nil, nil, "f-sea f-pale", "f-sea f-half", "f-sea"]
        let ground: Mark = .circle(centre, radius: radius, "f-paper")
        let fill: [Mark] = fills[shade(strength)].map { [.circle(centre, radius: radius, $0)] } ?? []
        return [ground] + fill + [.circle(centre, radius: radius, ring)]
    }

    private var keys: [Legend.Key] {
        strengths.enumerated().map { index, name in
            let mark: [Mark] = bubble(index, Place(x: 0, y: 0), 7)
            return Legend.Key(name: name) { centre in mark.map { $0.moved(to: centre) } }
        } + [
            Legend.Key(name: "gap: no \(NumberText.plural(unitName))") {
                [.circle($0, radius: 1.5, "f-mist")]
            }
        ]
    }
}

extension Mark {
    /// A circle about another centre.
    fileprivate func moved(to centre: Place) -> Mark {
        guard case .circle(_, let radius, let role) = self else { return self }
        return .circle(centre, radius: radius, role)
    }
}
