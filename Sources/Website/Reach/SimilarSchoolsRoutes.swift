import Access
import Directory
import Evidence
import Plans
import Reach
import Services
import Trials

extension Site {
    func addSimilarSchools(to routes: Routes) {
        routes.get(SiteMap.similarSchools, .everyone) { visit, urn in
            let school = try await directory.school(urn).orNotFound()
            let typed = visit.similarityWeights
            let found = try await reach.similarSchools(
                to: urn,
                Similarity(weights: typed.weights),
                where: visit.similarityFilter
            )
            // For those who work there alone.
            let isOwn =
                visit.actor.may(.seePlans, on: .of(school.organisation))
                && visit.actor.may(.dismissSuggestions, on: .of(school.organisation))
            var ideas: SimilarSchoolsPage.Ideas?
            if isOwn, let found {
                ideas = SimilarSchoolsPage.Ideas(
                    suggestions: try await reach.strandSuggestions(
                        forSchool: school.organisation,
                        beside: found,
                        by: visit.actor
                    ),
                    organisation: school.organisation,
                    ticket: visit.formTicket()
                )
            }
            return .page(
                SimilarSchoolsPage(
                    school: school,
                    found: found,
                    weights: typed.weights,
                    weightState: typed.state,
                    filter: visit.similarityFilter,
                    length: visit.length(of: .similar),
                    ideas: ideas,
                    results: try await results(in: found?.schools ?? [], visit),
                    mayAsk: !visit.actor.organisations(where: .askSchools).isEmpty,
                    showsParticipation: visit.actor.isSignedIn
                )
            )
            .cached(
                [.schools, .reach, .strands, .sharedPlans, .practice, .trials, .accounts]
            )
        }
        routes.table(
            csv: SiteMap.similarSchoolsFile,
            workbook: SiteMap.similarSchoolsWorkbook,
            .everyone
        ) { visit, urn in
            let found = try await reach.similarSchools(
                to: urn,
                Similarity(weights: visit.similarityWeights.weights),
                where: visit.similarityFilter
            )
            return ReachFile.similar(try found.orNotFound(), showsParticipation: visit.actor.isSignedIn)
        }
    }

    /// What the reported trials found that schools agreed to be named in. A trial has many schools, so its sentence is kept.
    private func results(in schools: [SimilarSchool], _ visit: Visit) async throws -> [String: String] {
        var slugs: Set<String> = []
        for experience in schools.flatMap(\.experiences) {
            if case .trial(let slug, true, _) = experience.kind { slugs.insert(slug) }
        }
        let reported = slugs.sorted()
        let sentences: [String?] = try await reported.sideBySide { slug in
            try await visit.kept("trial found/\(slug)", of: [.trials]) { try await found(byTrial: slug) }
        }
        var results: [String: String] = [:]
        for (slug, sentence) in zip(reported, sentences) { results[slug] = sentence }
        return results
    }
}

extension Visit {
    /// How much each figure counts, where the address says so, and the form that says it. What cannot be a weight is
    /// refused there; the figure has its usual weight meanwhile.
    fileprivate var similarityWeights: (weights: [SimilarityVariable: Double], state: FormState) {
        var weights: [SimilarityVariable: Double] = [:]
        var state = FormState()
        for variable in SimilarityVariable.allCases {
            let typed = query.text(variable.rawValue).trimmed
            if let weight = Double(typed), (0...10).contains(weight) {
                weights[variable] = weight
            } else if !typed.isEmpty {
                state.set(variable.rawValue, typed)
                state.refuse(variable.rawValue, "Enter a number from 0 to 10")
                continue
            }
            let weight = weights[variable] ?? variable.usualWeight
            state.set(variable.rawValue, PlainWords.number(weight, decimals: 2))
        }
        return (weights, state)
    }

    /// Which schools the address wants listed.
    fileprivate var similarityFilter: SimilarityFilter {
        SimilarityFilter(
            withinKilometres: Double(query.text("miles")).flatMap {
                (1...500).contains($0) ? $0 * GridReference.kilometresInAMile : nil
            },
            region: Region(rawValue: query.text("region")),
            phase: Phase(rawValue: query.text("phase")),
            trust: SimilarityFilter.Trust(rawValue: query.text("trust")) ?? .any
        )
    }
}
