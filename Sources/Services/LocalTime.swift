package import Foundation

/// A time on the clock on the wall, to the minute.
package struct LocalTime: Hashable, Sendable, Comparable {
    package let minutesSinceMidnight: Int

    /// `nil` unless it is a time between 00:00 and 23:59.
    package init?(hour: Int, minute: Int) {
        guard (0...23).contains(hour), (0...59).contains(minute) else { return nil }
        self.init(minutesSinceMidnight: hour * 60 + minute)
    }

    private init(minutesSinceMidnight: Int) {
        self.minutesSinceMidnight = minutesSinceMidnight
    }

    /// When a day begins.
    package static let midnight = LocalTime(minutesSinceMidnight: 0)

    package var hour: Int { minutesSinceMidnight / 60 }
    package var minute: Int { minutesSinceMidnight % 60 }

    package static func < (left: LocalTime, right: LocalTime) -> Bool {
        left.minutesSinceMidnight < right.minutesSinceMidnight
    }
}

extension LocalTime {
    /// What the clock on the wall shows at an instant in a zone.
    package init(_ instant: Date, in zone: TimeZone) {
        let seconds = Int(instant.timeIntervalSince1970.rounded(.down)) + zone.secondsFromGMT(for: instant)
        let day = seconds.flooredDivision(by: 86_400)
        self.init(minutesSinceMidnight: (seconds - day * 86_400) / 60)
    }

    /// Whether no clock shows this time on a day, because it goes forward then: 01:30 on 28 March 2027 in London.
    package func isSkipped(on day: LocalDate, in zone: TimeZone) -> Bool {
        LocalTime(Date(day, self, in: zone), in: zone) != self
    }
}

extension LocalTime: CustomStringConvertible, LosslessStringConvertible {
    /// Reads `HH:MM`, the form that is stored and sent.
    package init?(_ description: String) {
        let bytes = Array(description.utf8)
        guard bytes.count == 5, bytes[2] == UInt8(ascii: ":") else { return nil }
        let digits = [0, 1, 3, 4].map { Int(bytes[$0]) - 48 }
        guard digits.allSatisfy({ (0...9).contains($0) }) else { return nil }
        self.init(hour: digits[0] * 10 + digits[1], minute: digits[2] * 10 + digits[3])
    }

    package var description: String {
        "\(hour < 10 ? "0" : "")\(hour):\(minute < 10 ? "0" : "")\(minute)"
    }
}

extension Date {
    /// The instant of a wall-clock time on a day in a zone. A time that a clock change skips reads as one
    /// hour later; one that occurs twice reads as the first.
    package init(_ day: LocalDate, _ time: LocalTime, in zone: TimeZone) {
        let wallSeconds = day.daysSinceEpoch * 86_400 + time.minutesSinceMidnight * 60
        let before = zone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(wallSeconds - 86_400)))
        let after = zone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(wallSeconds + 86_400)))
        for offset in [max(before, after), min(before, after)] {
            let instant = Date(timeIntervalSince1970: TimeInterval(wallSeconds - offset))
            if zone.secondsFromGMT(for: instant) == offset {
                self = instant
                return
            }
        }
        self = Date(timeIntervalSince1970: TimeInterval(wallSeconds - before))
    }
}
