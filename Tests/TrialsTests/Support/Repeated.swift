import CSV
import Statistics
import Trials

/// A draw made again from the file of units alone, as `braid randomise` makes it: written here a second time,
/// so that the module is not compared with itself.
struct Repeated {
    private let names: [String]
    private let strata: [String]
    private let columns: [String: [String]]
    private let text: ProtocolText

    init(_ csv: [UInt8], _ text: ProtocolText) throws {
        self.text = text
        let reader = try CSVReader(bytes: csv)
        var rows: [[String]] = []
        while let row = try reader.next() { rows.append(row.cells) }
        names = rows.map { $0[0] }
        strata = rows.map { $0[1] }
        var columns: [String: [String]] = [:]
        for (place, heading) in reader.header.names.enumerated() { columns[heading] = rows.map { $0[place] } }
        self.columns = columns
    }

    func draw(seed: String) throws -> [UInt8] {
        var generator = SeededGenerator(key: [UInt8](hexadecimal: seed) ?? [])
        let units = names.indices.map { Statistics.AllocationUnit(names[$0], stratum: strata[$0]) }
        let arms = text.arms.map { Arm($0.name, share: $0.share) }
        let allocation: Allocation
        switch text.method {
        case .simple: allocation = try .simple(units, arms: arms, using: &generator)
        case .stratified: allocation = try .stratified(units, arms: arms, using: &generator)
        case .blocks:
            let sizes = [text.whole(.blockSize) ?? 0]
            allocation = try .permutedBlocks(units, arms: arms, blockSizes: sizes, using: &generator)
        case .pairs:
            let numbers = ["baseline", "pupils", "fsm"].compactMap { columns[$0]?.compactMap(Double.init) }
            allocation = try .pairs(
                units,
                arms: arms,
                covariates: Matrix(columns: numbers),
                using: &generator
            )
        case .minimisation:
            let factors = text.strata.compactMap { columns[$0.rawValue] }
            allocation = try .minimisation(units, arms: arms, factors: factors, using: &generator)
        }
        let pairs = allocation.pairs
        var lines = ["unit,stratum,arm" + (pairs == nil ? "" : ",pair")]
        for row in names.indices {
            lines.append(
                "\(names[row]),\(strata[row]),\(allocation.arm(of: row))"
                    + (pairs.map { ",\($0[row] + 1)" } ?? "")
            )
        }
        return Array((lines.joined(separator: "\r\n") + "\n").utf8)
    }
}
