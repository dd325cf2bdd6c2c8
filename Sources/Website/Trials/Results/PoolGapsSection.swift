import Evidence
import HTML
import Search
import Services
import Trials

/// Which phases and kinds of school no trial of a pool has looked at.
struct PoolGapsSection: Renderable {
    let gaps: PoolGaps

    var markup: Markup {
        if gaps.trials > 0 {
            h2 { "Who is missing" }
            p { phases }
            if gaps.schools > 0 {
                ul { for line in schools { li { line } } }
            } else {
                p {
                    "None of these trials ran on this site, so it cannot be said which kinds of school took part."
                }
            }
        }
    }

    private var phases: String {
        guard gaps.withoutPhase < gaps.trials else {
            return "None of these results says which phase its pupils are in."
        }
        let names = InWords.list(gaps.phases.map { $0.name.lowercased() }, joinedBy: "or")
        let silent =
            gaps.withoutPhase == 0
            ? "" : " \(gaps.withoutPhase) of \(InWords.count(gaps.trials, "result")) do not say their phase."
        return gaps.phases.isEmpty
            ? "There is a result about every phase.\(silent)"
            : "No result here says that it is about \(names).\(silent)"
    }

    private var schools: [String] {
        let intro =
            "Of the \(InWords.count(gaps.schools, "school")) of trials that ran on this site, fewer than three are"
        var lines: [String] = []
        if !gaps.regions.isEmpty { lines.append("\(intro) in each of: \(InWords.list(gaps.regions)).") }
        if !gaps.kinds.isEmpty {
            lines.append("\(intro) of each of these kinds: \(InWords.list(gaps.kinds)).")
        }
        return lines.isEmpty
            ? ["Three schools or more took part of every region and kind of which there are ten."] : lines
    }
}
