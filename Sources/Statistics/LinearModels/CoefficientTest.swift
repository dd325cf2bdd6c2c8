/// An estimate with its standard error, test and interval.
public struct CoefficientTest: Sendable, Equatable {
    /// The name of the coefficient or contrast.
    public let name: String
    /// The estimate, in units of the outcome per unit of the column.
    public let estimate: Double
    /// The standard error of the estimate.
    public let standardError: Double
    /// The estimate over its standard error.
    public let statistic: Double
    /// Degrees of freedom of the *t* reference; infinite where the reference is normal.
    public let degreesOfFreedom: Double
    /// The two-sided p value against zero.
    public let pValue: Double
    /// The lower end of the interval.
    public let lower: Double
    /// The upper end of the interval.
    public let upper: Double

    /// Tests an estimate against zero.
    /// - Parameters:
    ///   - name: What is estimated.
    ///   - estimate: The estimate.
    ///   - standardError: Above zero.
    ///   - degreesOfFreedom: Above zero; infinite for a normal reference.
    ///   - level: The coverage of the interval, in 0…1.
    public init(
        name: String,
        estimate: Double,
        standardError: Double,
        degreesOfFreedom: Double,
        level: Double = 0.95
    ) throws(DistributionError) {
        self.name = name
        self.estimate = estimate
        self.standardError = standardError
        self.degreesOfFreedom = degreesOfFreedom
        statistic = estimate / standardError
        let critical: Double
        if degreesOfFreedom.isFinite {
            let reference = try StudentT(degreesOfFreedom: degreesOfFreedom)
            pValue = try reference.twoSidedPValue(statistic)
            critical = try reference.twoSidedCriticalValue(level: level)
        } else {
            let reference = StandardNormal()
            pValue = try reference.twoSidedPValue(statistic)
            critical = try reference.twoSidedCriticalValue(level: level)
        }
        lower = estimate - critical * standardError
        upper = estimate + critical * standardError
    }
}

/// A joint test of several hypotheses at once by an *F* reference.
public struct JointTest: Sendable, Equatable {
    /// The *F* statistic.
    public let statistic: Double
    /// Numerator degrees of freedom: the number of hypotheses.
    public let numeratorDegreesOfFreedom: Double
    /// Denominator degrees of freedom.
    public let denominatorDegreesOfFreedom: Double
    /// The upper-tail p value.
    public let pValue: Double

    /// Refers a statistic to *F*(numerator, denominator).
    public init(statistic: Double, numerator: Double, denominator: Double) throws(DistributionError) {
        self.statistic = statistic
        numeratorDegreesOfFreedom = numerator
        denominatorDegreesOfFreedom = denominator
        pValue = try FisherF(numerator: numerator, denominator: denominator).survival(statistic)
    }
}
