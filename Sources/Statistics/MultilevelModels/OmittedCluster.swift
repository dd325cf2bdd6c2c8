extension MultilevelFit {
    /// The fit without one cluster of the highest level, from the sums of the others and from where this fit ended.
    ///
    /// - Parameter cluster: Its number in the first term's clusters.
    /// - Returns: The fit to the other rows, to 1e-8; `nil` where sums cannot give it: of a model that is not two nested
    ///   levels of random intercepts, or where some column is determined by others without the cluster, as a stratum is
    ///   that has no other. Then fit the other rows.
    /// - Throws: ``MultilevelError`` as of a fit to the other rows.
    /// - Complexity: That of the search, whatever the number of rows.
    /// - Note: ``randomEffects`` are of the clusters that are left, in order.
    public func omitting(cluster: Int) throws(MultilevelError) -> MultilevelFit? {
        guard let search, search.blocks.isNestedIntercepts else { return nil }
        precondition(search.blocks.places[0].indices.contains(cluster), "A cluster of the first term.")
        let rest: RandomBlocks = search.blocks.omitting(cluster: cluster)
        let level: String = rest.terms[0].name
        guard rest.blocks.count >= 2 else { throw .tooFewClusters(level: level, count: rest.blocks.count) }
        guard rest.rows > rest.p else { throw .tooFewRows(rows: rest.rows, coefficients: rest.p) }
        for (term, clusters) in zip(rest.terms, rest.places) where clusters.count >= rest.rows {
            throw .noReplication(level: term.name)
        }
        if rest.isOneDivision { throw .collinear(terms: [rest.terms[1].name]) }
        if rest.hasDependentColumn { return nil }
        return try MultilevelFit.fit(
            rest,
            start: search.start,
            origin: origin,
            names: names,
            estimator: estimator,
            near: search.maximum
        )
    }
}
