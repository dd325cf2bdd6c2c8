import Access
import Directory
import Evidence
import HTML
import Programmes
import Reach
import Services
import Trials

/// What the front page tells everyone of this year: numbers, the next events, the newest results.
extension Site {
    var yearInNumbers: HomePart {
        HomePart(topics: [.reach]) {
            let year = AcademicYear(containing: services.today())
            let summary = try await reach.summary(ReachScope(year: year))
            guard summary.reached >= FewSchools.fewest else { return nil }
            let greatest = summary.fifths.first { $0.fifth == 5 && !summary.hiddenFifths.contains(5) }
            return HTML.section(.class("page-section")) {
                h2 { "This academic year" }
                div(.class("key-figures")) {
                    KeyFigure(
                        PlainWords.grouped(summary.reached),
                        "schools took part in something",
                        detail: ReachWords.inShort
                    )
                    if let greatest, let share = greatest.reachedPercentage {
                        KeyFigure(
                            "\(PlainWords.number(share, decimals: 0))%",
                            "of the schools in greatest need were among them",
                            detail:
                                "\(ReachWords.publicCount(greatest.reached)) of \(PlainWords.grouped(greatest.schools))"
                        )
                    }
                    KeyFigure(
                        PlainWords.grouped(summary.hubs.count),
                        summary.hubs.count == 1 ? "hub worked with them" : "hubs worked with them",
                        detail: "Joint offers count for each hub that runs them"
                    )
                }
                p { a(.href(SiteMap.networkReach())) { "Who was reached, and who was not" } }
            }
        }
    }

    var nextEvents: HomePart {
        HomePart(topics: [.offers, .hubs, .strands]) {
            let lines = try await programmes.nextOffers(limit: 3)
            guard !lines.isEmpty else { return nil }
            return HTML.section(.class("page-section")) {
                h2 { "Next to book" }
                ul(.class("cards")) { for line in lines { li { OfferCard(line: line) } } }
                p { a(.href(SiteMap.offers())) { "All training" } }
            }
        }
    }

    var newestResults: HomePart {
        HomePart(topics: [.trials]) {
            let today = services.today()
            let reported = try await trials.trials().filter { $0.status(on: today) == .reported }
                .sorted { ($0.reportedOn ?? today) > ($1.reportedOn ?? today) }.prefix(3)
            guard !reported.isEmpty else { return nil }
            let results = try await reported.sideBySide { trial in try await found(by: trial) }
            return HTML.section(.class("page-section")) {
                h2 { "Newest results" }
                ul(.class("list")) {
                    for (trial, found) in zip(reported, results) {
                        li {
                            h3 { a(.href(SiteMap.trial(trial.slug))) { trial.title } }
                            if let found { p { found } }
                            if let day = trial.reportedOn {
                                p(.class("meta")) { "Reported on \(EvidenceText.day(day))" }
                            }
                        }
                    }
                }
                p { a(.href(SiteMap.results())) { "All results, and the trials that have not reported" } }
            }
        }
    }
}
