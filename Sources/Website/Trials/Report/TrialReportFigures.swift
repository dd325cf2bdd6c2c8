import Figures
import HTML
import Services
import Trials

/// The figures of a trial's report.
struct TrialReportFigures {
    let report: TrialReport
    /// What the schools are called, in the order of the trial, for whoever may know; empty for everyone else.
    var schools: [String] = []

    /// Everyone from allocation to analysis.
    @MarkupBuilder var flow: Markup {
        let verb = isDrawn ? "Randomised" : "In the study"
        let all = report.schoolsAllocated ?? schoolsByArm
        let diagram = FlowDiagram(
            title: "Participant flow",
            stages: recruiting(allocated: all) + [
                FlowDiagram.Stage(
                    FlowDiagram.Box(verb, lines: [schools(all), pupils(report.allocated)])
                )
            ],
            arms: report.arms.map { arm in
                FlowDiagram.Arm(name: arm.name, boxes: boxes(arm))
            }
        )
        if let figure = try? diagram.responsive(id: "trial-flow") {
            FigureBlock(
                svg: figure.svg(),
                caption:
                    "Everyone who \(isDrawn ? "was allocated" : "took part") is counted, whatever happened afterwards.",
                table: DataTable(figure.table)
            )
        }
    }

    private var isDrawn: Bool { report.plan.assignment.isRandomised }

    /// From the arms alone, as in reports that have no count of schools: pupils and classes are mostly drawn in each.
    private var schoolsByArm: Int {
        let schools = report.arms.map(\.schools)
        return report.plan.unit == .school ? schools.reduce(0, +) : schools.max() ?? 0
    }

    /// From the first school that was asked to those allocated.
    private func recruiting(allocated: Int) -> [FlowDiagram.Stage] {
        guard let recruited = report.recruited else { return [] }
        var lost: [String] = []
        if recruited.declined > 0 { lost.append("\(schools(recruited.declined)) said no") }
        if recruited.unanswered > 0 { lost.append("\(schools(recruited.unanswered)) did not answer") }
        let without = recruited.joined - allocated
        if without > 0 {
            lost.append("\(schools(without)) sent no roster in time, or withdrew before")
        }
        return [
            FlowDiagram.Stage(
                FlowDiagram.Box("Asked, or asked to join", lines: [schools(recruited.asked)]),
                leaving: lost.isEmpty
                    ? nil : FlowDiagram.Box(isDrawn ? "Not allocated" : "Not in the study", lines: lost)
            )
        ]
    }

    private func boxes(_ arm: TrialReport.Arm) -> [FlowDiagram.Box] {
        var allocated = [schools(arm.schools)]
        if let classes = arm.classes {
            allocated.append(classes == 1 ? "1 class" : "\(InWords.grouped(classes)) classes")
        }
        allocated.append(pupils(arm.allocated))
        if arm.leftDelivery > 0 {
            allocated.append("\(schools(arm.leftDelivery)) stopped delivering")
        }
        if let returned = arm.returned { allocated.append("\(schools(returned)) withdrew and came back") }
        var lost: [String] = []
        if arm.leftTesting > 0 { lost.append("\(schools(arm.leftTesting)) stopped testing") }
        let reasons = [
            (arm.schoolNotTested, "in schools that stopped testing"), (arm.noOutcome, "without an outcome"),
            (arm.noBaseline, "without a score before"), (arm.erased, "whose rows may not be used"),
        ]
        for (number, reason) in reasons where number != .exact(0) {
            lost.append("\(pupils(number)) \(reason)")
        }
        return [
            FlowDiagram.Box(isDrawn ? "Allocated" : "In this group", lines: allocated),
            FlowDiagram.Box("Not in the result", lines: lost.isEmpty ? ["nobody"] : lost),
            FlowDiagram.Box("Analysed", lines: [schools(arm.schoolsAnalysed), pupils(arm.analysed)]),
        ]
    }

    private func schools(_ count: Int) -> String { InWords.count(count, "school") }

    private func pupils(_ number: ProtectedCount) -> String {
        switch number {
        case .exact(let count): InWords.count(count, "pupil")
        case .few: "fewer than 10 pupils"
        case .hidden: "pupils: hidden"
        }
    }

    /// The primary result and all that stands beside it on one axis.
    @MarkupBuilder var analyses: Markup {
        if let primary = report.primary {
            let plot = analysesPlot(primary)
            if let figure = try? plot.responsive(id: "trial-effects") {
                FigureBlock(
                    svg: figure.svg(),
                    caption:
                        "Effect sizes with 95% intervals, all over the same standard deviation but those of parts, which are over their own.",
                    table: DataTable(figure.table)
                )
            }
        }
    }

