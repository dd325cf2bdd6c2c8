extension SVGWriter {
    /// Writes the outer element with its text alternative, then the marks.
    mutating func write(_ figure: Figure, _ form: SVGForm) {
        let frame: FileFrame = FileFrame(figure, form)
        raw("<svg xmlns=\"http://www.w3.org/2000/svg\"")
        attribute("class", figure.classes)
        raw(" viewBox=\"")
        number(-frame.margin)
        raw(" ")
        number(-frame.above)
        raw(" ")
        number(figure.width + 2 * frame.margin)
        raw(" ")
        number(figure.height + frame.above + frame.below)
        raw("\"")
        attribute("width", figure.width + 2 * frame.margin)
        attribute("height", figure.height + frame.above + frame.below)
        // An image's content is hidden from assistive technology; links must stay reachable.
        attribute("role", figure.hasLinks ? "group" : "img")
        attribute("aria-labelledby", "\(figure.id)-title \(figure.id)-desc")
        raw("><title")
        attribute("id", figure.id + "-title")
        raw(">")
        escaped(figure.title)
        raw("</title><desc")
        attribute("id", figure.id + "-desc")
        raw(">")
        escaped(figure.description)
        raw("</desc>")
        if case .file = form {
            raw("<style>")
            plain(FigureStylesheet.file)
            raw("</style>")
        }
        write(frame.marks)
        write(figure.marks)
        raw("</svg>")
    }
}

/// What a figure gains when it leaves its page: a ground, a margin, its title above and its source below.
private struct FileFrame {
    let margin: Double
    let above: Double
    let below: Double
    let marks: [Mark]

    init(_ figure: Figure, _ form: SVGForm) {
        guard case .file(let source) = form else {
            (margin, above, below, marks) = (0, 0, 0, [])
            return
        }
        let edge: Double = 20
        let titles: [String] = TextMeasure.wrap(figure.title, width: figure.width, size: 17, isBold: true)
        let sources: [String] = source.map { TextMeasure.wrap($0, width: figure.width, size: 12) } ?? []
        let head: Double = edge + Double(titles.count) * 23 + 8
        let foot: Double = sources.isEmpty ? edge : edge + Double(sources.count) * 16 + 6
        var drawn: [Mark] = [
            .rect(
                x: -edge,
                y: -head,
                width: figure.width + 2 * edge,
                height: figure.height + head + foot,
                radius: 0,
                "f-paper"
            )
        ]
        for (index, line) in titles.enumerated() {
            drawn.append(
                .text(line, Place(x: 0, y: -head + edge + 15 + Double(index) * 23), .start, "t-title")
            )
        }
        for (index, line) in sources.enumerated() {
            drawn.append(
                .text(line, Place(x: 0, y: figure.height + 18 + Double(index) * 16), .start, "t-small")
            )
        }
        (margin, above, below, marks) = (edge, head, foot, drawn)
    }
}
