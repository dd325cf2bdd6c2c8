import Services
import Statistics

/// What the rows of the analysis tell of how units were randomised.
extension TrialAnalysis {
    /// How a permutation may move treatment: whole clusters within strata where each lies in one arm, otherwise pupils
    /// within their cluster, and within the strata there.
    func permutationDesign(_ clusters: Clusters) throws -> PermutationDesign {
        let strata = file.stratumIndex(rows)
        guard areWhole(clusters) else {
            let groups = strata.map { RandomTerm.nested($0, within: clusters) } ?? clusters
            return try PermutationDesign(treatment: treatment, strata: groups.index)
        }
        if let strata {
            var known: [Int?] = Array(repeating: nil, count: clusters.count)
            for (row, cluster) in clusters.index.enumerated() {
                guard known[cluster] ?? strata[row] == strata[row] else {
                    throw CommandFailure.data(
                        "Line \(file.columns.lines[rows[row]]): “\(clusterName(row))” lies in more than one stratum of "
                            + "“\(command.stratum ?? "")”, and whole clusters are moved within theirs."
                    )
                }
                known[cluster] = strata[row]
            }
        }
        return try PermutationDesign(treatment: treatment, clusters: clusters, strata: strata)
    }

    /// Whether every cluster lies in one arm, so that clusters were randomised whole.
    func areWhole(_ clusters: Clusters) -> Bool { strayed(clusters).allSatisfy { $0 == 0 } }

    /// What a reader should know of the allocation as the file has it.
    func allocationWarnings(_ clusters: Clusters?) -> [String] {
        var warnings: [String] = []
        if let clusters, let text = contamination(clusters) { warnings.append(text) }
        if let text = strataOfOneArm() { warnings.append(text) }
        for (name, labels) in [(command.cluster, file.clusters), (command.stratum, file.strata)] {
            guard let name, let labels, let pair = Self.alike(labels.levels) else { continue }
            warnings.append(
                "In “\(name)” “\(pair.0)” and “\(pair.1)” differ in capitals or spaces alone, and count as two."
            )
        }
        return warnings
    }

    /// Clusters with pupils of both arms where nearly all clusters have one.
    ///
    /// Nearly all are four in five of the clusters that could have both, or all but one in twenty of their pupils: where
    /// pupils are drawn within clusters, about half of them are in the smaller arm of their cluster.
    private func contamination(_ clusters: Clusters) -> String? {
        let strayed = strayed(clusters)
        let mixed = strayed.indices.filter { strayed[$0] > 0 }
        let sizes = clusters.sizes.filter { $0 > 1 }
        let isFew =
            mixed.count * 5 <= sizes.count || strayed.reduce(0, +) * 20 <= sizes.reduce(0, +)
        guard !mixed.isEmpty, isFew else { return nil }
        var names: [Int: String] = [:]
        for (row, cluster) in clusters.index.enumerated() where strayed[cluster] > 0 {
            names[cluster] = names[cluster] ?? clusterName(row)
        }
        let parts = mixed.map { "\(names[$0] ?? "") (\(strayed[$0]) of \(clusters.sizes[$0]))" }
        return
            "Nearly every cluster lies wholly in one arm, but pupils are in the other arm in \(Self.listed(parts)). "
            + "Where whole clusters were randomised, write the arm that each pupil's cluster was given: as the file "
            + "stands, permutations move pupils within clusters, and bootstraps do not keep the number of clusters in "
            + "each arm."
    }

    /// Strata that compare nothing.
    private func strataOfOneArm() -> String? {
        guard let strata = file.strata else { return nil }
        var arms: [Int32: Set<Double>] = [:]
        for (place, row) in rows.enumerated() {
            arms[strata.codes[row], default: []].insert(treatment[place])
        }
        let single = arms.filter { $0.value.count == 1 }.map { strata.levels[Int($0.key)] }.sorted()
        guard !single.isEmpty else { return nil }
        return "Only one arm is in \(Self.listed(single)) of “\(command.stratum ?? "")”: "
            + "\(single.count == 1 ? "this stratum says" : "these strata say") nothing about the effect."
    }

    /// Of each cluster, how many pupils are in the arm that fewer of it are in.
    private func strayed(_ clusters: Clusters) -> [Int] {
        var treated: [Int] = Array(repeating: 0, count: clusters.count)
        for (row, cluster) in clusters.index.enumerated() where treatment[row] == 1 { treated[cluster] += 1 }
        return zip(treated, clusters.sizes).map { min($0, $1 - $0) }
    }

    /// What the file calls the cluster of a row of the analysis.
    private func clusterName(_ row: Int) -> String {
        file.clusters.map { $0.levels[Int($0.codes[rows[row]])] } ?? ""
    }

    /// Two labels that a person would take for one.
    private static func alike(_ levels: [String]) -> (String, String)? {
        var seen: [String: String] = [:]
        for level in levels {
            let key = level.lowercased().filter { !$0.isWhitespace }
            if let other = seen[key] { return (other, level) }
            seen[key] = level
        }
        return nil
    }

    /// Ten names at most, and how many more there are.
    private static func listed(_ names: [String]) -> String {
        InWords.list(names.count > 10 ? Array(names.prefix(10)) + ["\(names.count - 10) others"] : names)
    }
}
