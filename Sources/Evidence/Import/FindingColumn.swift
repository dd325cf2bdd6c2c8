/// What a column of a findings file can be.
package enum FindingColumn: String, CaseIterable, Sendable {
    case study, effect, variance, standardError, lower, upper
    case year, citation, doi, strand, identifier, intervention, metric, outcome, population, phase, design,
        treatedCount,
        controlCount
    case subject, measure, yearGroup, pupils, disadvantagedPercentage, sendPercentage, ealPercentage,
        clusterCount
    case independence, testMaker, setting, security, sample, treatedMean, treatedDeviation, controlMean,
        controlDeviation
    case interaction, interactionError
    case eric, clearinghouse

    /// How pages name it.
    package var title: String {
        switch self {
        case .study: "Study"
        case .effect: "Effect size"
        case .variance: "Variance"
        case .standardError: "Standard error"
        case .lower: "Lower end of the 95% interval"
        case .upper: "Upper end of the 95% interval"
        case .year: "Year"
        case .citation: "Citation"
        case .doi: "DOI"
        case .strand: "Strand"
        case .identifier: "Identifier of the finding"
        case .intervention: "Intervention"
        case .metric: "Metric"
        case .outcome: "Outcome"
        case .population: "Population"
        case .phase: "Phase"
        case .design: "Design"
        case .treatedCount: "Pupils offered it"
        case .controlCount: "Comparison pupils"
        case .subject: "Subject"
        case .measure: "Test"
        case .yearGroup: "Year group"
        case .pupils: "Which pupils"
        case .disadvantagedPercentage: "Disadvantaged pupils (%)"
        case .sendPercentage: "Pupils with SEND (%)"
        case .ealPercentage: "Pupils with EAL (%)"
        case .clusterCount: "Classes or schools"
        case .independence: "Who evaluated it"
        case .testMaker: "Who made the test"
        case .setting: "Setting"
        case .security: "Padlocks"
        case .sample: "Group of pupils"
        case .treatedMean: "Mean of pupils offered it"
        case .treatedDeviation: "Standard deviation of pupils offered it"
        case .controlMean: "Mean of comparison pupils"
        case .controlDeviation: "Standard deviation of comparison pupils"
        case .interaction: "FSM interaction"
        case .interactionError: "Standard error of the FSM interaction"
        case .eric: "ERIC id of the study"
        case .clearinghouse: "What Works Clearinghouse number of the study"
        }
    }

    /// Headings that are recognised, in lower case; the earlier one wins. A column's own title, as an export writes
    /// it, comes first.
    package var spellings: [String] { [title.lowercased()] + otherSpellings }

    private var otherSpellings: [String] {
        switch self {
        case .study:
            [
                "study", "author", "authors", "label", "study name", "study_name", "studyid",
                "study_id", "paper", "first author",
            ]
        case .effect:
            [
                "effect", "effect size", "effect_size", "yi", "g", "hedges g", "hedges_g", "hedges' g",
                "smd", "d", "cohen's d", "cohens d", "cohens_d", "es",
            ]
        case .variance: ["variance", "vi", "v", "var", "effect variance"]
        case .standardError: ["standard error", "standard_error", "se", "sei", "std error"]
        case .lower: ["lower", "ci lower", "ci_lower", "lower 95%", "ci.lb", "lcl"]
        case .upper: ["upper", "ci upper", "ci_upper", "upper 95%", "ci.ub", "ucl"]
        case .year: ["year", "publication year", "pubyear"]
        case .citation: ["citation", "reference", "full reference"]
        case .doi: ["doi"]
        case .strand: ["strand", "approach"]
        case .identifier: ["finding", "finding id", "finding_id", "esid", "id"]
        case .intervention: ["intervention", "programme", "program"]
        case .metric: ["metric", "effect metric", "measure of effect"]
        case .outcome: ["outcome", "outcome domain", "outcome_domain", "domain", "test"]
        case .population: ["population", "sample", "participants"]
        case .phase: ["phase", "school phase", "key stage"]
        case .design: ["design", "study design", "study_design", "study_type"]
        case .treatedCount:
            [
                "treated", "n treated", "n_treated", "nt", "n_t", "n treatment", "n_treatment",
                "treatment n", "n intervention", "n_intervention", "intervention n", "n1i", "n1",
            ]
        case .controlCount:
            [
                "control n", "n control", "n_control", "nc", "n_c", "n comparison", "n_comparison",
                "comparison n", "n2i", "n2",
            ]
        case .subject: ["subject"]
        case .measure: ["measure", "instrument", "outcome measure"]
        case .yearGroup: ["year group", "year_group", "grade"]
        case .pupils: ["pupils", "subgroup", "which pupils"]
        case .disadvantagedPercentage: ["disadvantaged %", "fsm %", "percent fsm", "pct_fsm"]
        case .sendPercentage: ["send %", "sen %", "percent send"]
        case .ealPercentage: ["eal %", "percent eal", "ell %"]
        case .clusterCount: ["clusters", "n clusters", "n_clusters"]
        case .independence: ["independence", "independent", "evaluator"]
        case .testMaker: ["test maker", "test_maker", "who made the test"]
        case .setting: ["setting"]
        case .security: ["security", "padlocks"]
        case .sample: ["sample id", "sample_id", "pupil group"]
        case .treatedMean:
            [
                "treated mean", "mean treated", "treatment mean", "mean treatment", "mean_treated",
                "mean_treatment", "mean_t", "t_mean", "intervention mean", "mean intervention", "m1i",
            ]
        case .treatedDeviation:
            [
                "treated sd", "sd treated", "treatment sd", "sd treatment", "sd_treated",
                "sd_treatment", "sd_t", "t_sd", "intervention sd", "sd intervention", "sd1i",
            ]
        case .controlMean:
            [
                "control mean", "mean control", "comparison mean", "mean comparison", "mean_control",
                "mean_comparison", "mean_c", "c_mean", "m2i",
            ]
        case .controlDeviation:
            [
                "control sd", "sd control", "comparison sd", "sd comparison", "sd_control",
                "sd_comparison", "sd_c", "c_sd", "sd2i",
            ]
        case .interaction: ["fsm interaction", "interaction"]
        case .interactionError: ["fsm interaction se", "interaction se"]
        case .eric: ["eric id", "eric_id", "eric"]
        case .clearinghouse: ["wwc study", "wwc_study"]
        }
    }
}

