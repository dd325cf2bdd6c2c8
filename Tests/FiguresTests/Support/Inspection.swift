@testable import Figures
import Foundation
import Testing

/// What every figure owes its reader, whatever it shows. Each fault is a sentence; none means sound.
enum Inspection {
    static func faults(_ figure: Figure) throws -> [String] {
        let drawn: Drawn = try Drawn(figure.svg())
        var faults: [String] = []
        faults += frameFaults(drawn)
        faults += accessFaults(drawn, figure)
        faults += policyFaults(drawn)
        faults += tableFaults(figure.table)
        return faults
    }

    /// Every coordinate is a finite number inside the frame.
    private static func frameFaults(_ drawn: Drawn) -> [String] {
        let copied: [String: [(Double, Double)]] = Dictionary(
            drawn.all("path").compactMap { path in path.attributes["id"].map { ("#" + $0, dots(path)) } }
        ) { first, _ in first }
        let xs: ClosedRange<Double> = (drawn.left - 2)...(drawn.left + drawn.width + 2)
        let ys: ClosedRange<Double> = (drawn.top - 2)...(drawn.top + drawn.height + 2)
        var faults: [String] = []
        func check(_ value: Double?, _ range: ClosedRange<Double>, _ what: String) {
            guard let value, value.isFinite else { return faults.append("\(what) is not a number") }
            if !range.contains(value) { faults.append("\(what) = \(value) is outside \(range)") }
        }
        for element in drawn.elements {
            if element.name == "use" {
                for (x, y) in copied[element.attributes["href"] ?? ""] ?? [(.nan, .nan)] {
                    check(x + (element.number("x") ?? .nan), xs, "copied x")
                    check(y + (element.number("y") ?? .nan), ys, "copied y")
                }
                continue
            }
            for name in ["x", "x1", "x2", "cx"] where element.attributes[name] != nil {
                check(element.number(name), xs, "\(element.name) \(name) \(element.text)")
            }
            for name in ["y", "y1", "y2", "cy"] where element.attributes[name] != nil {
                check(element.number(name), ys, "\(element.name) \(name) \(element.text)")
            }
            if element.name == "rect" {
                check(
                    (element.number("x") ?? 0) + (element.number("width") ?? .nan),
                    xs,
                    "right edge of a rect"
                )
                check(
                    (element.number("y") ?? 0) + (element.number("height") ?? .nan),
                    ys,
                    "lower edge of a rect"
                )
                if (element.number("width") ?? -1) < 0 || (element.number("height") ?? -1) < 0 {
                    faults.append("a rect of negative size")
                }
            }
            if element.name == "circle", (element.number("r") ?? -1) <= 0 {
                faults.append("a circle of no radius")
            }
            guard let path = element.attributes["d"] else { continue }
            let isDots: Bool = path.contains("h0")
            let places: [(Double, Double)] = isDots ? dots(element) : corners(path)
            if places.isEmpty { faults.append("an empty path") }
            for (x, y) in places {
                check(x, xs, "path x")
                check(y, ys, "path y")
            }
        }
        return faults
    }

    /// `M1 2L3 4Z`
    private static func corners(_ path: String) -> [(Double, Double)] {
        path.split(whereSeparator: { "MLZ".contains($0) }).map { pair in
            let parts: [Double] = pair.split(separator: " ").map { Double($0) ?? .nan }
            return parts.count == 2 ? (parts[0], parts[1]) : (.nan, .nan)
        }
    }

    /// `M1 2h0m3-4h0`, scaled by the element's transform.
    static func dots(_ element: Drawn.Element) -> [(Double, Double)] {
        let transform: String = element.attributes["transform"] ?? ""
        let scale: Double = Double(transform.dropFirst("scale(".count).dropLast()) ?? .nan
        var x: Double = 0
        var y: Double = 0
        var places: [(Double, Double)] = []
        for piece in (element.attributes["d"] ?? "").components(separatedBy: "h0") where !piece.isEmpty {
            let spaced: String = piece.dropFirst().replacingOccurrences(of: "-", with: " -")
            let parts: [Double] = spaced.split(separator: " ").map { Double($0) ?? .nan }
            guard parts.count == 2 else { return [(.nan, .nan)] }
            x += parts[0]
            y += parts[1]
            places.append((x * scale, y * scale))
        }
        return places
    }

