import Figures
import Testing

/// What holds for every kind of plot at every width.
struct EveryFigureTests {
    static let widths: [FigureWidth] = [280, 328, 519, 520, 720, 1_400].map { FigureWidth($0) }

    @Test(arguments: Samples.all, widths)
    func isSoundAtEveryWidth(sample: Samples.Sample, width: FigureWidth) throws {
        let figure: Figure = try sample.plot.figure(id: "a1", width: width)
        #expect(try Inspection.faults(figure) == [])
    }

    @Test(arguments: Samples.all, widths)
    func keepsItsWordsInsideTheFrame(sample: Samples.Sample, width: FigureWidth) throws {
        let drawn: Drawn = try Drawn(sample.plot.figure(id: "a1", width: width).svg())
        for element in drawn.all("text") {
            let room: Double = Inspection.width(element)
            let x: Double = try #require(element.number("x"))
            let left: Double =
                switch element.attributes["text-anchor"] {
                case "middle": x - room / 2
                case "end": x - room
                default: x
                }
            #expect(left >= -2 && left + room <= drawn.width + 2, "\(element.text) at \(left) of \(room)")
        }
    }

    @Test(arguments: Samples.all)
    func givesTheSameBytesTwice(sample: Samples.Sample) throws {
        let first: String = try sample.plot.responsive(id: "a1").svg()
        #expect(try sample.plot.responsive(id: "a1").svg() == first)
    }

    @Test(arguments: Samples.all)
    func appendsToABufferWhatItGivesAsText(sample: Samples.Sample) throws {
        let figure: Figure = try sample.plot.figure(id: "a1", width: .wide)
        var bytes: [UInt8] = Array("before".utf8)
        figure.append(to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == "before" + figure.svg())
    }

    @Test(arguments: Samples.all)
    func standsAloneAsAFile(sample: Samples.Sample) throws {
        let figure: Figure = try sample.plot.figure(id: "a1", width: .wide)
        let drawn: Drawn = try Drawn(figure.svg(.file(source: "Source: example & co.")))
        #expect(drawn.all("style").count == 1)
        #expect(drawn.all("style").first?.text.contains("prefers-color-scheme:dark") == true)
        #expect(drawn.texts.first == figure.title)
        #expect(drawn.texts.joined(separator: " ").contains("Source: example & co."))
        #expect(drawn.height > figure.height)
    }

    @Test(arguments: Samples.all)
    func drawsTwoLayoutsWithDifferentIdentifiers(sample: Samples.Sample) throws {
        let both: ResponsiveFigure = try sample.plot.responsive(id: "a1")
        let wide: Drawn = try Drawn(both.wide.svg())
        let narrow: Drawn = try Drawn(both.narrow.svg())
        let ids: [String] = (wide.elements + narrow.elements).compactMap { $0.attributes["id"] }
        #expect(ids.count >= 4 && Set(ids).count == ids.count)
        #expect(wide.elements.first?.attributes["class"] == "fig fig-wide")
        #expect(narrow.elements.first?.attributes["class"] == "fig fig-narrow")
    }

    @Test(arguments: Samples.all, ["", "1a", "a b", "a\"b", "é", "a#"])
    func refusesAnIdentifierThatCouldBreakOut(sample: Samples.Sample, id: String) {
        #expect(throws: FigureError.invalidIdentifier(id)) { try sample.plot.figure(id: id, width: .wide) }
    }

    @Test func aWidthIsHeldWithinWhatCanBeRead() {
        #expect(FigureWidth(10).points == 280)
        #expect(FigureWidth(1e9).points == 2_000)
        #expect(FigureWidth(.nan).points == 720)
        #expect(FigureWidth(500.4).points == 500)
    }
}
