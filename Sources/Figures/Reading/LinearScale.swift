/// A straight-line map from values to places, kept inside its range.
struct LinearScale: Sendable, Equatable {
    let domain: ClosedRange<Double>
    let start: Double
    let end: Double

    /// - Parameter domain: Finite, and wider than nothing.
    init(_ domain: ClosedRange<Double>, from start: Double, to end: Double) {
        precondition(domain.upperBound > domain.lowerBound, "a scale needs a span")
        self.domain = domain
        self.start = start
        self.end = end
    }

    /// The place of a value; values outside the domain land on its edge.
    func callAsFunction(_ value: Double) -> Double {
        let held: Double = min(max(value, domain.lowerBound), domain.upperBound)
        let span: Double = domain.upperBound - domain.lowerBound
        return start + (held - domain.lowerBound) / span * (end - start)
    }
}

extension ClosedRange<Double> {
    /// The least range that holds every value, or nil for none.
    init?(holding values: some Sequence<Double>) {
        guard let low = values.min(), let high = values.max() else { return nil }
        self = low...high
    }

    func holding(_ value: Double) -> ClosedRange<Double> {
        Swift.min(lowerBound, value)...Swift.max(upperBound, value)
    }

    func holding(_ other: ClosedRange<Double>) -> ClosedRange<Double> {
        holding(other.lowerBound).holding(other.upperBound)
    }

    /// Wider by a share of its span on both sides. A range of no width gains room around its one value.
    func padded(_ share: Double) -> ClosedRange<Double> {
        let magnitude: Double = Swift.max(lowerBound.magnitude, upperBound.magnitude)
        let least: Double = Swift.max(magnitude * 1e-6, 1e-9)
        let span: Double = upperBound - lowerBound
        if span < least {
            let room: Double = magnitude > 0 ? magnitude * 0.1 : 1
            return (lowerBound - room)...(upperBound + room)
        }
        return (lowerBound - span * share)...(upperBound + span * share)
    }
}
