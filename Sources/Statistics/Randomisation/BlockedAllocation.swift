extension Allocation {
    /// Simple randomisation: each unit on its own, by the arms' shares. Arms may come out of unequal size.
    public static func simple(
        _ units: [AllocationUnit],
        arms: [Arm],
        using generator: inout SeededGenerator
    ) throws(RandomisationError) -> Allocation {
        try validate(units, arms)
        let slots: [Int] = arms.indices.flatMap { Array(repeating: $0, count: arms[$0].share) }
        let assignment: [Int] = units.map { _ in slots[generator.next(below: slots.count)] }
        return Allocation(units: units, arms: arms, assignment: assignment, method: "simple")
    }

    /// Complete randomisation within strata: arms get their exact shares of each stratum.
    ///
    /// What a whole number of units leaves over goes to arms drawn without replacement by their shares.
    public static func stratified(
        _ units: [AllocationUnit],
        arms: [Arm],
        using generator: inout SeededGenerator
    ) throws(RandomisationError) -> Allocation {
        try validate(units, arms)
        var assignment: [Int] = Array(repeating: 0, count: units.count)
        let cycle: [Int] = arms.indices.flatMap { Array(repeating: $0, count: arms[$0].share) }
        for stratum in strata(units) {
            var slots: [Int] = []
            while slots.count + cycle.count <= stratum.units.count { slots += cycle }
            var rest: [Int] = cycle
            generator.shuffle(&rest)
            slots += rest.prefix(stratum.units.count - slots.count)
            generator.shuffle(&slots)
            for (unit, arm) in zip(stratum.units, slots) { assignment[unit] = arm }
        }
        return Allocation(units: units, arms: arms, assignment: assignment, method: "stratified")
    }

    /// Permuted blocks within strata, for units that come one after another.
    ///
    /// - Parameters:
    ///   - units: In the order in which they are allocated.
    ///   - arms: With their shares.
    ///   - blockSizes: Each a multiple of the sum of the shares; one is drawn for every block.
    ///   - generator: Where the draws come from.
    /// - Throws: ``RandomisationError/invalidBlockSize(_:)``.
    public static func permutedBlocks(
        _ units: [AllocationUnit],
        arms: [Arm],
        blockSizes: [Int],
        using generator: inout SeededGenerator
    ) throws(RandomisationError) -> Allocation {
        try validate(units, arms)
        let cycle: [Int] = arms.indices.flatMap { Array(repeating: $0, count: arms[$0].share) }
        guard !blockSizes.isEmpty else { throw .invalidBlockSize(0) }
        for size in blockSizes where size < cycle.count || size % cycle.count != 0 {
            throw .invalidBlockSize(size)
        }
        var assignment: [Int] = Array(repeating: 0, count: units.count)
        for stratum in strata(units) {
            var slots: [Int] = []
            while slots.count < stratum.units.count {
                let size: Int =
                    blockSizes.count == 1
                    ? blockSizes[0] : blockSizes[generator.next(below: blockSizes.count)]
                var block: [Int] = (0..<(size / cycle.count)).flatMap { _ in cycle }
                generator.shuffle(&block)
                slots += block
            }
            for (unit, arm) in zip(stratum.units, slots) { assignment[unit] = arm }
        }
        return Allocation(units: units, arms: arms, assignment: assignment, method: "permuted-blocks")
    }
}
