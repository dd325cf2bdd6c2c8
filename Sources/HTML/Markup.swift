/// A piece of a page: text, an element, or several in a row.
///
/// Text is escaped when it is written, always; the only way around is ``raw(_:)``, for markup that this
/// program drew itself.
public indirect enum Markup: Sendable {
    case text(String)
    case element(Element)
    case group([Markup])
    /// Markup that is written as it is: figures drawn by this program. Never anything that a person typed.
    case raw([UInt8])
    case nothing

    /// A tag with its attributes and children.
    public struct Element: Sendable {
        let name: StaticString
        let attributes: [Attribute]
        let children: Markup
        let isVoid: Bool
    }

    /// Markup drawn by this program, such as an SVG figure.
    public static func raw(_ text: String) -> Markup {
        .raw(Array(text.utf8))
    }
}

/// Builds markup from elements, strings, conditions and loops.
@resultBuilder
public enum MarkupBuilder {
    public static func buildExpression(_ markup: Markup) -> Markup { markup }
    public static func buildExpression(_ markup: Markup?) -> Markup { markup ?? .nothing }
    public static func buildExpression(_ text: String) -> Markup { .text(text) }
    public static func buildExpression(_ parts: [Markup]) -> Markup { .group(parts) }
    public static func buildExpression(_ part: some Renderable) -> Markup { part.markup }
    public static func buildBlock() -> Markup { .nothing }
    public static func buildBlock(_ markup: Markup) -> Markup { markup }
    public static func buildBlock(_ parts: Markup...) -> Markup { .group(parts) }
    public static func buildOptional(_ markup: Markup?) -> Markup { markup ?? .nothing }
    public static func buildEither(first: Markup) -> Markup { first }
    public static func buildEither(second: Markup) -> Markup { second }
    public static func buildArray(_ parts: [Markup]) -> Markup { .group(parts) }
    public static func buildLimitedAvailability(_ markup: Markup) -> Markup { markup }
}

/// A value that draws itself as markup: a component of the design system, or the body of a page.
public protocol Renderable {
    @MarkupBuilder var markup: Markup { get }
}
