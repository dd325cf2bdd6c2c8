package import Services

/// A finding as it is typed into the form, or as a row of a file gives it.
package struct FindingDraft: Sendable, Equatable {
    package var label = ""
    package var citation = ""
    package var year = ""
    package var doi = ""
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
    package var intervention: ID<Intervention>?
    package var strands: [ID<Strand>] = []
    /// Who made the data.
    package var source = ""
    package var licence = ""

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
    var intervention: ID<Intervention>?
    var strands: [ID<Strand>]
}

extension FindingDraft {
    /// - Throws: ``Faults`` with every field that is wrong.
    func checked() throws(Faults) -> CheckedFinding {
        var reader = FieldReader()
        let label = reader.required(label, "label", named: "a short label, such as “Smith 2019”", most: 200)
        let citation = reader.required(citation, "citation", named: "the citation of the study", most: 2000)
        let year = reader.wholeNumber(year, "year", named: "the year", in: 1850...2200)
        let doi = reader.optional(doi, "doi", named: "the DOI", most: 200)
        let effect = reader.number(effect, "effect", named: "the effect")
        if effect == nil, self.effect.trimmed.isEmpty { reader.report("effect", "Enter the effect") }
        if let effect, effect.magnitude > 20 {
            reader.report("effect", "Check the effect: it is further than 20 from zero")
        }
        let variance = precision(effect: effect, &reader)
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
            intervention: intervention,
            strands: Set(strands).sorted()
        )
    }

    /// The variance: given, or from the standard error, or from a 95 % interval, in this order.
    private func precision(effect: Double?, _ reader: inout FieldReader) -> Double? {
        let variance = reader.number(variance, "variance", named: "the variance")
        let error = reader.number(standardError, "standardError", named: "the standard error")
        let lower = reader.number(lower, "lower", named: "the lower end of the interval")
        let upper = reader.number(upper, "upper", named: "the upper end of the interval")
        if let variance {
            guard Self.range.contains(variance) else {
                reader.report("variance", "The variance must be above 0; leave it empty if it is not known")
                return nil
            }
            return variance
        }
        if let error {
            guard error > 0, Self.range.contains(error * error) else {
                reader.report("standardError", "The standard error must be above 0")
                return nil
            }
            return error * error
        }
        if let lower, let upper, let effect {
            guard lower < effect, effect < upper else {
                reader.report("lower", "The effect must lie inside its interval")
                return nil
            }
            let half = (upper - lower) / (2 * 1.959963984540054)
            return half * half
        }
        if reader.faults.isEmpty {
            reader.report(
                "standardError",
                "Enter the variance, the standard error or both ends of the 95% interval"
            )
        }
        return nil
    }

    /// Below, a weight would swamp every other; above, the finding says nothing.
    private static let range: ClosedRange<Double> = 1e-12...1e6
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
