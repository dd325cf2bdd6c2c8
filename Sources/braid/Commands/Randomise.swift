import ArgumentParser
import CSV
import Foundation
import Statistics
import Trials

/// How `braid randomise` allocates.
enum AllocationMethod: String, ExpressibleByArgument, CaseIterable {
    case simple, stratified, blocks, pairs, minimisation, rerandomisation
}

/// What is written beside an allocation so that anyone can repeat it.
struct AllocationManifest: Encodable {
    struct Count: Encodable {
        let arm: String
        let units: Int
    }

    /// What the draw depends on besides the seed and the file, with the columns by the names in the file.
    struct Parameters: Encodable {
        let unit: String
        @Nullable var stratum: String?
        let armShares: [String: Int]
        let covariates, factors: [String]
        let blockSizes: [Int]
        @Nullable var probability: Double?
        @Nullable var threshold: Double?
        /// The SHA-256 of the file's bytes.
        let fileHash: String
    }

    /// How many units of one stratum, or of one level of a factor, each arm has.
    struct Group: Encodable {
        let column, level: String
        let arms: [Count]
    }

    let seed, method, generator: String
    let rules: Int
    let version: String
    let parameters: Parameters
    let arms: [Count]
    let strata, units, draws: Int
    let groups: [Group]
    /// Of the covariates: the first arm against all others.
    let balance: [AnalysisReport.Difference]
}

private typealias Unit = Statistics.AllocationUnit

