/// The styles of every figure: colours as custom properties, so that a page's dark mode and print rule them.
public enum FigureStylesheet {
    /// For a page's own stylesheet. It takes `--ink`, `--soft`, `--grid`, `--paper`, `--sand`, `--sea`,
    /// `--coral` and `--gold` from the page where the page sets them, and carries its own values where it
    /// does not.
    public static let embedded: String = colours(page: true) + rules + layouts

    /// For an SVG file that stands alone.
    static let file: String = colours(page: false) + rules

    private struct Colour {
        let name: String
        let light: String
        let dark: String
        let forced: String
    }

    /// Text colours have a contrast of at least 4.5 : 1 against paper and, but for gold, against sand, light
    /// and dark.
    private static let palette: [Colour] = [
        Colour(name: "ink", light: "#12263a", dark: "#e8eef3", forced: "CanvasText"),
        Colour(name: "soft", light: "#4b5b69", dark: "#aebbc6", forced: "CanvasText"),
        Colour(name: "grid", light: "#d5dae0", dark: "#31445a", forced: "GrayText"),
        Colour(name: "paper", light: "#ffffff", dark: "#101c2a", forced: "Canvas"),
        Colour(name: "sand", light: "#f6f1e7", dark: "#1a2a3c", forced: "Canvas"),
        Colour(name: "mist", light: "#8393a0", dark: "#6d8195", forced: "GrayText"),
        Colour(name: "sea", light: "#0b6e75", dark: "#58c4c9", forced: "LinkText"),
        Colour(name: "coral", light: "#c43d4b", dark: "#ff8f98", forced: "Highlight"),
        Colour(name: "gold", light: "#9a6a00", dark: "#e3b64f", forced: "CanvasText"),
    ]

    private static func colours(page: Bool) -> String {
        func block(_ value: (Colour) -> String) -> String {
            let lines: [String] = palette.map { colour in
                let own: String = value(colour)
                return "--fig-\(colour.name):" + (page ? "var(--\(colour.name),\(own))" : own)
            }
            return ".fig{" + lines.joined(separator: ";") + "}"
        }
        let light: String = block { $0.light }
        let dark: String = block { $0.dark }
        let forced: String = palette.map { "--fig-\($0.name):\($0.forced)" }.joined(separator: ";")
        return light
            + "@media screen and (prefers-color-scheme:dark){\(dark)}"
            + "@media (forced-colors:active){.fig{\(forced);forced-color-adjust:none}}"
    }

    private static let rules: String = """
        .fig{display:block;max-width:100%;height:auto;print-color-adjust:exact;-webkit-print-color-adjust:exact}\
        .fig text{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;\
        font-size:13px;font-variant-numeric:tabular-nums;fill:var(--fig-ink)}\
        .fig .t-small{font-size:12px;fill:var(--fig-soft)}\
        .fig .t-dense{font-size:12px}\
        .fig .t-tiny{font-size:11px;fill:var(--fig-soft)}\
        .fig .t-head{font-weight:600}\
        .fig .t-title{font-size:17px;font-weight:700}\
        .fig .t-note{font-style:italic;fill:var(--fig-soft)}\
        .fig .t-halo{paint-order:stroke;stroke:var(--fig-paper);stroke-width:3.5px;stroke-linejoin:round}\
        .fig .t-onfill{font-size:12px;fill:var(--fig-paper);font-weight:600}\
        .fig .t-count{font-size:12px;font-weight:600}\
        .fig a{cursor:pointer}\
        .fig a text{fill:var(--fig-sea);text-decoration:underline}\
        .fig a text.t-halo,.fig a text.t-onfill,.fig a text.t-count{text-decoration:none}.fig a:hover text,.fig a:focus text{text-decoration:underline}\
        .fig a:focus-visible{outline:2px solid var(--fig-coral);outline-offset:2px}
        """
        + palette.map { colour in
            let name: String = colour.name
            return
                ".fig .f-\(name){fill:var(--fig-\(name))}.fig .s-\(name){stroke:var(--fig-\(name));fill:none}"
        }.joined()
            + """
            .fig .f-none{fill:none}\
            .fig .f-pale{fill-opacity:.14}\
            .fig .s-flow{stroke:var(--fig-soft);stroke-width:1px}\
            .fig .f-tint{fill-opacity:.14}\
            .fig .f-third{fill-opacity:.28}\
            .fig .f-half{fill-opacity:.45}\
            .fig .f-veil{fill-opacity:.78}\
            .fig .ringed{stroke:var(--fig-paper);stroke-width:1px}\
            .fig .hollow{fill:var(--fig-paper)}\
            .fig .w-hair{stroke-width:1px}\
            .fig .w-thin{stroke-width:1.5px}\
            .fig .w-line{stroke-width:2.25px}\
            .fig .w-bold{stroke-width:3px}\
            .fig .w-halo{stroke-width:6px}\
            .fig .d-dash{stroke-dasharray:6 4}\
            .fig .d-dot{stroke-dasharray:2 3}\
            .fig .d-long{stroke-dasharray:12 4 2 4}\
            .fig .joined{stroke-linejoin:round;stroke-linecap:round}\
            .fig .dots{stroke-linecap:round}\
            .fig .dot-0{stroke-width:2.2px}.fig .dot-1{stroke-width:3px}.fig .dot-2{stroke-width:4.4px}.fig .dot-3{stroke-width:6px}\
            .fig .dot-4{stroke-width:8px}.fig .dot-5{stroke-width:11px}
            """

    private static let layouts: String = """
        .fig-narrow{display:none}\
        @media screen and (max-width:40rem){.fig-wide{display:none}.fig-narrow{display:block;width:100%}}
        """
}
