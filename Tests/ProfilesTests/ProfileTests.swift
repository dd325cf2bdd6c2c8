import Profiles
import Services
import Testing

@Suite("Profiles")
struct ProfileTests {
    let library: ProfileLibrary

    init() throws {
        library = try ProfileLibrary.carried()
    }

    @Test(
        "Months follow the published bands at both of their ends",
        arguments: [
            ("eef-toolkit-2018", 0.00, 0), ("eef-toolkit-2018", 0.01, 0), ("eef-toolkit-2018", 0.02, 1),
            ("eef-toolkit-2018", 0.09, 1), ("eef-toolkit-2018", 0.10, 2), ("eef-toolkit-2018", 0.18, 2),
            ("eef-toolkit-2018", 0.19, 3), ("eef-toolkit-2018", 0.26, 3), ("eef-toolkit-2018", 0.27, 4),
            ("eef-toolkit-2018", 0.35, 4), ("eef-toolkit-2018", 0.36, 5), ("eef-toolkit-2018", 0.44, 5),
            ("eef-toolkit-2018", 0.45, 6), ("eef-toolkit-2018", 0.52, 6), ("eef-toolkit-2018", 0.53, 7),
            ("eef-toolkit-2018", 0.61, 7), ("eef-toolkit-2018", 0.62, 8), ("eef-toolkit-2018", 0.69, 8),
            ("eef-toolkit-2018", 0.70, 9), ("eef-toolkit-2018", 0.78, 9), ("eef-toolkit-2018", 0.79, 10),
            ("eef-toolkit-2018", 0.87, 10), ("eef-toolkit-2018", 0.88, 11), ("eef-toolkit-2018", 0.95, 11),
            ("eef-toolkit-2018", 0.96, 12), ("eef-toolkit-2018", 3.00, 12), ("eef-toolkit-2018", 1e300, 12),
            ("eef-trial", 0.04, 0), ("eef-trial", 0.05, 1), ("eef-trial", 0.09, 1), ("eef-trial", 0.10, 2),
            ("eef-trial", 0.96, 12),
        ]
    )
    func monthsFollowTheBands(scale: String, effect: Double, months: Int) throws {
        #expect(try #require(library.progressScale(scale)).months(of: effect) == months)
    }

    @Test("The effect is rounded to two decimals before it is read off", arguments: [0.0949, 0.0900, 0.0851])
    func effectsAreRoundedFirst(effect: Double) throws {
        #expect(try #require(library.progressScale("eef-toolkit-2018")).months(of: effect) == 1)
        #expect(try #require(library.progressScale("eef-toolkit-2018")).months(of: 0.0951) == 2)
    }

    @Test("Months mirror below zero and never fall as the effect rises")
    func monthsMirrorAndRise() throws {
        for scale in library.progressScales {
            var previous = Int.min
            for thousandth in -2_000...2_000 {
                let effect = Double(thousandth) / 1_000
                let months = try #require(scale.months(of: effect))
                #expect(months >= previous)
                #expect(scale.months(of: -effect) == -months)
                previous = months
            }
            #expect(scale.months(of: .nan) == nil)
            #expect(scale.months(of: .infinity) == nil)
        }
    }

    @Test("Months cannot be made without an ordered interval and a source, and both ends are converted")
    func monthsNeedTheirCompany() throws {
        let scale = try #require(library.progressScale("eef-trial"))
        func made(_ lower: Double, _ upper: Double, source: String = "A trial") -> MonthsOfProgress? {
            MonthsOfProgress(
                effect: 0.08,
                lower: lower,
                upper: upper,
                rating: .notRated,
                source: source,
                scale: scale
            )
        }
        let months = try #require(made(-0.04, 0.20))
        #expect([months.lowerMonths, months.months, months.upperMonths] as [Int] == [0, 1, 3])
        #expect(made(0.10, 0.20) == nil)
        #expect(made(-0.04, 0.05) == nil)
        #expect(made(.nan, 0.2) == nil)
        #expect(made(-0.04, 0.20, source: "") == nil)
    }

    @Test("A profile knows whether it was read in the original, and its source is fit to stand on a page")
    func sources() throws {
        let trial = try #require(library.progressScale("eef-trial"))
        #expect(!trial.isChecked)
        #expect(!trial.source.contains("checked"))
        let toolkit = try #require(library.progressScale("eef-toolkit-2018"))
        #expect(toolkit.isChecked)
        #expect(toolkit.effectiveFrom == LocalDate("2018-01-01"))
    }

