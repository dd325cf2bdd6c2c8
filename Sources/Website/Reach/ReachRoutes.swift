import Access

extension Site {
    func addReach(to routes: Routes) {
        addNetworkReach(to: routes)
        addHubReach(to: routes)
        addHubReachFiles(to: routes)
        addSuggestions(to: routes)
        addSchoolsReached(to: routes)
        addOutcomes(to: routes)
        addAreaBoard(to: routes)
        addAreaBoardFiles(to: routes)
        addReturns(to: routes)
        addDefinitions(to: routes)
        addSimilarSchools(to: routes)
        addSchoolQuestions(to: routes)
    }
}

extension Visit {
    /// The hub whose figures are asked for: the one named, or the first. Another's is not found.
    func reportingHub(_ text: String) throws -> Organisation {
        try hub(text, where: .reportKPIs)
    }
}
