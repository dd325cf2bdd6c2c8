import Foundation
import Statistics
import Testing

/// `braid analyse`: keys, agreement with the library, what strata, subgroups, losses and seeds do.
@Suite struct AnalyseCommandTests {
    static let keys: Set<String> = [
        "n", "clusters", "arms", "baselineDifference", "model", "effectSize", "alternatives",
        "monthsOfProgress", "subgroup", "cace", "attrition", "warnings", "adjustedMeans",
    ]

    private func analyse(_ path: String, _ more: [String] = []) throws -> [String: Any] {
        try Program.run(
            ["analyse", path, "--outcome", "after", "--treatment", "arm", "--format", "json"] + more
        ).json()
    }

    private static let full = ["--baseline", "before", "--cluster", "school"]

    @Test func everyKeyIsThereWithAndWithoutClusters() throws {
        let folder = try Folder()
        let path = try folder.write(Samples.trial())
        for more in [
            [], Self.full,
            Self.full + ["--subgroup", "fsm", "--compliance", "attended", "--stratum", "block"],
        ] {
            let answer = try analyse(path, more)
            #expect(Set(answer.keys).isSuperset(of: Self.keys), "\(more)")
            let model = answer.part("model")
            #expect(
                Set(model.keys).isSuperset(of: [
                    "formula", "coefficients", "varianceComponents", "icc", "logLikelihood", "estimator",
                ])
            )
            for row in model.list("coefficients") {
                #expect(Set(row.keys) == SynthesiseCommandTests.coefficientKeys)
            }
            #expect(
                Set(answer.part("effectSize").keys).isSuperset(of: [
                    "hedgesG", "standardError", "lower", "upper", "denominator", "standardDeviation",
                ])
            )
            for arm in answer.list("arms") {
                #expect(Set(arm.keys) == ["name", "n", "mean", "standardDeviation", "missing"])
            }
            #expect(Set(answer.part("monthsOfProgress").keys).isSuperset(of: ["profile", "months"]))
            #expect(answer.isNull("subgroup") == !more.contains("--subgroup"))
            #expect(answer.isNull("cace") == !more.contains("--compliance"))
            #expect(answer.isNull("clusters") == !more.contains("--cluster"))
        }
    }

    @Test(arguments: ["REML", "ML"])
    func thePrintedFiguresAreTheLibrarys(_ estimator: String) throws {
        let folder = try Folder()
        let pupils = Samples.pupils()
        let answer = try analyse(try folder.write(Samples.trial()), Self.full + ["--estimator", estimator])
        var options = IntentionToTreat.Options()
        options.estimator = estimator == "ML" ? .maximumLikelihood : .restrictedMaximumLikelihood
        let trial = try IntentionToTreat(
            outcome: pupils.compactMap { Double($0.after) },
            treatment: pupils.compactMap { Double($0.arm) },
            covariates: DesignMatrix(
                names: ["before"],
                matrix: Matrix(columns: [pupils.compactMap { Double($0.before) }])
            ),
            clusters: Clusters(pupils.map(\.school)),
            options: options
        )
        let model = answer.part("model")
        let row = model.list("coefficients")[1]
        #expect(row["name"] as? String == "arm")
        expectNear(row.number("estimate"), trial.difference.estimate, relative: 1e-13)
        expectNear(row.number("standardError"), trial.difference.standardError, relative: 1e-13)
        expectNear(row.number("degreesOfFreedom"), trial.difference.degreesOfFreedom, relative: 1e-13)
        expectNear(answer.part("effectSize").number("hedgesG"), trial.effectSize.hedgesG, relative: 1e-13)
        #expect(answer.part("effectSize")["denominator"] as? String == "unconditionalTotal")
        let means = try trial.adjustedMeans()
        let printed = answer.list("adjustedMeans")
        #expect(printed.map { $0["name"] as? String } == ["1", "0"])
        for (line, mean) in zip(printed, [means.treated, means.control]) {
            expectNear(line.number("mean"), mean.estimate, relative: 1e-13)
            expectNear(line.number("upper"), mean.upper, relative: 1e-13)
        }
        #expect(model["estimator"] as? String == estimator)
        #expect(model["formula"] as? String == "after ~ arm + before + (1 | school)")
        let parts = model.list("varianceComponents")
        #expect(parts.map { $0["level"] as? String } == ["school", "residual"])
        let total = parts.reduce(0) { $0 + $1.number("variance") }
        expectNear(model.number("icc"), parts[0].number("variance") / total, relative: 1e-12)
        expectNear(
            model.number("unconditionalIcc"),
            try #require(trial.unconditional).intraclassCorrelation().estimate,
            relative: 1e-12
        )
        #expect(answer["n"] as? Int == 96 && answer["clusters"] as? Int == 12)
    }

    @Test func withoutClustersItIsAnalysisOfCovariance() throws {
        let folder = try Folder()
        let pupils = Samples.pupils()
        let answer = try analyse(try folder.write(Samples.trial()), ["--baseline", "before"])
        let ones = pupils.map { _ in 1.0 }
        let fit = try LinearFit(
            outcome: pupils.compactMap { Double($0.after) },
            design: DesignMatrix(
                names: ["1", "arm", "before"],
                matrix: Matrix(
                    columns: [
                        ones, pupils.compactMap { Double($0.arm) }, pupils.compactMap { Double($0.before) },
                    ]
                )
            )
        )
        expectNear(
            answer.part("model").list("coefficients")[1].number("estimate"),
            fit.coefficients[1],
            relative: 1e-13
        )
        #expect(answer.part("model")["estimator"] as? String == "OLS")
        expectNear(answer.part("model").number("logLikelihood"), fit.logLikelihood, relative: 1e-12)
    }

    @Test func namesOfArmsTurnNothingButTheNames() throws {
        let folder = try Folder()
        let plain = try analyse(try folder.write(Samples.trial()), Self.full)
        let words = try folder.write(
            Samples.trial { $0.arm = $0.arm == "1" ? "new" : "usual" },
            as: "words.csv"
        )
        let named = try analyse(words, Self.full + ["--treated", "new"])
        #expect(named.part("effectSize").number("hedgesG") == plain.part("effectSize").number("hedgesG"))
        #expect(named.list("arms").map { $0["name"] as? String } == ["new", "usual"])
        let turned = try analyse(words, Self.full + ["--treated", "usual"])
        expectNear(
            turned.part("effectSize").number("hedgesG"),
            -plain.part("effectSize").number("hedgesG"),
            relative: 1e-9
        )
    }

    @Test func theOrderOfRowsDoesNotMatter() throws {
        let folder = try Folder()
        let plain = try analyse(try folder.write(Samples.trial()), Self.full)
        let turned = try analyse(
            try folder.write(Samples.trial(Samples.pupils().reversed()), as: "r.csv"),
            Self.full
        )
        for key in ["hedgesG", "standardError", "lower", "upper"] {
            expectNear(
                turned.part("effectSize").number(key),
                plain.part("effectSize").number(key),
                relative: 1e-8
            )
        }
    }

    @Test func lossesAreCountedByArmAndLevel() throws {
        let folder = try Folder()
        let path = try folder.write(
            Samples.trial { pupil in
                if pupil.school == "k0" || pupil.id % 10 == 0 { pupil.after = pupil.id % 2 == 0 ? "" : "NA" }
            }
        )
        let answer = try analyse(path, Self.full)
        let attrition = answer.part("attrition")
        let lost = Samples.pupils().filter { $0.school == "k0" || $0.id % 10 == 0 }
        #expect(answer["n"] as? Int == 96 - lost.count)
        #expect(attrition["randomised"] as? [Int] == [48, 48])
        #expect(attrition["clustersRandomised"] as? [Int] == [6, 6])
        #expect(attrition["clustersAnalysed"] as? [Int] == [6, 5])
        expectNear(attrition.number("overall"), Double(lost.count) / 96)
        let missing = answer.list("arms").map { $0["missing"] as? Int ?? 0 }
        #expect(missing == [lost.count { $0.arm == "1" }, lost.count { $0.arm == "0" }])
        let warnings = try #require(answer["warnings"] as? [String])
        #expect(warnings.contains { $0.contains("imputations") })
    }

    @Test func imputationAnswersMissingOutcomesAndDeltasMoveThem() throws {
        let folder = try Folder()
        let path = try folder.write(Samples.trial { if $0.id % 6 == 0 { $0.after = "" } })
        let more = Self.full + ["--imputations", "5", "--seed", "9", "--delta", "-0.5", "--delta", "0"]
        let answer = try analyse(path, more).part("imputation")
        #expect(answer["imputations"] as? Int == 5)
        #expect(answer.number("missingInformation") > 0 && answer.number("missingInformation") < 1)
        let shifts = answer.list("deltas")
        #expect(shifts.map { $0.number("delta") } == [-0.5, 0])
        let plain = answer.part("difference").number("estimate")
        #expect(shifts[0].part("difference").number("estimate") < plain)
        #expect(
            shifts[1].part("difference").number("estimate") == plain,
            "a shift of nothing changes nothing"
        )
        let again = try analyse(path, more).part("imputation")
        #expect(again.part("difference").number("estimate") == plain, "the seed fixes it")
        let complete = try analyse(
            try folder.write(Samples.trial(), as: "c.csv"),
            Self.full + ["--imputations", "5"]
        )
        #expect(complete.isNull("imputation"))
        #expect((complete["warnings"] as? [String] ?? []).contains { $0.contains("nothing was imputed") })
    }

    @Test func permutationsAndBootstrapsAreFixedByTheirSeed() throws {
        let folder = try Folder()
        let path = try folder.write(Samples.trial())
        let more = Self.full + ["--permutations", "199", "--bootstrap", "100"]
        let first = try analyse(path, more + ["--seed", "4"])
        let second = try analyse(path, more + ["--seed", "4"])
        let third = try analyse(path, more + ["--seed", "5"])
        for (part, key) in [("permutation", "pValue"), ("bootstrap", "lower"), ("bootstrap", "upper")] {
            #expect(first.part(part).number(key) == second.part(part).number(key))
        }
        #expect(first.part("bootstrap").number("lower") != third.part("bootstrap").number("lower"))
        let p = first.part("permutation").number("pValue")
        #expect(p > 0 && p <= 1)
        #expect(first["seed"] as? Int == 4)
    }

    private func warnings(_ path: String, _ more: [String]) throws -> [String] {
        try analyse(path, more)["warnings"] as? [String] ?? []
    }

    @Test func aPupilInTheWrongArmIsNamedWithItsSchool() throws {
        let folder = try Folder()
        let said = { (warnings: [String]) in warnings.filter { $0.hasPrefix("Nearly every cluster") } }
        let whole = try folder.write(Samples.trial())
        #expect(said(try warnings(whole, Self.full)).isEmpty)
        let stray = try folder.write(Samples.trial { if $0.id == 10 { $0.arm = "0" } }, as: "stray.csv")
        let found = said(try warnings(stray, Self.full))
        #expect(found.count == 1)
        #expect(found.first?.contains("in the other arm in k1 (1 of 8).") == true, "\(found)")
        // One pupil in twenty of every school is no draw within schools either.
        let each = Samples.pupils(schools: 12, each: 20)
        let many = try folder.write(
            Samples.trial(each) { if $0.id % 20 == 0 { $0.arm = $0.arm == "1" ? "0" : "1" } },
            as: "many.csv"
        )
        #expect(said(try warnings(many, Self.full)).first?.contains("k9 (1 of 20) and 2 others") == true)
        let within = try folder.write(Samples.trial { $0.arm = "\($0.id % 2)" }, as: "within.csv")
        #expect(said(try warnings(within, Self.full)).isEmpty)
    }

    @Test func aStratumOfOneArmAndLabelsThatLookAlikeAreNamed() throws {
        let folder = try Folder()
        let path = try folder.write(Samples.trial { if $0.school == "k0" { $0.block = "alone" } })
        let strata = try warnings(path, Self.full + ["--stratum", "block"])
        #expect(strata.contains { $0.hasPrefix("Only one arm is in alone of “block”") }, "\(strata)")
        let alike = try folder.write(Samples.trial { if $0.id == 10 { $0.school = "K1" } }, as: "alike.csv")
        #expect(try warnings(alike, Self.full).contains { $0.contains("“k1” and “K1”") })
    }

    /// Both use the model in which the effect is the same everywhere, whatever the primary one.
    @Test func permutationsAndBootstrapsBesideARandomSlopeSayTheirModel() throws {
        let folder = try Folder()
        let path = try folder.write(Samples.trial { $0.arm = "\($0.id % 2)" })
        let resampled = ["--permutations", "99", "--bootstrap", "49"]
        let varying = try analyse(path, Self.full + ["--random-slope"] + resampled)
        let plain = try analyse(path, Self.full + resampled)
        let said = varying["warnings"] as? [String] ?? []
        for start in ["The permutation test uses the model", "The bootstrap interval is of the model"] {
            #expect(said.contains { $0.hasPrefix(start) }, "\(start)")
            #expect(!(plain["warnings"] as? [String] ?? []).contains { $0.hasPrefix(start) })
        }
        #expect(
            varying.part("permutation").number("observed") == plain.part("permutation").number("observed")
        )
        #expect(varying.part("bootstrap").number("upper") == plain.part("bootstrap").number("upper"))
    }

    @Test func pupilsDrawnWithinSchoolsAreMovedWithinTheirStratum() throws {
        let folder = try Folder()
        // In every school one half was treated whole: the early one in every second school, the late one in the others.
        let path = try folder.write(
            Samples.trial { pupil in
                let isEarly = (pupil.id - 1) % 8 < 4
                pupil.block = isEarly ? "early" : "late"
                pupil.arm = isEarly == ((pupil.id - 1) / 8 % 2 == 0) ? "1" : "0"
            }
        )
        let call =
            ["analyse", path, "--outcome", "after", "--treatment", "arm", "--permutations", "99"] + Self.full
        #expect(try Program.run(call).code == 0)
        let bound = try Program.run(call + ["--stratum", "block"])
        #expect(bound.code == 65 && bound.errors.contains("does not vary within any stratum"))
    }

    @Test func theSubgroupHasItsOwnAnalysisAndAnInteraction() throws {
        let folder = try Folder()
        let answer = try analyse(try folder.write(Samples.trial()), Self.full + ["--subgroup", "fsm"])
        let subgroup = answer.part("subgroup")
        let inside = subgroup.part("subgroup")["n"] as? Int ?? 0
        let outside = subgroup.part("others")["n"] as? Int ?? 0
        #expect(inside + outside == 96)
        #expect(inside == Samples.pupils().count { $0.fsm == "1" })
        let only = try folder.write(
            Samples.trial(Samples.pupils().filter { $0.fsm == "1" }),
            as: "fsm.csv"
        )
        expectNear(
            subgroup.part("subgroup").part("effectSize").number("hedgesG"),
            try analyse(only, Self.full).part("effectSize").number("hedgesG"),
            relative: 1e-9
        )
        #expect(subgroup.part("interaction")["name"] as? String == "arm:fsm=1")
    }

    /// Not knowing a pupil's subgroup takes nobody out of the comparison of arms, and of the subgroup's part that pupil.
    @Test(
        arguments: [[], ["--model", "school-intercept", "--permutations", "19", "--imputations", "2"]]
            as [[String]]
    )
    func unknownSubgroupsLeaveThePrimaryAnalysisAlone(_ model: [String]) throws {
        let folder = try Folder()
        let pupils = Samples.pupils(schools: 16, each: 16)
        let unknown: Set<Int> = [7, 30, 151]
        let some = try folder.write(Samples.trial(pupils) { if unknown.contains($0.id) { $0.fsm = "" } })
        let all = try folder.write(Samples.trial(pupils), as: "all.csv")
        let call = Self.full + ["--subgroup", "fsm"] + model
        let answer = try analyse(some, call)
        let whole = try analyse(all, call)
        let words =
            "3 pupils who are analysed have no value of “fsm” and are left out of the subgroup part only."
        let warnings = answer["warnings"] as? [String] ?? []
        let others = whole["warnings"] as? [String] ?? []
        #expect(warnings.contains(words))
        #expect(!others.joined().contains("fsm"))
        #expect(answer["n"] as? Int == pupils.count)
        for key in ["standardError", "lower", "upper"] {
            expectNear(
                answer.part("effectSize").number(key),
                whole.part("effectSize").number(key),
                relative: 1e-12
            )
        }
        let rest = pupils.filter { !unknown.contains($0.id) }
        let known = try folder.write(Samples.trial(rest), as: "known.csv")
        expectNear(
            answer.part("subgroup").part("interaction").number("estimate"),
            try analyse(known, call).part("subgroup").part("interaction").number("estimate"),
            relative: 1e-9
        )
    }

    @Test func furtherArmsAskWhichOneIsTreatment() throws {
        let folder = try Folder()
        let three = Samples.trial(Samples.pupils()) { if $0.id % 3 == 0 { $0.arm = "2" } }
        let path = try folder.write(three)
        let call = ["analyse", path, "--outcome", "after", "--treatment", "arm", "--model", "individual"]
        let treated = try Program.run(call + ["--control", "0"])
        #expect(treated.code == 64 && treated.errors.contains("which of 1, 2 is treatment with --treated"))
        let control = try Program.run(call + ["--treated", "1"])
        #expect(control.code == 64 && control.errors.contains("Say which of 0, 2 is control with --control"))
        let both = try Program.run(call)
        #expect(both.code == 64 && both.errors.contains("--treated and which is control with --control"))
        let unknown = try Program.run(call + ["--control", "x"])
        #expect(unknown.code == 65 && unknown.errors.contains("no value “x”"))
    }

    @Test func aScoreOfTwoValuesHasNoFloorAndNoCeiling() throws {
        let folder = try Folder()
        func warnings(_ change: (inout Samples.Pupil) -> Void) throws -> String {
            let answer = try analyse(try folder.write(Samples.trial(Samples.pupils(), change)))
            return (answer["warnings"] as? [String] ?? []).joined()
        }
        let two = try warnings { $0.after = $0.id % 5 < 2 ? "1" : "0" }
        #expect(!two.contains("a floor") && !two.contains("a ceiling"))
        let five = try warnings { $0.after = "\($0.id * 7 % 5)" }
        #expect(five.contains("a floor") && five.contains("a ceiling"))
    }

    @Test func anArmWithOneScoreIsNamed() throws {
        let folder = try Folder()
        let path = try folder.write(Samples.trial(Samples.pupils()) { if $0.arm == "1" { $0.after = "60" } })
        let said = try warnings(path, Self.full).filter { $0.hasPrefix("Every score in “1” is the same") }
        #expect(said.count == 1)
        let whole = try folder.write(Samples.trial())
        let plain = try warnings(whole, Self.full).filter { $0.hasPrefix("Every score") }
        #expect(plain.isEmpty)
    }

    @Test func theComplierEffectIsTheDifferenceOverTheDifferenceInAttendance() throws {
        let folder = try Folder()
        let pupils = Samples.pupils()
        let answer = try analyse(try folder.write(Samples.trial()), ["--compliance", "attended"])
        let treated = pupils.filter { $0.arm == "1" }
        let share = Double(treated.count { $0.attended == "1" }) / Double(treated.count)
        expectNear(answer.part("cace").number("complianceDifference"), share)
        let difference = answer.part("model").list("coefficients")[1].number("estimate")
        expectNear(answer.part("cace").part("effect").number("estimate"), difference / share, relative: 1e-9)
    }

    /// Who received it is a question of its own: not knowing it takes nobody out of the comparison of arms.
    @Test func unknownComplianceLeavesThePrimaryAnalysisAlone() throws {
        let folder = try Folder()
        let whole = try analyse(try folder.write(Samples.trial()), Self.full)
        var pupils = Samples.pupils()
        for place in [1, 9, 20] { pupils[place].attended = "" }
        let answer = try analyse(
            try folder.write(Samples.trial(pupils), as: "gaps.csv"),
            Self.full + ["--compliance", "attended"]
        )
        #expect(answer.number("n") == whole.number("n"))
        #expect(answer.part("effectSize").number("hedgesG") == whole.part("effectSize").number("hedgesG"))
        let known = pupils.filter { !$0.attended.isEmpty }
        let shares = ["1", "0"].map { arm -> Double in
            let inside = known.filter { $0.arm == arm }
            return Double(inside.count { $0.attended == "1" }) / Double(inside.count)
        }
        expectNear(answer.part("cace").number("complianceDifference"), shares[0] - shares[1])
        let warnings = answer["warnings"] as? [String] ?? []
        #expect(warnings.contains { $0.hasPrefix("Of 3 of the rows analysed") })
    }

    @Test func whereEveryoneReceivedWhatWasOfferedNoOtherEffectIsThere() throws {
        let folder = try Folder()
        let path = try folder.write(Samples.trial { $0.attended = $0.arm })
        let answer = try analyse(path, Self.full + ["--compliance", "attended"])
        #expect(answer.isNull("cace"))
        #expect((answer["warnings"] as? [String] ?? []).contains { $0.hasPrefix("Everyone received") })
        let hours = try folder.write(
            Samples.trial { $0.attended = $0.arm == "1" ? "10" : "0" },
            as: "hours.csv"
        )
        let dosed = try analyse(hours, Self.full + ["--compliance", "attended"])
        #expect(dosed.isNull("cace"))
        let notes = dosed["warnings"] as? [String] ?? []
        #expect(notes.contains { $0.hasSuffix("is the effect of the offer over 10.0000.") })
    }

    /// What was asked for is on the terminal too.
    @Test func theTableShowsEveryAnswerAskedFor() throws {
        let folder = try Folder()
        let call =
            ["analyse", try folder.write(Samples.trial()), "--outcome", "after", "--treatment", "arm"]
            + Self.full
            + ["--subgroup", "fsm", "--compliance", "attended", "--permutations", "99", "--bootstrap", "49"]
        let table = try Program.run(call).output
        for name in [
            "permutation p", "bootstrap interval", "first-stage F", "ICC", "attrition", "fsm: 1",
            "fsm: others",
            "Hedges' g (received)", "baseline difference, before",
        ] {
            #expect(table.contains(name), "\(name)")
        }
        let p = try Program.run(call + ["--format", "json"]).json().part("permutation").number("pValue")
        #expect(table.contains("0.\(String(format: "%04d", Int((p * 10_000).rounded()))) from 99"))
    }

    @Test(arguments: [("eef-trial", 0.03, 0), ("eef-toolkit-2018", 0.03, 1)])
    func monthsFollowTheProfileAskedFor(_ profile: String, _ effect: Double, _ months: Int) throws {
        // Two arms whose means differ by 0.03 standard deviations, within rounding.
        let folder = try Folder()
        var text = "arm,after\n"
        for index in 0..<400 {
            let treated = index % 2 == 0
            let wave = ((Double(index / 2) / 199.5) - 0.5) * 12.0.squareRoot()
            text += "\(treated ? 1 : 0),\(wave + (treated ? effect : 0))\n"
        }
        let answer = try analyse(try folder.write(text), ["--months-profile", profile])
        let g = answer.part("effectSize").number("hedgesG")
        #expect((g * 100).rounded() == 3, "\(g)")
        #expect(answer.part("monthsOfProgress")["months"] as? Int == months)
        #expect(answer.part("monthsOfProgress")["profile"] as? String == profile)
    }

    @Test(arguments: ["forest", "flow", "balance"])
    func everyKindOfPictureIsDrawn(_ kind: String) throws {
        let folder = try Folder()
        let path = try folder.write(Samples.trial())
        let plot = folder.path("plot.svg")
        _ = try analyse(path, Self.full + ["--subgroup", "fsm", "--plot", plot, "--plot-kind", kind])
        let svg = try folder.read("plot.svg")
        #expect(svg.contains("<svg") && svg.contains("</svg>"))
        #expect(svg.contains(["forest": "Everyone", "flow": "6 × school", "balance": "before"][kind] ?? ""))
    }

    @Test func theTableShowsNotesUnderIt() throws {
        let folder = try Folder()
        let path = try folder.write(Samples.trial())
        let answer = try Program.run(
            ["analyse", path, "--outcome", "after", "--treatment", "arm"] + Self.full
        )
        #expect(answer.output.contains("Hedges' g (unconditionalTotal)"))
        #expect(answer.output.contains("Note: With 12 clusters"))
    }
}
