/// The site's own drawings, all of one braid.
enum Drawings {
    /// The mark: one turn of the braid, upright.
    static let logo: String = mark(
        attributes: "viewBox=\"0 0 36 36\"",
        ground: "",
        halo: "#ffffff",
        colours: ["#0b6e75", "#c43d4b", "#c9952b"]
    )

    /// The same on ink, for the dark mode's masthead and for browser tabs.
    static let favicon: String = mark(
        attributes: "viewBox=\"0 0 36 36\"",
        ground: "<rect width=\"36\" height=\"36\" rx=\"8\" fill=\"#12263a\"/>",
        halo: "#12263a",
        colours: ["#5cc4c9", "#f08a94", "#e5bd5d"]
    )

    /// A band that repeats along the top of the footer.
    static let ribbon: String = """
        <svg xmlns="http://www.w3.org/2000/svg" width="108" height="18" viewBox="0 0 108 18" fill="none">\
        \(strokes(
            Weave(length: 108, amplitude: 5, period: 54, middle: 9), width: 3, halo: "#12263a", haloWidth: 5.4,
            colours: ["#3ba5ab", "#e0727c", "#d9ab4a"]
        ))</svg>
        """

    /// The band across the home page; its colours are the page's.
    static let band: String = {
        let weave = Weave(length: 1680, amplitude: 42, period: 420, middle: 70)
        var text =
            "<svg class=\"weave\" viewBox=\"0 0 1680 140\" preserveAspectRatio=\"xMidYMid slice\" aria-hidden=\"true\" focusable=\"false\">"
        for (strand, name) in ["a", "b", "c"].enumerated() {
            text += "<path class=\"strand strand--\(name)\" d=\"\(weave.path(strand: strand, .under))\"/>"
        }
        for (strand, name) in ["a", "b", "c"].enumerated() {
            let path = weave.path(strand: strand, .over)
            text += "<path class=\"strand strand--halo\" d=\"\(path)\"/>"
            text += "<path class=\"strand strand--\(name)\" d=\"\(path)\"/>"
        }
        return text + "</svg>"
    }()

    private static func mark(attributes: String, ground: String, halo: String, colours: [String]) -> String {
        let weave = Weave(length: 36, amplitude: 9.5, period: 36, middle: 18, isVertical: true)
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" \(attributes) fill=\"none\">\(ground)"
            + strokes(weave, width: 4.6, halo: halo, haloWidth: 7.6, colours: colours) + "</svg>"
    }

    private static func strokes(
        _ weave: Weave,
        width: Double,
        halo: String,
        haloWidth: Double,
        colours: [String]
    ) -> String {
        var text = ""
        for (strand, colour) in colours.enumerated() {
            text +=
                "<path stroke=\"\(colour)\" stroke-linecap=\"round\" stroke-width=\"\(width)\" d=\"\(weave.path(strand: strand, .under))\"/>"
        }
        for (strand, colour) in colours.enumerated() {
            let path = weave.path(strand: strand, .over)
            text += "<path stroke=\"\(halo)\" stroke-width=\"\(haloWidth)\" d=\"\(path)\"/>"
            text +=
                "<path stroke=\"\(colour)\" stroke-linecap=\"round\" stroke-width=\"\(width)\" d=\"\(path)\"/>"
        }
        return text
    }
}
