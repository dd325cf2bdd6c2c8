import Profiles
import Statistics

extension AnalysisReport.Months {
    /// The effect of one trial and both ends of its interval, on a scale by its name.
    init(of size: TrialEffectSize, profile: String) throws {
        guard let scale = try ProfileLibrary.carried().progressScale(profile) else {
            throw CommandFailure.usage("There is no profile of months called “\(profile)”.")
        }
        guard let months = scale.months(of: size.hedgesG), let lower = scale.months(of: size.lower),
            let upper = scale.months(of: size.upper)
        else {
            throw CommandFailure.data(
                "the effect size is not a finite number, so it has no months of progress"
            )
        }
        self.init(profile: scale.id, months: months, lower: lower, upper: upper)
    }
}
