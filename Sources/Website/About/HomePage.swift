import Database
import HTML

/// The front door: what Braid is for, and the loop that it joins. Features add their parts below: see
/// `Site.homeParts`.
struct HomePage: Page {
    let title = "Braid"
    let summary: String? =
        "Find what the evidence says, plan it, train for it, test it, and share what schools learn together."
    let parts: [Markup]

    struct Step {
        let name: String
        let text: String
        let link: Link
    }

    static let steps: [Step] = [
        Step(
            name: "Find",
            text: "What the evidence says, with honest numbers and how sure we are.",
            link: SiteMap.evidence()
        ),
        Step(
            name: "Plan",
            text: "What you will actually do, what must not be lost, and when to look again.",
            link: SiteMap.plans()
        ),
        Step(
            name: "Train",
            text: "Courses and coaching from hubs near you, booked for your whole team.",
            link: SiteMap.offers()
        ),
        Step(
            name: "Test",
            text: "One shared protocol in many schools, registered before anyone knows its result.",
            link: SiteMap.trials()
        ),
        Step(
            name: "Share",
            text: "Every registered result, published whatever it shows.",
            link: SiteMap.results()
        ),
    ]

    var body: Markup {
        div(.class("hero")) {
            h1 { "What helps pupils, learned by schools together" }
            p(.class("lead")) {
                "Braid joins what hubs and schools do: find what the evidence says, plan it, train for it, test it and share what "
                    + "was learned. One record, from the first question to the published result."
            }
            searchBox(
                SiteMap.search(),
                label: "Search evidence, training, trials, hubs and schools",
                example: "reading in year 7"
            )
            Markup.raw(Drawings.band)
        }
        h2(.id("loop")) { "Five strands of one piece of work" }
        ol(.class("loop")) {
            for step in Self.steps {
                li {
                    h3 { a(.href(step.link)) { step.name } }
                    p { step.text }
                }
            }
        }
        for part in parts { part }
        argument
    }

    @MarkupBuilder private var argument: Markup {
        div(.class("argument")) {
            HTML.section {
                h2 { "Why together" }
                p {
                    "A single hub’s trial with ten schools can only detect effects of about 0.61 standard deviations. The average "
                        + "of 141 large education trials is 0.06. So one small trial cannot settle a question, whatever it finds."
                }
                p {
                    "Many schools on one shared protocol can. That is why trials here are registered first, run alike and pooled, "
                        + "and why the ones that have not reported yet are counted in plain sight."
                }
                p { a(.href(SiteMap.about())) { "How Braid works, and what its numbers mean" } }
            }
            HTML.section(.class("key-figures")) {
                KeyFigure(
                    "0.61",
                    "smallest effect that 10 schools can detect reliably",
                    detail:
                        "four times in five, with 25 pupils a school; 15% of the variance lies between schools, and earlier scores explain half of it"
                )
                KeyFigure(
                    "0.17",
                    "the same with 100 schools",
                    detail: "still nearly three times the average effect"
                )
                KeyFigure(
                    "0.06",
                    "average effect of large trials",
                    detail: "141 trials; average interval 0.30 wide"
                )
            }
        }
    }
}

/// What a feature shows everybody on the home page, and what would change it.
struct HomePart: Sendable {
    let topics: [Topic]
    /// `nil` when there is nothing to show yet.
    let content: @Sendable () async throws -> Markup?
}
