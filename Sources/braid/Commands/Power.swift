import ArgumentParser
import Figures
import Foundation
import Statistics

/// Which arrangement of units `braid power` asks about.
enum PowerDesign: String, ExpressibleByArgument, CaseIterable {
    case individual, cluster, multisite
    case threeLevel = "three-level"
    case blockedCluster = "blocked-cluster"
}

/// The answer of `braid power`, with the keys of its JSON.
struct PowerReport: Encodable {
    struct Point: Encodable {
        let units: Int
        let mdes, power: Double
    }

    let design: String
    let units: Int
    /// By the convention of registers: the sum of two central t quantiles times the standard error.
    let mdes: Double
    /// By the noncentral t distribution.
    let mdesExact: Double
    let effect, power, standardError, degreesOfFreedom: Double
    @Nullable var unitsNeeded: Int?
    let curve: [Point]

    var rows: [[String]] {
        let needed = unitsNeeded.map(String.init) ?? "not attainable"
        let head = [
            ["quantity", "value"], ["units", "\(units)"], ["mdes", AnalysisReport.text(mdes)],
            ["mdes (exact)", AnalysisReport.text(mdesExact)],
            ["power for \(effect)", AnalysisReport.text(power)],
            ["units needed for \(effect)", needed],
            ["degrees of freedom", AnalysisReport.text(degreesOfFreedom)],
        ]
        return head + curve.map { ["mdes with \($0.units)", AnalysisReport.text($0.mdes)] }
    }
}

