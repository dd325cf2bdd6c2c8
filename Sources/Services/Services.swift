import Synchronization
package import Foundation

/// What a feature may not take from the machine by itself: the time, randomness and identifiers.
///
/// The command passes ``live``; tests pass ``seeded(_:at:)`` and get the same run every time.
package struct Services: Sendable {
    private let clock: @Sendable () -> Date
    private let draw: @Sendable () -> UInt64

    package init(clock: @escaping @Sendable () -> Date, draw: @escaping @Sendable () -> UInt64) {
        self.clock = clock
        self.draw = draw
    }

    /// The time now, to the millisecond: the precision that the database keeps.
    package func now() -> Date {
        Date(milliseconds: clock().milliseconds)
    }

    /// A new identifier; see ``ID``.
    package func newID<Entity>(_ entity: Entity.Type = Entity.self) -> ID<Entity> {
        ID(rawValue: Int64(bitPattern: draw() >> 1))
    }

    /// `count` random bytes, fit for secrets when the services are live.
    package func randomBytes(_ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count + 7)
        while bytes.count < count {
            withUnsafeBytes(of: draw()) { bytes.append(contentsOf: $0) }
        }
        bytes.removeLast(bytes.count - count)
        return bytes
    }

    /// The day in London now; the academic year and every "today" on a page come from it.
    package func today() -> LocalDate {
        LocalDate(now(), in: .london)
    }
}

extension Services {
    /// The system clock and the system's secure random numbers.
    package static let live: Services = Services(
        clock: { Date() },
        draw: {
            var system = SystemRandomNumberGenerator()
            return system.next()
        }
    )

    /// A clock that stands still and a ``SplitMix64`` sequence: for tests and examples
    /// only.
    package static func seeded(_ seed: UInt64, at time: Date) -> Services {
        let state = SeededState(seed)
        return Services(clock: { time }, draw: { state.next() })
    }

    /// The same randomness under another clock.
    package func at(_ time: Date) -> Services {
        Services(clock: { time }, draw: draw)
    }

    /// The same randomness under a clock that the caller moves.
    package func with(clock: @escaping @Sendable () -> Date) -> Services {
        Services(clock: clock, draw: draw)
    }
}

private final class SeededState: Sendable {
    private let numbers: Mutex<SplitMix64>

    init(_ seed: UInt64) {
        numbers = Mutex(SplitMix64(seed))
    }

    func next() -> UInt64 { numbers.withLock { $0.next() } }
}

extension Date {
    /// Milliseconds since 1970-01-01T00:00:00Z: how instants are stored.
    package var milliseconds: Int64 { Int64((timeIntervalSince1970 * 1000).rounded()) }

    package init(milliseconds: Int64) {
        self.init(timeIntervalSince1970: Double(milliseconds) / 1000)
    }
}

extension TimeZone {
    /// Europe/London; Greenwich if the machine has no time-zone data (`braid doctor` says so).
    package static let london: TimeZone = TimeZone(identifier: "Europe/London") ?? .gmt
}
