import Figures

/// The one style sheet, from its parts. Later parts may rely on earlier ones; figures bring their own.
enum Stylesheet {
    static let text: String = [
        Styles.tokens, Styles.base, Styles.frame, Styles.components, Styles.tables, Styles.lists,
        Styles.forms,
        Styles.home, Styles.search, Styles.trials, Styles.conference, Styles.calendars,
        FigureStylesheet.embedded, Styles.print,
    ].joined(separator: "\n")
}

/// The parts of the style sheet, a file each.
enum Styles {}