/// Which column of a file is what: found by its headings, or chosen by a person.
package struct FindingColumnMatch: Sendable, Equatable {
    /// The headings of the file, as written.
    package let headings: [String]
    package private(set) var positions: [FindingColumn: Int] = [:]
    /// Headings that a person named and the file does not have.
    private var unknown: [String] = []

    /// - Parameter chosen: What a person said, by heading; an empty heading means "none". The rest is found
    ///   by spelling.
    package init(headings: [String], chosen: [FindingColumn: String] = [:]) {
        self.headings = headings
        let keys: [String] = headings.map { $0.trimmed.lowercased() }
        var taken: Set<Int> = []
        for (column, heading) in chosen {
            if let position = keys.firstIndex(of: heading.trimmed.lowercased()) {
                positions[column] = position
                taken.insert(position)
            } else if !heading.trimmed.isEmpty {
                unknown.append(heading.trimmed)
            }
        }
        for column in FindingColumn.allCases where chosen[column] == nil {
            let position = column.spellings.lazy.compactMap { keys.firstIndex(of: $0) }
                .first { !taken.contains($0) }
            if let position {
                positions[column] = position
                taken.insert(position)
            }
        }
    }

    package func heading(of column: FindingColumn) -> String? {
        positions[column].map { headings[$0] }
    }

    /// What is missing before rows can be read; empty when the file can be imported.
    package var missing: [String] {
        var missing = unknown.sorted()
        if positions[.study] == nil, positions[.citation] == nil { missing.append(FindingColumn.study.title) }
        let raw: [FindingColumn] = [
            .treatedMean, .treatedDeviation, .treatedCount, .controlMean, .controlDeviation, .controlCount,
        ]
        // Effect and precision can be computed from these.
        if raw.allSatisfy({ positions[$0] != nil }) { return missing }
        if positions[.effect] == nil { missing.append(FindingColumn.effect.title) }
        let hasInterval = positions[.lower] != nil && positions[.upper] != nil
        if positions[.variance] == nil, positions[.standardError] == nil, !hasInterval {
            missing.append("Variance, standard error or 95% interval")
        }
        return missing
    }
}
