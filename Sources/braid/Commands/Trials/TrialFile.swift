import Statistics

/// A trial's file with its columns coded for analysis.
struct TrialFile {
    let columns: TrialColumns
    /// Whether the analysis is that of a trial's page, whose method says what it needs of each pupil.
    private let isPage: Bool
    let outcome: [Double]
    let treatment: [Double]
    let arms: (treated: String, control: String)
    /// Further arms, as a trial's page has them; none unless control is named.
    let otherArms: [String]
    /// The arm of each row: 0 control, 1 treated, then the further ones.
    let arm: [Int]
    let clusters: LabelColumn?
    let strata: LabelColumn?
    let baselines: [(name: String, values: [Double])]
    /// Not a number where nobody knows: such a pupil is left out of the subgroup's part, and of nothing else.
    let subgroup: (name: String, inside: String, values: [Double])?
    /// Missing where a pupil has none.
    let classes: LabelColumn?
    let factors: [LabelColumn]
    let pupils: LabelColumn?
    let compliance: [Double]?
    /// Rows that can be analysed: outcome and every baseline present.
    let complete: [Int]

    init(_ command: Analyse) throws {
        let numeric =
            [command.outcome] + command.baseline
            + [command.compliance, command.design.score].compactMap { $0 }
        let text =
            [command.treatment] + [command.cluster, command.stratum, command.subgroup].compactMap { $0 }
            + [command.page.classGroup, command.page.pupil].compactMap { $0 } + command.page.factor
        let isPage = command.page.isAsked || command.design.isAsked
        let columns = try TrialColumns(path: command.file, numeric: numeric, text: text)
        let outcome = columns.number(command.outcome)
        let labels = try columns.labelled(command.treatment)
        let arms = try TrialFile.arms(
            labels.levels.sorted(),
            treated: command.treated,
            control: command.page.control,
            allowsFurther: command.page.isAsked,
            column: command.treatment
        )
        let baselines = command.baseline.map { (name: $0, values: columns.number($0)) }
        let compliance = command.compliance.map { columns.number($0) }
        // A page's own method says what a pupil must have; here only that there is somebody.
        let needed =
            [outcome]
            + (isPage ? [] : baselines.map(\.values))
        var isComplete = Array(repeating: true, count: outcome.count)
        for values in needed {
            for row in values.indices where values[row].isNaN { isComplete[row] = false }
        }
        complete = isComplete.indices.filter { isComplete[$0] }
        clusters = try command.cluster.map { try columns.labelled($0) }
        strata = try command.stratum.map { try columns.labelled($0) }
        subgroup = try command.subgroup.map { name in
            let labels = columns.label(name)
            let levels = labels.levels.sorted()
            let isFew = isPage && levels.count < 2
            guard levels.count == 2 || isFew else {
                throw CommandFailure.data(
                    "Column “\(name)” has \(levels.count == 1 ? "1 value" : "\(levels.count) values"); a subgroup has two."
                )
            }
            let inside = isFew ? levels.first { ["1", "yes"].contains($0.lowercased()) } ?? "" : levels[1]
            let values: [Double] = labels.codes.map { code in
                code == LabelColumn.missing ? .nan : labels.levels[Int(code)] == inside ? 1 : 0
            }
            return (name, inside, values)
        }
        classes = command.page.classGroup.map { columns.label($0) }
        factors = try command.page.factor.map { try columns.labelled($0) }
        pupils = try command.page.pupil.map { try columns.labelled($0) }
        let others = labels.levels.filter { $0 != arms.treated && $0 != arms.control }
        let places = labels.levels.map { level in
            level == arms.control ? 0 : level == arms.treated ? 1 : 2 + (others.firstIndex(of: level) ?? 0)
        }
        let placeOfRow = labels.codes.map { places[Int($0)] }
        otherArms = others
        arm = placeOfRow
        treatment = placeOfRow.map { $0 == 1 ? 1 : 0 }
        self.isPage = isPage
        self.columns = columns
        self.outcome = outcome
        self.arms = (arms.treated, arms.control)
        self.baselines = baselines
        self.compliance = compliance
        guard !complete.isEmpty else {
            throw CommandFailure.data("No row has an outcome and every baseline.")
        }
        try refuseConstants(command)
    }

