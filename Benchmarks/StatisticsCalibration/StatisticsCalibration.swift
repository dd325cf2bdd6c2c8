/// Prints how often intervals hold the truth and tests reject it, by simulation from a fixed seed.
@main
struct StatisticsCalibration {
    static func main() {
        let repeats = 2000
        for (title, simulations) in [
            (
                "Trials: 2,000 of each design, at no effect and at 0.2 standard deviations",
                trialSimulations(repeats: repeats)
            ),
            ("Other methods", otherSimulations(repeats: repeats)),
        ] {
            print("## \(title)\n")
            print(
                "| method | design | truth | mean estimate | coverage of 95 % | rejected at 5 % | planned power | failed |"
            )
            print("|---|---|---|---|---|---|---|---|")
            for (index, simulation) in simulations.enumerated() {
                print(simulation.run(seed: 20_261_126 + UInt64(index)))
            }
            print("")
        }
    }
}
