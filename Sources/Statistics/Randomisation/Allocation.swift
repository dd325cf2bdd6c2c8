/// Why units could not be allocated.
public enum RandomisationError: Error, Equatable, Sendable {
    /// There are no units.
    case noUnits
    /// A unit is listed twice; the place of its second appearance, from zero.
    case repeatedUnit(row: Int)
    /// Fewer than two arms, or a share that is not a positive whole number.
    case invalidArms
    /// A block size that is not a multiple of the sum of the arms' shares.
    case invalidBlockSize(Int)
    /// A covariate or factor has not one finite value for each unit; the place of the unit.
    case invalidCovariate(row: Int)
    /// An odd number of units in a stratum cannot be paired.
    case oddStratum(String)
    /// No draw met the criterion of balance within the limit.
    case noBalancedDraw(draws: Int)
    /// An argument outside the range in which it has a meaning.
    case invalidArgument(String)
    /// Covariates that determine each other.
    case collinearCovariates
}

/// An arm of a trial with its share of the units.
public struct Arm: Sendable, Equatable {
    /// The name of the arm.
    public let name: String
    /// Its share: arms of shares 2 and 1 get two units and one of every three.
    public let share: Int

    /// An arm.
    public init(_ name: String, share: Int = 1) {
        self.name = name
        self.share = share
    }
}

/// A unit to be allocated: a school, a class or a pupil.
public struct AllocationUnit: Sendable, Equatable {
    /// What tells the unit from the others.
    public let identifier: String
    /// The stratum within which it is allocated.
    public let stratum: String

    /// A unit in a stratum; one stratum for all unless named.
    public init(_ identifier: String, stratum: String = "") {
        self.identifier = identifier
        self.stratum = stratum
    }
}

/// The outcome of a randomisation: an arm for every unit, and what is needed to repeat it.
public struct Allocation: Sendable, Equatable {
    /// The units in the order given.
    public let units: [AllocationUnit]
    /// The arms.
    public let arms: [Arm]
    /// The number of the arm of each unit.
    public let assignment: [Int]
    /// The number of the pair of each unit, where units were paired.
    public let pairs: [Int]?
    /// The method, as manifests name it.
    public let method: String
    /// How many draws were looked at: one unless rerandomised.
    public let draws: Int

    /// The name of the arm of a unit.
    public func arm(of unit: Int) -> String { arms[assignment[unit]].name }

    /// How many units each arm has.
    public var counts: [Int] {
        arms.indices.map { arm in assignment.count { $0 == arm } }
    }

    init(
        units: [AllocationUnit],
        arms: [Arm],
        assignment: [Int],
        pairs: [Int]? = nil,
        method: String,
        draws: Int = 1
    ) {
        self.units = units
        self.arms = arms
        self.assignment = assignment
        self.pairs = pairs
        self.method = method
        self.draws = draws
    }

    /// Finds what makes an allocation impossible.
    static func validate(_ units: [AllocationUnit], _ arms: [Arm]) throws(RandomisationError) {
        guard !units.isEmpty else { throw .noUnits }
        guard arms.count >= 2, arms.allSatisfy({ $0.share >= 1 }) else { throw .invalidArms }
        var seen: Set<String> = []
        for (row, unit) in units.enumerated() where !seen.insert(unit.identifier).inserted {
            throw .repeatedUnit(row: row)
        }
    }

    /// Units by stratum, strata in order of their names so that the order of the list does not matter to
    /// them.
    static func strata(_ units: [AllocationUnit]) -> [(name: String, units: [Int])] {
        Dictionary(grouping: units.indices, by: { units[$0].stratum })
            .sorted { $0.key < $1.key }
            .map { ($0.key, $0.value) }
    }
}
