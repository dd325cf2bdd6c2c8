import Foundation
import Statistics
import Testing

/// `braid analyse` for trials in which nothing was drawn: agreement with the library, and what is refused.
@Suite struct DesignOptionTests {
    /// Pupils with a score, an arm by the score (below 50), a baseline, eligibility and an outcome.
    struct Pupils {
        var score: [Double] = []
        var before: [Double] = []
        var after: [Double] = []
        var meals: [Double] = []
        var received: [Double] = []

        init(count: Int = 500) {
            var generator = SeededGenerator(seed: 11)
            for _ in 0..<count {
                let score = (50 + 10 * generator.normal()).rounded(.down)
                self.score.append(score)
                before.append((40 + score / 5 + 4 * generator.normal()).rounded())
                meals.append(generator.uniform() < 0.4 ? 1 : 0)
                after.append((100 + score + (score < 50 ? 6 : 0) + 9 * generator.normal()).rounded())
            }
            received = score.map { generator.uniform() < ($0 < 50 ? 0.8 : 0.1) ? 1 : 0 }
        }

        var arm: [Double] { score.map { $0 < 50 ? 1 : 0 } }

        var file: String {
            let lines = score.indices.map {
                "\(after[$0]),\(Int(arm[$0])),\(score[$0]),\(before[$0]),\(Int(meals[$0])),S\($0 % 3),\(Int(received[$0]))"
            }
            return "after,arm,score,before,fsm,school,received\n" + lines.joined(separator: "\n") + "\n"
        }
    }

    private static let base = ["--outcome", "after", "--treatment", "arm", "--format", "json"]

    @Test func aCutOffIsTheLibrarysDiscontinuity() throws {
        let pupils = Pupils()
        let folder = try Folder()
        let path = try folder.write(pupils.file)
        let answer = try Program.run(
            ["analyse", path] + Self.base
                + ["--score", "score", "--cut-off", "50", "--deviation", "15", "--baseline", "before"]
        ).json()
        let library = try RegressionDiscontinuity(
            outcome: pupils.after,
            running: pupils.score,
            cutoff: 50,
            treatedAbove: false
        )
        let difference = answer.part("difference")
        #expect(abs(difference.number("estimate") - library.robust.estimate) < 1e-9)
        #expect(abs(difference.number("upper") - library.robust.upper) < 1e-9)
        #expect(difference.isNull("degreesOfFreedom"))
        #expect(abs(answer.part("effectSize").number("g") - library.robust.estimate / 15) < 1e-9)
        #expect(abs(answer.part("discontinuity").number("bandwidth") - library.bandwidth) < 1e-9)
        #expect(answer.isNull("matching") && answer.isNull("cace"))
        #expect(answer.part("discontinuity").list("gapsBefore").count == 1)
    }

    @Test func complianceAtACutOffIsTheLibrarysFuzzyDiscontinuity() throws {
        let pupils = Pupils()
        let folder = try Folder()
        let path = try folder.write(pupils.file)
        let more = ["--score", "score", "--cut-off", "50", "--deviation", "15", "--compliance", "received"]
        let answer = try Program.run(["analyse", path] + Self.base + more).json()
        let library = try FuzzyDiscontinuity(
            outcome: pupils.after,
            received: pupils.received,
            running: pupils.score,
            cutoff: 50,
            treatedAbove: false
        )
        let cace = answer.part("cace")
        #expect(abs(cace.part("effect").number("estimate") - library.robust.estimate) < 1e-9)
        #expect(abs(cace.part("effect").number("standardError") - library.robust.standardError) < 1e-9)
        #expect(abs(cace.part("effectSize").number("g") - library.robust.estimate / 15) < 1e-9)
        #expect(abs(cace.number("complianceDifference") - library.received.robust.estimate) < 1e-9)
        #expect(abs(cace.number("firstStageF") - library.firstStageStatistic) < 1e-9)
        #expect(abs(answer.part("difference").number("estimate") - library.outcome.robust.estimate) < 1e-9)
        let table = try Program.run(
            ["analyse", path, "--outcome", "after", "--treatment", "arm"] + more
        )
        #expect(table.output.contains("received because offered") && table.output.contains("moves by"))
    }

    @Test func aDoseAtACutOffIsNamedByItsLine() throws {
        let pupils = Pupils()
        var lines = pupils.file.split(separator: "\n").map(String.init)
        lines[4] = lines[4].split(separator: ",").dropLast().joined(separator: ",") + ",7"
        let folder = try Folder()
        let path = try folder.write(lines.joined(separator: "\n"))
        let answer = try Program.run(
            ["analyse", path] + Self.base
                + ["--score", "score", "--cut-off", "50", "--deviation", "15", "--compliance", "received"]
        )
        #expect(answer.code == 65 && answer.errors.contains("line 5"), "\(answer.errors)")
    }

    @Test func matchingIsTheLibrarysComparison() throws {
        let pupils = Pupils()
        let folder = try Folder()
        let path = try folder.write(pupils.file)
        let answer = try Program.run(
            ["analyse", path] + Self.base
                + ["--match", "baseline", "--match", "fsm", "--baseline", "before", "--subgroup", "fsm"]
        ).json()
        var options = MatchedComparison.Options()
        options.distance = .mahalanobis
        options.biasAdjusted = true
        let library = try MatchedComparison(
            outcome: pupils.after,
            treatment: pupils.arm,
            covariates: DesignMatrix(
                names: ["before", "fsm"],
                matrix: Matrix(columns: [pupils.before, pupils.meals])
            ),
            options: options
        )
        #expect(abs(answer.part("difference").number("estimate") - library.effect.estimate) < 1e-9)
        #expect(abs(answer.part("effectSize").number("g") - library.effectSize.hedgesG) < 1e-9)
        #expect(answer.part("matching").number("matched") == Double(library.matches.count))
        #expect(answer.isNull("discontinuity"))
    }

