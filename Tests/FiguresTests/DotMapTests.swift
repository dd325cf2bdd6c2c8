import Figures
import Foundation
import Testing

struct DotMapTests {
    /// As many places as there are schools, thick around towns and thin elsewhere, from a seed.
    static func places(_ count: Int, seed: UInt64 = 7) -> [DotMap.GridPoint] {
        var numbers: SeededNumbers = SeededNumbers(seed: seed)
        let towns: [DotMap.GridPoint] = (0..<60).map { _ in
            .init(easting: numbers.number(120_000...630_000), northing: numbers.number(40_000...620_000))
        }
        return (0..<count).map { index in
            let town: DotMap.GridPoint = towns[index % towns.count]
            let reach: Double = index.isMultiple(of: 3) ? 12_000 : 90_000
            return DotMap.GridPoint(
                easting: min(max(town.easting + numbers.number(-reach...reach), 85_000), 655_000),
                northing: min(max(town.northing + numbers.number(-reach...reach), 5_000), 657_000)
            )
        }
    }

    static func layers(_ places: [DotMap.GridPoint]) -> [DotMap.Layer] {
        [
            .init(
                name: "Lower",
                tone: .mist,
                points: places.enumerated().filter { $0.offset % 5 > 2 }.map { $0.element }
            ),
            .init(
                name: "Middle",
                tone: .sea,
                points: places.enumerated().filter { $0.offset % 5 == 1 || $0.offset % 5 == 2 }.map {
                    $0.element
                }
            ),
            .init(
                name: "Higher",
                tone: .coral,
                size: .medium,
                points: places.enumerated().filter { $0.offset % 5 == 0 }.map { $0.element }
            ),
        ]
    }

    @Test func twentyThousandSchoolsAreSmall() throws {
        let figure: Figure = try DotMap(title: "T", layers: Self.layers(Self.places(20_000)))
            .figure(id: "m", width: .wide)
        let bytes: Int = figure.svg().utf8.count
        // Below 300 kB even uncompressed; the bound that pages care about is after compression.
        #expect(bytes < 200_000)
        #expect(try Inspection.faults(figure) == [])
    }

    @Test(arguments: [
        (20_000, FigureWidth.wide, "dot-1"), (20_000, .narrow, "dot-0"), (2_000, .wide, "dot-2"),
        (90, .wide, "dot-3"),
    ])
    func fewDotsAreDrawnLargerThanMany(count: Int, width: FigureWidth, role: String) throws {
        let map: DotMap = DotMap(
            title: "T",
            layers: [.init(name: "A", tone: .sea, points: Self.places(count))]
        )
        let figure: Figure = try map.figure(id: "m", width: width)
        #expect(try Drawn(figure.svg()).with(class: role).count == 1)
        #expect(try Inspection.faults(figure) == [])
    }

    @Test func everyDotIsWhereItsPlaceIs() throws {
        let places: [DotMap.GridPoint] = Self.places(500)
        let map: DotMap = DotMap(title: "T", layers: [.init(name: "A", tone: .sea, points: places)])
        let drawn: Drawn = try Drawn(map.figure(id: "m", width: .wide).svg())
        let dots: [(Double, Double)] = try Inspection.dots(#require(drawn.with(class: "dots").first))
        let frame: DotMap.Frame = try #require(DotMap.Frame(around: places))
        let left: Double = try #require(dots.map { $0.0 }.min())
        let right: Double = try #require(dots.map { $0.0 }.max())
        let top: Double = try #require(dots.map { $0.1 }.min())
        let scale: Double = (right - left) / (frame.east - frame.west)
        for place in places {
            let x: Double = left + (place.easting - frame.west) * scale
            let y: Double = top + (frame.north - place.northing) * scale
            #expect(dots.contains { abs($0.0 - x) <= 0.8 && abs($0.1 - y) <= 0.8 })
        }
    }

    @Test func placesOnOneCellAreDrawnOnceAndCountedAll() throws {
        let place: DotMap.GridPoint = .init(easting: 500_000, northing: 200_000)
        let far: DotMap.GridPoint = .init(easting: 600_000, northing: 300_000)
        let map: DotMap = DotMap(
            title: "T",
            layers: [.init(name: "A", tone: .sea, points: [place, place, place, far])]
        )
        let figure: Figure = try map.figure(id: "m", width: .wide)
        let path: String = try #require(Drawn(figure.svg()).with(class: "dots").first?.attributes["d"])
        #expect(path.components(separatedBy: "h0").count - 1 == 2)
        #expect(figure.table.rows.first?.map { $0.text } == ["A", "4", "100.0"])
    }

    @Test func aHigherLayerTakesTheCellOfALowerOne() throws {
        let place: DotMap.GridPoint = .init(easting: 500_000, northing: 200_000)
        let far: DotMap.GridPoint = .init(easting: 600_000, northing: 300_000)
        let map: DotMap = DotMap(
            title: "T",
            layers: [
                .init(name: "Low", tone: .mist, points: [place, far]),
                .init(name: "High", tone: .coral, points: [place]),
            ]
        )
        let drawn: Drawn = try Drawn(map.figure(id: "m", width: .wide).svg())
        #expect(drawn.with(class: "dots").map { Inspection.dots($0).count } == [1, 1])
    }

    @Test func placesOutsideTheFrameAreLeftOutAndSaidToBe() throws {
        var map: DotMap = Samples.map
        map.frame = DotMap.Frame(west: 420_000, south: 420_000, east: 440_000, north: 600_000)
        let figure: Figure = try map.figure(id: "m", width: .wide)
        #expect(figure.description.contains("a dot for each of 2 schools"))
        #expect(figure.description.contains("2 schools outside the frame are not shown"))
        #expect(!figure.hasLinks)
        #expect(try Inspection.faults(figure) == [])
    }

    @Test func aHighlightIsALinkWithAName() throws {
        let drawn: Drawn = try Drawn(Samples.map.figure(id: "m", width: .wide).svg())
        let link: Drawn.Element = try #require(drawn.all("a").first)
        #expect(link.attributes["href"] == "/schools/1")
        #expect(link.attributes["aria-label"] == "Harbour")
    }

    @Test(arguments: [
        (180_000.0, "20 miles"), (9_000, "1 mile"), (6_000, "0.5 miles"), (700, "0.1 miles"),
        (3_000_000, "200 miles"),
    ])
    func theScaleBarIsARoundLength(metres: Double, name: String) throws {
        let points: [DotMap.GridPoint] = [
            .init(easting: 0, northing: 0), .init(easting: metres, northing: metres / 2),
        ]
        let map: DotMap = DotMap(title: "T", layers: [.init(name: "A", tone: .sea, points: points)])
        let drawn: Drawn = try Drawn(map.figure(id: "m", width: .wide).svg())
        #expect(drawn.texts.contains(name), "\(drawn.texts)")
    }
}