    private func analysesPlot(_ primary: TrialReport.Comparison) -> ForestPlot {
        var everyone = [row("Primary result", primary.effect)]
        if report.plan.adjustsForBaseline, let plain = primary.withoutBaseline {
            everyone.append(row("Without the scores before", plain))
        }
        if let missing = report.missing.value {
            everyone.append(row("With missing scores imputed", missing.effect))
        }
        if let complier = report.complier.value {
            everyone.append(row("Those who received it", complier.effect))
        }
        for comparison in report.comparisons where comparison.arm != report.plan.primaryArm {
            everyone.append(row(report.plan.arms[comparison.arm], comparison.effect))
        }
        var groups = [ForestPlot.Group(heading: "All pupils", rows: everyone)]
        if let fsm = report.fsm.value {
            groups.append(
                ForestPlot.Group(
                    heading: "Free school meals",
                    rows: [
                        row("Eligible pupils", fsm.eligible), row("Other pupils", fsm.others),
                        row("Difference between them", fsm.interactionEffect),
                    ]
                )
            )
        }
        var plot = ForestPlot(
            title: "The result and what stands beside it",
            effectName: "Effect size (SD)",
            groups: groups
        )
        plot.rowName = "Analysis"
        let sides = ["Favours control", "Favours what was tested"]
        let isLowerBetter = report.plan.outcome.isLowerBetter == true
        plot.lowerSide = sides[isLowerBetter ? 1 : 0]
        plot.upperSide = sides[isLowerBetter ? 0 : 1]
        return plot
    }

    private func row(_ label: String, _ effect: StandardisedEffect) -> ForestPlot.Row {
        ForestPlot.Row(
            label: label,
            estimate: effect.g,
            interval: Interval(lower: effect.lower, upper: effect.upper)
        )
    }

    /// How alike the arms were before.
    @MarkupBuilder var balance: Markup {
        let shown = report.balance.filter { !$0.isAmongAnalysed || !hasBoth }
        if !shown.isEmpty {
            var plot = BalancePlot(
                title: "How alike the arms were before",
                rows: shown.map { BalancePlot.Row(label: $0.name, difference: $0.difference) }
            )
            if let figure = try? balancePlot(&plot).responsive(id: "trial-balance") {
                FigureBlock(
                    svg: figure.svg(),
                    caption:
                        "Standardised differences \(hasBoth ? "of everyone allocated" : "of the pupils analysed"); the bands end at 0.05 and 0.25 SD.",
                    table: DataTable(figure.table)
                )
            }
        }
    }

    private var hasBoth: Bool { report.balance.contains { !$0.isAmongAnalysed } }

    private func balancePlot(_ plot: inout BalancePlot) -> BalancePlot {
        plot.name = "Difference"
        return plot
    }

    /// Residuals against what the model assumes.
    @MarkupBuilder var residuals: Markup {
        if let residuals = report.residuals.value {
            let points = residuals.quantiles.map { ScatterPlot.Point(x: $0.expected, y: $0.found) }
            if let figure = try? residualPlot(points).responsive(id: "trial-residuals") {
                FigureBlock(
                    svg: figure.svg(),
                    caption:
                        "Quantiles of what the model leaves over; on the line they are as a normal distribution has them. At least ten pupils lie beyond each end.",
                    table: DataTable(figure.table)
                )
            }
        }
    }

    private func residualPlot(_ points: [ScatterPlot.Point]) -> ScatterPlot {
        var plot = ScatterPlot(
            title: "Residuals and the normal distribution",
            xName: "Expected (SD)",
            yName: "Found (SD)",
            groups: [ScatterPlot.Group(name: "Quantiles", points: points)]
        )
        let ends = points.map(\.x)
        if let first = ends.min(), let last = ends.max() {
            plot.lines = [ScatterPlot.Line(group: nil, fromX: first, fromY: first, toX: last, toY: last)]
        }
        plot.pointName = "Quantile"
        return plot
    }

    /// The result without each school, from the lowest on. Schools without a name are numbered in that order, which
    /// stands in no list of schools.
    var withoutEach: [(label: String, result: LeaveOneOut)] {
        let each = (report.leaveOneOut.value?.each ?? []).sorted { ($0.g, $0.school) < ($1.g, $1.school) }
        return each.enumerated().map { place, one in
            ("Without \(isNamed ? schools[one.school] : "school \(place + 1)")", one)
        }
    }

    private var isNamed: Bool {
        (report.leaveOneOut.value?.each ?? []).allSatisfy { schools.indices.contains($0.school) }
    }

    /// For those who analyse the trial.
    @MarkupBuilder var leaveOneOut: Markup {
        let rows = withoutEach.map { label, result in
            ForestPlot.Row(
                label: label,
                estimate: result.g,
                interval: Interval(lower: result.lower, upper: result.upper)
            )
        }
        if !rows.isEmpty {
            let plot = ForestPlot(
                title: "Leaving out one school at a time",
                effectName: "Effect size (SD)",
                groups: [ForestPlot.Group(rows: rows)]
            )
            if let figure = try? plot.responsive(id: "trial-leave-out") {
                FigureBlock(
                    svg: figure.svg(),
                    caption:
                        "For those who analyse the trial. \(isNamed ? "Never publish it: each school is named." : "Schools are numbered from the lowest result to the highest, not as any list has them.")",
                    table: DataTable(figure.table)
                )
            }
        }
    }
}
