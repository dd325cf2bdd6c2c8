import Trials

/// The unit of a trial's allocation, where a test also speaks of the library's unit.
typealias AllocatedUnit = AllocationUnit
