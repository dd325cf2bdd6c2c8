import Foundation
import Testing

/// What the shared reference files hold, what of it is compared and by which suite. What is not compared stands with its
/// reason in `docs/statistics/agreement-skipped.md`; nothing may be in neither place, or in both.
///
/// A name is the path to a figure or a set of figures: `*` stands for every data set, model or method there, which the
/// suites go through one by one. In patterns a final `…` stands for any ending.
enum ReferenceCases {
    /// Where names are found in the files that begin so: `?` keeps the name, `*` does not, and `[id]` takes that field of
    /// every item of a list. A name that others go on from is theirs.
    static let shapes: [String: [String]] = [
        "a_effect_sizes": ["?", "cases/[id]"],
        "b_meta_uni": ["datasets/*/?", "datasets/*/methods/*/?"],
        "c_metareg_mv": [
            "?", "metareg/*/REML/?", "permutation/?", "rma_mv/*/?", "robust_rma_uni/?", "che/?",
        ],
        "d_pubbias": [
            "datasets/*/?", "datasets/*/regtest/?", "datasets/*/trimfill/?", "datasets/*/selmodel_refined/?",
        ],
        "e1_trial_lm": ["?", "lm/?", "lm/*/?", "ttest/?", "cace/*/?", "icc_anova/[csv]"],
        "e2_lmm": ["models/?", "models/*/REML/?", "models/*/ML/?"],
        "e3_eef": ["?", "monte_carlo/?"],
        "e4_perm_boot_mi": ["?", "mc_perm_ancova_mst/?", "boot_ci_arithmetic/?", "mi_lm/?"],
        "f_power": ["?", "powerupr/[fun]"],
        "g_distributions": ["rows/[fn]"],
        "i_sim_reference": ["?", "meta_uni/?", "lmm/?"],
    ]

    /// What one suite compares.
    struct Compared {
        let suite: String
        let patterns: [String]

        init(_ suite: Any.Type, _ patterns: [String], under path: String = "") {
            self.suite = "\(suite)"
            self.patterns = patterns.map { path + $0 }
        }
    }

