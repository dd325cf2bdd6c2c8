import HTML
import Search
import Services
import Testing

@testable import Trials
@testable import Website

@Suite("The section on whom trials are not about")
struct PoolGapsSectionTests {
    private static func text(
        trials: Int = 4,
        withoutPhase: Int = 0,
        phases: [PupilPhase] = [],
        schools: Int = 0,
        regions: [String] = [],
        kinds: [String] = []
    ) -> String {
        let gaps = PoolGaps(
            trials: trials,
            withoutPhase: withoutPhase,
            phases: phases,
            schools: schools,
            regions: regions,
            kinds: kinds
        )
        return PoolGapsSection(gaps: gaps).markup.rendered()
    }

    @Test("Nothing is said before a trial has a result")
    func none() {
        #expect(Self.text(trials: 0, phases: PupilPhase.allCases).isEmpty)
    }

    @Test("Phases without a result are named, with how many results do not say theirs")
    func phases() {
        let some = Self.text(withoutPhase: 1, phases: [.earlyYears, .post16])
        #expect(some.contains("No result here says that it is about early years or post-16."))
        #expect(some.contains("1 of 4 results do not say their phase."))
        #expect(some.contains("None of these trials ran on this site"))
        let silent = Self.text(trials: 2, withoutPhase: 2, phases: PupilPhase.allCases)
        #expect(silent.contains("None of these results says which phase its pupils are in."))
        #expect(!silent.contains("No result here"))
        let every = Self.text()
        #expect(every.contains("There is a result about every phase."))
    }

    @Test("Regions and kinds of which few schools took part are named")
    func schools() {
        let some = Self.text(schools: 16, regions: ["London", "North West"], kinds: ["Special schools"])
        #expect(some.contains("Of the 16 schools of trials that ran on this site"))
        #expect(some.contains("fewer than three are in each of: London and North West."))
        #expect(some.contains("fewer than three are of each of these kinds: Special schools."))
        let every = Self.text(schools: 60)
        #expect(
            every.contains("Three schools or more took part of every region and kind of which there are ten.")
        )
    }
}