    @Test(
        "Cost bands hold their upper limit",
        arguments: [(0, 1), (8_000, 1), (8_001, 2), (20_000, 2), (72_000, 3), (120_000, 4), (120_001, 5)]
    )
    func costBands(pence: Int, level: Int) {
        #expect(library.costs.band(pence: pence)?.level == level)
        #expect(library.costs.band(pence: -1) == nil)
    }

    @Test(
        "Security is the lowest of design, detectable effect and attrition",
        arguments: [
            (5, 0.20, 10.0, 5), (5, 0.204, 10.4, 5), (5, 0.21, 0.0, 4), (5, 0.1, 11.0, 4), (3, 0.1, 0.0, 3),
            (5, 0.60, 0.0, 0), (5, 0.1, 50.6, 0), (1, 0.55, 45.0, 1), (0, 0.1, 0.0, 0),
        ]
    )
    func security(design: Int, mdes: Double, attrition: Double, padlocks: Int) {
        let found = library.security.interimPadlocks(
            designPadlocks: design,
            mdes: mdes,
            attritionPercentage: attrition
        )
        #expect(found == padlocks)
    }

    @Test("Security has no answer for numbers that mean nothing")
    func securityRefuses() {
        let scale = library.security
        #expect(scale.interimPadlocks(designPadlocks: 5, mdes: -1, attritionPercentage: 0) == nil)
        #expect(scale.interimPadlocks(designPadlocks: 5, mdes: .nan, attritionPercentage: 0) == nil)
        #expect(scale.interimPadlocks(designPadlocks: 5, mdes: 0.1, attritionPercentage: 101) == nil)
    }

    @Test(
        "Baseline balance has three answers",
        arguments: [
            (0.05, BalanceRule.Verdict.satisfies), (-0.05, .satisfies), (0.051, .needsAdjustment),
            (-0.25, .needsAdjustment), (0.2501, .fails), (.nan, .fails),
        ]
    )
    func balance(difference: Double, verdict: BalanceRule.Verdict) {
        #expect(library.balance.verdict(on: difference) == verdict)
    }

    @Test("Strength and hub measures are all there")
    func listsAreWhole() {
        #expect(library.strength.levels.map(\.level) == [0, 1, 2, 3, 4, 5])
        #expect(library.strength.level(4)?.name == "extensive")
        #expect(library.hubMeasures.measures.count == 10)
        #expect(!library.hubMeasures.isChecked)
        #expect(library.hubMeasures(withID: library.hubMeasures.id) == library.hubMeasures)
        let earlier = library.hubMeasures(withID: "teaching-school-hub-kpis")
        #expect(earlier?.measures.map(\.id).contains("high-fsm-share") == true)
        #expect(library.hubMeasures(withID: "another") == nil)
    }

    @Test(
        "Other translations agree with normal tables",
        arguments: [
            (0.0, 0.5), (0.2, 0.579259709439103), (-0.5, 0.308537538725987), (1.0, 0.841344746068543),
        ]
    )
    func translations(effect: Double, share: Double) throws {
        #expect(abs(try Translation.shareOutscored(effect: effect) - share) < 1e-12)
        #expect(abs(try Translation.improvementIndex(effect: effect) - 100 * (share - 0.5)) < 1e-10)
    }

    @Test(
        "A faulty table is refused by name",
        arguments: [
            #"{"id":"x","title":"X","source":"S","isChecked":true,"effectiveFrom":"2020-01-01","note":"","upperHundredths":[4,3]}"#,
            #"{"id":"x","title":"X","source":"S","isChecked":true,"effectiveFrom":"2020-01-01","note":"","upperHundredths":[]}"#,
        ]
    )
    func faultyTablesAreRefused(text: String) {
        #expect(throws: ProfileError.self) {
            let _: ProgressScale = try readProfile(Array(text.utf8), name: "x")
        }
    }

    @Test("What is not a table is unreadable", arguments: ["", "[]", "{", #"{"id":"x"}"#])
    func otherFilesAreUnreadable(text: String) {
        #expect(throws: ProfileError.unreadable(name: "x")) {
            let _: CostScale = try readProfile(Array(text.utf8), name: "x")
        }
    }
}
