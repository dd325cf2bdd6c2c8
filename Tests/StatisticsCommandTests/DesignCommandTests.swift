import Foundation
import Statistics
import Testing

/// `braid power` and `braid randomise`: keys, agreement with the library, reproduction and checking.
@Suite struct DesignCommandTests {
    private func power(_ more: String...) throws -> [String: Any] { try power(more) }

    private func power(_ more: [String]) throws -> [String: Any] {
        try Program.run(["power", "--format", "json"] + more).json()
    }

    @Test(arguments: ["individual", "cluster", "multisite", "three-level", "blocked-cluster"])
    func everyDesignAnswersWithEveryKey(_ design: String) throws {
        let answer = try power("--design", design, "--units", "40")
        #expect(Set(answer.keys).isSuperset(of: ["mdes", "power", "degreesOfFreedom", "curve"]))
        #expect(answer.number("mdes") > 0)
        #expect(answer.number("power") > 0 && answer.number("power") < 1)
        let curve = answer.list("curve")
        #expect(curve.count >= 5)
        let effects = curve.map { $0.number("mdes") }
        #expect(effects == effects.sorted(by: >), "more units find smaller effects")
    }

    /// 25 pupils a school, ICC 0.15, R² 0.5 at both levels, 80 % power, by the number of schools.
    @Test(arguments: [(10, 0.61), (20, 0.40), (40, 0.28), (60, 0.22), (100, 0.17)])
    func thePublishedTableOfDetectableEffects(_ schools: Int, _ effect: Double) throws {
        let answer = try power("--units", "\(schools)", "--r2-pupil", "0.5", "--r2-school", "0.5")
        #expect(abs(answer.number("mdes") - effect) < 0.006, "\(answer.number("mdes"))")
        expectNear(answer.number("degreesOfFreedom"), Double(schools - 2))
    }

    @Test func theSizeFoundHasThePowerAskedForAndOneLessHasNot() throws {
        let needed = try #require(try power("--units", "40", "--effect", "0.25")["unitsNeeded"] as? Int)
        #expect(try power("--units", "\(needed)", "--effect", "0.25").number("power") >= 0.8)
        #expect(try power("--units", "\(needed - 1)", "--effect", "0.25").number("power") < 0.8)
    }

    /// A few units at the left end of the curve leave a fraction of a degree of freedom, where a detectable effect is of
    /// thousands of standard errors.
    @Test(arguments: [
        ["--units", "8", "--covariates", "1", "--school-attrition", "0.1", "--power", "0.99"],
        ["--design", "individual", "--units", "15", "--attrition", "0.3", "--covariates", "2"],
        ["--design", "multisite", "--units", "4", "--heterogeneity", "0.1", "--covariates", "2"],
    ])
    func smallTrialsHaveAnAnswer(_ options: [String]) throws {
        let answer = try power(options)
        let effect = "\(answer.number("mdesExact"))"
        let asked = options.firstIndex(of: "--power").flatMap { Double(options[$0 + 1]) } ?? 0.8
        expectNear(try power(options + ["--effect", effect]).number("power"), asked, relative: 1e-7)
    }

    @Test func aNegativeEffectHasThePowerOfItsOpposite() throws {
        let up = try power("--units", "40", "--effect", "0.2").number("power")
        expectNear(try power("--units", "40", "--effect", "-0.2").number("power"), up)
    }

    /// What a design does not know is refused: a flag without effect would be taken for one that counts.
    @Test(
        arguments: [
            (["--design", "individual", "--size-variation", "1"], "--size-variation"),
            (["--design", "individual", "--icc", "0.2"], "only in cluster or multisite or three-level"),
            (["--design", "individual", "--per-unit", "25"], "--per-unit"),
            (["--design", "individual", "--middle-units", "4"], "only in three-level or blocked-cluster"),
            (["--design", "cluster", "--middle-units", "6"], "--middle-units"),
            (["--design", "cluster", "--class-icc", "0.05"], "only in three-level"),
            (["--design", "cluster", "--heterogeneity", "0.5"], "--heterogeneity"),
            (["--design", "multisite", "--middle-units", "6"], "--middle-units"),
            (["--design", "multisite", "--icc", "0.15"], "--heterogeneity"),
            (["--design", "multisite", "--icc", "0.15", "--heterogeneity", "0"], "--heterogeneity"),
            (["--design", "multisite", "--school-attrition", "0"], "--school-attrition"),
            (["--design", "three-level", "--fixed-sites"], "--fixed-sites"),
            (["--design", "multisite", "--r2-school", "0.5"], "--r2-school"),
            (["--design", "multisite", "--fixed-sites", "--heterogeneity", "0.5"], "--fixed-sites"),
            (["--design", "blocked-cluster", "--block-icc", "0.1"], "--block-icc"),
            (["--design", "multisite", "--size-variation", "0.8"], "--heterogeneity"),
            (["--design", "multisite", "--fixed-sites", "--size-variation", "0.8"], "--heterogeneity"),
            (
                ["--design", "blocked-cluster", "--heterogeneity", "0.5", "--size-variation", "0.8"],
                "--size-variation"
            ),
        ]
    )
    func whatHasNoPartInADesignIsRefused(_ more: [String], _ option: String) throws {
        let answer = try Program.run(["power", "--units", "40"] + more)
        #expect(answer.code == 64)
        #expect(answer.errors.contains(option))
    }

