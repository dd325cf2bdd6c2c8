import Evidence

/// A strand of the example's library. The text is ours; the figures are invented and say so.
struct ToldStrand {
    let key: Key
    let title: String
    let summary: String
    let whatItIs: String
    let keyFindings: String
    let gap: String
    let practice: String
    /// Effect, lower, upper; `nil` is insufficient evidence, or an outcome that is no attainment.
    let headline: (effect: String, lower: String, upper: String)?
    let costBand: Int
    let strength: Int
    let sureness: String
    var isAttainment = true

    enum Key: CaseIterable, Hashable {
        case language, fluency, vocabulary, maths, feedback, planning, tutoring, attendance, breakfast,
            induction
    }

    static let source = "Figures invented for the example network; not a real review"

    var draft: StrandDraft {
        var draft = StrandDraft()
        draft.title = title
        draft.summary = summary
        draft.sections = [
            .whatItIs: whatItIs, .keyFindings: keyFindings, .closingTheGap: gap, .implementation: practice,
            .cost: costText,
            .evidence: sureness + " Every figure on this page is invented for the example network.",
        ]
        draft.isAttainment = isAttainment
        if let headline {
            draft.effect = headline.effect
            draft.lower = headline.lower
            draft.upper = headline.upper
            draft.effectSource = Self.source
        }
        draft.costBand = String(costBand)
        draft.strength = String(strength)
        draft.strengthReasons = sureness
        return draft
    }

    private var costText: String {
        switch costBand {
        case 1: "Very low: teachers’ time to prepare, and a few books. Most of it is spent in the first year."
        case 2: "Low: training for the staff who do it, materials, and some cover."
        case 3: "Moderate: training over a year and time on the timetable that something else gave up."
        default: "High: most of it is somebody’s salary, every week, for as long as it runs."
        }
    }
}
