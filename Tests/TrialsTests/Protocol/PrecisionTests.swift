import Testing

@testable import Trials

@Suite("What a protocol could detect")
struct PrecisionTests {
    func text(_ design: ProtocolDesign, _ changes: [ProtocolItem: String] = [:]) -> ProtocolText {
        var text = design.template
        text[.pupilsPerSchool] = "25"
        text[.attrition] = "0"
        for (item, value) in changes { text[item] = value }
        return text
    }

    @Test(
        "agrees with published planning figures for schools drawn: 25 pupils, ICC 0.15, R² 0.5",
        arguments: [(10, 0.61), (20, 0.40), (40, 0.28), (60, 0.22), (100, 0.17)]
    )
    func schools(count: Int, expected: Double) throws {
        let precision = try #require(ProtocolPrecision(text(.schools)))
        let found = try #require(precision.detectable(schools: count, for: .all))
        #expect(abs(found - expected) < 0.006)
    }

    @Test("falls with each school, and is larger for FSM pupils", arguments: ProtocolDesign.allCases)
    func falls(_ design: ProtocolDesign) throws {
        let precision = try #require(ProtocolPrecision(text(design)))
        var last = Double.infinity
        for count in [10, 11, 20, 40, 80] {
            let all = try #require(precision.detectable(schools: count, for: .all))
            let meals = try #require(precision.detectable(schools: count, for: .fsm))
            #expect(all < last)
            #expect(meals > all)
            last = all
        }
    }

    @Test("for pupils drawn within schools is that of 200 pupils and R² 0.5: 0.28, and of 400: 0.20")
    func pupils() throws {
        let precision = try #require(
            ProtocolPrecision(text(.pupilsWithinSchools, [.pupilsPerSchool: "20", .icc: "0.15"]))
        )
        let two = try #require(precision.detectable(schools: 10, for: .all))
        let four = try #require(precision.detectable(schools: 20, for: .all))
        #expect(abs(two - 0.281_612_2) < 1e-6)
        #expect(abs(four - 0.198_613_1) < 1e-6)
    }

    @Test(
        "expects nothing of a baseline that the result is not adjusted for",
        arguments: [
            ProtocolDesign.schools, .pupilsWithinSchools,
        ]
    )
    func unadjusted(_ design: ProtocolDesign) throws {
        let plain = try #require(
            ProtocolPrecision(text(design, [.adjustsForBaseline: "no"]))?.detectable(schools: 20, for: .all)
        )
        let nothing = try #require(
            ProtocolPrecision(text(design, [.rSquaredPupil: "0", .rSquaredSchool: "0"]))?
                .detectable(schools: 20, for: .all)
        )
        #expect(plain == nothing)
    }

    @Test(
        "is the same before schools join and in the rating, for 20 schools of 30 pupils",
        arguments: [
            AllocatedUnit.pupil, .school,
        ]
    )
    func sameInTheRating(_ unit: AllocatedUnit) throws {
        let design: ProtocolDesign = unit == .pupil ? .pupilsWithinSchools : .schools
        var planned = text(design, [.pupilsPerSchool: "30"])
        planned[.adjustsForBaseline] = "no"
        let before = try #require(ProtocolPrecision(planned)?.detectable(schools: 20, for: .all))
        var trial = SimulatedTrial(unit: unit, schools: 20, pupilsPerSchool: 30, strata: 1)
        trial.model = unit == .pupil ? .schoolIndicators : .schoolIntercept
        var plan = trial.plan
        plan.adjustsForBaseline = false
        plan.permutations = 19
        let analysis = try TrialAnalysis.analysed(try trial.data().changing(plan: plan))
        #expect(abs(try #require(analysis.precision.asRandomised) - before) < 1e-9)
    }

    @Test("is not said while the protocol says too little, or for too few schools")
    func tooLittle() throws {
        #expect(ProtocolPrecision(text(.schools, [.icc: ""])) == nil)
        let precision = try #require(ProtocolPrecision(text(.schools)))
        #expect(precision.detectable(schools: 2, for: .all) == nil)
    }
}