    /// A formula has an answer for a fortieth of a pupil in each school; a trial has not.
    @Test(
        arguments: [
            ("individual", "0.96", "in one arm"), ("cluster", "0.999", "in each school"),
            ("multisite", "0.93", "in each site"), ("three-level", "0.93", "in each class"),
            ("blocked-cluster", "0.999", "in each school"),
        ]
    )
    func lossesThatLeaveFewerThanTwoPupilsAreRefused(
        _ design: String,
        _ lost: String,
        _ place: String
    ) throws {
        let start: [String] = ["power", "--units", "40", "--design", design, "--attrition"]
        let answer = try Program.run(start + [lost])
        #expect(answer.code == 64)
        let words = "--attrition leaves fewer than two pupils \(place)."
        #expect(answer.errors.contains(words), "\(answer.errors)")
        #expect(answer.output.isEmpty)
        // Two of the 25 pupils of a group, or of the 20 of an arm, are enough.
        let kept = design == "individual" ? "0.9" : "0.92"
        let enough = try Program.run(start + [kept])
        #expect(enough.code == 0, "\(enough.errors)")
    }

    @Test func schoolsLostFromASmallArmAreRefused() throws {
        let start: [String] = ["power", "--units", "40", "--treated-share", "0.1", "--school-attrition"]
        let answer = try Program.run(start + ["0.9"])
        #expect(answer.code == 64)
        #expect(answer.errors.contains("--school-attrition leaves one arm without a school"))
        let enough = try Program.run(start + ["0.75"])
        #expect(enough.code == 0, "\(enough.errors)")
    }

    /// Each option that a design takes moves its answer.
    @Test(
        arguments: [
            ["cluster", "--per-unit", "10"], ["cluster", "--icc", "0.3"], ["cluster", "--r2-school", "0.4"],
            ["multisite", "--per-unit", "10"], ["multisite", "--fixed-sites"],
            ["multisite", "--heterogeneity", "0.5"],
            ["multisite", "--heterogeneity", "0.5", "--icc", "0.3"],
            ["three-level", "--per-unit", "10"], ["three-level", "--middle-units", "2"],
            ["three-level", "--icc", "0.3"], ["three-level", "--class-icc", "0.2"],
            ["three-level", "--r2-class", "0.4"], ["three-level", "--r2-school", "0.4"],
            ["blocked-cluster", "--per-unit", "10"], ["blocked-cluster", "--middle-units", "6"],
            ["blocked-cluster", "--icc", "0.3"], ["blocked-cluster", "--r2-school", "0.4"],
            ["blocked-cluster", "--heterogeneity", "0.5", "--block-icc", "0.2"],
        ]
    )
    func whatADesignTakesMovesItsAnswer(_ more: [String]) throws {
        let start: [String] = ["power", "--format", "json", "--units", "20", "--design"]
        let without = try Program.run(start + more.dropLast(more.count > 2 ? 2 : 1)).json()
        let with = try Program.run(start + more).json()
        #expect(with.number("mdes") != without.number("mdes"))
    }

    @Test(
        arguments: [
            ["--design", "three-level", "--size-variation", "0.8"],
            ["--design", "three-level", "--school-attrition", "0.2"],
            ["--design", "multisite", "--heterogeneity", "0.5", "--size-variation", "0.8"],
            ["--design", "blocked-cluster", "--heterogeneity", "0.5", "--block-icc", "0.1"],
        ]
    )
    func whatMakesATrialLessPreciseRaisesTheEffectItCanFind(_ more: [String]) throws {
        let plain = try power("--design", more[1], "--units", "20").number("mdes")
        let answer = try Program.run(["power", "--format", "json", "--units", "20"] + more).json()
        #expect(answer.number("mdes") > plain)
    }

