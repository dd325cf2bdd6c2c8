import Directory
import Evidence
import HTML
import Plans
import Reach
import Services
import Trials

/// Which of the schools that are alike are listed.
struct SimilarityChoices: Renderable {
    let school: School
    let filter: SimilarityFilter
    let weights: [SimilarityVariable: Double]
    let isWhole: Bool

    var markup: Markup {
        getForm(SiteMap.similarSchools(school.urn)) {
            WholeList(.similar, isWhole: isWhole)
            for (variable, weight) in weights.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
                input(
                    .type("hidden"),
                    .name(variable.rawValue),
                    .value(PlainWords.number(weight, decimals: 2))
                )
            }
            SelectField(
                "miles",
                "Distance",
                options: [FormOption("", "Any")]
                    + [5, 10, 25, 50].map { FormOption("\($0)", "Within \($0) miles") },
                state: state
            )
            SelectField(
                "region",
                "Region",
                options: [FormOption("", "Any")] + Region.allCases.map { FormOption($0.rawValue, $0.name) },
                state: state
            )
            SelectField(
                "phase",
                "Phase",
                options: [FormOption("", "All that are compared")]
                    + Phase.allCases.map { FormOption($0.rawValue, $0.name) },
                state: state
            )
            SelectField(
                "trust",
                "Trust",
                options: SimilarityFilter.Trust.allCases.map { FormOption($0.rawValue, $0.name) },
                state: state
            )
            submit("Show")
        }
    }

    private var state: FormState {
        FormState(Dictionary(Self.values(filter).map { ($0.name, $0.value) }) { first, _ in first })
    }

    /// As an address says it; what is not chosen is left out.
    static func values(_ filter: SimilarityFilter) -> [(name: String, value: String)] {
        [
            ("miles", filter.withinKilometres.map { "\(Int(PlainWords.inMiles($0).rounded()))" }),
            ("region", filter.region?.rawValue), ("phase", filter.phase?.rawValue),
            ("trust", filter.trust == .any ? nil : filter.trust.rawValue),
        ].compactMap { name, value in value.map { (name, $0) } }
    }
}

/// What a school did and says of it, with its permission, and the results of trials it was in.
struct Experiences: Renderable {
    let list: [SchoolExperience]
    /// What trials that have reported found, by slug.
    let results: [String: String]
    /// Plans are shared with people who are signed in.
    let isSignedIn: Bool

    var markup: Markup {
        ul { for experience in Self.shown(list, isSignedIn: isSignedIn) { li { line(experience) } } }
    }

    static func shown(_ list: [SchoolExperience], isSignedIn: Bool) -> [SchoolExperience] {
        list.filter { experience in
            if case .plan = experience.kind { return isSignedIn }
            return true
        }
    }

    @MarkupBuilder private func line(_ experience: SchoolExperience) -> Markup {
        switch experience.kind {
        case .trial(let slug, let isReported, let isStopped):
            "In the trial "
            a(.href(SiteMap.trial(slug))) { experience.title }
            outcome(slug, isReported: isReported, isStopped: isStopped)
        case .account(let id):
            "Says: "
            a(.href(SiteMap.practiceAccount(id))) { experience.title }
        case .evaluation(let id):
            "Its own account of a quick evaluation: "
            a(.href(SiteMap.schoolAccount(id))) { experience.title }
        case .plan(let id, let phase):
            "Plan: "
            a(.href(SiteMap.plan(id))) { experience.title }
            " (\(phase.title.lowercasedFirst))"
        }
        if let intervention = experience.intervention, intervention != experience.title {
            "\(tellsResult(experience) ? "" : ".") What is done: \(intervention)"
        }
    }

    private func outcome(_ slug: String, isReported: Bool, isStopped: Bool) -> String {
        guard isReported else {
            return isStopped ? ", which stopped without a result" : ", not reported yet"
        }
        return results[slug].map { ": \($0)" } ?? ": read its result"
    }

    /// Whether it ends with the sentences of a result.
    private func tellsResult(_ experience: SchoolExperience) -> Bool {
        if case .trial(let slug, true, _) = experience.kind { results[slug] != nil } else { false }
    }
}
