/// A drawn plot: SVG text, its text alternative, and the table behind it.
///
/// A figure is a plain value. It holds no clock, no file and no network; the same plot gives the same bytes.
public struct Figure: Sendable, Equatable {
    /// The identifier given by the caller, unique on its page.
    public let id: String
    /// The short name that a screen reader says first.
    public let title: String
    /// What the figure shows, in words made from its data.
    public let description: String
    /// The numbers behind the picture.
    public let table: FigureTable
    /// The width of the drawing in its own units, which are CSS pixels at full size.
    public let width: Double
    /// The height of the drawing in the same units.
    public let height: Double
    /// The classes of the outer element.
    let classes: String
    let marks: [Mark]

    /// True where the figure holds links, so that it cannot be a single image to a screen reader.
    public var hasLinks: Bool { marks.contains { $0.holdsLink } }

    /// The figure as SVG text.
    public func svg(_ form: SVGForm = .embedded) -> String {
        var bytes: [UInt8] = []
        append(to: &bytes, form)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Adds the figure's SVG text to a buffer.
    ///
    /// - Complexity: O(*n*) in the number of marks; no intermediate text.
    public func append(to bytes: inout [UInt8], _ form: SVGForm = .embedded) {
        var writer: SVGWriter = SVGWriter(taking: &bytes)
        writer.write(self, form)
        writer.give(to: &bytes)
    }
}

/// Where the SVG text is going.
public enum SVGForm: Sendable, Equatable {
    /// Inside an HTML page that carries ``FigureStylesheet/embedded``.
    case embedded
    /// A file of its own, with its styles, its title written above and a source line below.
    case file(source: String?)
}
