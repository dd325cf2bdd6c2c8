import Services
import Testing

@testable import Directory

@Suite struct `Cells of the Department’s files` {
    static let money: [(text: String, pence: Int)] = [
        ("£44,385", 4_438_500), ("ï¿½44,385", 4_438_500), ("\u{FFFD}44,385", 4_438_500),
        ("Â£1,061.50", 106_150),
        ("£0", 0), ("44385", 4_438_500), ("£1.5", 150), ("1,234,567.89", 123_456_789),
    ]

    @Test(arguments: money) func `are money, also with a mangled pound sign`(text: String, pence: Int) throws
    {
        #expect(try CellValues.money(text, "x") == .pence(pence))
    }

    @Test(arguments: ["£21,52", "£1,2345", "£,500", "£1,23,456", "£-5", "£1.234", "five", "£", "1e3"])
    func `are refused as money when a comma or digit is out of place`(_ text: String) {
        #expect(throws: RowFault.self) { try CellValues.money(text, "x") }
    }

    static let numbers: [(text: String, value: Characteristic)] = [
        ("14.50%", .number(14.5)), ("1,061", .number(1061)), ("-2.6", .number(-2.6)), ("0", .number(0)),
        ("SUPP", .missing(.suppressed)), ("c", .missing(.redacted)), ("z", .missing(.notApplicable)),
        ("x", .missing(.notAvailable)), ("NE", .missing(.noEntries)), ("NP", .missing(.notPublished)),
        ("LOWCOV", .missing(.lowCoverage)), ("NA", .missing(.noFigure)), ("supp", .missing(.suppressed)),
    ]

    @Test(arguments: numbers) func `are numbers or the reason why there is none`(
        text: String,
        value: Characteristic
    ) throws {
        #expect(try CellValues.measured(text, "x") == value)
    }

    @Test func `an empty cell is neither zero nor a reason`() throws {
        #expect(try CellValues.measured("", "x") == nil)
        #expect(try CellValues.money("", "x") == nil)
    }

    @Test(arguments: ["nan", "inf", "1e999", "twelve", "--1", "10,61"]) func `refuse what is no number`(
        _ text: String
    ) {
        #expect(throws: RowFault.self) { try CellValues.measured(text, "x") }
    }

    @Test(arguments: ["1e300", "-1e19", "1,000,000,001", "9999999999%"])
    func `refuse a number that no school has`(_ text: String) throws {
        let fault = #expect(throws: RowFault.self) { try CellValues.measured(text, "Pupils") }
        let reason = try #require(fault).reason
        #expect(reason == "“\(text)” in the column “Pupils” is larger than any figure that is published")
        #expect(try CellValues.measured("1,000,000,000", "Pupils") == .number(1e9))
    }

    static let days: [(text: String, day: String?)] = [
        ("31-08-2021", "2021-08-31"), ("01/09/2016", "2016-09-01"), ("2021-08-31", "2021-08-31"), ("", nil),
    ]

    @Test(arguments: days) func `are days in three forms`(text: String, day: String?) throws {
        #expect(try CellValues.day(text, "x")?.description == day)
    }

    @Test(arguments: ["31-02-2021", "1-1-21", "yesterday", "2021"]) func `refuse days that are none`(
        _ text: String
    ) {
        #expect(throws: RowFault.self) { try CellValues.day(text, "x") }
    }

    static let names: [(name: String, kind: RegisterKind, year: Int?)] = [
        ("edubasealldata20220317.csv", .establishments, 2021),
        ("establishments-2022-20185.csv", .establishments, 2021),
        ("pupil-premium-2021.csv", .pupilPremium, 2021), ("pp_2021-22.csv", .pupilPremium, 2021),
        ("allocations-2021-to-2022.csv", .pupilPremium, 2021),
        ("ks2final_official_2017_850.csv", .performance, 2016),
        ("england_ks2final_2019_cutdown.csv", .performance, 2018), ("values.csv", .performance, nil),
        ("2018-2019.csv", .performance, 2018), ("20220901.csv", .establishments, 2022),
    ]

    @Test(arguments: names) func `a file’s name tells its academic year`(
        name: String,
        kind: RegisterKind,
        year: Int?
    ) {
        #expect(FileYear.inName(name, of: kind)?.startYear == year)
    }
}