    @Test func theCurveIsDrawn() throws {
        let folder = try Folder()
        _ = try power("--units", "40", "--plot", folder.path("power.svg"))
        #expect(try folder.read("power.svg").contains("average of 141 large trials"))
    }

    /// So it is with what a draw does not use.
    @Test(
        arguments: [
            (["--seed", "1", "--block-size", "4"], "--block-size"),
            (["--seed", "1", "--probability", "0.9"], "--probability"),
            (["--seed", "1", "--probability", "0.8"], "only in minimisation"),
            (["--seed", "1", "--method", "simple", "--threshold", "0.5"], "--threshold"),
            (["--seed", "1", "--method", "simple", "--threshold", "1"], "only in rerandomisation"),
            (["--seed", "1", "--covariate", "pupils"], "only in pairs or rerandomisation"),
            (["--seed", "1", "--factor", "region"], "only in minimisation"),
            (["--seed", "1", "--protocol", String(repeating: "a", count: 64)], "--secret"),
            (["--seed", "1", "--commitment", String(repeating: "a", count: 64)], "--secret"),
            (["--seed", "1", "--verify", "kept.csv", "--manifest", "manifest.json"], "--manifest"),
        ]
    )
    func whatHasNoPartInADrawIsRefused(_ more: [String], _ option: String) throws {
        let folder = try Folder()
        let path = try folder.write(Self.roster)
        let answer = try Program.run(["randomise", path, "--unit", "school"] + more)
        #expect(answer.code == 64 && answer.output.isEmpty)
        #expect(answer.errors.contains(option), "\(answer.errors)")
    }

    private static let roster: String = {
        var text = "school,region,pupils\n"
        for index in 0..<24 {
            text += "s\(index),\(index % 3 == 0 ? "north" : "south"),\(100 + 7 * (index * index % 13))\n"
        }
        return text
    }()

    static let methods: [[String]] = [
        ["--method", "simple"], ["--stratum", "region"],
        ["--method", "blocks", "--block-size", "4", "--stratum", "region"],
        ["--method", "pairs", "--covariate", "pupils"],
        ["--method", "minimisation", "--factor", "region"],
        ["--method", "rerandomisation", "--covariate", "pupils", "--threshold", "0.5"],
    ]

    @Test(arguments: methods)
    func anAllocationIsReproducedAndVerified(_ method: [String]) throws {
        let folder = try Folder()
        let path = try folder.write(Self.roster)
        let call = ["randomise", path, "--unit", "school", "--seed", "2026"] + method
        let first = try Program.run(call)
        #expect(first.code == 0, "\(first.errors)")
        #expect(try Program.run(call).output == first.output)
        #expect(first.output.hasPrefix("unit,stratum,arm"))
        #expect(first.output.split(whereSeparator: \.isNewline).count == 25)
        let other = try Program.run(["randomise", path, "--unit", "school", "--seed", "2027"] + method)
        #expect(other.output != first.output, "another seed, another allocation")
        let kept = try folder.write(first.output, as: "allocation.csv")
        let verified = try Program.run(call + ["--verify", kept])
        #expect(verified.code == 0)
        #expect(verified.output.contains("is the one that the seed gives"))
        let lines = first.output.split(whereSeparator: \.isNewline).map(String.init)
        let cells = lines[5].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        var forged = lines
        var turned = cells
        turned[2] = cells[2] == "control" ? "intervention" : "control"
        forged[5] = turned.joined(separator: ",")
        let tampered = try folder.write(forged.joined(separator: "\n"), as: "forged.csv")
        let refused = try Program.run(call + ["--verify", tampered])
        #expect(refused.code == 65)
        #expect(refused.errors.contains("Line 6"))
    }

    /// Such cells are printed with an apostrophe before them, which is none of the unit's name.
    @Test func namesThatASpreadsheetWouldRunAreVerified() throws {
        let folder = try Folder()
        let path = try folder.write("school,x\n=A1,1\n@park,2\n+hill,3\n'=B2,4\n-7,5\nplain,6\n")
        let call = ["randomise", path, "--unit", "school", "--seed", "5", "--arms", "=new,usual"]
        let first = try Program.run(call)
        #expect(first.output.contains("'=A1"))
        let kept = try folder.write(first.output, as: "allocation.csv")
        let verified = try Program.run(call + ["--verify", kept])
        #expect(verified.code == 0, "\(verified.errors)")
        let plain = try folder.write(first.output.replacing("'=A1", with: "=A1"), as: "plain.csv")
        #expect(try Program.run(call + ["--verify", plain]).code == 0)
        let other = try folder.write(first.output.replacing("'=A1", with: "'=A2"), as: "other.csv")
        #expect(try Program.run(call + ["--verify", other]).code == 65)
    }

