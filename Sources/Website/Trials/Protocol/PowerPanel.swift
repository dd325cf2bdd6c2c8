import Figures
import HTML
import Trials

/// What the trial could detect: now, at target, and with each further school, for all pupils, for FSM pupils,
/// and for the difference between them and others.
struct PowerPanel: Renderable {
    let precision: ProtocolPrecision
    /// Schools that have joined; `nil` for a draft.
    let now: Int?
    let target: Int

    init?(_ text: ProtocolText, now: Int?) {
        guard let precision = ProtocolPrecision(text) else { return nil }
        self.precision = precision
        self.now = now
        target = text.whole(.schools) ?? 60
    }

    var markup: Markup {
        FigureBlock(svg: svg, caption: caption, table: table)
        if let step { p { step } }
        p(.class("small")) {
            "Minimum detectable effect size: the smallest true effect that the trial would detect four times in five. The average of 141 large trials was 0.06: a single hub’s trial cannot see that, many schools on one protocol can. The difference between FSM pupils and others is taken to be alike in all schools."
        }
    }

    private var schools: [Int] {
        let last = max(target * 2, (now ?? 0) + 10, 12)
        let step = max(1, last / 60)
        var counts = Array(stride(from: 2, through: last, by: step))
        for count in [target, now ?? target] where count >= 2 && !counts.contains(count) {
            counts.append(count)
        }
        return counts.sorted()
    }

    private var svg: String {
        let lines = ProtocolPrecision.Group.allCases.compactMap { group -> CurvePlot.Line? in
            let points = schools.compactMap { count in
                precision.detectable(schools: count, for: group).map {
                    CurvePlot.Point(x: Double(count), y: $0)
                }
            }
            return points.count < 2 ? nil : CurvePlot.Line(name: group.title, points: points)
        }
        var plot = CurvePlot(
            title: "What this trial could detect",
            xName: "Schools",
            yName: "Minimum detectable effect size (SD)",
            lines: lines
        )
        plot.references = [
            .init(value: ProtocolPrecision.averageOfLargeTrials, label: "average of large trials: 0.06")
        ]
        plot.positions = [.init(x: Double(target), label: "target: \(target) schools")]
        if let now, now >= 2, now != target {
            plot.positions.insert(.init(x: Double(now), label: "now: \(now) schools"), at: 0)
        }
        plot.greatest = 1
        return (try? plot.responsive(id: "power").svg()) ?? ""
    }

    private var caption: String {
        let group = ProtocolPrecision.Group.all
        let wanted = precision.detectable(schools: target, for: group).map(EvidenceText.effect)
        let atTarget = wanted.map { "With \(target) schools: \($0)." } ?? ""
        guard let now else { return atTarget }
        let joined = now == 1 ? "1 school has joined" : "\(now) schools have joined"
        let value = precision.detectable(schools: now, for: group).map(EvidenceText.effect)
        return
            "\(joined): \(value.map { "it could now detect \($0)" } ?? "too few to detect anything yet"). \(atTarget)"
    }

    /// What one more school is worth.
    private var step: String? {
        let count = now ?? target
        guard let before = precision.detectable(schools: count, for: .all),
            let after = precision.detectable(schools: count + 1, for: .all),
            let ten = precision.detectable(schools: count + 10, for: .all)
        else { return nil }
        return
            "One more school brings it from \(EvidenceText.fixed(before, decimals: 3)) to \(EvidenceText.fixed(after, decimals: 3)), ten more to \(EvidenceText.fixed(ten, decimals: 3))."
    }

    private var table: DataTable {
        var counts: [(String, Int)] = []
        if let now, now != target { counts.append(("Now", now)) }
        counts.append(("At target", target))
        if let now { counts.append(("One more than now", now + 1)) }
        for factor in [2, 4] { counts.append(("\(factor) times the target", target * factor)) }
        return DataTable(
            "Minimum detectable effect size by number of schools",
            columns: [.init(""), .init("Schools", isNumber: true)]
                + ProtocolPrecision.Group.allCases.map { .init($0.title, isNumber: true) },
            rows: counts.map { label, count in
                [.text(label), .text("\(count)")]
                    + ProtocolPrecision.Group.allCases.map { group in
                        .text(
                            precision.detectable(schools: count, for: group).map(EvidenceText.effect)
                                ?? "none"
                        )
                    }
            }
        )
    }
}