/// `braid power`: what a trial of a given size can find.
struct Power: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Compute the minimum detectable effect, power and size of a trial.",
        discussion: """
            Units are pupils (individual), schools (cluster, three-level), sites (multisite) or blocks
            (blocked-cluster). The average effect of 141 large trials in schools was 0.06.
            """
    )

    private static let standardClassIcc: Double = 0.05

    @Option(help: "Which design: \(PowerDesign.allCases.map(\.rawValue).joined(separator: ", ")).")
    var design: PowerDesign = .cluster
    @Option(parsing: .unconditional, help: "Units randomised: pupils, schools, sites or blocks.")
    var units: Int
    @Option(parsing: .unconditional, help: "Pupils in each school or site (in each class with three levels).")
    var perUnit: Double = 25
    @Option(parsing: .unconditional, help: "Schools in each block, or classes in each school.")
    var middleUnits: Double = 4
    @Option(parsing: .unconditional, help: "Share of variance between schools.")
    var icc: Double = 0.15
    @Option(parsing: .unconditional, help: "With three levels: share of variance between classes.")
    var classIcc: Double = Power.standardClassIcc
    @Option(parsing: .unconditional, help: "Share of pupil-level variance that covariates explain.")
    var r2Pupil: Double = 0
    @Option(parsing: .unconditional, help: "Share of school-level variance that covariates explain.")
    var r2School: Double = 0
    @Option(
        parsing: .unconditional,
        help: "With three levels: share of class-level variance that covariates explain."
    )
    var r2Class: Double = 0
    @Option(
        parsing: .unconditional,
        help: """
            With multisite or blocked-cluster: variance of effects between sites or blocks, as a share of the variance of \
            outcomes between them (0: one effect).
            """
    )
    var heterogeneity: Double = 0
    @Option(
        parsing: .unconditional,
        help: "With blocked-cluster and --heterogeneity: share of variance between blocks."
    )
    var blockIcc: Double = 0
    @Flag(help: "With multisite: the effect is the mean of these sites' own effects.")
    var fixedSites = false
    @Option(parsing: .unconditional, help: "Share of units allocated to treatment.")
    var treatedShare: Double = 0.5
    @Option(parsing: .unconditional, help: "Covariates at the level of randomisation.")
    var covariates: Double = 0
    @Option(parsing: .unconditional, help: "Share of pupils lost.")
    var attrition: Double = 0
    @Option(parsing: .unconditional, help: "With cluster and three-level: share of schools lost.")
    var schoolAttrition: Double = 0
    @Option(
        parsing: .unconditional,
        help: """
            Coefficient of variation of the sizes of schools (with three levels: classes; with multisite and \
            --heterogeneity: sites).
            """
    )
    var sizeVariation: Double = 0
    @Option(parsing: .unconditional, help: "The effect asked about, in standard deviations.")
    var effect: Double = 0.2
    @Option(parsing: .unconditional, help: "The power asked for.")
    var power: Double = 0.8
    @Option(parsing: .unconditional, help: "The level of the test.")
    var alpha: Double = 0.05
    @Flag(help: "Test one tail only.")
    var oneTailed = false
    @Option(help: "How to print: \(AnswerFormat.allCases.map(\.rawValue).joined(separator: ", ")).")
    var format: AnswerFormat = .table
    @Option(help: "Draw the smallest detectable effect by the number of units into this SVG file.")
    var plot: String?

    func validate() throws {
        guard units >= 1 else { throw ValidationError("--units is a whole number above zero.") }
        for (name, value) in [("--per-unit", perUnit), ("--middle-units", middleUnits)] where !(value >= 1) {
            throw ValidationError("\(name) is at least 1.")
        }
        let shares = [
            ("--icc", icc), ("--class-icc", classIcc), ("--r2-pupil", r2Pupil), ("--r2-school", r2School),
            ("--attrition", attrition), ("--school-attrition", schoolAttrition), ("--r2-class", r2Class),
            ("--block-icc", blockIcc),
        ]
        for (name, value) in shares where !(value >= 0 && value < 1) {
            throw ValidationError("\(name) is a share in 0…1, below 1.")
        }
        for (name, value) in [("--treated-share", treatedShare), ("--power", power), ("--alpha", alpha)]
        where !(value > 0 && value < 1) {
            throw ValidationError("\(name) lies between 0 and 1.")
        }
        for (name, value) in [
            ("--heterogeneity", heterogeneity), ("--covariates", covariates),
            ("--size-variation", sizeVariation),
        ] where !(value >= 0 && value.isFinite) {
            throw ValidationError("\(name) is zero or more.")
        }
        for (name, value, designs) in applicable where value && !designs.contains(design) {
            let names = designs.map(\.rawValue).joined(separator: " or ")
            throw ValidationError("\(name) has no part in --design \(design.rawValue), only in \(names).")
        }
        guard !(fixedSites && heterogeneity > 0) else {
            throw ValidationError("--fixed-sites and --heterogeneity ask for different effects: give one.")
        }
        guard blockIcc == 0 || heterogeneity > 0 else {
            throw ValidationError("--block-icc is used with --heterogeneity.")
        }
        // With one effect for all sites only the number of pupils counts, however they are spread; with effects
        // that differ between blocks the formula knows only schools of one size.
        guard !(design == .multisite && sizeVariation > 0) || heterogeneity > 0 else {
            throw ValidationError("--size-variation is used in --design multisite with --heterogeneity.")
        }
        guard !(design == .blockedCluster && sizeVariation > 0) || heterogeneity == 0 else {
            throw ValidationError(
                "--size-variation has no part in --design blocked-cluster with --heterogeneity."
            )
        }
        guard effect != 0, effect.isFinite else {
            throw ValidationError("--effect is a number other than zero.")
        }
    }

    /// The options that only some designs know, and whether each is given: a flag that changes nothing would be
    /// taken for one that counts.
    private var applicable: [(String, Bool, [PowerDesign])] {
        [
            ("--class-icc", classIcc != Self.standardClassIcc, [.threeLevel]),
            ("--r2-class", r2Class > 0, [.threeLevel]),
            ("--r2-school", r2School > 0, [.cluster, .threeLevel, .blockedCluster]),
            ("--heterogeneity", heterogeneity > 0, [.multisite, .blockedCluster]),
            ("--block-icc", blockIcc > 0, [.blockedCluster]),
            ("--fixed-sites", fixedSites, [.multisite]),
            ("--school-attrition", schoolAttrition > 0, [.cluster, .threeLevel]),
            ("--size-variation", sizeVariation > 0, [.cluster, .threeLevel, .blockedCluster, .multisite]),
        ]
    }

    private var arrangement: TrialDesign {
        let count = Double(units)
        switch design {
        case .individual: return .individual(pupils: count, rSquared: r2Pupil)
        case .cluster:
            return .cluster(
                schools: count,
                pupilsPerSchool: perUnit,
                icc: icc,
                rSquaredPupil: r2Pupil,
                rSquaredSchool: r2School
            )
        case .multisite:
            let effects: TrialDesign.SiteEffects =
                heterogeneity > 0
                ? .random(icc: icc, heterogeneity: heterogeneity) : fixedSites ? .fixed : .constant
            return .multisite(sites: count, pupilsPerSite: perUnit, rSquared: r2Pupil, effects: effects)
        case .threeLevel:
            return .threeLevel(
                schools: count,
                classesPerSchool: middleUnits,
                pupilsPerClass: perUnit,
                classICC: classIcc,
                schoolICC: icc,
                rSquaredPupil: r2Pupil,
                rSquaredClass: r2Class,
                rSquaredSchool: r2School
            )
        case .blockedCluster where heterogeneity > 0:
            return .randomBlockCluster(
                blocks: count,
                schoolsPerBlock: middleUnits,
                pupilsPerSchool: perUnit,
                schoolICC: icc,
                blockICC: blockIcc,
                heterogeneity: heterogeneity,
                rSquaredPupil: r2Pupil,
                rSquaredSchool: r2School
            )
        case .blockedCluster:
            return .blockedCluster(
                blocks: count,
                schoolsPerBlock: middleUnits,
                pupilsPerSchool: perUnit,
                icc: icc,
                rSquaredPupil: r2Pupil,
                rSquaredSchool: r2School
            )
        }
    }

    func run() throws {
        let report: PowerReport
        do {
            report = try self.report()
        } catch let error as DesignError {
            throw CommandFailure.usage(StatisticsFailure.describe(error, line: { _ in nil }))
        }
        if let plot {
            do {
                try PlotFile.write(picture(report).figure(id: "power", width: .wide), to: plot)
            } catch let error as FigureError {
                throw CommandFailure.data("The plot cannot be drawn: \(error).")
            }
        }
        switch format {
        case .json: print(try AnswerPrinter.json(report))
        case .csv: print(AnswerPrinter.csv(report.rows))
        case .markdown: print(AnswerPrinter.markdown(report.rows))
        case .table: print(AnswerPrinter.table(report.rows))
        }
    }

    private func report() throws -> PowerReport {
        let conditions = TrialDesign.Conditions(
            treatedShare: treatedShare,
            covariates: covariates,
            pupilAttrition: attrition,
            clusterAttrition: schoolAttrition,
            sizeVariation: sizeVariation
        )
        let precision = try arrangement.precision(conditions)
        let counts = Set((1...10).map { max(units * $0 / 5, 1) }).sorted()
        let curve = try arrangement.curve(
            units: counts,
            effect: effect,
            power: power,
            alpha: alpha,
            twoTailed: !oneTailed,
            conditions
        )
        return PowerReport(
            design: design.rawValue,
            units: units,
            mdes: try precision.conventionalEffect(power: power, alpha: alpha, twoTailed: !oneTailed),
            mdesExact: try precision.minimumDetectableEffect(
                power: power,
                alpha: alpha,
                twoTailed: !oneTailed
            ),
            effect: effect,
            power: try precision.power(effect: effect, alpha: alpha, twoTailed: !oneTailed),
            standardError: precision.standardError,
            degreesOfFreedom: precision.degreesOfFreedom,
            unitsNeeded: try needed(conditions),
            curve: curve.map { .init(units: $0.units, mdes: $0.conventionalEffect, power: $0.power) }
        )
    }

    /// The detectable effect as units join, with the average of large trials as a line.
    private func picture(_ report: PowerReport) -> CurvePlot {
        var plot = CurvePlot(
            title: "What a trial of this design can find",
            xName: "Units randomised",
            yName: "Smallest detectable effect (SD)",
            lines: [
                .init(
                    name: design.rawValue,
                    points: report.curve.map { .init(x: Double($0.units), y: $0.mdes) }
                )
            ]
        )
        plot.references = [.init(value: 0.06, label: "average of 141 large trials")]
        plot.positions = [.init(x: Double(units), label: "\(units) units")]
        return plot
    }

    /// The units that find the effect, or `nil` when no number does.
    private func needed(_ conditions: TrialDesign.Conditions) throws(DesignError) -> Int? {
        do throws(DesignError) {
            return try arrangement.unitsNeeded(
                effect: effect,
                power: power,
                alpha: alpha,
                twoTailed: !oneTailed,
                conditions
            )
        } catch {
            if case .unattainable = error { return nil }
            throw error
        }
    }
}
