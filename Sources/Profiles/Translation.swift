package import Statistics

/// Other ways to say an effect size, shown beside months.
package enum Translation {
    /// The share of the control group, 0 to 1, whom the average treated pupil outscores: Φ(*g*).
    ///
    /// - Note: Cohen's *U*₃; both groups normal with one standard deviation.
    package static func shareOutscored(effect: Double) throws(DistributionError) -> Double {
        try StandardNormal().cumulative(effect)
    }

    /// The improvement index in percentile points, −50 to 50: 100 (Φ(*g*) − ½).
    ///
    /// - Note: What Works Clearinghouse, Procedures Handbook.
    package static func improvementIndex(effect: Double) throws(DistributionError) -> Double {
        100 * (try shareOutscored(effect: effect) - 0.5)
    }
}
