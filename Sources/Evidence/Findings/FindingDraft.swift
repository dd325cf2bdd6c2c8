import Statistics
package import Services

/// A finding as it is typed into the form, or as a row of a file gives it.
package struct FindingDraft: Sendable, Hashable {
    package var label = ""
    package var citation = ""
    package var year = ""
    package var doi = ""
    /// Empty where it is to be computed from the groups' means and standard deviations.
    package var effect = ""
    package var variance = ""
    package var standardError = ""
    package var lower = ""
    package var upper = ""
    package var metric = EffectMetric.hedgesG.rawValue
    package var outcomeDomain = ""
    package var population = ""
    package var phase = ""
    package var design = ""
    package var treatedCount = ""
    package var controlCount = ""
    package var details = FindingDetailsDraft()
    package var intervention: ID<Intervention>?
    package var strands: [ID<Strand>] = []
    /// Who made the data.
    package var source = ""
    package var licence = ""
    /// Numbers that name the study, besides its DOI.
    package var identifiers: [StudyIdentifier] = []
    /// The study's citation in parts, where the source gives them; otherwise they are read from the citation.
    package var reference: Reference?

    package init() {}
}

/// What a draft says, checked.
struct CheckedFinding: Sendable, Equatable {
    var label: String
    var citation: String
    var year: Int?
    var doi: String?
    var effect: Double
    var variance: Double
    var metric: EffectMetric
    var outcomeDomain: String
    var population: String
    var phase: String?
    var design: StudyDesign
    var treatedCount: Int?
    var controlCount: Int?
    var details = FindingDetails()
    var intervention: ID<Intervention>?
    var strands: [ID<Strand>]
    var identifiers: [StudyIdentifier] = []
    var reference: Reference?

    /// The study's citation in parts.
    var studyReference: Reference {
        var study = reference ?? CitationText.reference(citation, year: year)
        if let doi { study.identify(.doi, doi) }
        for identifier in identifiers { study.identify(identifier.scheme, identifier.value) }
        return study.tidied()
    }
}

extension FindingDraft {
    /// - Throws: ``Faults`` with every field that is wrong.
    func checked() throws(Faults) -> CheckedFinding {
        var reader = FieldReader()
        let label = reader.required(label, "label", named: "a short label, such as “Smith 2019”", most: 200)
        let citation = reader.required(citation, "citation", named: "the citation of the study", most: 2000)
        let year = reader.wholeNumber(year, "year", named: "the year", in: 1850...2200)
        let doi = reader.optional(doi, "doi", named: "the DOI", most: 200)
        let counts = 0...100_000_000
        let treated = reader.wholeNumber(
            treatedCount,
            "treatedCount",
            named: "the number of pupils offered it",
            in: counts
        )
        let control = reader.wholeNumber(
            controlCount,
            "controlCount",
            named: "the number of comparison pupils",
            in: counts
        )
        let details = details.checked(&reader)
        let computed = effect.trimmed.isEmpty ? details.effect(treated: treated, control: control) : nil
        let effect = computed?.estimate ?? reader.number(effect, "effect", named: "the effect")
        if effect == nil, self.effect.trimmed.isEmpty {
            reader.report(
                "effect",
                "Enter the effect, or the mean, standard deviation and number of pupils of both groups"
            )
        }
        if let effect, effect.magnitude > 20 {
            reader.report("effect", "Check the effect: it is further than 20 from zero")
        }
        let precision = FindingPrecision(draft: self)
        let variance = computed?.variance ?? precision.variance(effect: effect, &reader)
        let metric = EffectMetric(rawValue: metric.trimmed.lowercased())
        if metric == nil {
            let names = EffectMetric.allCases.map(\.rawValue).joined(separator: ", ")
            reader.report("metric", "Enter the metric as one of: \(names)")
        }
        let domain = reader.optional(outcomeDomain, "outcomeDomain", named: "the outcome", most: 200)
        let population = reader.optional(population, "population", named: "the population", most: 500)
        let phase = reader.optional(phase, "phase", named: "the phase", most: 60)
        let design = StudyDesign.understood(design)
        if design == nil {
            let names = StudyDesign.allCases.map(\.rawValue).joined(separator: ", ")
            reader.report("design", "Enter the design as one of: \(names)")
        }
        try reader.finish()
        guard let effect, let variance, let metric, let design else {
            throw Faults([Fault("effect", "Enter the effect and how precise it is")])
        }
        return CheckedFinding(
            label: label,
            citation: citation,
            year: year,
            doi: doi.isEmpty ? nil : doi,
            effect: effect,
            variance: variance,
            metric: metric,
            outcomeDomain: domain,
            population: population,
            phase: phase.isEmpty ? nil : phase,
            design: design,
            treatedCount: treated,
            controlCount: control,
            details: details,
            intervention: intervention,
            strands: Set(strands).sorted(),
            identifiers: identifiers,
            reference: reference
        )
    }
}

extension StudyDesign {
    /// Reads a design as files write it; an empty cell is ``other``.
    static func understood(_ text: String) -> StudyDesign? {
        switch text.trimmed.lowercased() {
        case "", "other", "not stated": .other
        case "randomised", "randomized", "rct", "random", "randomized controlled trial",
            "randomised controlled trial":
            .randomised
        case "quasi-experimental", "qed", "matched", "quasi-experimental design": .quasiExperimental
        case "regression-discontinuity", "rdd", "regression discontinuity design": .regressionDiscontinuity
        default: nil
        }
    }
}
