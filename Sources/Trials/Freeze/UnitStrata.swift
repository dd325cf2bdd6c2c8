import CSV

/// The stratum of each unit as it was drawn: read from the lists that were hashed and kept, because rows that
/// were taken out since could move a school to another stratum. Pairs are strata of two.
struct UnitStrata: Sendable {
    private var names: [String: String] = [:]

    init(_ files: [AllocationFile: [UInt8]]) throws {
        if let units = files[.units] {
            try read(units, levels: { $0.dropFirst(3).filter { !Self.isNumber($0) } })
        }
        if let allocation = files[.allocation] {
            try read(allocation, levels: { $0.dropFirst(3).map { "pair \($0)" } })
        }
    }

    subscript(unit: String) -> String { names[unit] ?? "" }

    /// Columns: the unit, its stratum, one that does not matter here, and what else parts the units.
    private mutating func read(_ csv: [UInt8], levels: ([String]) -> [String]) throws {
        let reader = try CSVReader(bytes: csv)
        guard reader.header.names.first == "unit" else { return }
        while let row = try reader.next() {
            let cells = row.cells.map(CSVCell.restored)
            guard cells.count >= 3 else { continue }
            let parts = ([names[cells[0]] ?? cells[1]] + levels(cells)).filter { !$0.isEmpty }
            names[cells[0]] = parts.joined(separator: " / ")
        }
    }

    /// A covariate of pairing, which is no stratum.
    private static func isNumber(_ cell: String) -> Bool { Double(cell) != nil }
}
