import Figures
import Foundation
import Testing

struct MapPanelsTests {
    static func plot(schools: Int, panels: Int, each: Int) -> MapPanels {
        let places: [DotMap.GridPoint] = DotMapTests.places(schools)
        return MapPanels(
            title: "T",
            ground: .init(name: "Every school", tone: .mist, points: places),
            keys: [
                .init(name: "Took part", tone: .sea, size: .small),
                .init(name: "Great need", tone: .coral, size: .medium),
            ],
            panels: (0..<panels).map { index in
                let own: [DotMap.GridPoint] = (0..<each).map { places[($0 * 31 + index * 997) % schools] }
                return .init(
                    name: "Hub \(index)",
                    note: "\(each) schools",
                    points: [Array(own.prefix(each / 2)), Array(own.dropFirst(each / 2))]
                )
            }
        )
    }

    @Test func theGroundIsWrittenOnceHoweverManyPanels() throws {
        let one: Int = try Self.plot(schools: 24_000, panels: 1, each: 150).figure(id: "m", width: .wide)
            .svg().utf8.count
        let figure: Figure = try Self.plot(schools: 24_000, panels: 8, each: 150)
            .figure(id: "m", width: .wide)
        let drawn: Drawn = try Drawn(figure.svg())
        #expect(drawn.all("use").count == 7)
        #expect(drawn.all("path").count { $0.attributes["id"] != nil } == 1)
        #expect(figure.svg().utf8.count < one + 20_000)
        #expect(try Inspection.faults(figure) == [])
    }

    @Test(arguments: [FigureWidth.wide, .narrow])
    func aPlaceIsAtTheSameSpotOfEveryPanel(width: FigureWidth) throws {
        let spot: DotMap.GridPoint = .init(easting: 430_000, northing: 250_000)
        let edges: [DotMap.GridPoint] = [
            .init(easting: 400_000, northing: 200_000), .init(easting: 500_000, northing: 310_000), spot,
        ]
        let plot: MapPanels = MapPanels(
            title: "T",
            ground: .init(name: "Every school", tone: .mist, points: edges),
            keys: [.init(name: "Took part", tone: .sea, size: .small)],
            panels: ["A", "B", "C"].map { .init(name: $0, note: "1 school", points: [[spot]]) }
        )
        let drawn: Drawn = try Drawn(plot.figure(id: "m", width: width).svg())
        let ground: Drawn.Element = try #require(drawn.all("path").first { $0.attributes["id"] != nil })
        let copies: [(Double, Double)] = drawn.all("use").map {
            ($0.number("x") ?? .nan, $0.number("y") ?? .nan)
        }
        let spots: [(Double, Double)] = drawn.with(class: "dots").filter { $0.name == "path" }
            .flatMap { Inspection.dots($0) }
        #expect(spots.count == 3)
        // Each dot lies on a dot of the ground of its own panel.
        for (offset, place) in zip([(0, 0)] + copies, spots) {
            let under: Bool = Inspection.dots(ground).contains {
                abs($0.0 + offset.0 - place.0) < 0.01 && abs($0.1 + offset.1 - place.1) < 0.01
            }
            #expect(under, "\(place) has no school under it")
        }
    }

    @Test func aDotThatMattersMoreLiesOnTopAndIsCountedInItsOwnColumn() throws {
        let place: DotMap.GridPoint = .init(easting: 500_000, northing: 200_000)
        let plot: MapPanels = MapPanels(
            title: "T",
            ground: .init(name: "Every school", tone: .mist, points: [place]),
            keys: [
                .init(name: "Took part", tone: .sea, size: .small),
                .init(name: "Great need", tone: .coral, size: .large),
            ],
            panels: [.init(name: "A", note: "", points: [[place], [place]])]
        )
        let figure: Figure = try plot.figure(id: "m", width: .wide)
        let drawn: Drawn = try Drawn(figure.svg())
        #expect(drawn.with(class: "s-sea").isEmpty && drawn.with(class: "s-coral").count == 1)
        #expect(figure.table.rows.first?.map { $0.text } == ["A", "1", "1"])
    }
}
