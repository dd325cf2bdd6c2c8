import CSV

/// The stratum of each unit as it was drawn: read from the lists that were hashed and kept, because rows that
/// were taken out since could move a school to another stratum. Pairs are strata of two; of minimisation every
/// combination of levels is one, and the levels stand beside it.
struct UnitStrata: Sendable {
    /// What minimisation balanced; nothing where units were allocated otherwise.
    private(set) var factors: [String] = []
    private var names: [String: String] = [:]
    private var levels: [String: [String]] = [:]

    init(_ files: [AllocationFile: [UInt8]], isMinimised: Bool) throws {
        if let units = files[.units] {
            let reader = try CSVReader(bytes: units)
            if isMinimised { factors = Array(reader.header.names.dropFirst(3)) }
            try read(reader) { cells in
                // Columns of levels, or covariates of pairing, which are no strata.
                isMinimised ? cells : cells.filter { Double($0) == nil }
            }
        }
        if let allocation = files[.allocation] {
            try read(try CSVReader(bytes: allocation)) { cells in cells.map { "pair \($0)" } }
        }
    }

    subscript(unit: String) -> String { names[unit] ?? "" }

    /// The level of each factor, of a stratum by its name.
    func levels(of stratum: String) -> [String] {
        levels[stratum] ?? Array(repeating: "", count: factors.count)
    }

    /// Columns: the unit, its stratum, one that does not matter here, and what else parts the units.
    private mutating func read(_ reader: CSVReader, more: ([String]) -> [String]) throws {
        guard reader.header.names.first == "unit" else { return }
        while let row = try reader.next() {
            let cells = row.cells.map(CSVCell.restored)
            guard cells.count >= 3 else { continue }
            let own = more(Array(cells.dropFirst(3)))
            let name = ([names[cells[0]] ?? cells[1]] + own).filter { !$0.isEmpty }.joined(separator: " / ")
            names[cells[0]] = name
            if own.count == factors.count, !own.isEmpty { levels[name] = own }
        }
    }
}
