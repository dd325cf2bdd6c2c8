/// Identifiers for a transaction that does not know beforehand how many it needs. It is copied into the
/// closure, so that a transaction that is run again draws the same ones.
package struct IDSequence: Sendable {
    private var numbers: SplitMix64

    package init(_ services: Services) {
        numbers = SplitMix64(UInt64(bitPattern: services.newID(IDSequence.self).rawValue))
    }

    package mutating func next<Entity>(_ entity: Entity.Type = Entity.self) -> ID<Entity> {
        ID(rawValue: Int64(numbers.next() >> 1))
    }
}