    /// What the suites compare of the files that begin so.
    static func compared(_ base: String) -> [Compared] {
        switch base {
        case "a_effect_sizes":
            // EscalcTests look every one of their cases up in the list themselves.
            [Compared(ClosedFormTests.self, ["J_table", "conversions", "hand_g", "hedges2007_equal_n"])]
        case "b_meta_uni":
            [
                Compared(
                    MetaforUnivariateTests.self,
                    [
                        "z", "t", "knha", "adhoc", "unweighted_z", "weights_pct", "blup", "rstandard",
                        "ci_default_type", "ci_PL", "ci_HT", "fit_ML", "fit_REML",
                    ],
                    under: "datasets/*/methods/*/"
                ), Compared(DependentEffectsTests.self, ["datasets/*/henmi_copas"]),
            ]
        case "c_metareg_mv":
            [
                Compared(
                    MetaforRegressionTests.self,
                    ["z", "knha", "predict_first3", "predict_first3_knha", "tau2_ci_QP", "vif"],
                    under: "metareg/*/REML/"
                ), Compared(MetaforRegressionTests.self, ["permutation/…", "subgroup", "lrt"]),
                Compared(
                    MetaforThreeLevelTests.self,
                    [
                        "default", "refined", "metafor_at_refined", "I2_multilevel", "predict_at_refined",
                        "sigma2_profile_ci_refined", "t_test", "clubSandwich_CR0", "clubSandwich_CR1",
                        "clubSandwich_CR1p", "clubSandwich_CR2", "robust_…",
                    ],
                    under: "rma_mv/*/"
                ), Compared(DependentEffectsTests.self, ["che/refined", "che/CR2", "robust_rma_uni/…"]),
                Compared(MultivariateTests.self, ["multivariate"]),
            ]
        case "d_pubbias":
            [
                Compared(
                    MetaforDiagnosticsTests.self,
                    [
                        "leave1out_…", "cumul_…", "influence_…", "baujat_…", "resid_metareg", "PET", "PEESE",
                        "egger_classic", "ranktest", "fsn", "regtest/lm_…", "regtest/rma_…",
                        "trimfill/DL_L0_…", "trimfill/DL_R0_…", "trimfill/EE_L0_…", "trimfill/EE_R0_…",
                        "trimfill/REML_L0_…", "trimfill/REML_R0_…",
                    ],
                    under: "datasets/*/"
                ), Compared(SelectionModelTests.self, ["datasets/*/selmodel_refined/…"]),
            ]
        case "e1_trial_lm":
            [
                Compared(RealLinearModelTests.self, RealLinearModelTests.cases, under: "lm/"),
                Compared(
                    RealLinearModelTests.self,
                    [
                        "names", "b", "se", "t", "p", "ci_lb", "ci_ub", "vcov", "HC", "anova_seq", "drop1",
                        "cluster", "diag_first5",
                    ],
                    under: "lm/*/"
                ), Compared(RealLinearModelTests.self, ["fixed_effects_mst", "cace/…"]),
                Compared(RealAdjustedMeanTests.self, ["lm/*/adjusted_means"]),
                Compared(RealTwoGroupTests.self, ["lm/*/effect", "ttest/…"]),
                Compared(
                    RealTrialTests.self,
                    ["mstData.csv", "crtData.csv", "star_k.csv", "exam.csv"],
                    under: "icc_anova/data/trial_"
                ),
            ]
        case "e2_lmm":
            [
                Compared(RealMultilevelTests.self, RealMultilevelTests.intercepts, under: "models/"),
                Compared(
                    RealMultilevelTests.self,
                    [
                        "REML/names", "REML/refined", "REML/kenward_roger", "ML/names", "ML/refined",
                        "ML/ci_profile_…",
                    ],
                    under: "models/*/"
                ), Compared(RealRandomTermTests.self, RealRandomTermTests.cases, under: "models/"),
                Compared(
                    RealMultilevelRobustTests.self,
                    ["models/*/REML/cluster_robust_at_default_fit"]
                ),
            ]
        case "e3_eef":
            [
                Compared(RealTrialTests.self, ["crt_refined", "srt_mst"]),
                Compared(RealRandomTermTests.self, ["mst_refined"]),
            ]
        case "e4_perm_boot_mi":
            [
                Compared(
                    RealResamplingTests.self,
                    [
                        "exact_two_group", "exact_cluster_means_crt", "exact_cluster_resid_crt",
                        "mc_perm_ancova_mst/permute_treatment_abs_t", "mc_perm_blocked_mst",
                        "cluster_bootstrap_crt_stratified_by_arm", "cluster_bootstrap_crt_unstratified",
                        "boot_ci_arithmetic/norm", "boot_ci_arithmetic/basic", "boot_ci_arithmetic/perc",
                        "boot_ci_arithmetic/bca",
                    ]
                ),
                Compared(
                    ImputationTests.self,
                    ["mi_lm/per_imputation", "mi_lm/mice_pool", "mi_lm/rubin_by_hand…", "mi_lmer"]
                ),
            ]
        case "f_power":
            [
                Compared(
                    RealDesignTests.self,
                    ["independent", "power_t_test", "power_t_test_n", "power_t_test_delta"]
                ),
                Compared(
                    RealDesignTests.self,
                    [
                        "mdes.bcra3f2", "mdes.bcra3r2", "mdes.bira2f1", "mdes.bira2r1", "mdes.cra2r2",
                        "mdes.cra3r3", "mdes.ira1r1", "mdesd.mod222", "mrss.…", "power.…",
                    ],
                    under: "powerupr/"
                ),
            ]
        case "g_distributions":
            [
                Compared(
                    ExactValueTests.self,
                    ["d…", "p…", "qnorm", "qt", "qchisq", "qf", "qbeta", "hedgesJ", "lgamma", "trigamma"],
                    under: "rows/"
                )
            ]
        case "i_sim_reference":
            [
                Compared(RealMultilevelTests.self, ["lmm/…"]),
                Compared(SimulatedReferenceTests.self, ["meta_uni/…"]),
                Compared(MetaforThreeLevelTests.self, ["meta_3level"]),
            ]
        default: []
        }
    }

    /// One line of the list of what is not compared.
    struct Skipped {
        let file: String
        let pattern: String
        let reason: String

        func names(_ name: String, in file: String) -> Bool {
            ReferenceCases.matches(self.file, file) && ReferenceCases.matches(pattern, name)
        }
    }

    /// The list as it stands in its article: rows of a table, file and name in code marks.
    static func skipped(in article: String) -> [Skipped] {
        article.matches(of: /(?m)^\| `([^`]+)` \| `([^`]+)` \| (.+) \|$/).map {
            Skipped(file: String($0.1), pattern: String($0.2), reason: String($0.3))
        }
    }

    /// The list of the project.
    static func skipped() throws -> [Skipped] {
        let project = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let article = project.appending(path: "docs/statistics/agreement-skipped.md")
        return skipped(in: try String(contentsOf: article, encoding: .utf8))
    }

    static func matches(_ pattern: String, _ name: String) -> Bool {
        pattern.hasSuffix("…") ? name.hasPrefix(pattern.dropLast()) : pattern == name
    }

    /// The beginning of a file's name, which its versions share.
    static func base(_ file: String) -> String { String(file.prefix { $0 != "." }) }

    /// The names in a file.
    static func names(in json: JSON, shapes: [String]) -> Set<String> {
        let all = Set(shapes.flatMap { walk(json, $0.split(separator: "/").map(String.init), []) })
        return all.filter { name in !all.contains { $0.hasPrefix(name + "/") } }
    }

    private static func walk(_ json: JSON, _ shape: [String], _ path: [String]) -> [String] {
        guard let part = shape.first else { return [path.joined(separator: "/")] }
        let rest = Array(shape.dropFirst())
        if part.hasPrefix("[") {
            let field = String(part.dropFirst().dropLast())
            return json.array.compactMap { $0[field].string }.map { (path + [$0]).joined(separator: "/") }
        }
        guard part == "?" || part == "*" else { return walk(json[part], rest, path + [part]) }
        return json.keys.filter { $0 != "meta" }.flatMap { key -> [String] in
            let child = json[key]
            guard !rest.isEmpty || !child.keys.isEmpty || child.value is [Any] else { return [] }
            return walk(child, rest, path + [part == "*" ? part : key])
        }
    }
}

