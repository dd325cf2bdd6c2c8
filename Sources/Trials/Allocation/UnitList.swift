import CSV
import Crypto
import Evidence
import Foundation
package import Statistics

/// Everything that is drawn, one unit a line, as `braid randomise` reads it: the roster hash is the SHA-256 of
/// this file. It is made when rosters are locked, in order of the units' names, so that the order in which
/// schools sent their files does not matter.
package struct UnitList: Sendable, Equatable {
    package let unit: AllocationUnit
    package let method: DrawMethod
    package let arms: [ProtocolArm]
    package let blockSize: Int
    /// Whether units are drawn within strata.
    package let hasStrata: Bool
    /// Columns of levels that minimisation balances, with the level of each unit.
    package let factors: [Column<String>]
    /// Columns of numbers by which units are paired.
    package let covariates: [Column<Double>]
    package let units: [Unit]

    package struct Unit: Sendable, Equatable {
        /// `S001`, `S001/7A` or `S001/P017`.
        package let name: String
        package let stratum: String
        /// Of the school's roster in its canonical form, under the trial's salt: so the hash of the list fixes every baseline.
        package let rosterHash: String
    }

    package struct Column<Value: Sendable & Equatable>: Sendable, Equatable {
        package let name: String
        package let values: [Value]
    }

    /// The file. Numbers have four decimals.
    package var csv: [UInt8] {
        var writer = CSVWriter(byteOrderMark: false)
        writer.write(["unit", "stratum", "roster"] + factors.map(\.name) + covariates.map(\.name))
        for (row, unit) in units.enumerated() {
            var cells = [unit.name, unit.stratum, unit.rosterHash]
            cells += factors.map { $0.values[row] }
            cells += covariates.map { Self.text($0.values[row]) }
            writer.write(cells)
        }
        return writer.bytes
    }

    package var sha256: String { csv.sha256 }

    /// Draws with a seed of 64 hexadecimal digits: what the command does with the file.
    package func drawn(seed: String) throws(RandomisationError) -> Allocation {
        guard let key = [UInt8](hexadecimal: seed), key.count == 32 else { throw .invalidArgument("seed") }
        var generator = SeededGenerator(key: key)
        let list = units.map { Statistics.AllocationUnit($0.name, stratum: $0.stratum) }
        let arms = arms.map { Arm($0.name, share: $0.share) }
        switch method {
        case .stratified: return try .stratified(list, arms: arms, using: &generator)
        case .simple: return try .simple(list, arms: arms, using: &generator)
        case .blocks:
            return try .permutedBlocks(list, arms: arms, blockSizes: [blockSize], using: &generator)
        case .pairs:
            // As the file has them: whoever repeats the draw reads four decimals.
            let columns = covariates.map { $0.values.map { Double(Self.text($0)) ?? $0 } }
            return try .pairs(list, arms: arms, covariates: Matrix(columns: columns), using: &generator)
        case .minimisation:
            return try .minimisation(
                list,
                arms: arms,
                factors: factors.map(\.values),
                probability: 0.8,
                using: &generator
            )
        }
    }

    /// The options of `braid randomise` that repeat the draw, without the seed.
    package var options: String {
        var parts =
            ["--unit unit"] + (hasStrata ? ["--stratum stratum"] : []) + ["--method \(method.rawValue)"]
        let named = arms.map { $0.share == 1 ? $0.name : "\($0.name):\($0.share)" }.joined(separator: ",")
        parts.append("--arms \"\(named)\"")
        if method == .blocks { parts.append("--block-size \(blockSize)") }
        parts += factors.map { "--factor \($0.name)" } + covariates.map { "--covariate \($0.name)" }
        return parts.joined(separator: " ")
    }

    static func text(_ value: Double) -> String {
        let scaled = Int64((value.magnitude * 10_000).rounded(.toNearestOrAwayFromZero))
        let rest = "\(scaled % 10_000)"
        let digits = String(repeating: "0", count: 4 - rest.count) + rest
        return (value < 0 && scaled != 0 ? "-" : "") + "\(scaled / 10_000).\(digits)"
    }
}

extension Allocation {
    /// What `braid randomise` prints, to the byte.
    package var csv: [UInt8] {
        var writer = CSVWriter(byteOrderMark: false)
        writer.write(["unit", "stratum", "arm"] + (pairs == nil ? [] : ["pair"]))
        for index in units.indices {
            let pair = pairs.map { ["\($0[index] + 1)"] } ?? []
            writer.write([units[index].identifier, units[index].stratum, arm(of: index)] + pair)
        }
        var bytes = writer.bytes
        // The command ends its last line with a line feed alone.
        bytes.removeLast(2)
        return bytes + [0x0A]
    }
}

extension [UInt8] {
    /// In 64 lower-case hexadecimal digits.
    package var sha256: String { SHA256.hash(data: self).hexadecimal }
}
