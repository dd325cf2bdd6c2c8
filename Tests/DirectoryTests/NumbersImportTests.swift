import Access
import Database
import Services
import TestDatabases
import Testing

@testable import Directory

@Suite struct `Importing numbers` {
    static let premium = """
        URN,School Name,Number of pupils on roll (7),Total number of pupils eligible for the Deprivation Pupil Premium,Total allocation for the Deprivation Pupil Premium
        100001,St Mary’s,"1,061",33,"ï¿½44,385"
        100002,St Marys,c,c,c
        100003,Harbour,200,50,"£21,52"
        100099,Nobody,1,1,£1
        100004,École,1e-300,50,£0
        """

    @Test(arguments: TestEngine.available)
    func `pupil premium in pence, with shares of the roll and reasons kept`(engine: TestEngine) async throws {
        try await Bench.run(on: engine) { bench in
            try await bench.take(.establishments, Fixture.schools)
            let report = try await bench.take(.pupilPremium, Self.premium, name: "premium-2021.csv")
            #expect([report.new, report.rejected] == ([3, 2] as [Int]))
            #expect(try bench.reasons(report)[0].contains("check its commas"))
            let again = try await bench.take(.pupilPremium, Self.premium, name: "premium-2021.csv")
            #expect([again.new, again.changed, again.unchanged, again.rejected] == ([0, 0, 3, 2] as [Int]))
            let record = try #require(try await bench.directory.schoolRecord(urn(100001)))
            #expect(record.latest(.premiumAllocation)?.value == .pence(4_438_500))
            #expect(record.latest(.premiumPercentage)?.value == .number(3.1))
            #expect(record.latest(.premiumAllocation)?.year.description == "2021/22")
            let hidden = try #require(try await bench.directory.schoolRecord(urn(100002)))
            #expect(hidden.latest(.premiumPupils)?.value == .missing(.redacted))
            #expect(hidden.latest(.premiumPercentage)?.value == .missing(.redacted))
            let none = try #require(try await bench.directory.schoolRecord(urn(100004)))
            #expect(none.latest(.premiumPercentage) == nil, "there is no share of a roll without a pupil")
        }
    }

    @Test(arguments: TestEngine.available)
    func `a file that leaves the roll out makes the share from the roll that is stored`(engine: TestEngine)
        async throws
    {
        try await Bench.run(on: engine) { bench in
            try await bench.take(.establishments, Fixture.schools)
            try await bench.take(.pupilPremium, Self.premium, name: "premium-2021.csv")
            let heading = """
                URN,Total number of pupils eligible for the Deprivation Pupil Premium,Total allocation for the Deprivation Pupil Premium
                """
            let text = "\(heading)\n100001,66,£90000\n100003,9,£9\n100004,60,£0"
            let report = try await bench.take(.pupilPremium, text, name: "premium-2021.csv")
            #expect([report.new, report.changed, report.unchanged] == ([1, 2, 0] as [Int]))
            let known = try #require(try await bench.directory.schoolRecord(urn(100001)))
            #expect(known.latest(.premiumRoll)?.value == .number(1061))
            #expect(known.latest(.premiumPupils)?.value == .number(66))
            #expect(known.latest(.premiumPercentage)?.value == .number(6.2))
            let unknown = try #require(try await bench.directory.schoolRecord(urn(100003)))
            #expect(unknown.latest(.premiumPercentage) == nil, "its roll is not known")
            let again = try await bench.take(.pupilPremium, text, name: "premium-2021.csv")
            #expect(again.unchanged == 3)

            // A share that can no longer be made goes.
            let whole = Self.premium.split(separator: "\n")[0]
            try await bench.take(.pupilPremium, "\(whole)\n100001,x,0.4,66,£90000", name: "premium-2021.csv")
            let left = try #require(try await bench.directory.schoolRecord(urn(100001)))
            #expect(left.latest(.premiumRoll)?.value == .number(0.4))
            #expect(left.latest(.premiumPercentage) == nil)
        }
    }

    @Test(arguments: TestEngine.available) func `results keep their codes, and averages are passed over`(
        engine: TestEngine
    ) async throws {
        try await Bench.run(on: engine) { bench in
            try await bench.take(.establishments, Fixture.schools)
            let text = """
                RECTYPE,URN,PTRWM_EXP,READPROG,MAT_AVERAGE,TKS1AVERAGE
                1,100001,33%,-1.9,105,15.7
                1,100002,SUPP,LOWCOV,,SUPP
                1,100003,,,,
                5, ,65%,,104,16.2
                1,100004,WHAT,1,1,16
                """
            let report = try await bench.take(.performance, text, name: "ks2final_2018.csv")
            #expect([report.new, report.skipped, report.rejected] == ([2, 2, 1] as [Int]))
            let changed = try await bench.take(
                .performance,
                text.replacing("-1.9", with: "-1.8"),
                name: "ks2final_2018.csv"
            )
            #expect([changed.new, changed.changed, changed.unchanged] == ([0, 1, 1] as [Int]))
            let record = try #require(try await bench.directory.schoolRecord(urn(100002)))
            #expect(record.latest(.keyStage2Expected)?.value == .missing(.suppressed))
            #expect(record.latest(.readingProgress)?.value == .missing(.lowCoverage))
            #expect(record.latest(.mathsScore) == nil)
            #expect(record.latest(.keyStage1Points)?.value == .missing(.suppressed))
            #expect(record.latest(.keyStage2Expected)?.year == AcademicYear(startYear: 2017))
        }
    }

    @Test func `every measure has a name, a source and a unit, and its own stored word`() {
        #expect(Set(Measure.allCases.map(\.name)).count == Measure.allCases.count)
        #expect(Set(PerformanceImport.columns.map(\.measure)).count == PerformanceImport.columns.count)
        #expect(Measure.premiumAllocation.unit == .pence)
        #expect(PerformanceImport.columns.allSatisfy { $0.measure.source == .performance })
    }
}
