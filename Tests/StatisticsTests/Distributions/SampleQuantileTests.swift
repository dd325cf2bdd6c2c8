import Statistics
import Testing

@Suite("Quantiles of a sample")
struct SampleQuantileTests {
    // The first as R's quantile gives it, the others by hand.
    @Test(
        "lie on straight lines between the values, as R’s default has them",
        arguments: [
            ([1, 2, 4, 7, 8, 9], [0, 0.25, 0.5, 0.75, 1], [1, 2.5, 5.5, 7.75, 9]),
            ([-2, 0, 1, 3, 6], [0.1, 0.25, 0.9], [-1.2, 0, 4.8]),
            ([5], [0, 0.3, 1], [5, 5, 5]),
            ([0.1, 0.2], [0.25, 0.75], [0.125, 0.175]),
        ]
    )
    func reference(_ ordered: [Double], _ proportions: [Double], _ expected: [Double]) {
        for (proportion, value) in zip(proportions, expected) {
            #expect(abs(sampleQuantile(proportion, of: ordered) - value) < 1e-14)
        }
    }

    @Test("never fall as the proportion rises, and turn round with the sample")
    func properties() {
        let ordered = (0..<37).map { Double($0 * $0 % 41) }.sorted()
        let turned = ordered.map { -$0 }.sorted()
        var last = -Double.infinity
        for step in 0...100 {
            let proportion = Double(step) / 100
            let value = sampleQuantile(proportion, of: ordered)
            #expect(value >= last)
            #expect(abs(value + sampleQuantile(1 - proportion, of: turned)) < 1e-9)
            last = value
        }
    }

    @Test("a value without bound beside it is no matter for one that is met exactly")
    func infinite() {
        #expect(sampleQuantile(0.5, of: [1, 2, .infinity]) == 2)
    }
}