    @Test func scoresThatDoNotVaryOnASideAreNamed() throws {
        var pupils = Pupils()
        pupils.score = pupils.score.map { $0 < 50 ? 49 : 51 }
        let folder = try Folder()
        let path = try folder.write(pupils.file)
        let answer = try Program.run(
            ["analyse", path] + Self.base + ["--score", "score", "--cut-off", "50", "--deviation", "15"]
        )
        #expect(answer.code == 65 && answer.errors.contains("different scores"), "\(answer.errors)")
    }

    @Test func groupsThatStayUnlikeAreNamed() throws {
        var pupils = Pupils(count: 200)
        let arm: [Double] = pupils.arm
        for row in arm.indices where arm[row] == 1 { pupils.before[row] += 18 }
        let folder = try Folder()
        let options = [
            "--outcome", "after", "--treatment", "arm", "--baseline", "before", "--match", "baseline",
        ]
        let unlike = try folder.write(pupils.file)
        let answer = try Program.run(["analyse", unlike] + options)
        #expect(answer.code == 0, "\(answer.errors)")
        #expect(answer.output.contains("too much for an adjustment to be relied on"))
        // One who was not offered it lies between all the others and all who were.
        for row in arm.indices where arm[row] == 1 { pupils.before[row] += 82 }
        let between: Int = try #require(arm.firstIndex(of: 0))
        pupils.before[between] += 50
        let apart = try folder.write(pupils.file)
        let refused = try Program.run(["analyse", apart] + options)
        #expect(refused.code == 65 && refused.errors.contains("nearest to all"), "\(refused.errors)")
    }

    /// The reference of a matched comparison is the normal distribution, which a few pupils do not reach.
    @Test func fewWhoAreMatchedAreWarnedOf() throws {
        let folder = try Folder()
        let rows = ["10,1,5", "12,1,6", "9,0,5.2", "13,0,6.4"]
        let few = try folder.write("after,arm,before\n" + rows.joined(separator: "\n") + "\n")
        let options = [
            "--outcome", "after", "--treatment", "arm", "--baseline", "before", "--match", "baseline",
        ]
        let warning = "Fewer than 20 pupils offered it are matched"
        let table = try Program.run(["analyse", few] + options)
        #expect(table.code == 0 && table.output.contains(warning), "\(table.errors)")
        let answer = try Program.run(["analyse", few, "--format", "json"] + options).json()
        let said = answer["warnings"] as? [String] ?? []
        #expect(said.contains { $0.hasPrefix(warning) })
        let many = try folder.write(Pupils().file)
        let without = try Program.run(["analyse", many] + options)
        #expect(without.code == 0 && !without.output.contains("Fewer than"), "\(without.output)")
    }

    @Test func anArmOnTheWrongSideIsNamedByItsLine() throws {
        let pupils = Pupils()
        var lines = pupils.file.split(separator: "\n").map(String.init)
        var cells = lines[6].split(separator: ",").map(String.init)
        cells[1] = cells[1] == "1" ? "0" : "1"
        lines[6] = cells.joined(separator: ",")
        let folder = try Folder()
        let path = try folder.write(lines.joined(separator: "\n"))
        let answer = try Program.run(
            ["analyse", path] + Self.base + ["--score", "score", "--cut-off", "50", "--deviation", "15"]
        )
        #expect(answer.code == 65 && answer.errors.contains("line 7"), "\(answer.errors)")
        #expect(answer.output.isEmpty)
    }

    @Test(
        arguments: [
            (["--score", "score"], "--cut-off"), (["--cut-off", "50"], "--score"),
            (["--match", "baseline"], "--baseline"), (["--match", "fsm"], "--subgroup"),
            (["--match", "size"], "--match-unit"), (["--caliper", "0.2"], "--match"),
            (["--offered", "below"], "--score"), (["--match-distance", "mahalanobis"], "need --match"),
            (["--match-unit", "pupil"], "need --match"),
            (["--match", "fsm", "--subgroup", "fsm", "--seed", "1"], "chance decided"),
            (["--match", "fsm", "--subgroup", "fsm", "--months-profile", "eef-trial"], "chance decided"),
            (
                [
                    "--score", "score", "--cut-off", "50", "--deviation", "15", "--cluster", "school",
                    "--estimator", "REML",
                ],
                "chance decided"
            ),
            (["--match", "fsm", "--subgroup", "fsm", "--cut-off", "50"], "--score"),
            (
                ["--score", "score", "--cut-off", "50", "--deviation", "15", "--caliper", "0.2"],
                "--match"
            ),
            (
                [
                    "--score", "score", "--cut-off", "50", "--deviation", "15", "--baseline", "before",
                    "--baseline", "fsm",
                ],
                "one --baseline"
            ),
            (
                ["--score", "score", "--cut-off", "50", "--deviation", "15", "--permutations", "99"],
                "chance decided"
            ),
            (["--match", "fsm", "--subgroup", "fsm", "--compliance", "received"], "--match"),
            (["--score", "score", "--cut-off", "nan", "--deviation", "15"], "--cut-off is a number"),
            (["--score", "score", "--cut-off", "50", "--deviation", "inf"], "--deviation is a number"),
            (["--match", "fsm", "--subgroup", "fsm", "--caliper", "nan"], "--caliper is a number"),
        ]
    )
    func whatDoesNotFitTogetherIsSaid(more: [String], says: String) throws {
        let folder = try Folder()
        let path = try folder.write(Pupils(count: 20).file)
        let answer = try Program.run(["analyse", path] + Self.base + more)
        #expect(answer.code == 64 && answer.errors.contains(says), "\(answer.errors)")
    }
}
