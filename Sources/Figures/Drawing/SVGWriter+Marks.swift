extension SVGWriter {
    mutating func write(_ marks: [Mark]) {
        for mark in marks { write(mark) }
    }

    mutating func write(_ mark: Mark) {
        switch mark {
        case .line(let from, let to, let role):
            raw("<line")
            attribute("x1", from.x)
            attribute("y1", from.y)
            attribute("x2", to.x)
            attribute("y2", to.y)
            self.role(role)
            raw("/>")
        case .rect(let x, let y, let width, let height, let radius, let role):
            raw("<rect")
            attribute("x", x)
            attribute("y", y)
            attribute("width", width)
            attribute("height", height)
            if radius > 0 { attribute("rx", radius) }
            self.role(role)
            raw("/>")
        case .circle(let centre, let radius, let role):
            raw("<circle")
            attribute("cx", centre.x)
            attribute("cy", centre.y)
            attribute("r", radius)
            self.role(role)
            raw("/>")
        case .polygon(let places, let role):
            path(places, closed: true, role)
        case .polyline(let places, let role):
            path(places, closed: false, role)
        case .text(let text, let place, let anchor, let role):
            write(text: text, place, anchor, role)
        case .dots(let dots, let role):
            write(dots: dots, role)
        case .repeatedDots(let dots, let id, let offsets, let role):
            // The classes stand on the group: copies inherit from where they are shown, not from what they copy.
            raw("<g")
            self.role(role)
            raw(">")
            write(dots: dots, "", id: id)
            for offset in offsets {
                raw("<use")
                attribute("href", "#" + id)
                attribute("x", offset.x)
                attribute("y", offset.y)
                raw("/>")
            }
            raw("</g>")
        case .group(let marks, let role, let tooltip):
            raw("<g")
            self.role(role)
            raw(">")
            if let tooltip { element(title: tooltip) }
            write(marks)
            raw("</g>")
        case .link(let address, let label, let marks):
            raw("<a")
            attribute("href", address)
            attribute("aria-label", label)
            raw(">")
            element(title: label)
            write(marks)
            raw("</a>")
        }
    }

    private mutating func element(title: String) {
        raw("<title>")
        escaped(title)
        raw("</title>")
    }

    private mutating func write(text: String, _ place: Place, _ anchor: Anchor, _ role: String) {
        raw("<text")
        attribute("x", place.x)
        attribute("y", place.y)
        switch anchor {
        case .start: break
        case .middle: raw(" text-anchor=\"middle\"")
        case .end: raw(" text-anchor=\"end\"")
        }
        self.role(role)
        raw(">")
        escaped(text)
        raw("</text>")
    }

    private mutating func path(_ places: [Place], closed: Bool, _ role: String) {
        raw("<path d=\"")
        for (index, place) in places.enumerated() {
            raw(index == 0 ? "M" : "L")
            number(place.x)
            raw(" ")
            number(place.y)
        }
        if closed { raw("Z") }
        raw("\"")
        self.role(role)
        raw("/>")
    }

    private mutating func write(dots: DotPath, _ role: String, id: String? = nil) {
        raw("<path")
        if let id { attribute("id", id) }
        raw(" transform=\"scale(")
        number(dots.scale)
        raw(")\" d=\"")
        var previous: DotPath.Cell = DotPath.Cell(column: 0, row: 0)
        for (index, cell) in dots.cells.enumerated() {
            // A relative move and a line of no length: with round caps, a dot.
            raw(index == 0 ? "M" : "m")
            integer(Int(cell.column - previous.column))
            let down: Int = Int(cell.row - previous.row)
            if down >= 0 { raw(" ") }
            integer(down)
            raw("h0")
            previous = cell
        }
        raw("\"")
        self.role(role)
        raw("/>")
    }
}
