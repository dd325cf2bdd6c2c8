import Evidence

/// What a strand's findings show besides their pools. It takes fits, so it is made once for every reader and kept until a
/// finding changes.
struct StrandFigures: Sendable {
    let picture: StrandPicture
    /// How the forest plot is parted; `nil` shows all findings.
    let dimension: StrandPicture.Dimension?
    /// Each pooled alone; empty where the plot is not parted.
    let parts: [StrandPicture.Part]
    /// What stands beside the plot of all findings; empty beside a parted one.
    let studyMeans: [(member: LivingPool.Member, year: Int?)]
    let smallStudies: StrandPicture.SmallStudies?
    let throughTime: [StrandPicture.Step]
    /// Free school meals within published studies; never pooled with the network's.
    let publishedInteractions: StrandPicture.Interactions?

    init(_ picture: StrandPicture, by dimension: StrandPicture.Dimension?) {
        self.picture = picture
        self.dimension = dimension
        parts = dimension.map { picture.parts(by: $0) } ?? []
        studyMeans = dimension == nil ? picture.studyMeans : []
        smallStudies = dimension == nil ? picture.smallStudies : nil
        throughTime = dimension == nil ? picture.throughTime : []
        publishedInteractions = StrandPicture.Interactions(picture.publishedInteractions)
    }
}
