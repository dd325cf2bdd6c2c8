import Statistics
import Trials

/// How a trial of the stories went, so that its pupils can be made up and analysed like real ones.
protocol ToldPupils: Sendable {
    func data(seed: UInt64, title: String) throws -> TrialData
    var costs: [(name: String, pounds: String, isYearly: Bool)] { get }
    var limitations: String { get }
    /// What reviewers say of other differences between the groups.
    var confounding: String { get }
    /// One school stopped testing.
    var losesSchool: Bool { get }
}

/// How a trial in which schools were drawn went.
struct TrialStudy: ToldPupils {
    var schools = 16
    var pupilsPerSchool = 22
    /// What is found, to a few hundredths: stories must come out alike whatever the seed.
    let effect: Double
    /// Added for eligible pupils.
    var fsmExtra = 0.0
    var icc = 0.08
    /// The share of pupils who missed the test after.
    var missing = 0.02
    /// The share of those offered it who came to enough sessions.
    var compliance = 0.85
    var losesSchool = false
    let confounding = "Drawn by lot after the rosters were locked; the arms were alike before."
    let baseline: String
    let outcome: String
    let costs: [(name: String, pounds: String, isYearly: Bool)]
    let limitations: String

    func data(seed: UInt64, title: String) throws -> TrialData {
        var draws = Draws(seed: seed, "pupils of \(title)")
        var pupils = TrialData.Pupils()
        var places: [TrialData.School] = []
        for school in 0..<schools {
            let arm = (school / 2) % 2
            let isLost = losesSchool && school == 1
            places.append(
                TrialData.School(
                    code: "S\(101 + school)",
                    arm: arm,
                    leftDelivery: school == schools - 2,
                    leftTesting: isLost,
                    lateArrivals: school % 5 == 0 ? 3 : 0
                )
            )
            let level = draws.normal(deviation: icc.squareRoot())
            for pupil in 0..<pupilsPerSchool {
                let ability = draws.normal()
                let isFSM = draws.happens(0.38)
                let received = arm == 1 && draws.happens(compliance)
                let noise = (1 - icc).squareRoot() * (0.75 * ability + 0.66 * draws.normal())
                let gain = arm == 1 && isFSM ? fsmExtra : 0
                let isMissing = isLost || draws.happens(missing)
                pupils.school.append(school)
                pupils.classGroup.append(school * 2 + pupil % 2)
                pupils.stratum.append(school % 2)
                pupils.arm.append(arm)
                pupils.baseline.append((100 + 15 * (0.85 * ability + 0.5 * draws.normal())).rounded())
                pupils.outcome.append(isMissing ? .nan : 100 + 15 * (level + noise + gain))
                pupils.isFSM.append(isFSM)
                pupils.dosage.append(Double(received ? draws.whole(16...20) : draws.whole(0...9)))
            }
        }
        try settle(&pupils)
        return try TrialData(plan: plan(seed), schools: places, pupils: pupils)
    }

    private func plan(_ seed: UInt64) -> AnalysisPlan {
        AnalysisPlan(
            unit: .school,
            isWaitlist: true,
            arms: ["Usual teaching, and the programme half a year later", "Offered the programme now"],
            strata: ["Fewer pupils in need", "More pupils in need"],
            model: .schoolIntercept,
            baselineName: baseline,
            outcome: PrimaryOutcome(name: outcome, isAttainment: true),
            complianceThreshold: 15,
            planned: PlannedPrecision(target: 0.35, icc: icc, rSquaredPupil: 0.5, rSquaredSchool: 0.5),
            imputations: 10,
            permutations: 199,
            seed: seed
        )
    }

    /// Moves the arm that was offered it so that the plain regression finds the story's effect, and rounds
    /// scores to whole points.
    private func settle(_ pupils: inout TrialData.Pupils) throws {
        let rows = pupils.outcome.indices.filter { !pupils.outcome[$0].isNaN }
        let ones: [Double] = rows.map { _ in 1 }
        let treatment: [Double] = rows.map { Double(pupils.arm[$0]) }
        let design = DesignMatrix(
            names: ["(Intercept)", "treatment", "baseline"],
            matrix: Matrix(columns: [ones, treatment, rows.map { pupils.baseline[$0] }])
        )
        let fit = try LinearFit(outcome: rows.map { pupils.outcome[$0] }, design: design)
        let shift = effect * 15 - fit.coefficients[1]
        for row in rows {
            pupils.outcome[row] = (pupils.outcome[row] + (pupils.arm[row] == 1 ? shift : 0)).rounded()
        }
    }
}
