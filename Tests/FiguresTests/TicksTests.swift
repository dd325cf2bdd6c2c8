import Testing

@testable import Figures

struct TicksTests {
    @Test(arguments: [
        (0.0...1.0, 5, ["0.00", "0.25", "0.50", "0.75", "1.00"]),
        (0.0...100.0, 6, ["0", "20", "40", "60", "80", "100"]),
        (-0.4...0.65, 5, ["−0.4", "−0.2", "0.0", "0.2", "0.4", "0.6"]),
        (0.0...20_185.0, 5, ["0", "5,000", "10,000", "15,000", "20,000"]),
        (2_011.0...2_024.0, 4, ["2,012", "2,016", "2,020", "2,024"]),
    ])
    func areTheOnesThatAPersonWouldChoose(domain: ClosedRange<Double>, wanted: Int, labels: [String]) {
        #expect(Ticks(domain, wanted: wanted).labels == labels)
    }

    @Test(arguments: [
        (2.0...24.0, 9, ["2.5", "5.0", "7.5", "10.0", "12.5", "15.0", "17.5", "20.0", "22.5"]),
        (2.0...4.0, 5, ["2.0", "2.5", "3.0", "3.5", "4.0"]),
    ])
    func areWholeForCounts(domain: ClosedRange<Double>, wanted: Int, otherwise: [String]) {
        #expect(Ticks(domain, wanted: wanted).labels == otherwise)
        let ticks: Ticks = Ticks(domain, wanted: wanted, isCount: true)
        #expect(ticks.decimals == 0 && ticks.values.count >= 2)
        #expect(ticks.values.allSatisfy { $0 == $0.rounded() && domain.contains($0) })
    }

    /// With fewer than two whole numbers to stand at.
    @Test func keepDecimalsForCountsInANarrowDomain() {
        #expect(Ticks(11.9...12.1, wanted: 4, isCount: true) == Ticks(11.9...12.1, wanted: 4))
    }

    @Test(arguments: 0..<300)
    func areEvenRoundAndInside(seed: Int) {
        var numbers: SeededNumbers = SeededNumbers(seed: UInt64(seed))
        let low: Double = numbers.wild()
        let domain: ClosedRange<Double> = (low...(low + numbers.wild().magnitude)).padded(0)
        let wanted: Int = Int.random(in: 2...9, using: &numbers)
        let ticks: Ticks = Ticks(domain, wanted: wanted)
        let slack: Double = (domain.upperBound - domain.lowerBound) * 1e-6
        #expect(ticks.values.count >= 2 && ticks.values.count <= wanted * 2 + 2)
        #expect(
            ticks.values.allSatisfy { $0 >= domain.lowerBound - slack && $0 <= domain.upperBound + slack }
        )
        let steps: [Double] = zip(ticks.values, ticks.values.dropFirst()).map { $1 - $0 }
        #expect(steps.allSatisfy { $0 > 0 && abs($0 - steps[0]) <= max(slack, steps[0] * 1e-6) })
    }

    @Test(arguments: 0..<100)
    func labelsOfOrdinaryNumbersDiffer(seed: Int) {
        var numbers: SeededNumbers = SeededNumbers(seed: UInt64(seed))
        let low: Double = numbers.number(-1_000...1_000)
        let ticks: Ticks = Ticks(low...(low + numbers.number(0.001...5_000)), wanted: 6)
        #expect(Set(ticks.labels).count == ticks.values.count)
    }
}

struct LinearScaleTests {
    @Test(arguments: 0..<50)
    func keepsOrderAndStaysInRange(seed: Int) {
        var numbers: SeededNumbers = SeededNumbers(seed: UInt64(seed))
        let low: Double = numbers.wild()
        let scale: LinearScale = LinearScale(
            (low...(low + numbers.wild().magnitude)).padded(0.05),
            from: 10,
            to: 500
        )
        let values: [Double] = (0..<40).map { _ in numbers.wild() }.sorted()
        let places: [Double] = values.map { scale($0) }
        #expect(places == places.sorted())
        #expect(places.allSatisfy { $0 >= 10 && $0 <= 500 })
        #expect(
            abs(scale(scale.domain.lowerBound) - 10) < 1e-9
                && abs(scale(scale.domain.upperBound) - 500) < 1e-9
        )
    }

    @Test func runsBackwardsWhenItsRangeDoes() {
        let scale: LinearScale = LinearScale(0...10, from: 100, to: 0)
        #expect([0.0, 2.5, 10].map { scale($0) } == [100, 75, 0])
    }

    @Test(arguments: [(5.0...5.0, 4.5...5.5), (0.0...0.0, -1.0...1.0), (0.0...10.0, -1.0...11.0)])
    func aRangeOfNoWidthGainsRoom(range: ClosedRange<Double>, padded: ClosedRange<Double>) {
        #expect(range.padded(0.1) == padded)
    }
}
