import Profiles

/// A strand as it is typed into the form: everything is text until it is checked.
package struct StrandDraft: Sendable, Equatable {
    package var title = ""
    package var summary = ""
    package var sections: [StrandSection: String] = [:]
    package var isAttainment = true
    package var effect = ""
    package var lower = ""
    package var upper = ""
    package var effectSource = ""
    package var profile = ""
    package var costBand = ""
    /// Empty where nobody has judged the evidence yet.
    package var strength = ""
    package var strengthReasons = ""
    /// What changed, for the history.
    package var changeNote = ""

    package init() {}

    /// The form of a version that exists, for editing.
    package init(_ content: StrandContent) {
        title = content.title
        summary = content.summary
        sections = content.sections
        isAttainment = content.isAttainment
        if let headline = content.headline {
            effect = "\(headline.effect)"
            lower = "\(headline.lower)"
            upper = "\(headline.upper)"
            effectSource = headline.source
            profile = headline.profile
        }
        costBand = content.costBand.map(String.init) ?? ""
        strength = content.strength.map(String.init) ?? ""
        strengthReasons = content.strengthReasons
    }
}

extension Evidence {
    /// What a draft says, checked.
    ///
    /// - Throws: ``Faults`` with every field that is wrong.
    func content(of draft: StrandDraft) throws(Faults) -> StrandContent {
        var reader = FieldReader()
        let title = reader.required(draft.title, "title", named: "a title", most: 200)
        let summary = reader.required(
            draft.summary,
            "summary",
            named: "a summary of one or two sentences",
            most: 1000
        )
        var sections: [StrandSection: String] = [:]
        for section in StrandSection.allCases {
            sections[section] = reader.optional(
                draft.sections[section] ?? "",
                section.rawValue,
                named: "“\(section.title)”",
                most: 20_000
            )
        }
        let headline = headline(of: draft, &reader)
        let costBand = reader.wholeNumber(
            draft.costBand,
            "costBand",
            named: "the cost band",
            in: 1...max(1, profiles.costs.bands.count)
        )
        let strength =
            reader.wholeNumber(draft.strength, "strength", named: "the evidence strength", in: 0...5)
        if headline != nil, strength ?? 0 == 0, reader.faults.isEmpty {
            reader.report(
                "strength",
                "Say how strong the evidence is, 1 to 5: an effect is never shown without it"
            )
        }
        let reasons = reader.optional(
            draft.strengthReasons,
            "strengthReasons",
            named: "the reasons",
            most: 4000
        )
        try reader.finish()
        return StrandContent(
            title: title,
            summary: summary,
            sections: sections,
            isAttainment: draft.isAttainment,
            headline: headline,
            costBand: costBand,
            strength: strength,
            strengthReasons: reasons
        )
    }

    private func headline(of draft: StrandDraft, _ reader: inout FieldReader) -> HeadlineEffect? {
        let effect = reader.number(draft.effect, "effect", named: "the effect")
        let lower = reader.number(draft.lower, "lower", named: "the lower end of the interval")
        let upper = reader.number(draft.upper, "upper", named: "the upper end of the interval")
        let source = reader.optional(draft.effectSource, "effectSource", named: "the source", most: 500)
        let isEmpty = [draft.effect, draft.lower, draft.upper].allSatisfy { $0.trimmed.isEmpty }
        if isEmpty { return nil }
        guard let effect, let lower, let upper else {
            if reader.faults.isEmpty {
                reader.report(
                    "effect",
                    "Enter the effect and both ends of its interval, or leave all three empty"
                )
            }
            return nil
        }
        if source.isEmpty { reader.report("effectSource", "Say where the effect comes from") }
        for (value, field) in [(effect, "effect"), (lower, "lower"), (upper, "upper")]
        where value.magnitude > 10 {
            reader.report(field, "Enter a value in standard deviations, between −10 and 10")
        }
        if !(lower <= effect && effect <= upper) {
            reader.report("lower", "The effect must lie between the two ends of its interval")
        }
        let profile = draft.profile.trimmed.isEmpty ? ProfileLibrary.strandScale : draft.profile.trimmed
        if profiles.progressScale(profile) == nil {
            reader.report("profile", "Choose one of the months scales in the list")
        }
        return HeadlineEffect(effect: effect, lower: lower, upper: upper, source: source, profile: profile)
    }
}
