import Foundation
import Statistics
import Testing

/// `braid synthesise` and `braid effect`: keys, figures of a published table, forms of output, pictures.
@Suite struct SynthesiseCommandTests {
    static let keys: Set<String> = [
        "k", "method", "test", "level", "coefficients", "tauSquared", "tauSquaredStandardError",
        "tauSquaredInterval", "iSquared", "hSquared", "q", "moderatorTest", "rSquared",
        "predictionInterval", "weights", "logLikelihood",
    ]
    static let coefficientKeys: Set<String> = [
        "name", "estimate", "standardError", "statistic", "degreesOfFreedom", "pValue", "lower", "upper",
    ]

    /// Effects of the vaccine trials, as `braid effect` prints them.
    private func vaccine(_ folder: Folder) throws -> String {
        let table = try folder.write(Samples.vaccine, as: "vaccine.csv")
        let effects = try Program.run(
            "effect",
            table,
            "--measure",
            "RR",
            "--study",
            "trial",
            "--format",
            "csv"
        )
        #expect(effects.code == 0, "\(effects.errors)")
        return try folder.write(effects.output, as: "effects.csv")
    }

    private func synthesise(_ path: String, _ more: String...) throws -> [String: Any] {
        try Program.run(
            ["synthesise", path, "--effect", "yi", "--variance", "vi", "--format", "json"] + more
        ).json()
    }

