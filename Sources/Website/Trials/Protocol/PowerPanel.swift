import Figures
import HTML
import Services
import Trials

/// What the trial could detect: now, at target, and with each further school until units are allocated, for all
/// pupils, for FSM pupils, and for the difference between them and others.
struct PowerPanel: Renderable {
    let precision: ProtocolPrecision
    /// Schools that have joined; `nil` for a draft.
    let now: Int?
    let target: Int
    /// The effect that the protocol wants to detect.
    let wanted: Double?
    /// Whether no school can join any more.
    let isAllocated: Bool

    init?(_ text: ProtocolText, now: Int?, isAllocated: Bool = false) {
        guard let precision = ProtocolPrecision(text) else { return nil }
        self.precision = precision
        self.now = now
        target = text.whole(.schools) ?? 60
        wanted = text.number(.targetMDES)
        self.isAllocated = isAllocated
    }

    var markup: Markup {
        FigureBlock(svg: svg, caption: caption, table: table)
        if let short { p { short } }
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
            let label = isAllocated ? "takes part: \(now) schools" : "now: \(now) schools"
            plot.positions.insert(.init(x: Double(now), label: label), at: 0)
        }
        plot.greatest = 1
        plot.isCount = true
        return (try? plot.responsive(id: "power").svg()) ?? ""
    }

    private var caption: String {
        let group = ProtocolPrecision.Group.all
        let planned = precision.detectable(schools: target, for: group).map(EvidenceText.effect)
        let atTarget = planned.map { "With \(target) schools: \($0)." } ?? ""
        guard let now else { return atTarget }
        let value = precision.detectable(schools: now, for: group).map(EvidenceText.effect)
        if isAllocated {
            let taken = now == 1 ? "1 school takes part" : "\(now) schools take part"
            return "\(taken): \(value.map { "the trial can detect \($0)" } ?? "too few to detect anything")."
        }
        let joined = now == 1 ? "1 school has joined" : "\(now) schools have joined"
        let detects = value.map { "it could now detect \($0)" } ?? "too few to detect anything yet"
        let first = "\(joined): \(detects)."
        return now == target ? first : "\(first) \(atTarget)"
    }

    /// That the schools wanted do not reach what the protocol wants to detect, and how many would: as rounded on this
    /// page, so that no two figures that read alike are told apart.
    var short: String? {
        guard !isAllocated, let wanted else { return nil }
        let goal = EvidenceText.effect(wanted)
        guard !reaches(wanted, with: target) else { return nil }
        let schools = target == 1 ? "1 school does" : "\(target) schools do"
        guard target < Self.mostSchools, reaches(wanted, with: Self.mostSchools) else {
            return
                "\(schools) not reach the target of \(goal), and with what the protocol expects not even \(InWords.grouped(Self.mostSchools)) would."
        }
        // More schools never detect less: the range that holds the fewest is halved.
        var (few, enough) = (target, Self.mostSchools)
        while enough - few > 1 {
            let middle = (few + enough) / 2
            if reaches(wanted, with: middle) { enough = middle } else { few = middle }
        }
        return "\(schools) not reach the target of \(goal): it takes \(enough)."
    }

    /// More schools than any trial will have.
    private static let mostSchools = 5_000

    private func reaches(_ wanted: Double, with schools: Int) -> Bool {
        guard let effect = precision.detectable(schools: schools, for: .all) else { return false }
        return (effect * 100).rounded() <= (wanted * 100).rounded()
    }

    /// What one more school is worth, while one can still join.
    private var step: String? {
        guard !isAllocated else { return nil }
        let count = now ?? target
        guard let before = precision.detectable(schools: count, for: .all),
            let after = precision.detectable(schools: count + 1, for: .all),
            let ten = precision.detectable(schools: count + 10, for: .all)
        else { return nil }
        let (first, second, third) = (
            EvidenceText.effect(before), EvidenceText.effect(after), EvidenceText.effect(ten)
        )
        return first == second
            ? "Ten more schools bring it from \(first) to \(third); one more changes it by less than 0.01."
            : "One more school brings it from \(first) to \(second), ten more to \(third)."
    }

    private var table: DataTable {
        var counts: [(String, Int)] = []
        if let now, now != target { counts.append((isAllocated ? "As allocated" : "Now", now)) }
        counts.append(("At target", target))
        if !isAllocated {
            if let now { counts.append(("One more than now", now + 1)) }
            for factor in [2, 4] { counts.append(("\(factor) times the target", target * factor)) }
        }
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
