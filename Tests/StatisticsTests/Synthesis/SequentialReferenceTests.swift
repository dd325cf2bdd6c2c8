import Statistics
import Testing

/// Limits that hold at every look, derived once more: R 4.2.2 `integrate` of the ratio of likelihoods over effects
/// N(0, ρ²), relative tolerance 1e-12, and `uniroot` for the θ beside which that ratio is 1/α.
@Suite("Always-valid limits against numerical integration (R 4.2.2)")
struct SequentialReferenceTests {
    struct Case: Sendable {
        let effects: [Double]
        let variances: [Double]
        let deviation: Double
        let level: Double
        let eValues: [Double]
        let lower: [Double]
        let upper: [Double]
        /// What all looks have in common at the last.
        let running: [Double]
    }

    static let cases = [
        Case(
            effects: [0.2, 0.1, 0.35],
            variances: [0.04, 0.02, 0.05],
            deviation: 0.2,
            level: 0.95,
            eValues: [0.907943079356, 0.824360635350, 1.521746529376],
            lower: [-0.531278974273, -0.228827070864, -0.138104434157],
            upper: [0.931278974273, 0.495493737531, 0.495999171000],
            running: [-0.138104434157, 0.495493737531]
        ),
        Case(
            effects: [-0.1, 0.05],
            variances: [0.01, 0.03],
            deviation: 0.5,
            level: 0.9,
            eValues: [0.317182158313, 0.219758374359],
            lower: [-0.385968484155, -0.313281660396],
            upper: [0.185968484155, 0.188281660396],
            running: [-0.313281660396, 0.185968484155]
        ),
        Case(
            effects: [0.6, 0.4, 0.5, 0.55],
            variances: [0.02, 0.05, 0.03, 0.04],
            deviation: 0.3,
            level: 0.99,
            eValues: [672.675011331, 2717.405079223, 145836.109425904, 5493241.681482590],
            lower: [0.0834602884872, 0.1123141448360, 0.1773045645319, 0.2178369637217],
            upper: [1.116539711513, 0.973400140878, 0.880759951597, 0.848396802512],
            running: [0.2178369637217, 0.848396802512]
        ),
        Case(
            effects: [2],
            variances: [4],
            deviation: 1,
            level: 0.95,
            eValues: [0.988494919829],
            lower: [-9.14863946715],
            upper: [13.1486394671],
            running: [-9.14863946715, 13.1486394671]
        ),
        Case(
            effects: [0.03, -0.02, 0.01, 0.04, 0.02],
            variances: [0.001, 0.002, 0.0015, 0.001, 0.003],
            deviation: 0.05,
            level: 0.8,
            eValues: [0.737158084270, 0.509763110122, 0.453426884426, 0.624434940844, 0.638154441863],
            lower: [
                -0.0491220216546, -0.0501798808352, -0.0403824464886, -0.0228003355606, -0.0208781402049,
            ],
            upper: [0.1091220216546, 0.0768465475019, 0.0649978311040, 0.0649055987185, 0.0627829021096],
            running: [-0.0208781402049, 0.0627829021096]
        ),
    ]

    @Test(arguments: 0..<5) func agreesWithNumericalIntegration(_ index: Int) throws {
        let reference = Self.cases[index]
        let series = try SequentialSynthesis(
            effects: reference.effects,
            variances: reference.variances,
            mixingDeviation: reference.deviation,
            level: reference.level
        )
        let looks = series.looks
        expectClose(looks.map(\.eValue), reference.eValues, relative: 1e-10, "e-value")
        expectClose(looks.map(\.interval.lower), reference.lower, relative: 1e-9, "lower")
        expectClose(looks.map(\.interval.upper), reference.upper, relative: 1e-9, "upper")
        let last = try #require(looks.last)
        let common = try #require(last.runningInterval)
        expectClose([common.lower, common.upper], reference.running, relative: 1e-9, "running")
        expectClose(
            last.anytimePValue,
            min(1, 1 / (reference.eValues.max() ?? 1)),
            relative: 1e-10,
            "p"
        )
    }
}
