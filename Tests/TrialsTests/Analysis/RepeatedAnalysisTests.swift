import Foundation
import Testing

@testable import Trials

@Suite("Repeating an analysis after the rows are destroyed")
struct RepeatedAnalysisTests {
    @Test(
        "The same digits come out of the sums",
        arguments: [
            (AllocatedUnit.pupil, PrimaryModel.schoolIntercept), (.pupil, .schoolIndicators),
            (.classGroup, .classIntercept), (.classGroup, .classInSchool), (.school, .schoolIntercept),
        ]
    )
    func sameDigits(unit: AllocatedUnit, model: PrimaryModel) throws {
        var trial = SimulatedTrial(unit: unit, model: model, fsmExtra: 0.2, missing: 0.1, compliance: 0.75)
        trial.missingBaseline = 0.03
        trial.schools = 14
        trial.pupilsPerSchool = 18
        if unit != .school { trial.strata = 1 }
        let data = try trial.data()
        let expected = try TrialAnalysis.analysed(data)
        let found = try TrialAnalysis.repeated(SufficientStatistics(data))
        let figures = ReproducedFigure.all(expected: expected, found: found)
        #expect(figures.count > 25)
        for figure in figures {
            #expect(figure.isSame, "\(figure.name): \(figure.expected) and \(figure.found)")
        }
        #expect(found.flow == expected.flow)
        #expect(found.missing.value == nil)
    }

    @Test("Groups of one and two pupils keep their sums")
    func smallGroups() throws {
        let trial = SimulatedTrial(schools: 8, classesPerSchool: 6, pupilsPerSchool: 12, compliance: 0.5)
        let data = try trial.data()
        let statistics = SufficientStatistics(data)
        #expect(statistics.groups.contains { $0.count == 1 } && statistics.groups.contains { $0.count == 2 })
        let figures = ReproducedFigure.all(
            expected: try TrialAnalysis.analysed(data),
            found: try TrialAnalysis.repeated(statistics)
        )
        #expect(figures.allSatisfy { $0.isSame })
    }

    /// A bundle's file with something changed in it.
    private static func changed(_ file: [UInt8], _ change: (inout [String: Any]) throws -> Void) throws
        -> [UInt8]
    {
        let object = try JSONSerialization.jsonObject(with: Data(file))
        var bundle = try #require(object as? [String: Any])
        try change(&bundle)
        return Array(try JSONSerialization.data(withJSONObject: bundle))
    }

    private static func bundle() throws -> ReproductionBundle {
        let data = try SimulatedTrial(schools: 8).data()
        return ReproductionBundle(
            trial: "a-trial",
            title: "A trial",
            codeVersion: "test-1",
            protocolDigest: "abc",
            statistics: SufficientStatistics(data),
            expected: try TrialAnalysis.analysed(data)
        )
    }

    @Test("Sums that do not fit together are refused, and nothing is computed from them")
    func inconsistent() throws {
        let file = try Self.bundle().file()
        let none: [Double] = []
        let changes: [(String, Any)] = [
            ("school", 999), ("school", -1), ("arm", 7), ("stratum", 50), ("count", 0), ("count", 2_000_000),
            ("means", [1.5]), ("products", none),
        ]
        for (key, value) in changes {
            let other = try Self.changed(file) { bundle in
                var statistics = try #require(bundle["statistics"] as? [String: Any])
                var groups = try #require(statistics["groups"] as? [[String: Any]])
                groups[0][key] = value
                statistics["groups"] = groups
                bundle["statistics"] = statistics
            }
            #expect(throws: ReproductionError.inconsistent, "\(key): \(value)") {
                try ReproductionBundle.read(other)
            }
        }
    }

    @Test("A result that was changed, or taken out, comes out otherwise")
    func otherResult() throws {
        let file = try Self.bundle().file()
        let same = try ReproductionBundle.read(Self.changed(file) { _ in })
        #expect(try same.repeated().allSatisfy { $0.isSame })
        let other = try Self.changed(file) { bundle in
            var expected = try #require(bundle["expected"] as? [String: Any])
            var primary = try #require(expected["primary"] as? [String: Any])
            var effect = try #require(primary["effect"] as? [String: Any])
            effect["g"] = 0.9
            primary["effect"] = effect
            expected["primary"] = primary
            bundle["expected"] = expected
        }
        let figures = try ReproductionBundle.read(other).repeated()
        #expect(figures.filter { !$0.isSame }.map(\.name) == ["Primary result: effect size"])
        let without = try Self.changed(file) { bundle in
            var expected = try #require(bundle["expected"] as? [String: Any])
            expected["comparisons"] = [Int]()
            bundle["expected"] = expected
        }
        #expect(try !ReproductionBundle.read(without).repeated().allSatisfy { $0.isSame })
    }

    @Test("A bundle is read back as it was written, and anything else is refused")
    func bundle() throws {
        let data = try SimulatedTrial(schools: 8).data()
        let bundle = ReproductionBundle(
            trial: "a-trial",
            title: "A trial",
            codeVersion: "test-1",
            protocolDigest: "abc",
            statistics: SufficientStatistics(data),
            expected: try TrialAnalysis.analysed(data)
        )
        let file = try bundle.file()
        #expect(try ReproductionBundle.read(file) == bundle)
        #expect(try bundle.repeated().allSatisfy { $0.isSame })
        #expect(throws: ReproductionError.unreadable) { try ReproductionBundle.read([1, 2, 3]) }
        #expect(throws: ReproductionError.unreadable) { try ReproductionBundle.read(Array(file.dropLast())) }
    }

    @Test("A bundle of another form is named by it, whatever else it holds")
    func otherForm() throws {
        let later = try Self.changed(try Self.bundle().file()) { $0["format"] = "braid-trial-bundle-2" }
        let other = Array(#"{"format": "braid-trial-bundle-2", "sums": []}"#.utf8)
        for file in [later, other] {
            #expect(throws: ReproductionError.otherFormat("braid-trial-bundle-2")) {
                try ReproductionBundle.read(file)
            }
        }
        let partOnly = Array(#"{"format": "braid-trial-bundle-1"}"#.utf8)
        let none: [UInt8] = []
        for file in [partOnly, none, Array("{}".utf8)] {
            #expect(throws: ReproductionError.unreadable) { try ReproductionBundle.read(file) }
        }
    }

    @Test("A bundle whose sums were changed does not come out the same")
    func tampered() throws {
        let data = try SimulatedTrial(schools: 8).data()
        let other = try data.changing { $0.outcome[0] += 30 }
        let figures = ReproducedFigure.all(
            expected: try TrialAnalysis.analysed(data),
            found: try TrialAnalysis.repeated(SufficientStatistics(other))
        )
        #expect(figures.contains { !$0.isSame })
    }
}