/// `braid randomise`: allocates units to arms so that the allocation can be checked.
struct Randomise: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Allocate units to arms, reproducibly.",
        discussion: """
            FILE is CSV with one unit on each line; the allocation is printed as CSV. The same file, method and seed always give the same \
            allocation: draws are ChaCha20 (RFC 8439) by rules in docs/statistics/randomisation.md.
            """
    )

    /// Of an arm: as many slots are shuffled for it in each cycle of a draw.
    static let shares = 1...1_000
    private static let longestBlock = 10_000
    private static let standardProbability: Double = 0.8
    private static let standardThreshold: Double = 1

    @Argument(help: "CSV file with one unit on each line.")
    var file: String
    @Option(help: "Column that names the units.")
    var unit: String
    @Option(help: "Column of strata; simple and minimisation draw across them.")
    var stratum: String?
    @Option(help: "How: \(AllocationMethod.allCases.map(\.rawValue).joined(separator: ", ")).")
    var method: AllocationMethod = .stratified
    @Option(help: "Arms with shares, such as intervention:1,control:1.")
    var arms: String = "intervention,control"
    @Option(help: "A whole number, or 64 hexadecimal digits (256 bits).")
    var seed: String?
    @Option(help: "Instead of a seed: the secret of a trial, 64 hexadecimal digits.")
    var secret: String?
    @Option(name: .customLong("protocol"), help: "With --secret: the SHA-256 of the trial's protocol.")
    var protocolHash: String?
    @Option(help: "With --secret: the SHA-256 of the secret that was published with the protocol; checked.")
    var commitment: String?
    @Option(help: "With blocks: a block size; may be repeated, and one is then drawn for each block.")
    var blockSize: [Int] = []
    @Option(
        help: """
            With pairs and rerandomisation: a column of numbers to balance; with --manifest: one whose balance is \
            written down; may be repeated.
            """
    )
    var covariate: [String] = []
    @Option(
        help: """
            With minimisation: a column of levels to balance; with --manifest: one whose arms are counted; may be \
            repeated.
            """
    )
    var factor: [String] = []
    @Option(
        help: "With minimisation: the chance of the better arm (default: \(Self.standardProbability))."
    )
    var probability: Double?
    @Option(
        help: """
            With rerandomisation: the largest Mahalanobis distance between arms accepted (default: \
            \(Self.standardThreshold)).
            """
    )
    var threshold: Double?
    @Option(help: "Write seed, method, version and balance to this JSON file.")
    var manifest: String?
    @Option(help: "Check an earlier allocation, a CSV printed by this command, instead of printing one.")
    var verify: String?

    func validate() throws {
        let arms = try parsedArms()
        guard (seed == nil) != (secret == nil) else {
            throw ValidationError("Give --seed, or --secret with --protocol.")
        }
        if seed != nil { _ = try generator(of: seed ?? "") }
        switch method {
        case .blocks where blockSize.isEmpty: throw ValidationError("--method blocks needs --block-size.")
        case .pairs where covariate.isEmpty, .rerandomisation where covariate.isEmpty:
            throw ValidationError("--method \(method.rawValue) needs --covariate.")
        case .minimisation where factor.isEmpty:
            throw ValidationError("--method minimisation needs --factor.")
        default: break
        }
        for (name, isGiven, knowing) in applicable where isGiven && !knowing.contains(method) {
            let names = knowing.map(\.rawValue).joined(separator: " or ")
            throw ValidationError("\(name) has no part in --method \(method.rawValue), only in \(names).")
        }
        if let probability, !(probability > 0 && probability <= 1) {
            throw ValidationError("--probability is above 0 and at most 1.")
        }
        if let probability, probability * Double(arms.count) < 1 {
            throw ValidationError(
                "--probability is that of the better arm: with \(arms.count) arms at least one in \(arms.count), or imbalance is sought."
            )
        }
        if let threshold, !(threshold > 0 && threshold.isFinite) {
            throw ValidationError("--threshold is a number above zero.")
        }
        if let size = blockSize.first(where: { $0 > Self.longestBlock }) {
            throw ValidationError("--block-size \(size): at most \(Self.longestBlock).")
        }
        guard secret != nil || (protocolHash == nil && commitment == nil) else {
            throw ValidationError("--protocol and --commitment are used with --secret.")
        }
        guard verify == nil || manifest == nil else {
            throw ValidationError("--verify writes no --manifest: give one of the two.")
        }
    }

    /// The options that some methods know, and whether each is given: one that changes nothing would be taken for one
    /// that counts. A manifest tells of any covariate and factor.
    private var applicable: [(String, Bool, [AllocationMethod])] {
        [
            ("--block-size", !blockSize.isEmpty, [.blocks]),
            ("--probability", probability != nil, [.minimisation]),
            ("--threshold", threshold != nil, [.rerandomisation]),
            ("--covariate", !covariate.isEmpty && manifest == nil, [.pairs, .rerandomisation]),
            ("--factor", !factor.isEmpty && manifest == nil, [.minimisation]),
        ]
    }

    func run() throws {
        let text = [unit] + [stratum].compactMap { $0 } + factor
        // Read once: what is hashed is what was allocated, whatever becomes of the file meanwhile.
        guard let bytes = FileManager.default.contents(atPath: file).map(Array.init) else {
            throw CommandFailure.noInput("\(file) cannot be read.")
        }
        let fileHash = bytes.sha256
        let seed = try seed ?? committedSeed(rosterHash: fileHash)
        let columns = try TrialColumns(bytes: bytes, numeric: covariate, text: text)
        let names = try columns.complete(unit)
        let strata = try stratum.map { try columns.complete($0) }
        let units = names.indices.map { Unit(names[$0], stratum: strata?[$0] ?? "") }
        for name in covariate {
            if let row = columns.number(name).firstIndex(where: \.isNaN) {
                throw CommandFailure.data("Column “\(name)”, line \(columns.lines[row]): empty.")
            }
        }
        let allocation: Allocation
        do {
            allocation = try allocate(units, columns, seed: seed)
        } catch let error as RandomisationError {
            let line: (Int) -> Int? = { columns.lines.indices.contains($0) ? columns.lines[$0] : nil }
            throw CommandFailure.data(StatisticsFailure.describe(error, line: line))
        }
        if let verify { return try check(allocation, against: verify) }
        var rows = [["unit", "stratum", "arm"] + (allocation.pairs == nil ? [] : ["pair"])]
        for index in units.indices {
            let pair = allocation.pairs.map { ["\($0[index] + 1)"] } ?? []
            rows.append([units[index].identifier, units[index].stratum, allocation.arm(of: index)] + pair)
        }
        if let manifest { try write(allocation, columns, seed: seed, fileHash: fileHash, to: manifest) }
        print(AnswerPrinter.csv(rows))
    }

    /// The seed of a trial: HMAC-SHA-256 under its secret of the protocol's hash and the hash of the units.
    private func committedSeed(rosterHash: String) throws -> String {
        guard let text = secret, let secret = AllocationSecret(hexadecimal: text) else {
            throw ValidationError("--secret has 64 hexadecimal digits.")
        }
        if let commitment, commitment.lowercased() != secret.commitment {
            throw CommandFailure.data(
                "This is not the secret that was committed: its SHA-256 is \(secret.commitment)."
            )
        }
        guard let seed = secret.seed(protocolHash: protocolHash ?? "", rosterHash: rosterHash) else {
            throw ValidationError("--protocol is a SHA-256 hash: 64 hexadecimal digits.")
        }
        return seed
    }

    private func allocate(_ units: [Unit], _ columns: TrialColumns, seed: String) throws -> Allocation {
        let arms = try parsedArms()
        var generator = try generator(of: seed)
        let covariates = Matrix(columns: covariate.map(columns.number))
        switch method {
        case .simple: return try .simple(units, arms: arms, using: &generator)
        case .stratified: return try .stratified(units, arms: arms, using: &generator)
        case .blocks: return try .permutedBlocks(units, arms: arms, blockSizes: blockSize, using: &generator)
        case .pairs: return try .pairs(units, arms: arms, covariates: covariates, using: &generator)
        case .minimisation:
            let factors = try factor.map { try columns.complete($0) }
            return try .minimisation(
                units,
                arms: arms,
                factors: factors,
                probability: probability ?? Self.standardProbability,
                using: &generator
            )
        case .rerandomisation:
            return try .rerandomised(
                units,
                arms: arms,
                covariates: covariates,
                threshold: threshold ?? Self.standardThreshold,
                using: &generator
            )
        }
    }

    private func parsedArms() throws -> [Arm] {
        let arms = try arms.split(separator: ",", omittingEmptySubsequences: false).map { part -> Arm in
            let pieces = part.split(separator: ":", omittingEmptySubsequences: false)
            let name = pieces[0].trimmingCharacters(in: .whitespaces)
            guard !name.isEmpty, pieces.count <= 2 else {
                throw ValidationError(
                    "--arms: “\(part)” is not an arm, or an arm and its share, such as control:1."
                )
            }
            guard let share = pieces.count == 2 ? Int(pieces[1]) : 1, Self.shares.contains(share) else {
                throw ValidationError(
                    "--arms: “\(pieces[1])” is not a share from 1 to \(Self.shares.upperBound)."
                )
            }
            return Arm(name, share: share)
        }
        guard arms.count >= 2, Set(arms.map(\.name)).count == arms.count else {
            throw ValidationError("--arms names at least two different arms.")
        }
        return arms
    }

    private func generator(of seed: String) throws -> SeededGenerator {
        if let number = UInt64(seed) { return SeededGenerator(seed: number) }
        let digits = Array(seed)
        guard digits.count == 64 else {
            throw ValidationError("--seed is a whole number or 64 hexadecimal digits.")
        }
        let key = try stride(from: 0, to: 64, by: 2).map { place -> UInt8 in
            guard let byte = UInt8(String(digits[place...(place + 1)]), radix: 16) else {
                throw ValidationError("--seed: “\(digits[place])” is not hexadecimal.")
            }
            return byte
        }
        return SeededGenerator(key: key)
    }

    private func check(_ allocation: Allocation, against path: String) throws {
        let earlier = try TrialColumns(path: path, numeric: [], text: ["unit", "arm"])
        let units = try earlier.complete("unit")
        let arms = try earlier.complete("arm")
        let expected = allocation.units.indices.map {
            (allocation.units[$0].identifier, allocation.arm(of: $0))
        }
        guard units.count == expected.count else {
            throw CommandFailure.data("\(path) has \(units.count) units, the roster \(expected.count).")
        }
        // A cell that a spreadsheet would run is printed with an apostrophe before it; others may take it off.
        let isSame = { (cell: String, name: String) in cell == name || CSVCell.restored(cell) == name }
        for (row, pair) in expected.enumerated()
        where !isSame(units[row], pair.0) || !isSame(arms[row], pair.1) {
            throw CommandFailure.data(
                "Line \(earlier.lines[row]): “\(units[row])” is in “\(arms[row])”; the seed gives “\(pair.0)” in “\(pair.1)”."
            )
        }
        print("The allocation of \(expected.count) units is the one that the seed gives.")
    }

    /// The arms within each stratum and each level of a factor.
    private func groups(
        _ allocation: Allocation,
        _ columns: TrialColumns
    ) throws -> [AllocationManifest.Group] {
        try ([stratum].compactMap { $0 } + factor).flatMap { column in
            let levels = try columns.complete(column)
            return Set(levels).sorted().map { level in
                let inside = levels.indices.filter { levels[$0] == level }
                return AllocationManifest.Group(
                    column: column,
                    level: level,
                    arms: allocation.arms.enumerated().map { place, arm in
                        .init(arm: arm.name, units: inside.count { allocation.assignment[$0] == place })
                    }
                )
            }
        }
    }

    private func write(
        _ allocation: Allocation,
        _ columns: TrialColumns,
        seed: String,
        fileHash: String,
        to path: String
    ) throws {
        let treatment = allocation.assignment.map { $0 == 0 ? 1.0 : 0 }
        let balance = covariate.compactMap { name -> AnalysisReport.Difference? in
            guard
                let difference = try? StandardizedDifference(
                    name: name,
                    values: columns.number(name),
                    treatment: treatment
                )
            else { return nil }
            return .init(
                name: name,
                treatedMean: difference.treatedMean,
                controlMean: difference.controlMean,
                difference: difference.difference
            )
        }
        let manifest = AllocationManifest(
            seed: seed,
            method: allocation.method,
            generator: SeededGenerator.name,
            rules: SeededGenerator.version,
            version: BraidVersion.text,
            parameters: .init(
                unit: unit,
                stratum: stratum,
                armShares: Dictionary(uniqueKeysWithValues: allocation.arms.map { ($0.name, $0.share) }),
                covariates: covariate,
                factors: factor,
                blockSizes: blockSize,
                probability: method == .minimisation ? probability ?? Self.standardProbability : nil,
                threshold: method == .rerandomisation ? threshold ?? Self.standardThreshold : nil,
                fileHash: fileHash
            ),
            arms: zip(allocation.arms, allocation.counts).map { .init(arm: $0.name, units: $1) },
            strata: Set(allocation.units.map(\.stratum)).count,
            units: allocation.units.count,
            draws: allocation.draws,
            groups: try groups(allocation, columns),
            balance: balance
        )
        do {
            try Data((try AnswerPrinter.json(manifest) + "\n").utf8).write(to: URL(fileURLWithPath: path))
        } catch {
            throw CommandFailure("\(path) cannot be written: \(error.localizedDescription)", code: 73)
        }
    }
}
