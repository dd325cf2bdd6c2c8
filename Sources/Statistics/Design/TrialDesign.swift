/// A design whose precision can be computed before any data: the arrangement of units and what explains their
/// variance.
///
/// Effects are in standard deviations of the outcome, so its total variance is one: shares ρ of it lie
/// between classes and schools, and covariates explain shares *R*² of each part.
///
/// - Note: Dong & Maynard (2013), J. Res. Educ. Effectiveness 6, 24. Agrees with PowerUpR 1.1.0 to 1e-8
///   (`f_power.json`).
public enum TrialDesign: Sendable, Equatable {
    /// Pupils randomised one by one (IRA1_1).
    case individual(pupils: Double, rSquared: Double = 0)
    /// Pupils randomised within sites of one size.
    case multisite(
        sites: Double,
        pupilsPerSite: Double,
        rSquared: Double = 0,
        effects: SiteEffects = .constant
    )
    /// Schools randomised (CRA2_2).
    case cluster(
        schools: Double,
        pupilsPerSchool: Double,
        icc: Double,
        rSquaredPupil: Double = 0,
        rSquaredSchool: Double = 0
    )
    /// Schools of several classes randomised (CRA3_3).
    case threeLevel(
        schools: Double,
        classesPerSchool: Double,
        pupilsPerClass: Double,
        classICC: Double,
        schoolICC: Double,
        rSquaredPupil: Double = 0,
        rSquaredClass: Double = 0,
        rSquaredSchool: Double = 0
    )
    /// Schools randomised within blocks; the effect is that of these blocks (BCRA3_2f).
    case blockedCluster(
        blocks: Double,
        schoolsPerBlock: Double,
        pupilsPerSchool: Double,
        icc: Double,
        rSquaredPupil: Double = 0,
        rSquaredSchool: Double = 0
    )
    /// Schools randomised within blocks that stand for others like them (BCRA3_2r).
    case randomBlockCluster(
        blocks: Double,
        schoolsPerBlock: Double,
        pupilsPerSchool: Double,
        schoolICC: Double,
        blockICC: Double,
        heterogeneity: Double,
        rSquaredPupil: Double = 0,
        rSquaredSchool: Double = 0,
        rSquaredEffect: Double = 0
    )
    /// The difference in effect between two kinds of pupils, both present in every school, when schools are
    /// randomised; the difference is taken to be the same in all schools.
    case pupilModerator(
        schools: Double,
        pupilsPerSchool: Double,
        icc: Double,
        share: Double,
        rSquaredPupil: Double = 0
    )
    /// The difference in effect between two kinds of schools when schools are randomised (MOD222).
    case schoolModerator(
        schools: Double,
        pupilsPerSchool: Double,
        icc: Double,
        share: Double,
        rSquaredPupil: Double = 0,
        rSquaredSchool: Double = 0
    )

    /// How the effect differs between the sites of a multisite trial.
    public enum SiteEffects: Sendable, Equatable {
        /// The same everywhere (BIRA2_1c).
        case constant
        /// Its own in every site, averaged over these sites (BIRA2_1f).
        case fixed
        /// Varying between sites that stand for others: the variance of effects over that between sites (ω),
        /// the share ρ of the outcome's variance between sites, and the share of effect variance explained
        /// (BIRA2_1r).
        case random(icc: Double, heterogeneity: Double, rSquaredEffect: Double = 0)
    }

    /// What every design shares.
    public struct Conditions: Sendable, Equatable {
        /// The share of units allocated to treatment, in 0…1.
        public var treatedShare: Double = 0.5
        /// Covariates at the level of randomisation, each taking a degree of freedom.
        public var covariates: Double = 0
        /// The share of pupils lost before the analysis, in 0…1.
        public var pupilAttrition: Double = 0
        /// The share of units of randomisation lost, in 0…1.
        public var clusterAttrition: Double = 0
        /// The coefficient of variation of the sizes of the lowest clusters (schools, classes or sites); 0 for
        /// equal ones.
        public var sizeVariation: Double = 0

        /// Equal arms, no covariates, no losses, equal sizes.
        public init(
            treatedShare: Double = 0.5,
            covariates: Double = 0,
            pupilAttrition: Double = 0,
            clusterAttrition: Double = 0,
            sizeVariation: Double = 0
        ) {
            self.treatedShare = treatedShare
            self.covariates = covariates
            self.pupilAttrition = pupilAttrition
            self.clusterAttrition = clusterAttrition
            self.sizeVariation = sizeVariation
        }
    }
}