    @Test func strataAndSharesAreKept() throws {
        let folder = try Folder()
        let path = try folder.write(Self.roster)
        let manifest = folder.path("manifest.json")
        let answer = try Program.run(
            "randomise",
            path,
            "--unit",
            "school",
            "--stratum",
            "region",
            "--seed",
            "7",
            "--arms",
            "new:1,usual:3",
            "--manifest",
            manifest
        )
        let rows = answer.output.split(whereSeparator: \.isNewline).dropFirst().map {
            $0.split(separator: ",")
        }
        #expect(rows.count { $0[1] == "north" && $0[2] == "new" } == 2)
        #expect(rows.count { $0[1] == "south" && $0[2] == "new" } == 4)
        let note = try #require(
            try JSONSerialization.jsonObject(with: Data(try folder.read("manifest.json").utf8))
                as? [String: Any]
        )
        for key in ["seed", "method", "version", "balance", "generator", "rules", "arms"] {
            #expect(note[key] != nil, "\(key)")
        }
        #expect(note["seed"] as? String == "7")
        #expect(note.list("arms").map { $0["units"] as? Int } == [6, 18])
        let parameters = try #require(note["parameters"] as? [String: Any])
        #expect(parameters["stratum"] as? String == "region")
        #expect(parameters["armShares"] as? [String: Int] == ["new": 1, "usual": 3])
        // Of Self.roster, by sha256sum.
        #expect(
            parameters["fileHash"] as? String
                == "29b4544ed2cc5c5d9e8ab027a072de9419831dfa90761bf80ac3b04c4182bb97"
        )
        #expect(note.list("groups").map { $0["level"] as? String } == ["north", "south"])
        #expect(
            note.list("groups").map { group in
                (group["arms"] as? [[String: Any]])?.map { $0["units"] as? Int }
            } == [[2, 6], [4, 12]]
        )
    }

    @Test func aFileThatCannotBeReadLeavesNoManifest() throws {
        let folder = try Folder()
        let manifest = folder.path("manifest.json")
        for seed in [["--seed", "7"], ["--secret", String(repeating: "a", count: 64)]] {
            for path in [folder.path("gone.csv"), folder.url.path] {
                let answer = try Program.run(
                    ["randomise", path, "--unit", "school", "--manifest", manifest] + seed
                )
                #expect(answer.code == 66 && answer.output.isEmpty)
                #expect(answer.errors.contains(path) && answer.errors.contains("cannot be read"))
                #expect(!FileManager.default.fileExists(atPath: manifest))
            }
        }
    }

    @Test func theLevelsThatMinimisationBalancesAreInTheManifest() throws {
        let folder = try Folder()
        let path = try folder.write(Self.roster)
        let manifest = folder.path("manifest.json")
        _ = try Program.run([
            "randomise", path, "--unit", "school", "--seed", "3", "--method", "minimisation", "--factor",
            "region",
            "--manifest", manifest,
        ])
        let data = Data(try folder.read("manifest.json").utf8)
        let note = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let parameters = try #require(note["parameters"] as? [String: Any])
        #expect(parameters["probability"] as? Double == 0.8)
        #expect(parameters["factors"] as? [String] == ["region"])
        let sums = note.list("groups").map { group in
            (group["arms"] as? [[String: Any]])?.compactMap { $0["units"] as? Int }.reduce(0, +)
        }
        #expect(sums == [8, 16])
    }

    @Test func theBalanceOfCovariatesIsInTheManifest() throws {
        let folder = try Folder()
        let path = try folder.write(Self.roster)
        let call = [
            "randomise", path, "--unit", "school", "--seed", "3", "--covariate", "pupils", "--manifest",
        ]
        _ = try Program.run(call + [folder.path("plain.json")])
        _ = try Program.run(
            call + [folder.path("again.json"), "--method", "rerandomisation", "--threshold", "0.05"]
        )
        func difference(_ name: String) throws -> Double {
            let data = Data(try folder.read(name).utf8)
            let note = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
            return try #require(note.list("balance").first).number("difference")
        }
        // √0.05 standard errors of a difference of means between halves of 24.
        #expect(try abs(difference("again.json")) < 0.1)
        #expect(try difference("plain.json") != difference("again.json"))
    }
}
