import Access
import Database
import Directory
import Profiles
import Services

/// All that the tables of the projection are to hold, worked out from one snapshot of the features' tables.
struct Projection {
    private let schools: [ProjectedSchool]
    private let objects: ProjectedObjects
    private let counts: [ReachCount.Key: ReachCount]

    var schoolCount: Int { schools.count }
    var touchCount: Int { objects.touches.count }

    /// - Parameter since: From this day on, hubs count as working with a school.
    init(
        _ figures: [SchoolFigures],
        _ profile: NeedProfile,
        _ hubs: HubPlaces,
        _ objects: ProjectedObjects,
        since: LocalDate
    ) {
        let needs = NeedIndex.compute(figures.map(\.needFigures), profile: profile)
        let touches = Dictionary(grouping: objects.touches, by: \.lineage)
        var counts: [ReachCount.Key: ReachCount] = [:]
        schools = zip(figures, needs).map { figures, need in
            let own = touches[figures.lineage] ?? []
            ReachCount.add(own, of: need.fifth, beside: objects, to: &counts)
            let told = own.filter(\.isPublic)
            return ProjectedSchool(
                figures: figures,
                need: need,
                nearestHub: hubs.nearest(to: figures.place)?.id,
                lastReachedOn: told.map(\.lastOn).max(),
                hubs: Set(told.lazy.filter { $0.lastOn >= since }.flatMap { objects.hubs[$0.object] ?? [] })
                    .count,
                publicYears: told.lazy.filter { $0.object.kind != .plan }
                    .reduce(into: AcademicYears()) { years, touch in
                        years.insert(AcademicYear(startYear: touch.academicYear))
                    }
            )
        }
        self.objects = objects
        self.counts = counts
    }

    /// What has to be written so that the tables hold this.
    func changes(in transaction: any Transaction) throws -> [TableChange] {
        [
            try transaction.change(of: .schoolNeed, to: schools.lazy.map(\.row)),
            try transaction.change(of: .touch, to: objects.touches.lazy.map(\.row)),
            try transaction.change(
                of: .touchObject,
                to: objects.titles.lazy.map { object, title in object.key + [title.sqlValue] }
            ),
            try transaction.change(
                of: .touchHub,
                to: objects.hubs.lazy.flatMap { Self.rows(of: $0, beside: $1) }
            ),
            try transaction.change(
                of: .touchStrand,
                to: objects.strands.lazy.flatMap { Self.rows(of: $0, beside: $1) }
            ),
            try transaction.change(
                of: .reachCount,
                to: counts.lazy.map { key, count in
                    key.values + [count.schools.sqlValue, count.amount.sqlValue]
                }
            ),
        ]
    }

    private static func rows(of object: TouchedObject, beside others: [Int64]) -> [[SQLValue]] {
        others.map { object.key + [.integer($0)] }
    }
}

/// An open school with what is kept of it.
private struct ProjectedSchool {
    let figures: SchoolFigures
    let need: NeedIndex.Result
    let nearestHub: ID<Organisation>?
    let lastReachedOn: LocalDate?
    let hubs: Int
    /// In which everyone may know that it took part in something, plans apart: they can be taken back at any moment.
    let publicYears: AcademicYears

    /// In the order of ``ProjectedTable/schoolNeed``.
    var row: [SQLValue] {
        [
            figures.lineage.sqlValue, figures.urn.sqlValue, figures.organisation.sqlValue,
            figures.phase.sqlValue, figures.region.sqlValue, figures.authority.sqlValue,
            figures.easting.sqlValue, figures.northing.sqlValue, figures.pupils.sqlValue,
            figures.disadvantaged.sqlValue, need.attainmentRank.sqlValue, need.need.sqlValue,
            need.fifth.sqlValue, need.figuresKnown.sqlValue, figures.attainment.sqlValue,
            figures.priorAttainment.sqlValue, figures.additionalLanguage.sqlValue,
            figures.specialNeeds.sqlValue, figures.deprivation.sqlValue, nearestHub.sqlValue,
            figures.progress.sqlValue, lastReachedOn.sqlValue, hubs.sqlValue,
            publicYears.sqlValue,
        ]
    }
}

extension TouchedObject {
    fileprivate var key: [SQLValue] { [kind.sqlValue, .integer(id)] }
}

extension Touch {
    /// In the order of ``ProjectedTable/touch``.
    fileprivate var row: [SQLValue] {
        object.key + [
            lineage.sqlValue, academicYear.sqlValue, amount.sqlValue, lastOn.sqlValue, isPublic.sqlValue,
        ]
    }
}