    @Test func everyKeyIsThereWhateverTheModel() throws {
        let folder = try Folder()
        let path = try folder.write(Samples.effects)
        for more in [
            [], ["--method", "EE"], ["--moderator", "dose"], ["--test", "knha", "--factor", "dose"],
        ] {
            let answer = try Program.run(
                ["synthesise", path, "--effect", "yi", "--variance", "vi", "--format", "json"] + more
            ).json()
            #expect(Set(answer.keys).isSuperset(of: Self.keys), "\(more)")
            for row in answer.list("coefficients") { #expect(Set(row.keys) == Self.coefficientKeys) }
            #expect(Set(answer.part("q").keys).isSuperset(of: ["statistic", "degreesOfFreedom", "pValue"]))
        }
    }

    /// Figures of metafor 3.8-1: `rma(measure = "RR", data = dat.bcg)`, REML, also in Viechtbauer (2010), 3.3.
    @Test func thePublishedTableGivesThePublishedFigures() throws {
        let folder = try Folder()
        let answer = try synthesise(try vaccine(folder), "--study", "study")
        #expect(answer["k"] as? Int == 13)
        #expect(answer["method"] as? String == "REML")
        let pooled = try #require(answer.list("coefficients").first)
        expectNear(pooled.number("estimate"), -0.7145, relative: 1e-4)
        expectNear(pooled.number("standardError"), 0.1798, relative: 3e-4)
        expectNear(pooled.number("lower"), -1.0669, relative: 1e-4)
        expectNear(pooled.number("upper"), -0.3622, relative: 2e-4)
        #expect(pooled.isNull("degreesOfFreedom"), "a normal test has none")
        expectNear(answer.number("tauSquared"), 0.3132, relative: 2e-4)
        expectNear(answer.number("tauSquaredStandardError"), 0.1664, relative: 3e-4)
        expectNear(answer.number("iSquared"), 92.22, relative: 1e-4)
        expectNear(answer.number("hSquared"), 12.86, relative: 4e-4)
        expectNear(answer.part("q").number("statistic"), 152.2330, relative: 1e-6)
        expectNear(answer.part("q").number("degreesOfFreedom"), 12)
        expectNear(answer.part("tauSquaredInterval").number("lower"), 0.1197, relative: 5e-4)
        expectNear(answer.part("tauSquaredInterval").number("upper"), 1.1115, relative: 1e-4)
    }

    /// Viechtbauer (2010), 3.4: latitude and year of the same trials explain 76 % with latitude alone.
    @Test func aModeratorOfThePublishedTableExplainsWhatIsPublished() throws {
        let folder = try Folder()
        var lines = try String(contentsOfFile: vaccine(folder), encoding: .utf8)
            .split(whereSeparator: \.isNewline).map(String.init)
        let latitudes = Samples.vaccine.split(separator: "\n").dropFirst().map { $0.split(separator: ",")[5] }
        lines = [lines[0] + ",latitude"] + zip(lines.dropFirst(), latitudes).map { "\($0),\($1)" }
        let path = try folder.write(lines.joined(separator: "\n"), as: "latitude.csv")
        let answer = try synthesise(path, "--moderator", "latitude")
        let slope = try #require(answer.list("coefficients").last)
        expectNear(slope.number("estimate"), -0.0291, relative: 2e-3)
        expectNear(slope.number("standardError"), 0.0072, relative: 5e-3)
        expectNear(answer.number("tauSquared"), 0.0764, relative: 1e-3)
        expectNear(answer.number("rSquared"), 75.62, relative: 2e-4)
        expectNear(answer.part("moderatorTest").number("statistic"), 16.3571, relative: 2e-4)
        #expect(answer.isNull("predictionInterval"), "it depends on the moderator")
    }

    @Test func thePrintedFiguresAreTheLibrarys() throws {
        let folder = try Folder()
        let path = try folder.write(Samples.effects)
        let rows = Samples.effects.split(separator: "\n").dropFirst().map { $0.split(separator: ",") }
        let fit = try MetaAnalysis.randomEffects(
            effects: rows.compactMap { Double($0[1]) },
            variances: rows.compactMap { Double($0[2]) },
            method: .pauleMandel,
            test: .knappHartung,
            level: 0.9
        )
        let answer = try synthesise(path, "--method", "PM", "--test", "knha", "--level", "0.9")
        expectNear(answer.list("coefficients")[0].number("estimate"), fit.pooled.estimate, relative: 1e-13)
        expectNear(answer.list("coefficients")[0].number("lower"), fit.pooled.lower, relative: 1e-13)
        expectNear(answer.number("tauSquared"), fit.betweenStudyVariance, relative: 1e-13)
        expectNear(
            answer.part("predictionInterval").number("upper"),
            try fit.predictionInterval().upper,
            relative: 1e-13
        )
    }

    @Test func clustersGiveThreeLevelsAndRobustTests() throws {
        let folder = try Folder()
        let path = try folder.write(Samples.effects)
        let answer = try synthesise(path, "--cluster", "group", "--robust", "--moderator", "dose")
        let levels = answer.list("varianceComponents")
        #expect(levels.map { $0["level"] as? String } == ["between", "within"])
        for level in levels { #expect(level.number("variance") >= 0) }
        let robust = answer.part("robust")
        #expect(robust["form"] as? String == "CR2")
        #expect(robust["clusters"] as? Int == 4)
        for row in robust.list("coefficients") {
            #expect(Set(row.keys) == Self.coefficientKeys)
            #expect(row.number("degreesOfFreedom") > 0 && row.number("degreesOfFreedom") < 4)
        }
        // With one moderator the joint test is the square of its t test.
        let t = robust.list("coefficients")[1].number("statistic")
        if !robust.isNull("moderatorTest") {
            expectNear(robust.part("moderatorTest").number("statistic"), t * t, relative: 1e-6)
        }
    }

    @Test func threeLevelsHaveWeightsAndTheIntervalsOfTheLibrary() throws {
        let folder = try Folder()
        let path = try folder.write(Samples.effects)
        let rows = Samples.effects.split(separator: "\n").map { $0.split(separator: ",").map(String.init) }
        let group = try #require(rows[0].firstIndex(of: "group"))
        let fit = try ThreeLevelMetaAnalysis.fit(
            effects: rows.dropFirst().compactMap { Double($0[1]) },
            variances: rows.dropFirst().compactMap { Double($0[2]) },
            clusters: rows.dropFirst().map { $0[group] }
        )
        let answer = try synthesise(path, "--cluster", "group")
        let weights = try #require(answer["weights"] as? [Double])
        #expect(weights.count == fit.count)
        for (printed, weight) in zip(weights, try fit.weightPercentages()) {
            expectNear(printed, weight, relative: 1e-12)
        }
        let levels = answer.list("varianceComponents")
        for (index, level) in levels.enumerated() {
            let interval = try fit.componentInterval(index)
            expectNear(level.part("interval").number("upper"), interval.upper, relative: 1e-9)
            #expect(level.part("interval").number("lower") <= level.number("variance"))
            expectNear(level.number("iSquared"), fit.components[index].iSquared, relative: 1e-9)
        }
        let prediction = answer.part("predictionInterval")
        expectNear(prediction.number("lower"), try fit.predictionInterval().lower, relative: 1e-12)
        let table = try Program.run(
            ["synthesise", path, "--effect", "yi", "--variance", "vi", "--cluster", "group"]
        )
        #expect(table.output.contains("σ² between interval"))
    }

    @Test func whatDoesNotApplyIsNullAndNeverAbsent() throws {
        let folder = try Folder()
        let path = try folder.write(Samples.effects)
        let plain = try synthesise(path, "--moderator", "dose")
        for key in ["clusters", "varianceComponents", "robust"] { #expect(plain.isNull(key), "\(key)") }
        for test in ["q", "moderatorTest"] {
            #expect(plain.part(test).isNull("denominatorDegreesOfFreedom"), "\(test) is a chi-squared test")
        }
        let student = try synthesise(path, "--moderator", "dose", "--test", "t")
        #expect(student.part("moderatorTest").number("denominatorDegreesOfFreedom") == 10)
        let keys = Set(try synthesise(path, "--cluster", "group", "--robust").keys)
        #expect(keys == Set(plain.keys))
    }

    @Test func numbersMayStandForCategories() throws {
        let folder = try Folder()
        let path = try folder.write(Samples.effects)
        let slope = try synthesise(path, "--moderator", "dose")
        let factor = try synthesise(path, "--factor", "dose")
        #expect(slope.list("coefficients").count == 2)
        #expect(factor.list("coefficients").count == 4, "doses 0, 1, 2 and 4")
    }

    @Test func numbersAsCategoriesAscendByValue() throws {
        let folder = try Folder()
        let path = try folder.write(
            "yi,vi,grade\n0.1,0.02,9\n0.3,0.03,10.0\n-0.1,0.01,8\n0.2,0.02,8.0\n0.5,0.04,10\n0.4,0.03,9\n"
        )
        let answer = try synthesise(path, "--factor", "grade")
        let names = answer.list("coefficients").compactMap { $0["name"] as? String }
        #expect(names == ["intercept", "grade9", "grade10"])
    }

    /// One study far more precise than all others: an answer in every form, without infinities.
    @Test(arguments: ["table", "json", "csv", "markdown"])
    func oneVeryPreciseStudyIsAnswered(_ form: String) throws {
        let folder = try Folder()
        let path = try folder.write("yi,vi\n0.1,0.2\n0.2,0.1\n0.4,1e-12\n0.5,0.2\n0.1,0.4\n")
        let answer = try Program.run(
            "synthesise",
            path,
            "--effect",
            "yi",
            "--variance",
            "vi",
            "--format",
            form
        )
        #expect(answer.code == 0, "\(answer.errors)")
        #expect(!answer.output.contains("inf") && !answer.output.contains("nan"))
    }

    @Test func countsOfAnySizeAreCounts() throws {
        let folder = try Folder()
        let path = try folder.write("ai,bi,ci,di\n9e18,9e18,1,1\n")
        let answer = try Program.run("effect", path, "--measure", "OR", "--format", "csv")
        #expect(answer.code == 0, "\(answer.errors)")
    }

    @Test func emptyCellsAreLeftOutAndNamed() throws {
        let folder = try Folder()
        let path = try folder.write(Samples.effects.replacing("0.45,", with: ","))
        let answer = try Program.run(
            "synthesise",
            path,
            "--effect",
            "yi",
            "--variance",
            "vi",
            "--format",
            "json"
        )
        #expect(try answer.json()["k"] as? Int == 11)
        #expect(answer.errors == "Left out for empty cells: lines 5.\n")
    }

    /// However a spreadsheet saved the file, the answer has the same digits.
    @Test(arguments: ["BOM", "CRLF", "semicolons", "UTF-16", "Windows-1252", "quotes", "capitals"])
    func theFormOfTheFileDoesNotMatter(_ form: String) throws {
        let folder = try Folder()
        let plain = Samples.effects
        let data: Data
        switch form {
        case "BOM": data = Data(("\u{FEFF}" + plain).utf8)
        case "CRLF": data = Data(plain.replacing("\n", with: "\r\n").utf8)
        case "semicolons": data = Data(plain.replacing(",", with: ";").utf8)
        case "UTF-16": data = try #require(plain.data(using: .utf16))
        case "Windows-1252":
            data = try #require(plain.replacing("s3", with: "Ren\u{E9}").data(using: .windowsCP1252))
        case "quotes": data = Data(plain.replacing("s3", with: "\"s,\"\"3\"\"\"").utf8)
        default: data = Data(plain.replacing("yi,vi", with: " YI ,Vi").utf8)
        }
        let answer = try synthesise(try folder.write(data, as: "odd.csv"))
        let expected = try synthesise(try folder.write(plain))
        #expect(answer.number("tauSquared") == expected.number("tauSquared"))
        #expect(
            answer.list("coefficients")[0].number("estimate")
                == expected.list("coefficients")[0].number("estimate")
        )
    }

    @Test(arguments: ["forest", "funnel", "cumulative", "baujat", "caterpillar"])
    func everyKindOfPictureIsDrawn(_ kind: String) throws {
        let folder = try Folder()
        let path = try folder.write(Samples.effects)
        let plot = folder.path("plot.svg")
        _ = try synthesise(path, "--study", "study", "--plot", plot, "--plot-kind", kind)
        let svg = try folder.read("plot.svg")
        #expect(svg.contains("<svg") && svg.contains("</svg>"))
        #expect(svg.contains("s3") || kind == "funnel", "studies are named")
        #expect(!svg.contains("nan") && !svg.contains("inf\""))
    }

    @Test(arguments: ["table", "csv", "markdown"])
    func theOtherFormsHoldTheSameFigures(_ form: String) throws {
        let folder = try Folder()
        let path = try folder.write(Samples.effects)
        let answer = try Program.run(
            "synthesise",
            path,
            "--effect",
            "yi",
            "--variance",
            "vi",
            "--format",
            form
        )
        let json = try synthesise(path)
        let estimate = String(format: "%.6g", json.list("coefficients")[0].number("estimate"))
        #expect(answer.output.contains(estimate), "\(answer.output)")
        if form == "csv" { #expect(answer.output.hasPrefix("name,estimate,standardError,")) }
        if form == "markdown" { #expect(answer.output.hasPrefix("| name | estimate |")) }
    }

    /// metafor's formulas worked by hand for one study each.
    @Test(arguments: [
        ("SMD", "m1i,sd1i,n1i,m2i,sd2i,n2i\n10,2,20,9,2,20\n", 0.5 * 0.980113636, 0.1030),
        ("MD", "m1i,sd1i,n1i,m2i,sd2i,n2i\n10,2,20,9,3,20\n", 1, 4.0 / 20 + 9.0 / 20),
        ("RD", "ai,bi,ci,di\n10,10,5,15\n", 0.25, 0.5 * 0.5 / 20 + 0.25 * 0.75 / 20),
        ("OR", "ai,bi,ci,di\n10,10,5,15\n", 1.0986122886681098, 0.1 + 0.1 + 0.2 + 1.0 / 15),
        ("ZCOR", "ri,ni\n0.5,28\n", 0.5493061443340549, 1.0 / 25),
    ])
    func effectsFollowTheirFormulas(_ measure: String, _ file: String, _ effect: Double, _ variance: Double)
        throws
    {
        let folder = try Folder()
        let answer = try Program.run(
            "effect",
            try folder.write(file),
            "--measure",
            measure,
            "--format",
            "json"
        )
        let rows = try #require(
            try JSONSerialization.jsonObject(with: Data(answer.output.utf8)) as? [[String: Any]]
        )
        expectNear(rows[0].number("yi"), effect, relative: 1e-4)
        expectNear(rows[0].number("vi"), variance, relative: 1e-3)
    }

    @Test func inputsOfEffectsMayHaveOtherHeadings() throws {
        let folder = try Folder()
        let path = try folder.write("treated,r\n40,0.3\n")
        let answer = try Program.run(
            "effect",
            path,
            "--measure",
            "COR",
            "--column",
            "ni=treated",
            "--column",
            "ri=r",
            "--format",
            "csv"
        )
        #expect(answer.code == 0, "\(answer.errors)")
        #expect(answer.output.contains("Line 2,0.3,"))
    }
}
