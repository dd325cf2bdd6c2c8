import Testing

@testable import Trials

@Suite("The ends of a scale")
struct ScaleCheckTests {
    struct Case: Sendable {
        let floor, ceiling: Double
        let isConcern: Bool
    }

    @Test(
        "are a concern where many pupils stand at one, and not where there is nothing between them",
        arguments: [
            Case(floor: 0.16, ceiling: 0, isConcern: true), Case(floor: 0, ceiling: 0.16, isConcern: true),
            Case(floor: 0.15, ceiling: 0.15, isConcern: false),
            Case(floor: 0.4, ceiling: 0.5, isConcern: true),
            Case(floor: 1.0 / 3, ceiling: 2.0 / 3, isConcern: false),
        ]
    )
    func concerns(_ one: Case) {
        let check = ScaleCheck(name: "Score", floor: one.floor, ceiling: one.ceiling, skewness: 0)
        #expect(check.isConcern == one.isConcern)
    }
}
