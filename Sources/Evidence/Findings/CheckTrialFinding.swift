extension FindingDraft {
    /// The primary finding of a registered trial that was typed in, by the rules of every finding.
    ///
    /// - Throws: ``Faults`` with every field that is wrong or missing: of a trial it is known how many pupils took part,
    ///   and who they were.
    package func checkedOfTrial() throws(Faults) -> NetworkFinding {
        var faults: [Fault] = []
        var checked: CheckedFinding?
        do { checked = try self.checked() } catch { faults = error.list }
        let needed = [
            (treatedCount, "treatedCount", "the number of pupils offered it"),
            (controlCount, "controlCount", "the number of comparison pupils"),
            (population, "population", "who took part"),
        ]
        for (text, field, name) in needed where text.trimmed.isEmpty {
            faults.append(Fault(field, "Enter \(name)"))
        }
        guard faults.isEmpty, let checked, let treated = checked.treatedCount,
            let control = checked.controlCount
        else {
            throw Faults(faults.isEmpty ? [Fault("treatedCount", "Enter how many pupils took part")] : faults)
        }
        var finding = NetworkFinding(
            label: checked.label,
            effect: checked.effect,
            variance: checked.variance,
            metric: checked.metric,
            outcomeDomain: checked.outcomeDomain,
            population: checked.population,
            phase: checked.phase,
            design: checked.design,
            treatedCount: treated,
            controlCount: control,
            strands: []
        )
        finding.interaction = checked.details.interaction
        finding.clusterCount = checked.details.clusterCount
        finding.yearGroup = checked.details.yearGroup
        finding.testMaker = checked.details.testMaker
        finding.independence = checked.details.independence
        return finding
    }
}