    /// Names a column that is the same in every row of the analysis.
    private func refuseConstants(_ command: Analyse) throws {
        let checked = [(command.outcome, outcome)] + baselines.map { ($0.name, $0.values) }
        for (name, values) in checked
        where (name == command.outcome || !isPage)
            && !complete.contains(where: { values[$0] != values[complete[0]] })
        {
            throw CommandFailure.data(
                "Column “\(name)” has one value in every row of the analysis: no variation."
            )
        }
        for (name, code) in [(arms.treated, 1), (arms.control, 0)]
        where !complete.contains(where: { arm[$0] == code }) {
            throw CommandFailure.data(
                "Column “\(command.treatment)”: no row in the arm “\(name)” has an outcome and every baseline."
            )
        }
    }

    private static func arms(
        _ levels: [String],
        treated: String?,
        control: String?,
        allowsFurther: Bool,
        column: String
    ) throws -> (treated: String, control: String) {
        guard levels.count != 1 else {
            throw CommandFailure.data(
                "Column “\(column)” is “\(levels[0])” in every row: treatment has no variation."
            )
        }
        if let control, let treated {
            for name in [control, treated] where !levels.contains(name) {
                throw CommandFailure.data("Column “\(column)” has no value “\(name)”.")
            }
            return (treated, control)
        }
        guard levels.count == 2 else {
            if allowsFurther, levels.count > 2 {
                for name in [control, treated].compactMap(\.self) where !levels.contains(name) {
                    throw CommandFailure.data("Column “\(column)” has no value “\(name)”.")
                }
                let others = levels.filter { $0 != control && $0 != treated }
                let missing: [String] =
                    (treated == nil ? ["treatment with --treated"] : [])
                    + (control == nil ? ["control with --control"] : [])
                throw CommandFailure.usage(
                    "Say which of \(others.joined(separator: ", ")) is \(missing.joined(separator: " and which is ")); other values are further arms."
                )
            }
            throw CommandFailure.data(
                "Column “\(column)” has \(levels.count) values (\(levels.prefix(4).joined(separator: ", "))); "
                    + "a trial compares two arms."
            )
        }
        if let treated {
            guard let place = levels.firstIndex(of: treated) else {
                throw CommandFailure.data("Column “\(column)” has no value “\(treated)”.")
            }
            return (treated, levels[1 - place])
        }
        guard levels == ["0", "1"] else {
            throw CommandFailure.usage(
                "Say which of \(levels.joined(separator: ", ")) is treatment with --treated."
            )
        }
        return ("1", "0")
    }

    /// Baselines and strata of some rows; none when there are none.
    func covariates(_ rows: [Int], baselines values: [[Double]]? = nil) -> DesignMatrix? {
        var names: [String] = []
        var columns: [[Double]] = []
        for (index, baseline) in baselines.enumerated() {
            names.append(baseline.name)
            let source = values?[index] ?? baseline.values
            columns.append(rows.count == source.count ? source : rows.map { source[$0] })
        }
        for stratum in stratumColumns(rows) {
            names.append(stratum.name)
            columns.append(stratum.values)
        }
        return columns.isEmpty ? nil : DesignMatrix(names: names, matrix: Matrix(columns: columns))
    }

    /// Indicators of the strata of some rows, of each but the first.
    func stratumColumns(_ rows: [Int]) -> [(name: String, values: [Double])] {
        guard let strata else { return [] }
        let present = rows.map { strata.codes[$0] }
        let levels = Set(present).sorted { strata.levels[Int($0)] < strata.levels[Int($1)] }
        return levels.dropFirst().map { level in
            ("stratum \(strata.levels[Int(level)])", present.map { $0 == level ? 1 : 0 })
        }
    }

    /// Clusters of some rows.
    func clusters(_ rows: [Int]) -> Clusters? {
        clusters.map { all in
            // Labels of the whole file are numbered as they appear.
            rows.count == all.codes.count
                ? Clusters(numbered: all.codes.map(Int.init)) : Clusters(rows.map { all.codes[$0] })
        }
    }

    /// The stratum of some rows.
    func stratumIndex(_ rows: [Int]) -> [Int]? {
        strata.map { all in Clusters(rows.map { all.codes[$0] }).index }
    }

    /// The line of a row of the analysis.
    func line(_ row: Int) -> Int? {
        complete.indices.contains(row) ? columns.lines[complete[row]] : nil
    }
}