    private static func accessFaults(_ drawn: Drawn, _ figure: Figure) -> [String] {
        var faults: [String] = []
        guard let root = drawn.elements.first else { return ["nothing drawn"] }
        let hasLinks: Bool = !drawn.all("a").isEmpty
        if root.attributes["role"] != (hasLinks ? "group" : "img") { faults.append("wrong role") }
        let ids: [String] = (root.attributes["aria-labelledby"] ?? "").split(separator: " ").map(String.init)
        let present: [String] = drawn.elements.compactMap { $0.attributes["id"] }
        // Beyond the two labels an identifier is there to be shown again, and begins with the figure's own.
        let shownAgain: Set<String> = Set(drawn.all("use").compactMap { $0.attributes["href"] })
        if ids.count != 2 || ids != Array(present.prefix(2)) || Set(present).count != present.count
            || present.dropFirst(2).contains(where: {
                !shownAgain.contains("#" + $0) || !$0.hasPrefix(figure.id)
            })
            || shownAgain.contains(where: { !present.contains(String($0.dropFirst())) })
        {
            faults.append("labelled by \(ids), ids are \(present), shown again \(shownAgain)")
        }
        if figure.title.isEmpty || figure.description.isEmpty { faults.append("no words") }
        for link in drawn.all("a") where (link.attributes["aria-label"] ?? "").isEmpty {
            faults.append("unnamed link")
        }
        return faults
    }

    /// A page that forbids inline styles and scripts must still show the figure as it is meant.
    private static func policyFaults(_ drawn: Drawn) -> [String] {
        var faults: [String] = []
        let known: Set<String> = [
            "svg", "g", "a", "title", "desc", "text", "line", "rect", "circle", "path", "use",
        ]
        for element in drawn.elements {
            if !known.contains(element.name) { faults.append("element \(element.name)") }
            for name in element.attributes.keys where name == "style" || name.hasPrefix("on") {
                faults.append("attribute \(name)")
            }
            for role in (element.attributes["class"] ?? "").split(separator: " ")
            where !isStyled(String(role)) {
                faults.append("class \(role) has no rule")
            }
        }
        return faults
    }

    private static func isStyled(_ role: String) -> Bool {
        ["fig", "fig-wide", "fig-narrow"].contains(role)
            || FigureStylesheet.embedded.contains(".\(role){")
            || FigureStylesheet.embedded.contains(".\(role) ")
    }

    private static func tableFaults(_ table: FigureTable) -> [String] {
        var faults: [String] = []
        if table.headings.isEmpty || table.rows.isEmpty { faults.append("no table") }
        for row in table.rows where row.count != table.headings.count { faults.append("a ragged row \(row)") }
        for cell in table.rows.joined() {
            if let value = cell.value, !value.isFinite { faults.append("a cell of \(value)") }
            if cell.text.contains("-0.") || cell.text.contains("nan") {
                faults.append("cell text \(cell.text)")
            }
        }
        return faults
    }
}

extension Inspection {
    /// About how wide a text is in Helvetica, without the margin that the layout allows for wider fonts.
    static func width(_ element: Drawn.Element) -> Double {
        let roles: [Substring] = (element.attributes["class"] ?? "").split(separator: " ")
        let small: Set<Substring> = ["t-small", "t-dense", "t-onfill", "t-count"]
        let size: Double = roles.contains("t-tiny") ? 11 : (roles.contains { small.contains($0) } ? 12 : 13)
        return TextMeasure.width(element.text, size: size, isBold: roles.contains("t-head")) / 1.15
    }
}
