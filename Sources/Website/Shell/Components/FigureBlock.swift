import HTML

/// A figure with its caption, and the table behind it.
struct FigureBlock: Renderable {
    let svg: String
    let caption: String
    let table: DataTable?

    /// - Parameter svg: Drawn by `Figures`; it is written as it is.
    init(svg: String, caption: String, table: DataTable? = nil) {
        self.svg = svg
        self.caption = caption
        self.table = table
    }

    var markup: Markup {
        HTML.figure(.class("figure-block")) {
            div(.class("figure-block__plot")) { Markup.raw(svg) }
            figcaption {
                p { caption }
                if let table {
                    details(.class("behind")) {
                        HTML.summary { "The numbers behind this figure" }
                        table
                    }
                }
            }
        }
    }
}
