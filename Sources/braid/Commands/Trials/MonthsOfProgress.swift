/// Months of progress of an effect size on the published scale of the EEF Toolkit (2018).
///
/// Effect sizes are rounded to two decimals first; negative ones mirror.
enum MonthsOfProgress {
    static let profile = "eef-toolkit-2018"
    /// The least hundredths of a standard deviation that count as 0, 1, 2 … 12 months.
    private static let thresholds = [0, 2, 10, 19, 27, 36, 45, 53, 62, 70, 79, 88, 96]

    static func months(_ effect: Double) -> Int {
        let hundredths = Int((effect.magnitude * 100).rounded())
        let months = (thresholds.lastIndex { hundredths >= $0 }) ?? 0
        return effect < 0 ? -months : months
    }
}
