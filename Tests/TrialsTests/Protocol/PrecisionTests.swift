import Testing
import Trials

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

    @Test("is not said while the protocol says too little, or for too few schools")
    func tooLittle() throws {
        #expect(ProtocolPrecision(text(.schools, [.icc: ""])) == nil)
        let precision = try #require(ProtocolPrecision(text(.schools)))
        #expect(precision.detectable(schools: 2, for: .all) == nil)
    }
}
