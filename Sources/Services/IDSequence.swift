import Crypto

/// Identifiers for a transaction that does not know beforehand how many it needs. It is copied into the
/// closure, so that a transaction that is run again draws the same ones.
///
/// Each is a hash of a random seed and its number, so whoever has one cannot work out the others: many addresses (a
/// certificate, a ticket, a question for feedback) open to whoever knows their identifier.
package struct IDSequence: Sendable {
    private let seed: [UInt8]
    private var count: UInt64 = 0

    package init(_ services: Services) {
        seed = services.randomBytes(32)
    }

    package mutating func next<Entity>(_ entity: Entity.Type = Entity.self) -> ID<Entity> {
        count += 1
        var hash = SHA256()
        hash.update(data: seed)
        withUnsafeBytes(of: count.littleEndian) { hash.update(bufferPointer: $0) }
        let bits = hash.finalize().withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) }
        return ID(rawValue: Int64(UInt64(littleEndian: bits) >> 1))
    }
}
