package import Profiles

extension TrialReport.Discontinuity {
    /// What else was looked at near the cut-off.
    var support: [String] {
        var lines: [String] = []
        let counts = sides.map(\.withinBandwidth)
        let shown =
            counts.contains(.hidden)
            ? "" : ": \(counts[0].text) who were not offered it and \(counts[1].text) who were"
        lines.append(
            "The result rests on pupils within \(EffectWords.text(bandwidth)) points of the cut-off\(shown)."
        )
        switch density {
        case .found(let density) where density.pValue >= Self.doubtful:
            lines.append(
                "Pupils do not crowd on one side of the cut-off (p \(EffectWords.pValue(density.pValue)))."
            )
        case .left(let why): lines.append(why)
        default: break
        }
        switch jumps {
        case .found(let jumps):
            for jump in jumps where !jump.gap.isClear {
                lines.append(
                    "Before, there is no clear gap at the cut-off in \(jump.name): \(EffectWords.signed(jump.gap.estimate)) (\(EffectWords.signed(jump.gap.lower)) to \(EffectWords.signed(jump.gap.upper)))."
                )
            }
        case .left(let why): lines.append(why)
        case .notPlanned: break
        }
        return lines
    }

    var cautions: [String] {
        var lines = [
            "The result is about pupils at the cut-off and says nothing about pupils far from it. It holds if nothing else changes at the same score."
        ]
        if let density = density.value, density.pValue < Self.doubtful {
            lines.append(
                "There are fewer pupils just \(density.isFewerBelow ? "below" : "above") the cut-off than on its other side (p \(EffectWords.pValue(density.pValue))): somebody may have chosen where pupils stand, and then the groups differ in more than the offer."
            )
        }
        for jump in jumps.value ?? [] where jump.gap.isClear {
            lines.append(
                "Before, pupils on the two sides of the cut-off differed already in \(jump.name): \(EffectWords.signed(jump.gap.estimate)) (\(EffectWords.signed(jump.gap.lower)) to \(EffectWords.signed(jump.gap.upper)))."
            )
        }
        if clusters == nil {
            lines.append(
                "Pupils of one school count as independent, since fewer than \(DiscontinuityAnalysis.fewestClusters) schools have pupils on each side; the range may be too narrow."
            )
        }
        return lines
    }

    /// A p value below this says that pupils crowd.
    private static let doubtful = 0.05
}

extension TrialReport.Matching {
    private func count(_ number: ProtectedCount) -> String {
        let noun = unit.title.lowercased()
        guard let exact = number.exact else { return "\(number.text) \(noun)" }
        let one = unit == .school ? "school" : unit == .classGroup ? "class" : "pupil"
        return exact == 1 ? "1 \(one)" : "\(exact) \(noun)"
    }

    var support: [String] {
        [
            "The result is the average difference for those offered it (ATT): \(count(matched)) offered it, each beside the most similar of those not offered it; \(count(othersUsed)) of these serve, and one may serve more than once."
        ]
    }

    func cautions(_ rule: BalanceRule) -> [String] {
        var lines: [String] = []
        if unmatched != .exact(0) {
            lines.append(
                "Nobody similar enough was found for \(count(unmatched)) offered it: the result says nothing about them."
            )
        }
        if let incomplete, incomplete.contains(where: { $0 != .exact(0) }) {
            lines.append(
                "Left out, because something on which they are matched is not known: \(count(incomplete[1])) offered it and \(count(incomplete[0])) not offered it."
            )
        }
        lines += MatchingAnalysis.unlike(balance, isAdjusted: isAdjusted, rule)
        lines += MatchingAnalysis.caution(
            matched: matched.isBelow(MatchingAnalysis.fewestMatched),
            othersUsed: othersUsed.isBelow(MatchingAnalysis.fewestOthers),
            unit
        )
        if unit != .school {
            lines.append("\(unit.title) of one school count as independent; the range may be too narrow.")
        }
        return lines
    }
}

extension ProtectedCount {
    /// Whether what may be shown says that it is below a number of at least ten.
    fileprivate func isBelow(_ number: Int) -> Bool {
        switch self {
        case .exact(let count): count < number
        case .few: true
        case .hidden: false
        }
    }
}

extension MatchingAnalysis {
    /// Of those offered it: with twenty schools among eighty the range covers nearly as often as it says
    /// (docs/statistics/calibration.md).
    static let fewestMatched = 20
    /// Of the others that serve.
    static let fewestOthers = 10

    /// That the reference of the range is one for many.
    package var tooFew: [String] {
        Self.caution(
            matched: matched < Self.fewestMatched,
            othersUsed: othersUsed < Self.fewestOthers,
            unit
        )
    }

    fileprivate static func caution(matched: Bool, othersUsed: Bool, _ unit: AllocationUnit) -> [String] {
        guard matched || othersUsed else { return [] }
        let noun = unit.title.lowercased()
        let who =
            matched
            ? "Fewer than \(fewestMatched) \(noun) offered it are matched"
            : "Fewer than \(fewestOthers) \(noun) not offered it serve"
        return ["\(who): the p value and the range rest on there being many, so the range may be too narrow."]
    }

    /// In what the groups still differ, and what was done about it.
    package static func unlike(_ balance: [Balance], isAdjusted: Bool, _ rule: BalanceRule) -> [String] {
        var lines: [String] = []
        for row in balance {
            switch rule.verdict(on: row.after) {
            case .satisfies: break
            case .needsAdjustment:
                lines.append(
                    "After matching, the groups still differ by \(EffectWords.text(row.after.magnitude)) SD in “\(row.name)”\(isAdjusted ? "; the result is adjusted for it" : "")."
                )
            case .fails:
                lines.append(
                    "After matching, the groups still differ by \(EffectWords.text(row.after.magnitude)) SD in “\(row.name)”: too much for an adjustment to be relied on."
                )
            }
        }
        if !isAdjusted {
            lines.append(
                "Too few of those not offered it serve for an adjustment, so what remains unlike is not adjusted for."
            )
        }
        return lines
    }
}
