import Directory
import Foundation
import Services
import Testing

@testable import Website

@Suite struct `Pages of the directory` {
    static let amounts: [(pence: Int, text: String)] = [
        (0, "£0"), (4_438_500, "£44,385"), (106_150, "£1,061.50"), (5, "£0.05"), (100_000_000, "£1,000,000"),
    ]

    @Test(arguments: amounts) func `write money with commas and pence only where there are any`(
        pence: Int,
        text: String
    ) {
        #expect(PlainWords.pounds(pence) == text)
    }

    static let numbers: [(value: Double, decimals: Int, text: String)] = [
        (1061, 1, "1,061"), (14.5, 1, "14.5"), (14.04, 1, "14"), (-2.6, 1, "−2.6"), (-0.04, 1, "0"),
        (4.85, 2, "4.85"),
    ]

    @Test(arguments: numbers) func `write numbers with a true minus`(
        value: Double,
        decimals: Int,
        text: String
    ) {
        #expect(PlainWords.number(value, decimals: decimals) == text)
    }

    static let results: [(value: Double, measure: Measure, text: String)] = [
        (50.4, .attainment8, "50.4"), (49, .attainment8, "49"), (-0.3, .readingProgress, "−0.3"),
        (-0.03, .progress8, "−0.03"), (-0.04, .progress8Upper, "−0.04"), (61.25, .keyStage2Expected, "61.3%"),
    ]

    @Test(arguments: results) func `write results with the decimals that they are published with`(
        value: Double,
        measure: Measure,
        text: String
    ) {
        #expect(PlainWords.value(.number(value), of: measure) == text)
    }

    static let distances: [(kilometres: Double, text: String)] = [
        (0.2, "less than a mile"), (1.6, "1 mile"), (16.1, "10 miles"),
    ]

    @Test(arguments: distances) func `write distances in miles`(kilometres: Double, text: String) {
        #expect(PlainWords.miles(kilometres: kilometres) == text)
    }

    static let times: [(start: String?, end: String?, text: String)] = [
        (nil, nil, "current; first day not recorded"), ("2024-09-01", nil, "since 1 September 2024"),
        ("2026-11-23", nil, "since 23 November 2026"), (nil, "2026-11-23", "until 23 November 2026"),
        ("2024-09-01", "2027-08-31", "since 1 September 2024, until 31 August 2027"),
        ("2024-09-01", "2026-11-22", "from 1 September 2024, ended on 22 November 2026"),
        (nil, "2020-08-31", "ended on 31 August 2020"), ("2026-11-24", nil, "starts on 24 November 2026"),
        ("2027-09-01", "2030-08-31", "starts on 1 September 2027, until 31 August 2030"),
    ]

    @Test(arguments: times) func `say whether something is held, over or still to come`(
        start: String?,
        end: String?,
        text: String
    ) throws {
        let today = try #require(LocalDate("2026-11-23"))
        let held = PlainWords.held(
            from: start.flatMap { LocalDate($0) },
            until: end.flatMap { LocalDate($0) },
            on: today
        )
        #expect(held == text)
    }

    @Test func `give every search an address that reads back as the same search`() throws {
        let query = SchoolQuery(
            text: "St Mary’s & co",
            phase: .allThrough,
            authority: 815,
            region: .eastOfEngland,
            includesClosed: true,
            page: 3
        )
        let address = query.link.description
        let text = try #require(address.split(separator: "?").last)
        #expect(SchoolQuery(Submission(urlEncoded: text)) == query)
        #expect(query.changed { $0.phase = nil }.page == 1, "another filter starts at the first page")
    }

    @Test(arguments: ["-5", "0", "x", "99999999999999999999", "\(Int.max)", "\(Int.min)"])
    func `take a page number that is none as a page`(_ page: String) {
        #expect((1...10_000).contains(SchoolQuery(Submission(["page": page])).page))
    }

    @Test(arguments: NetworkMap.Colouring.allCases)
    func `draw 20,000 schools in less than 300 KB`(colouring: NetworkMap.Colouring) throws {
        let services = Services.seeded(3, at: .init(timeIntervalSince1970: 1_790_000_000))
        let draws = services.randomBytes(160_000)
        let points: [SchoolPoint] = try (0..<20_000).map { index in
            let bytes = draws[(index * 8)..<(index * 8 + 8)].map(Int.init)
            return SchoolPoint(
                urn: try #require(URN(rawValue: 100_000 + index)),
                easting: 90_000 + (bytes[0] * 256 + bytes[1]) * 8,
                northing: 10_000 + (bytes[2] * 256 + bytes[3]) * 10,
                phase: .primary,
                region: .london,
                need: bytes[4] < 10 ? nil : Double(bytes[4]) / 4,
                hubKinds: bytes[5] == 0 ? [.researchSchool] : []
            )
        }
        let map = try NetworkMap(points: points, shows: colouring)
        let svg = try #require(map.svg)
        #expect(try compressedLength(of: svg) < 300_000)
        #expect(map.regions.map(\.schools) == [20_000])
        #expect(map.regions[0].highNeed == points.count { point in (point.need ?? 0) >= 30 })
    }

    @Test func `show no map where there are no schools`() throws {
        #expect(try NetworkMap(points: [], shows: .need).svg == nil)
    }

    /// As a browser is sent it: gzip at its ordinary level.
    private func compressedLength(of text: String) throws -> Int {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).svg")
        try Data(text.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let gzip = Process()
        gzip.executableURL = URL(fileURLWithPath: "/bin/gzip")
        gzip.arguments = ["-c", file.path]
        let output = Pipe()
        gzip.standardOutput = output
        try gzip.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        gzip.waitUntilExit()
        #expect(gzip.terminationStatus == 0)
        return bytes.count
    }
}
