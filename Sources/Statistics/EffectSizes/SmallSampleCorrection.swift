/// The factor that removes the small-sample bias of a standardised mean difference.
public enum SmallSampleCorrection: Sendable, CaseIterable {
    /// Γ(*m*/2)/(√(*m*/2) Γ((*m* − 1)/2)): Hedges (1981), eq. 6e.
    case exact
    /// 1 − 3/(4*m* − 1): Hedges (1981), eq. 6f; within 0.0007 of the exact one from 10 df.
    case approximate
    /// 1: the uncorrected *d*.
    case none

    /// The factor for *m* degrees of freedom.
    ///
    /// - Parameter degreesOfFreedom: Above 1 for `.exact`, above 0 otherwise.
    public func factor(degreesOfFreedom: Double) throws(EffectSizeError) -> Double {
        switch self {
        case .exact:
            try demand(degreesOfFreedom, "degreesOfFreedom") { $0 > 1 }
            return try computing { () throws(DistributionError) in
                try SpecialFunctions.hedgesCorrection(degreesOfFreedom: degreesOfFreedom)
            }
        case .approximate:
            try demand(degreesOfFreedom, "degreesOfFreedom") { $0 > 0.5 }
            return 1 - 3 / (4 * degreesOfFreedom - 1)
        case .none: return 1
        }
    }
}

/// The form of the sampling variance of a standardised mean difference, with metafor's names.
public enum MeanDifferenceVariance: String, Sendable, CaseIterable {
    /// 1/*n*₁ + 1/*n*₂ + *g*²/(2*N*), with *g* already corrected: Hedges (1982), eq. 8.
    case largeSample = "LS"
    /// *J*² (1/*n*₁ + 1/*n*₂ + *d*²/(2*N*)): Borenstein et al. (2009), eq. 4.24.
    case largeSampleCorrected = "LS2"
    /// 1/*n*₁ + 1/*n*₂ + (1 − (*m* − 2)/(*m J*²)) *g*²: unbiased, Hedges (1983), eq. 9.
    case unbiased = "UB"
    /// The exact variance under normality with δ = *g*: Hedges (1981), eq. 6b.
    case exact = "exact"
}
