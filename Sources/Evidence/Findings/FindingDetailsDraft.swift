import Statistics

/// The details of a finding as they are typed.
package struct FindingDetailsDraft: Sendable, Hashable {
    package var subject = ""
    package var measure = ""
    package var yearGroup = ""
    package var pupils = ""
    package var disadvantagedPercentage = ""
    package var sendPercentage = ""
    package var ealPercentage = ""
    package var clusterCount = ""
    package var independence = ""
    package var testMaker = ""
    package var setting = ""
    package var security = ""
    package var sample = ""
    package var treatedMean = ""
    package var treatedDeviation = ""
    package var controlMean = ""
    package var controlDeviation = ""
    package var interaction = ""
    package var interactionError = ""

    package init() {}

    func checked(_ reader: inout FieldReader) -> FindingDetails {
        var details = FindingDetails()
        details.subject = reader.optional(subject, "subject", named: "the subject", most: 60)
        details.measure = reader.optional(measure, "measure", named: "the test", most: 300)
        details.yearGroup = reader.optional(yearGroup, "yearGroup", named: "the year group", most: 60)
        details.setting = reader.optional(setting, "setting", named: "the setting", most: 300)
        details.sample = reader.optional(
            sample,
            "sample",
            named: "the name of the group of pupils",
            most: 100
        )
        if let group = PupilGroup.understood(pupils) {
            details.pupils = group
        } else {
            let names = PupilGroup.allCases.map(\.rawValue).joined(separator: ", ")
            reader.report("pupils", "Enter which pupils it is about as one of: \(names)")
        }
        if let independence = Independence.understood(independence) {
            details.independence = independence
        } else {
            let names = Independence.allCases.map(\.rawValue).joined(separator: ", ")
            reader.report("independence", "Enter who evaluated it as one of: \(names)")
        }
        if let maker = TestMaker.understood(testMaker) {
            details.testMaker = maker
        } else {
            let names = TestMaker.allCases.map(\.rawValue).joined(separator: ", ")
            reader.report("testMaker", "Enter who made the test as one of: \(names)")
        }
        details.disadvantagedPercentage = percentage(
            disadvantagedPercentage,
            "disadvantagedPercentage",
            "disadvantaged",
            &reader
        )
        details.sendPercentage = percentage(sendPercentage, "sendPercentage", "SEND", &reader)
        details.ealPercentage = percentage(ealPercentage, "ealPercentage", "EAL", &reader)
        details.clusterCount = reader.wholeNumber(
            clusterCount,
            "clusterCount",
            named: "the number of classes or schools",
            in: 0...1_000_000
        )
        details.security = reader.wholeNumber(security, "security", named: "the padlocks", in: 0...5)
        details.treated = scores(treatedMean, treatedDeviation, "treated", &reader)
        details.control = scores(controlMean, controlDeviation, "control", &reader)
        let effect = reader.number(interaction, "interaction", named: "the FSM interaction")
        let error = reader.number(interactionError, "interactionError", named: "its standard error")
        if let effect, let error {
            if error > 0, FindingPrecision.range.contains(error * error) {
                details.interaction = FindingDetails.Interaction(effect: effect, variance: error * error)
            } else {
                reader.report("interactionError", "The standard error must be above 0 and below 1000")
            }
            if effect.magnitude > 20 {
                reader.report("interaction", "Check the FSM interaction: it is further than 20 from zero")
            }
        } else if effect != nil || error != nil {
            reader.report(
                "interactionError",
                "Enter both the FSM interaction and its standard error, or neither"
            )
        }
        return details
    }

    private func percentage(_ text: String, _ field: String, _ name: String, _ reader: inout FieldReader)
        -> Double?
    {
        let plain = text.trimmed.hasSuffix("%") ? String(text.trimmed.dropLast()) : text
        guard let value = reader.number(plain, field, named: "the percentage of \(name) pupils") else {
            return nil
        }
        guard (0...100).contains(value) else {
            reader.report(field, "Enter the percentage of \(name) pupils between 0 and 100")
            return nil
        }
        return value
    }

    /// What scores of tests lie in; sums of squares outside it are no numbers any more.
    static let scale: ClosedRange<Double> = 1e-9...1e9

    private func scores(_ mean: String, _ deviation: String, _ group: String, _ reader: inout FieldReader)
        -> FindingDetails.GroupScores?
    {
        let who = group == "treated" ? "pupils offered it" : "comparison pupils"
        let value = reader.number(mean, "\(group)Mean", named: "the mean of \(who)")
        let spread = reader.number(deviation, "\(group)Deviation", named: "the standard deviation of \(who)")
        guard let value, let spread else { return nil }
        guard Self.scale.contains(spread) else {
            reader.report("\(group)Deviation", "The standard deviation must be above 0 and below a billion")
            return nil
        }
        guard value.magnitude <= Self.scale.upperBound else {
            reader.report("\(group)Mean", "Check the mean of \(who): no test has such scores")
            return nil
        }
        return FindingDetails.GroupScores(mean: value, deviation: spread)
    }
}

extension FindingDetails {
    /// Hedges' *g* with its variance from the groups' means and standard deviations; `nil` where one is missing.
    func effect(treated treatedCount: Int?, control controlCount: Int?) -> EffectSize? {
        guard let treated, let control, let treatedCount, let controlCount else { return nil }
        let groups = try? TwoGroupMeans(
            treatedMean: treated.mean,
            treatedDeviation: treated.deviation,
            treatedCount: treatedCount,
            controlMean: control.mean,
            controlDeviation: control.deviation,
            controlCount: controlCount
        )
        return try? groups?.standardisedDifference()
    }
}

extension PupilGroup {
    /// Reads a group as files write it; an empty cell is everyone.
    static func understood(_ text: String) -> PupilGroup? {
        switch text.trimmed.lowercased() {
        case "", "all", "all pupils", "full sample": .all
        case "disadvantaged", "fsm", "pupil premium", "pp", "free school meals": .disadvantaged
        case "send", "sen", "special educational needs": .send
        case "eal", "ell", "english as an additional language": .eal
        case "other", "subgroup": .other
        default: nil
        }
    }
}

extension Independence {
    static func understood(_ text: String) -> Independence? {
        switch text.trimmed.lowercased() {
        case "", "not-stated", "not stated": .notStated
        case "independent", "yes": .independent
        case "developer", "no", "not independent": .developer
        default: nil
        }
    }
}

extension TestMaker {
    /// Reads who made a test as files write it: the What Works Clearinghouse says `broad` and `narrow` of tests
    /// that others made.
    static func understood(_ text: String) -> TestMaker? {
        switch text.trimmed.lowercased() {
        case "", "not-stated", "not stated": .notStated
        case "independent-broad", "broad": .independentBroad
        case "independent-narrow", "narrow": .independentNarrow
        case "researcher", "researchers": .researcher
        case "developer": .developer
        default: nil
        }
    }
}
