import Foundation
import Testing

/// What is wrong with a file or a call is said in one line, with the exit code of its kind, and nothing else is printed.
@Suite struct MistakeTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let file: String
        let arguments: [String]
        let code: Int32
        /// What the line must name.
        let says: [String]
        var testDescription: String { name }
    }

    static let synthesise = ["synthesise", "FILE", "--effect", "yi", "--variance", "vi"]
    static let analyse = [
        "analyse", "FILE", "--outcome", "after", "--treatment", "arm", "--baseline", "before",
    ]
    static let clustered = analyse + ["--cluster", "school"]

    private static func effects(
        _ name: String,
        _ from: String,
        _ to: String,
        _ extra: [String] = [],
        code: Int32 = 65,
        says: String...
    ) -> Case {
        Case(
            name: name,
            file: Samples.effects.replacing(from, with: to),
            arguments: synthesise + extra,
            code: code,
            says: says
        )
    }

    private static func pupils(
        _ name: String,
        _ arguments: [String] = clustered,
        code: Int32 = 65,
        says: [String],
        _ change: (inout Samples.Pupil) -> Void
    ) -> Case {
        Case(
            name: name,
            file: Samples.trial(Samples.pupils(), change),
            arguments: arguments,
            code: code,
            says: says
        )
    }

    static let files: [Case] = [
        effects("text in a number", "0.45,", "abc,", says: "yi", "line 5", "abc"),
        effects("not a number", "0.45,", "NaN,", says: "yi", "line 5"),
        effects("infinity", "0.45,", "inf,", says: "yi", "line 5"),
        effects("a hexadecimal number", "0.45,", "0x1p3,", says: "yi", "line 5"),
        effects("a decimal comma", "0.45,", "\"0,45\",", says: "yi", "line 5"),
        effects("a number too large to square", "0.45,", "1e300,", says: "yi", "line 5", "too large"),
        effects("a number beyond doubles", "0.45,", "1e400,", says: "yi", "line 5", "too large"),
        effects("a variance of zero", "0.29", "0", says: "vi", "line 5", "not above zero"),
        effects("a variance below zero", "0.29", "-0.29", says: "vi", "line 5"),
        effects("a short row", "0.45,", "", says: "Line 5", "4 cells"),
        effects("a missing column", "vi", "wi", says: "vi"),
        effects("a heading that occurs twice", "group", "vi", says: "vi", "2 times"),
        effects("a zero byte", "s3", "s\0", says: "Line 5"),
        effects("a missing moderator", "dose", "dosage", ["--moderator", "dose"], says: "dose"),
        effects(
            "as many groups as clusters",
            "x",
            "x",
            ["--moderator", "group", "--cluster", "group"],
            says: "4 clusters"
        ),
        effects("clusters of one effect", "x", "x", ["--cluster", "study"], says: "one effect"),
        effects(
            "a word among the numbers of a moderator",
            "c3,2",
            "c3,two",
            ["--moderator", "dose"],
            says: "dose",
            "line 5",
            "two",
            "--factor"
        ),
        effects(
            "a point for a missing moderator",
            "c3,2",
            "c3,.",
            ["--moderator", "dose"],
            says: "dose",
            "line 5",
            "“.”"
        ),
        effects("text as an effect", "s3", "s3", ["--effect", "study"], says: "study", "line 2"),
        effects("a level above one", "x", "x", ["--level", "2"], code: 64, says: "--level"),
        effects("a level in words", "x", "x", ["--level", "high"], code: 64, says: "--level"),
        effects("an unknown method", "x", "x", ["--method", "MAGIC"], code: 64, says: "MAGIC", "REML"),
        effects("an unknown test", "x", "x", ["--test", "q"], code: 64, says: "knha"),
        effects("an unknown option", "x", "x", ["--magic"], code: 64, says: "--magic"),
        effects("a moderator without a name", "x", "x", ["--moderator", ""], code: 64, says: "--moderator"),
        effects("an interaction of nothing", "x", "x", ["--moderator", ":"], code: 64, says: "--moderator"),
        effects("half an interaction", "x", "x", ["--moderator", "dose:"], code: 64, says: "dose:"),
        effects(
            "variances too far apart for a regression",
            "0.29",
            "1e-90",
            ["--moderator", "dose"],
            says: "too far apart"
        ),
        effects(
            "a correlation of one",
            "x",
            "x",
            ["--cluster", "group", "--correlation", "1"],
            code: 64,
            says: "--correlation"
        ),
        effects(
            "a correlation that makes no covariance",
            "x",
            "x",
            ["--cluster", "group", "--correlation", "-0.9"],
            says: "Cluster “c0”",
            "--correlation"
        ),
        effects("robust errors without clusters", "x", "x", ["--robust"], code: 64, says: "--cluster"),
        effects(
            "a moment estimator with clusters",
            "x",
            "x",
            ["--cluster", "group", "--method", "DL"],
            code: 64,
            says: "REML"
        ),
        effects(
            "Knapp-Hartung with clusters",
            "x",
            "x",
            ["--cluster", "group", "--test", "knha"],
            code: 64,
            says: "--robust"
        ),
        Case(name: "an empty file", file: "", arguments: synthesise, code: 65, says: ["empty"]),
        Case(
            name: "references",
            file: "TY  - JOUR\nTI  - A\nER  - \n",
            arguments: synthesise,
            code: 65,
            says: ["list of references"]
        ),
        Case(
            name: "one effect",
            file: "yi,vi\n0.1,0.2\n",
            arguments: synthesise,
            code: 65,
            says: ["is 1 effect"]
        ),
        Case(name: "headings alone", file: "yi,vi\n", arguments: synthesise, code: 65, says: ["yi, vi"]),
        Case(
            name: "blank cells alone",
            file: "yi,vi\n,\n,\n",
            arguments: synthesise,
            code: 65,
            says: ["yi, vi"]
        ),
        Case(
            name: "one study",
            file: "yi,vi\n0.1,0.2\n",
            arguments: synthesise,
            code: 65,
            says: ["There is 1 effect;"]
        ),
        Case(
            name: "a constant moderator",
            file: "yi,vi,m\n0.1,0.2,3\n0.2,0.1,3\n0.4,0.3,3\n",
            arguments: synthesise + ["--moderator", "m"],
            code: 65,
            says: ["“m”", "same value"]
        ),
        Case(
            name: "a group without anybody",
            file: "ai,bi,ci,di\n1,2,3,4\n0,0,5,5\n",
            arguments: ["effect", "FILE", "--measure", "RR"],
            code: 65,
            says: ["Line 3", "“ai”", "“bi”", "empty"]
        ),
        Case(
            name: "collinear moderators",
            file: "yi,vi,a,b\n0.1,0.2,1,2\n0.2,0.1,2,4\n0.4,0.3,3,6\n0.5,0.2,5,10\n",
            arguments: synthesise + ["--moderator", "a", "--moderator", "b"],
            code: 65,
            says: ["b", "collinear"]
        ),
        Case(
            name: "one cluster",
            file: "yi,vi,c\n0.1,0.2,x\n0.2,0.1,x\n0.4,0.3,x\n",
            arguments: synthesise + ["--cluster", "c"],
            code: 65,
            says: ["There is 1 cluster;"]
        ),
        Case(
            name: "headings that look alike",
            file: "Yi,YI,vi\n0.1,0.2,0.1\n",
            arguments: synthesise,
            code: 65,
            says: ["Yi, YI"]
        ),
        Case(
            name: "effects that do not differ under Knapp-Hartung",
            file: "yi,vi\n0.2,0.1\n0.2,0.1\n0.2,0.1\n",
            arguments: synthesise + ["--test", "knha"],
            code: 65,
            says: ["do not differ"]
        ),
        Case(
            name: "pairs of three arms",
            file: "school,pupils\nk1,20\nk2,30\n",
            arguments: [
                "randomise", "FILE", "--unit", "school", "--seed", "1", "--method", "pairs", "--covariate",
                "pupils", "--arms", "a,b,c",
            ],
            code: 65,
            says: ["two arms"]
        ),
        Case(name: "a workbook", file: "PK\u{3}\u{4}rest", arguments: synthesise, code: 65, says: ["Excel"]),
        Case(
            name: "a web page",
            file: "<!doctype html><p>",
            arguments: synthesise,
            code: 65,
            says: ["web page"]
        ),
    ]

    static let trials: [Case] = [
        pupils("text in the outcome", says: ["after", "line 8", "abc"]) {
            if $0.id == 7 { $0.after = "abc" }
        },
        pupils("text in a baseline", says: ["before", "line 8"]) { if $0.id == 7 { $0.before = "x" } },
        pupils("NaN in the outcome", says: ["after", "line 8"]) { if $0.id == 7 { $0.after = "NaN" } },
        pupils("a huge outcome", says: ["after", "line 8"]) { if $0.id == 7 { $0.after = "1e150" } },
        pupils("a constant outcome", says: ["after", "no variation"]) { $0.after = "5" },
        pupils("a constant baseline", says: ["before", "no variation"]) { $0.before = "5" },
        pupils("one arm", says: ["arm", "no variation"]) { $0.arm = "1" },
        pupils("three arms", says: ["arm", "3 values"]) { $0.arm = "\($0.id % 3)" },
        pupils("an empty arm", says: ["arm", "line 8"]) { if $0.id == 7 { $0.arm = "" } },
        pupils("arms in words", code: 64, says: ["--treated"]) { $0.arm = $0.arm == "1" ? "new" : "usual" },
        pupils("an arm that does not occur", clustered + ["--treated", "7"], says: ["arm", "7"]) { _ in },
        pupils("no outcome in an arm", says: ["arm", "“1”"]) { if $0.arm == "1" { $0.after = "" } },
        pupils("one cluster", says: ["1 cluster"]) { $0.school = "k" },
        pupils("an empty cluster", says: ["school", "line 8"]) { if $0.id == 7 { $0.school = "" } },
        pupils("a spreadsheet's error for a cluster", says: ["school", "line 8", "#N/A"]) {
            if $0.id == 7 { $0.school = "#N/A" }
        },
        pupils(
            "a school in two strata",
            clustered + ["--stratum", "block", "--permutations", "99"],
            says: ["Line 11", "k1", "block"]
        ) { if $0.id == 10 { $0.block = "b2" } },
        pupils(
            "more permutations than a machine holds",
            analyse + ["--permutations", "100000000000"],
            code: 64,
            says: ["--permutations", "1000000"]
        ) { _ in },
        pupils(
            "more bootstraps than a machine holds",
            clustered + ["--bootstrap", "100000000000"],
            code: 64,
            says: ["--bootstrap", "1000000"]
        ) { _ in },
        pupils(
            "one imputation",
            analyse + ["--imputations", "1"],
            code: 64,
            says: ["--imputations", "from 2"]
        ) {
            _ in
        },
        pupils("a cluster for each pupil", says: ["one row"]) { $0.school = "s\($0.id)" },
        pupils("one school in each arm", says: ["2 clusters are too few"]) { $0.school = $0.arm },
        pupils("one degree of freedom for an effect size", analyse, says: ["too few for an effect size"]) {
            if ![1, 2, 9, 10].contains($0.id) { $0.after = "" }
        },
        pupils("an outcome without variation in schools", says: ["exactly"]) {
            $0.after = String($0.school.dropFirst())
        },
        pupils("an outcome that the model reproduces", says: ["exactly"]) {
            $0.after = "\((Double($0.before) ?? 0) * 2 + (Double($0.arm) ?? 0))"
        },
        pupils("a baseline that is the arm", says: ["before", "Collinear"]) { $0.before = $0.arm },
        pupils(
            "strata that are the arms",
            clustered + ["--stratum", "block"],
            says: ["block1", "Collinear"]
        ) { $0.block = "block\($0.arm)" },
        pupils("a subgroup of everyone", analyse + ["--subgroup", "fsm"], says: ["fsm", "1 value;"]) {
            $0.fsm = "1"
        },
        pupils("a subgroup that is the arm", analyse + ["--subgroup", "fsm"], says: ["arm:fsm, fsm are"]) {
            $0.fsm = $0.arm
        },
        pupils(
            "nobody complied",
            analyse + ["--compliance", "attended"],
            says: ["attended", "no variation"]
        ) {
            $0.attended = "0"
        },
        pupils(
            "compliance that nobody knows",
            analyse + ["--compliance", "attended"],
            says: ["attended", "empty"]
        ) { $0.attended = "" },
        pupils(
            "compliance that is known of one arm",
            analyse + ["--compliance", "attended"],
            says: ["attended", "arm “0”", "write 0"]
        ) { if $0.arm == "0" { $0.attended = "" } },
        pupils(
            "compliance and a stratum of one pupil",
            analyse + ["--compliance", "attended", "--stratum", "block"],
            says: ["Line 8", "attended"]
        ) { if $0.id == 7 { $0.block = "alone" } },
        pupils("compliance in words", analyse + ["--compliance", "attended"], says: ["attended", "line 8"]) {
            if $0.id == 7 { $0.attended = "yes" }
        },
        pupils(
            "a random slope of whole schools",
            clustered + ["--random-slope"],
            says: ["within any cluster"]
        ) { _ in },
        pupils("a random slope without clusters", analyse + ["--random-slope"], code: 64, says: ["--cluster"])
        { _ in },
        pupils(
            "a bootstrap without clusters",
            analyse + ["--bootstrap", "50"],
            code: 64,
            says: ["--cluster"]
        ) { _ in },
        pupils(
            "a delta without imputation",
            analyse + ["--delta", "-0.1"],
            code: 64,
            says: ["--imputations"]
        ) { _ in },
        pupils(
            "a delta without end",
            analyse + ["--imputations", "5", "--delta", "inf"],
            code: 64,
            says: ["--delta"]
        ) { _ in },
        pupils(
            "fewer than no permutations",
            analyse + ["--permutations", "-5"],
            code: 64,
            says: ["--permutations"]
        ) { _ in },
        pupils("a seed in words", analyse + ["--seed", "abc"], code: 64, says: ["--seed"]) { _ in },
        pupils(
            "an estimator without clusters",
            analyse + ["--estimator", "ML"],
            code: 64,
            says: ["--cluster"]
        ) { _ in },
        pupils("a kind of picture and none", analyse + ["--plot-kind", "flow"], code: 64, says: ["--plot"]) {
            _ in
        },
        pupils(
            "a seed of a quick evaluation",
            analyse + ["--evaluation", "chosen", "--pupil", "id", "--treated", "1", "--seed", "1"],
            code: 64,
            says: ["--evaluation"]
        ) { _ in },
        pupils(
            "months of a trial as on its page",
            clustered + ["--model", "school-intercept", "--months-profile", "eef-trial"],
            code: 64,
            says: ["--months-profile", "--model"]
        ) { _ in },
        pupils("an unknown estimator", analyse + ["--estimator", "OLS"], code: 64, says: ["REML"]) { _ in },
        pupils(
            "an unknown profile of months",
            analyse + ["--months-profile", "guess"],
            code: 64,
            says: ["guess"]
        ) { _ in },
        pupils(
            "a missing column",
            ["analyse", "FILE", "--outcome", "score", "--treatment", "arm"],
            says: ["score"]
        ) { _ in },
        pupils(
            "two missing columns",
            ["analyse", "FILE", "--outcome", "score", "--treatment", "group"],
            says: ["score", "group"]
        ) { _ in },
    ]

    static let others: [Case] = [
        Case(
            name: "an empty bundle",
            file: "",
            arguments: ["reproduce", "FILE"],
            code: 65,
            says: ["not a whole reproduction bundle"]
        ),
        Case(
            name: "a bundle of a later form",
            file: #"{"format": "braid-trial-bundle-2", "sums": []}"#,
            arguments: ["reproduce", "FILE"],
            code: 65,
            says: ["braid-trial-bundle-2", "does not read"]
        ),
        Case(name: "no units", file: "", arguments: ["power", "--units", "0"], code: 64, says: ["--units"]),
        Case(
            name: "an arm of less than one school",
            file: "",
            arguments: ["power", "--units", "20", "--treated-share", "0.04"],
            code: 64,
            says: ["--treated-share", "without a unit"]
        ),
        Case(
            name: "more units than there are",
            file: "",
            arguments: ["power", "--units", "9223372036854775807"],
            code: 64,
            says: ["--units", "from 1 to 100000000"]
        ),
        Case(
            name: "an ICC above one",
            file: "",
            arguments: ["power", "--units", "40", "--icc", "2"],
            code: 64,
            says: ["--icc"]
        ),
        Case(
            name: "an ICC below zero",
            file: "",
            arguments: ["power", "--units", "40", "--icc", "-0.1"],
            code: 64,
            says: ["--icc"]
        ),
        Case(
            name: "a power of one",
            file: "",
            arguments: ["power", "--units", "40", "--power", "1"],
            code: 64,
            says: ["--power"]
        ),
        Case(
            name: "a power that chance alone has",
            file: "",
            arguments: ["power", "--units", "40", "--power", "0.05"],
            code: 64,
            says: ["--power", "--alpha"]
        ),
        Case(
            name: "sizes that vary beyond the formula",
            file: "",
            arguments: ["power", "--units", "40", "--size-variation", "1.5"],
            code: 64,
            says: ["--size-variation", "below 1.5"]
        ),
        Case(
            name: "no degrees of freedom",
            file: "",
            arguments: ["power", "--units", "2"],
            code: 64,
            says: ["degrees of freedom"]
        ),
        Case(
            name: "an effect of zero",
            file: "",
            arguments: ["power", "--units", "40", "--effect", "0"],
            code: 64,
            says: ["--effect"]
        ),
        Case(
            name: "a unit listed twice",
            file: "u\na\na\n",
            arguments: ["randomise", "FILE", "--unit", "u", "--seed", "1"],
            code: 65,
            says: ["Line 3", "twice"]
        ),
        Case(
            name: "a unit without a name",
            file: "u,x\na,1\n,2\n",
            arguments: ["randomise", "FILE", "--unit", "u", "--seed", "1"],
            code: 65,
            says: ["line 3"]
        ),
        Case(
            name: "a seed in words",
            file: "u\na\n",
            arguments: ["randomise", "FILE", "--unit", "u", "--seed", "x"],
            code: 64,
            says: ["--seed"]
        ),
        Case(
            name: "a seed that is not hexadecimal",
            file: "u\na\n",
            arguments: ["randomise", "FILE", "--unit", "u", "--seed", String(repeating: "g", count: 64)],
            code: 64,
            says: ["hexadecimal"]
        ),
        Case(
            name: "one arm",
            file: "u\na\n",
            arguments: ["randomise", "FILE", "--unit", "u", "--seed", "1", "--arms", "a"],
            code: 64,
            says: ["--arms"]
        ),
        Case(
            name: "a chance above one",
            file: "u,f\na,1\nb,2\n",
            arguments: [
                "randomise", "FILE", "--unit", "u", "--seed", "1", "--method", "minimisation", "--factor",
                "f",
                "--probability", "1.5",
            ],
            code: 64,
            says: ["--probability", "at most 1"]
        ),
        Case(
            name: "a chance that seeks imbalance",
            file: "u,f\na,1\nb,2\n",
            arguments: [
                "randomise", "FILE", "--unit", "u", "--seed", "1", "--method", "minimisation", "--factor",
                "f",
                "--probability", "0.3", "--arms", "a,b,c",
            ],
            code: 64,
            says: ["--probability", "one in 3"]
        ),
        Case(
            name: "a distance that is no number",
            file: "u,x\na,1\nb,2\n",
            arguments: [
                "randomise", "FILE", "--unit", "u", "--seed", "1", "--method", "rerandomisation",
                "--covariate", "x", "--threshold", "nan",
            ],
            code: 64,
            says: ["--threshold"]
        ),
        Case(
            name: "an arm without a name",
            file: "u\na\n",
            arguments: ["randomise", "FILE", "--unit", "u", "--seed", "1", "--arms", "a, "],
            code: 64,
            says: ["--arms"]
        ),
        Case(
            name: "a share without an arm",
            file: "u\na\n",
            arguments: ["randomise", "FILE", "--unit", "u", "--seed", "1", "--arms", ":2,b"],
            code: 64,
            says: ["--arms", "“:2”"]
        ),
        Case(
            name: "a share that no draw holds",
            file: "u\na\nb\n",
            arguments: [
                "randomise", "FILE", "--unit", "u", "--seed", "1", "--arms", "a:9223372036854775807,b:2",
            ],
            code: 64,
            says: ["--arms", "9223372036854775807", "from 1 to 1000"]
        ),
        Case(
            name: "a block that no draw holds",
            file: "u\na\nb\n",
            arguments: [
                "randomise", "FILE", "--unit", "u", "--seed", "1", "--method", "blocks", "--block-size",
                "9223372036854775806",
            ],
            code: 64,
            says: ["--block-size", "at most 10000"]
        ),
        Case(
            name: "a block size that holds no shares",
            file: "u\na\nb\n",
            arguments: [
                "randomise", "FILE", "--unit", "u", "--seed", "1", "--method", "blocks", "--block-size", "3",
            ],
            code: 65,
            says: ["Block size 3"]
        ),
        Case(
            name: "pairs without a covariate",
            file: "u\na\n",
            arguments: ["randomise", "FILE", "--unit", "u", "--seed", "1", "--method", "pairs"],
            code: 64,
            says: ["--covariate"]
        ),
        Case(
            name: "a standard deviation of zero",
            file: "m1i,sd1i,n1i,m2i,sd2i,n2i\n5,0,10,4,0,10\n",
            arguments: ["effect", "FILE"],
            code: 65,
            says: ["Line 2", "sd1i"]
        ),
        Case(
            name: "half a pupil",
            file: "m1i,sd1i,n1i,m2i,sd2i,n2i\n5,1,10.5,4,1,10\n",
            arguments: ["effect", "FILE"],
            code: 65,
            says: ["n1i", "line 2"]
        ),
        Case(
            name: "a correlation above one",
            file: "ri,ni\n1.5,20\n",
            arguments: ["effect", "FILE", "--measure", "ZCOR"],
            code: 65,
            says: ["Line 2", "ri"]
        ),
        Case(
            name: "a count below zero",
            file: "ai,bi,ci,di\n-1,10,2,10\n",
            arguments: ["effect", "FILE", "--measure", "OR"],
            code: 65,
            says: ["Line 2", "ai"]
        ),
        Case(
            name: "a form of variance that a measure has not",
            file: "ai,bi,ci,di\n1,10,2,10\n",
            arguments: ["effect", "FILE", "--measure", "OR", "--variance-form", "LS"],
            code: 64,
            says: ["--variance-form", "SMD"]
        ),
        Case(
            name: "a kind of picture and no picture",
            file: "yi,vi\n0.1,0.2\n0.2,0.1\n",
            arguments: synthesise + ["--plot-kind", "funnel"],
            code: 64,
            says: ["--plot"]
        ),
        Case(
            name: "a name of effects and no picture",
            file: "yi,vi\n0.1,0.2\n0.2,0.1\n",
            arguments: synthesise + ["--effect-name", "g"],
            code: 64,
            says: ["--plot"]
        ),
        Case(
            name: "an unknown measure",
            file: "ri,ni\n1,20\n",
            arguments: ["effect", "FILE", "--measure", "XX"],
            code: 64,
            says: ["XX", "SMD"]
        ),
        Case(name: "an unknown command", file: "", arguments: ["conjure"], code: 64, says: ["conjure"]),
    ]

    @Test(arguments: files + trials + others)
    func aMistakeIsOneLineWithItsCode(_ mistake: Case) throws {
        let folder = try Folder()
        let path = try folder.write(mistake.file)
        let answer = try Program.run(mistake.arguments.map { $0 == "FILE" ? path : $0 })
        #expect(answer.code == mistake.code, "\(answer.errors)")
        #expect(answer.output.isEmpty, "nothing is printed beside an error")
        #expect(answer.errors.hasPrefix("braid: "))
        #expect(answer.errors.split(separator: "\n").count == 1, "\(answer.errors)")
        for word in mistake.says { #expect(answer.errors.contains(word), "\(answer.errors) names \(word)") }
    }

    @Test func aFileThatIsNotThereIsNoInput() throws {
        let answer = try Program.run("synthesise", "/nowhere/x.csv", "--effect", "yi", "--variance", "vi")
        #expect(answer.code == 66)
        #expect(answer.errors.contains("/nowhere/x.csv"))
    }

    @Test func aPictureThatCannotBeWrittenIsSaidBeforeAnyAnswer() throws {
        let folder = try Folder()
        let path = try folder.write(Samples.effects)
        let answer = try Program.run(
            Self.synthesise.map { $0 == "FILE" ? path : $0 } + ["--plot", "/nowhere/x.svg"]
        )
        #expect(answer.code == 73)
        #expect(answer.output.isEmpty)
    }

    @Test(arguments: ["effect", "synthesise", "analyse", "power", "randomise"])
    func helpIsPrintedAndIsNoMistake(_ command: String) throws {
        let answer = try Program.run(command, "--help")
        #expect(answer.code == 0)
        #expect(answer.output.contains("USAGE: braid \(command)"))
        #expect(answer.errors.isEmpty)
    }
}