@Suite("What the reference files hold")
struct ReferenceCaseTests {
    static let files = [
        "a_effect_sizes.json", "a_effect_sizes.metafor5.json", "b_meta_uni.json", "b_meta_uni.metafor5.json",
        "c_metareg_mv.json", "c_metareg_mv.metafor5.json", "d_pubbias.json", "d_pubbias.metafor5.json",
        "e1_trial_lm.json", "e2_lmm.json", "e3_eef.json", "e4_perm_boot_mi.json", "f_power.json",
        "g_distributions.json", "i_sim_reference.json",
    ]

    /// What is neither compared nor listed, or both.
    static func wrong(
        _ names: Set<String>,
        in file: String,
        compared: [String],
        skipped: [ReferenceCases.Skipped]
    ) -> [String] {
        names.sorted().filter { name in
            compared.contains { ReferenceCases.matches($0, name) }
                == skipped.contains { $0.names(name, in: file) }
        }
    }

    @Test(
        "is compared, or listed with the reason why not",
        .enabled(if: Reference.hasRealData),
        arguments: files
    )
    func everything(file: String) throws {
        let base = ReferenceCases.base(file)
        let shapes = try #require(ReferenceCases.shapes[base])
        let names = ReferenceCases.names(in: try Reference.real(file), shapes: shapes)
        #expect(names.count >= 8, "\(file)")
        let compared = ReferenceCases.compared(base).flatMap(\.patterns)
        let own = names.filter { base != "a_effect_sizes" || !$0.hasPrefix("cases/") }
        let wrong = Self.wrong(own, in: file, compared: compared, skipped: try ReferenceCases.skipped())
        #expect(wrong.isEmpty, "\(file)")
    }

    @Test("and nothing is listed that no file holds", .enabled(if: Reference.hasRealData))
    func nothingElse() throws {
        var held: [(file: String, name: String)] = []
        for file in Self.files {
            let shapes = try #require(ReferenceCases.shapes[ReferenceCases.base(file)])
            for name in ReferenceCases.names(in: try Reference.real(file), shapes: shapes) {
                held.append((file, name))
            }
        }
        for line in try ReferenceCases.skipped() {
            #expect(held.contains { line.names($0.name, in: $0.file) }, "\(line.file) \(line.pattern)")
        }
        for base in ReferenceCases.shapes.keys {
            for compared in ReferenceCases.compared(base) {
                for pattern in compared.patterns {
                    let isHeld = held.contains {
                        ReferenceCases.base($0.file) == base && ReferenceCases.matches(pattern, $0.name)
                    }
                    #expect(isHeld, "\(base) \(pattern), \(compared.suite)")
                }
            }
        }
    }

    @Test("every shared file is looked at", .enabled(if: Reference.hasRealData))
    func everyFile() throws {
        let folder = try #require(Reference.realData).appending(path: "reference").path
        let found = try FileManager.default.contentsOfDirectory(atPath: folder).filter {
            $0.hasSuffix(".json")
        }
        #expect(Set(found) == Set(Self.files))
    }

    @Test("every line of the list has a reason of its own words")
    func reasons() throws {
        let lines = try ReferenceCases.skipped()
        #expect(lines.count > 30)
        for line in lines {
            #expect(line.reason.split(separator: " ").count >= 3, "\(line.pattern): \(line.reason)")
            #expect(ReferenceCases.shapes.keys.contains { line.file.hasPrefix($0) }, "\(line.file)")
        }
        #expect(Set(lines.map { $0.file + " " + $0.pattern }).count == lines.count, "a line stands twice")
    }

    @Test("the check sees what is in neither place, and what is in both")
    func theCheckCanFail() {
        let json = JSON([
            "meta": ["a": 1], "sets": ["one": ["b": [1, 2], "k": 3], "two": ["c": ["d": 1]]],
            "list": [["id": "X.1"], ["id": "Y"]],
        ])
        let names = ReferenceCases.names(in: json, shapes: ["?", "sets/*/?", "list/[id]"])
        #expect(names == ["sets/*/b", "sets/*/c", "list/X.1", "list/Y"])
        let list = ReferenceCases.skipped(
            in: """
                | file | case | why |
                |---|---|---|
                | `f…` | `sets/*/b` | made by another way |
                | `f.json` | `list/…` | has no such method |
                """
        )
        #expect(list.count == 2)
        #expect(
            Self.wrong(names, in: "f.json", compared: ["sets/*/c", "list/Y"], skipped: list) == ["list/Y"]
        )
        #expect(Self.wrong(names, in: "f.json", compared: [], skipped: list) == ["sets/*/c"])
        #expect(
            Self.wrong(names, in: "g.json", compared: ["sets/…"], skipped: list) == ["list/X.1", "list/Y"]
        )
    }
}
