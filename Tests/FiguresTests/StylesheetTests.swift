import Figures
import Foundation
import Testing

struct StylesheetTests {
    static let palette: [String: (light: String, dark: String)] = {
        var found: [String: (light: String, dark: String)] = [:]
        let pattern: Regex = /--fig-([a-z]+):var\(--[a-z]+,(#[0-9a-f]{6})\)/
        for match in FigureStylesheet.embedded.matches(of: pattern) {
            let name: String = String(match.output.1)
            let colour: String = String(match.output.2)
            found[name] = found[name].map { ($0.light, colour) } ?? (colour, "")
        }
        return found
    }()

    /// WCAG 2.2, 1.4.3: words need 4.5 : 1.
    @Test(arguments: ["ink", "soft", "sea", "coral"], ["paper", "sand"])
    func wordsCanBeRead(text: String, ground: String) throws {
        let (front, back) = try (#require(Self.palette[text]), #require(Self.palette[ground]))
        #expect(Self.contrast(front.light, back.light) >= 4.5)
        #expect(Self.contrast(front.dark, back.dark) >= 4.5)
    }

    /// Gold is never written on sand, where it has 4.2 : 1.
    @Test func goldCanBeReadOnPaper() throws {
        try wordsCanBeRead(text: "gold", ground: "paper")
    }

    /// WCAG 2.2, 1.4.11: marks that carry meaning need 3 : 1.
    @Test(arguments: ["mist"])
    func marksCanBeSeen(mark: String) throws {
        let (front, back) = try (#require(Self.palette[mark]), #require(Self.palette["paper"]))
        #expect(Self.contrast(front.light, back.light) >= 3)
        #expect(Self.contrast(front.dark, back.dark) >= 3)
    }

    @Test func carriesTheColoursOfTheHouse() {
        let light: [String: String] = Self.palette.mapValues { $0.light }
        #expect(light["ink"] == "#12263a" && light["sea"] == "#0b6e75" && light["sand"] == "#f6f1e7")
        #expect(light["coral"] == "#c43d4b" && light["gold"] == "#9a6a00")
    }

    @Test func everyBraceIsClosed() {
        let sheet: String = FigureStylesheet.embedded
        #expect(sheet.filter { $0 == "{" }.count == sheet.filter { $0 == "}" }.count)
        #expect(!sheet.contains("<"))
    }

    static func contrast(_ one: String, _ other: String) -> Double {
        let (a, b) = (luminance(one), luminance(other))
        return (max(a, b) + 0.05) / (min(a, b) + 0.05)
    }

    private static func luminance(_ colour: String) -> Double {
        let value: Int = Int(colour.dropFirst(), radix: 16) ?? 0
        let parts: [Double] = [16, 8, 0].map { shift in
            let part: Double = Double((value >> shift) & 255) / 255
            return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    }
}
