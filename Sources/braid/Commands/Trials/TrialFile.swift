import Statistics

/// A trial's file with its columns coded for analysis.
struct TrialFile {
    let columns: TrialColumns
    let outcome: [Double]
    let treatment: [Double]
    let arms: (treated: String, control: String)
    let clusters: [String]?
    let strata: [String]?
    let baselines: [(name: String, values: [Double])]
    let subgroup: (name: String, inside: String, values: [Double])?
    let compliance: [Double]?
    /// Rows that can be analysed: outcome and every baseline present.
    let complete: [Int]

    init(_ command: Analyse) throws {
        let numeric = [command.outcome] + command.baseline + [command.compliance].compactMap { $0 }
        let text =
            [command.treatment] + [command.cluster, command.stratum, command.subgroup].compactMap { $0 }
        let columns = try TrialColumns(path: command.file, numeric: numeric, text: text)
        let outcome = columns.number(command.outcome)
        let labels = try columns.complete(command.treatment)
        let arms = try TrialFile.arms(
            Set(labels).sorted(),
            treated: command.treated,
            column: command.treatment
        )
        let baselines = command.baseline.map { (name: $0, values: columns.number($0)) }
        let compliance = command.compliance.map { columns.number($0) }
        let complete = outcome.indices.filter { row in
            !outcome[row].isNaN && baselines.allSatisfy { !$0.values[row].isNaN }
                && compliance.map { !$0[row].isNaN } ?? true
        }
        clusters = try command.cluster.map { try columns.complete($0) }
        strata = try command.stratum.map { try columns.complete($0) }
        subgroup = try command.subgroup.map { name in
            let labels = try columns.complete(name)
            let levels = Set(labels).sorted()
            guard levels.count == 2 else {
                throw CommandFailure.data("Column “\(name)” has \(levels.count) values; a subgroup has two.")
            }
            return (name, levels[1], labels.map { $0 == levels[1] ? 1 : 0 })
        }
        treatment = labels.map { $0 == arms.treated ? 1 : 0 }
        self.columns = columns
        self.outcome = outcome
        self.arms = arms
        self.baselines = baselines
        self.compliance = compliance
        self.complete = complete
    }

    private static func arms(
        _ levels: [String],
        treated: String?,
        column: String
    ) throws -> (treated: String, control: String) {
        guard levels.count == 2 else {
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
    func covariates(_ rows: [Int], baselines values: [[Double]]? = nil) throws -> DesignMatrix? {
        var names: [String] = []
        var columns: [[Double]] = []
        for (index, baseline) in baselines.enumerated() {
            names.append(baseline.name)
            let source = values?[index] ?? baseline.values
            columns.append(rows.map { source[$0] })
        }
        if let strata {
            let present = rows.map { strata[$0] }
            for level in Set(present).sorted().dropFirst() {
                names.append("stratum \(level)")
                columns.append(present.map { $0 == level ? 1 : 0 })
            }
        }
        return columns.isEmpty ? nil : DesignMatrix(names: names, matrix: Matrix(columns: columns))
    }

    /// Clusters of some rows.
    func clusters(_ rows: [Int]) -> Clusters? { clusters.map { all in Clusters(rows.map { all[$0] }) } }

    /// The line of a row of the analysis.
    func line(_ row: Int) -> Int? {
        complete.indices.contains(row) ? columns.lines[complete[row]] : nil
    }
}
