/// Something that can be drawn as a ``Figure``.
public protocol Plot: Sendable {
    /// Draws the plot.
    ///
    /// - Parameters:
    ///   - id: Unique on the page: a letter followed by letters, digits, `-` or `_`.
    ///   - width: How much room there is. Below 520 the plot lays itself out for a phone.
    /// - Throws: ``FigureError`` that names the first value which cannot be drawn; never a partial figure.
    func figure(id: String, width: FigureWidth) throws(FigureError) -> Figure
}

extension Plot {
    /// The plot drawn twice, for a wide page and for a phone. The stylesheet shows the one that fits.
    ///
    /// The narrow layout's identifier ends in `-narrow`.
    public func responsive(
        id: String,
        wide: FigureWidth = .wide,
        narrow: FigureWidth = .narrow
    ) throws(FigureError) -> ResponsiveFigure {
        let wide: Figure = try figure(id: id, width: wide)
        let narrow: Figure = try figure(id: id + "-narrow", width: narrow)
        return ResponsiveFigure(
            wide: wide.adding(class: "fig-wide"),
            narrow: narrow.adding(class: "fig-narrow")
        )
    }
}

/// A plot with words and a table that it makes from its own data.
protocol WordedPlot: Plot {
    var title: String { get }
    /// Said instead of ``words``.
    var alternative: String? { get }
    var words: String { get }
    var table: FigureTable { get }
}

extension WordedPlot {
    /// A drawing of the plot, with its name, its words and its numbers.
    func figure(id: String, width: FigureWidth, drawing: (marks: [Mark], height: Double)) -> Figure {
        Figure(
            id: id,
            title: title,
            description: alternative ?? words,
            table: table,
            width: width.points,
            height: drawing.height,
            classes: "fig",
            marks: drawing.marks
        )
    }
}

/// The room that a figure may take, in CSS pixels.
public struct FigureWidth: Sendable, Equatable {
    public let points: Double

    /// A column of text on a desk: 720.
    public static let wide = FigureWidth(720)
    /// A phone of 360 pixels less its margins: 328.
    public static let narrow = FigureWidth(328)

    /// A width of one's own, held between 280 and 2,000.
    public init(_ points: Double) {
        self.points = points.isFinite ? min(max(points, 280), 2_000).rounded() : 720
    }

    /// True where the plot must stack what would otherwise stand side by side.
    var isCompact: Bool { points < 520 }
}

/// One plot in two layouts. Only one of them is shown at a time, so a reader meets it once.
public struct ResponsiveFigure: Sendable, Equatable {
    public let wide: Figure
    public let narrow: Figure

    /// The table behind both.
    public var table: FigureTable { wide.table }

    /// Both layouts as SVG text.
    public func svg() -> String {
        var bytes: [UInt8] = []
        append(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Adds both layouts to a buffer.
    public func append(to bytes: inout [UInt8]) {
        wide.append(to: &bytes)
        narrow.append(to: &bytes)
    }
}

extension Figure {
    func adding(class name: String) -> Figure {
        Figure(
            id: id,
            title: title,
            description: description,
            table: table,
            width: width,
            height: height,
            classes: classes + " " + name,
            marks: marks
        )
    }
}
