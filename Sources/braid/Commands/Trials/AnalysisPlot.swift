import ArgumentParser
import Figures
import Foundation

/// Which picture `braid analyse --plot` draws.
enum AnalysisPlotKind: String, ExpressibleByArgument, CaseIterable {
    case forest, flow, balance
}

extension AnalysisReport {
    /// One picture of the analysis.
    func figure(_ kind: AnalysisPlotKind, clusterName: String?) throws -> Figure {
        switch kind {
        case .forest: try effects.figure(id: "effects", width: .wide)
        case .flow: try flow(clusterName).figure(id: "flow", width: .wide)
        case .balance: try balance.figure(id: "balance", width: .wide)
        }
    }

    /// The effect of everyone and of the subgroup, in standard deviations.
    private var effects: ForestPlot {
        func row(_ label: String, _ size: Size, _ count: Int) -> ForestPlot.Row {
            ForestPlot.Row(
                label: label,
                estimate: size.hedgesG,
                interval: Interval(lower: size.lower, upper: size.upper),
                weight: Double(count)
            )
        }
        var rows = [row("Everyone", effectSize, n)]
        if let subgroup {
            rows.append(
                row(
                    "\(subgroup.name) = \(subgroup.inside)",
                    subgroup.subgroup.effectSize,
                    subgroup.subgroup.n
                )
            )
            rows.append(row("Others", subgroup.others.effectSize, subgroup.others.n))
        }
        return ForestPlot(
            title: "Effect of the trial",
            effectName: "Hedges' g",
            groups: [ForestPlot.Group(rows: rows)]
        )
    }

    /// Who was randomised, lost and analysed.
    private func flow(_ clusterName: String?) -> FlowDiagram {
        func lines(_ people: Int, _ clusters: [Int]?, _ arm: Int) -> [String] {
            (clusters.map { ["\($0[arm]) × \(clusterName ?? "cluster")"] } ?? []) + ["\(people) pupils"]
        }
        let columns = arms.enumerated().map { place, arm in
            let lost = attrition.randomised[place] - attrition.analysed[place]
            return FlowDiagram.Arm(
                name: arm.name,
                boxes: [
                    .init(
                        "Allocated",
                        lines: lines(attrition.randomised[place], attrition.clustersRandomised, place)
                    ),
                    .init("Outcome missing", lines: ["\(lost) pupils"]),
                    .init(
                        "With an outcome",
                        lines: lines(attrition.analysed[place], attrition.clustersAnalysed, place)
                    ),
                ]
            )
        }
        let randomised = attrition.randomised.reduce(0, +)
        return FlowDiagram(
            title: "Participant flow",
            stages: [.init(.init("Randomised", lines: ["\(randomised) pupils"]))],
            arms: columns
        )
    }

    /// How alike the arms were beforehand.
    private var balance: BalancePlot {
        BalancePlot(
            title: "Balance at baseline",
            rows: baselineDifference.map { .init(label: $0.name, difference: $0.difference) }
        )
    }
}

/// Writes pictures to files.
enum PlotFile {
    static func write(_ figure: Figure, to path: String) throws {
        do {
            try Data(figure.svg(.file(source: nil)).utf8).write(to: URL(fileURLWithPath: path))
        } catch {
            throw CommandFailure("\(path) cannot be written: \(error.localizedDescription)", code: 73)
        }
    }
}
