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
            Units are pupils (individual), schools (cluster, three-level), sites (multisite) or blocks (blocked-cluster). The average \
            effect of 141 large trials in schools was 0.06.
            """
    )

    /// More than there are pupils; the curve goes to twice as many.
    private static let mostUnits = 100_000_000
    private static let mostVariation: Double = 1.5
    private static let standardPerUnit = 25
    private static let standardMiddleUnits = 4
    private static let standardIcc: Double = 0.15
    private static let standardClassIcc: Double = 0.05

    @Option(help: "Which design: \(PowerDesign.allCases.map(\.rawValue).joined(separator: ", ")).")
    var design: PowerDesign = .cluster
    @Option(parsing: .unconditional, help: "Units randomised: pupils, schools, sites or blocks.")
    var units: Int
    // What only some designs know has no value until it is given: who gives one that changes nothing is told.
    @Option(
        parsing: .unconditional,
        help: """
            Pupils in each school or site, or in each class with three levels (default: \
            \(Self.standardPerUnit)); not with individual.
            """
    )
    var perUnit: Double?
    @Option(
        parsing: .unconditional,
        help: """
            With blocked-cluster: schools in each block; with three-level: classes in each school \
            (default: \(Self.standardMiddleUnits)).
            """
    )
    var middleUnits: Double?
    @Option(
        parsing: .unconditional,
        help: """
            Share of variance between schools (default: \(Self.standardIcc)); with multisite and --heterogeneity: \
            between sites; not with individual.
            """
    )
    var icc: Double?
    @Option(
        parsing: .unconditional,
        help: "With three-level: share of variance between classes (default: \(Self.standardClassIcc))."
    )
    var classIcc: Double?
    @Option(parsing: .unconditional, help: "Share of pupil-level variance that covariates explain.")
    var r2Pupil: Double = 0
    @Option(
        parsing: .unconditional,
        help: """
            With cluster, three-level or blocked-cluster: share of school-level variance that covariates explain \
            (default: 0).
            """
    )
    var r2School: Double?
    @Option(
        parsing: .unconditional,
        help: "With three-level: share of class-level variance that covariates explain (default: 0)."
    )
    var r2Class: Double?
    @Option(
        parsing: .unconditional,
        help: """
            With multisite or blocked-cluster: variance of effects between sites or blocks, as a share of the variance of \
            outcomes between them (default: 0, one effect).
            """
    )
    var heterogeneity: Double?
    @Option(
        parsing: .unconditional,
        help: "With blocked-cluster and --heterogeneity: share of variance between blocks (default: 0)."
    )
    var blockIcc: Double?
    @Flag(help: "With multisite: the effect is the mean of these sites' own effects.")
    var fixedSites = false
    @Option(parsing: .unconditional, help: "Share of units allocated to treatment.")
    var treatedShare: Double = 0.5
    @Option(parsing: .unconditional, help: "Covariates at the level of randomisation.")
    var covariates: Double = 0
    @Option(parsing: .unconditional, help: "Share of pupils lost.")
    var attrition: Double = 0
    @Option(
        parsing: .unconditional,
        help: "With cluster and three-level: share of schools lost (default: 0)."
    )
    var schoolAttrition: Double?
    @Option(
        parsing: .unconditional,
        help: """
            Coefficient of variation of the sizes of schools (with three-level: classes; with multisite and \
            --heterogeneity: sites; default: 0).
            """
    )
    var sizeVariation: Double?
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
        guard (1...Self.mostUnits).contains(units) else {
            throw ValidationError("--units is a whole number from 1 to \(Self.mostUnits).")
        }
        for case (let name, let value?) in [("--per-unit", perUnit), ("--middle-units", middleUnits)]
        where !(value >= 1) {
            throw ValidationError("\(name) is at least 1.")
        }
        let shares: [(String, Double?)] = [
            ("--icc", icc), ("--class-icc", classIcc), ("--r2-pupil", r2Pupil), ("--r2-school", r2School),
            ("--attrition", attrition), ("--school-attrition", schoolAttrition), ("--r2-class", r2Class),
            ("--block-icc", blockIcc),
        ]
        for case (let name, let value?) in shares where !(value >= 0 && value < 1) {
            throw ValidationError("\(name) is a share in 0…1, below 1.")
        }
        for (name, value) in [("--treated-share", treatedShare), ("--power", power), ("--alpha", alpha)]
        where !(value > 0 && value < 1) {
            throw ValidationError("\(name) lies between 0 and 1.")
        }
        // Sites and blocks hold both arms themselves.
        let fewest: Double = Double(units) * min(treatedShare, 1 - treatedShare)
        let isOneArm: Bool = design != .multisite && design != .blockedCluster
        if isOneArm, fewest < 1 - 1e-9 {
            throw ValidationError("--treated-share leaves one arm without a unit.")
        }
        if isOneArm, fewest * (1 - (schoolAttrition ?? 0)) < 1 - 1e-9 {
            throw ValidationError("--school-attrition leaves one arm without a school.")
        }
        if attrition > 0, pupilsLeft.count < 2 - 1e-9 {
            throw ValidationError("--attrition leaves fewer than two pupils in \(pupilsLeft.place).")
        }
        guard power > alpha else {
            throw ValidationError(
                "--power is above --alpha: that many trials find something where nothing is."
            )
        }
        let amounts: [(String, Double?)] = [
            ("--heterogeneity", heterogeneity), ("--covariates", covariates),
            ("--size-variation", sizeVariation),
        ]
        for case (let name, let value?) in amounts where !(value >= 0 && value.isFinite) {
            throw ValidationError("\(name) is zero or more.")
        }
        if let sizeVariation, sizeVariation >= Self.mostVariation {
            throw ValidationError(
                "--size-variation is below \(Self.mostVariation): the formula for unequal sizes holds no further."
            )
        }
        for (name, isGiven, designs) in applicable where isGiven && !designs.contains(design) {
            let names = designs.map(\.rawValue).joined(separator: " or ")
            throw ValidationError("\(name) has no part in --design \(design.rawValue), only in \(names).")
        }
        guard !(fixedSites && hasVaryingEffects) else {
            throw ValidationError("--fixed-sites and --heterogeneity ask for different effects: give one.")
        }
        guard blockIcc == nil || hasVaryingEffects else {
            throw ValidationError("--block-icc is used with --heterogeneity.")
        }
        // With one effect for all sites only the number of pupils counts, however they are spread and however much the
        // sites differ; with effects that differ between blocks the formula knows only schools of one size.
        for (name, isGiven) in [("--icc", icc != nil), ("--size-variation", sizeVariation != nil)]
        where isGiven && design == .multisite && !hasVaryingEffects {
            throw ValidationError("\(name) is used in --design multisite with --heterogeneity.")
        }
        guard !(design == .blockedCluster && sizeVariation != nil) || !hasVaryingEffects else {
            throw ValidationError(
                "--size-variation has no part in --design blocked-cluster with --heterogeneity."
            )
        }
        guard effect != 0, effect.isFinite else {
            throw ValidationError("--effect is a number other than zero.")
        }
    }

    /// The options that only some designs know, and whether each is given: one that changes nothing would be taken for
    /// one that counts.
    private var applicable: [(String, Bool, [PowerDesign])] {
        [
            ("--per-unit", perUnit != nil, [.cluster, .multisite, .threeLevel, .blockedCluster]),
            ("--middle-units", middleUnits != nil, [.threeLevel, .blockedCluster]),
            ("--icc", icc != nil, [.cluster, .multisite, .threeLevel, .blockedCluster]),
            ("--class-icc", classIcc != nil, [.threeLevel]),
            ("--r2-class", r2Class != nil, [.threeLevel]),
            ("--r2-school", r2School != nil, [.cluster, .threeLevel, .blockedCluster]),
            ("--heterogeneity", heterogeneity != nil, [.multisite, .blockedCluster]),
            ("--block-icc", blockIcc != nil, [.blockedCluster]),
            ("--fixed-sites", fixedSites, [.multisite]),
            ("--school-attrition", schoolAttrition != nil, [.cluster, .threeLevel]),
            ("--size-variation", sizeVariation != nil, [.cluster, .threeLevel, .blockedCluster, .multisite]),
        ]
    }

    /// How many pupils stay in the smallest group that the design knows.
    private var pupilsLeft: (count: Double, place: String) {
        let stay: Double = 1 - attrition
        let inEach: Double = (perUnit ?? Double(Self.standardPerUnit)) * stay
        switch design {
        case .individual: return (Double(units) * stay * min(treatedShare, 1 - treatedShare), "one arm")
        case .cluster, .blockedCluster: return (inEach, "each school")
        case .multisite: return (inEach, "each site")
        case .threeLevel: return (inEach, "each class")
        }
    }

    /// Whether effects differ between sites or blocks.
    private var hasVaryingEffects: Bool { (heterogeneity ?? 0) > 0 }

    private var arrangement: TrialDesign {
        let count = Double(units)
        let perUnit: Double = perUnit ?? Double(Self.standardPerUnit)
        let middleUnits: Double = middleUnits ?? Double(Self.standardMiddleUnits)
        let icc: Double = icc ?? Self.standardIcc
        let r2School: Double = r2School ?? 0
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
                hasVaryingEffects
                ? .random(icc: icc, heterogeneity: heterogeneity ?? 0) : fixedSites ? .fixed : .constant
            return .multisite(sites: count, pupilsPerSite: perUnit, rSquared: r2Pupil, effects: effects)
        case .threeLevel:
            return .threeLevel(
                schools: count,
                classesPerSchool: middleUnits,
                pupilsPerClass: perUnit,
                classICC: classIcc ?? Self.standardClassIcc,
                schoolICC: icc,
                rSquaredPupil: r2Pupil,
                rSquaredClass: r2Class ?? 0,
                rSquaredSchool: r2School
            )
        case .blockedCluster where hasVaryingEffects:
            return .randomBlockCluster(
                blocks: count,
                schoolsPerBlock: middleUnits,
                pupilsPerSchool: perUnit,
                schoolICC: icc,
                blockICC: blockIcc ?? 0,
                heterogeneity: heterogeneity ?? 0,
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
        // Whatever the form, what JSON cannot hold is no answer.
        let json = try AnswerPrinter.json(report)
        if let plot {
            do {
                try PlotFile.write(picture(report).figure(id: "power", width: .wide), to: plot)
            } catch let error as FigureError {
                throw CommandFailure.data("The plot cannot be drawn: \(error).")
            }
        }
        switch format {
        case .json: print(json)
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
            clusterAttrition: schoolAttrition ?? 0,
            sizeVariation: sizeVariation ?? 0
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
        plot.isCount = true
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
