extension Site {
    func addPathways(to routes: Routes) {
        addCoaching(to: routes)
        addCoachingOversight(to: routes)
        addContacts(to: routes)
        addTraining(to: routes)
        addSupport(to: routes)
        addPlacements(to: routes)
        addBursaries(to: routes)
    }
}
