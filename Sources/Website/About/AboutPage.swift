import HTML

/// What Braid is, for whom, and how to read its numbers.
struct AboutPage: Page {
    let title = "About Braid"
    let summary: String? = "What Braid joins, who uses it, and how to read its numbers."

    var body: Markup {
        PageHeader(
            title,
            lead:
                "One system in which hubs and the schools they serve find what the evidence says, plan it, train for it, test it "
                + "and share what they learn."
        )
        why
        strands
        numbers
        h2(.id("rules")) { "What we promise" }
        ul {
            li {
                "Every registered trial is counted here, whether it has reported, is due, is overdue or stopped without a result."
            }
            li {
                "Results are published whatever they show. A school may refuse to be named, not to be counted."
            }
            li { "Small numbers are hidden, to protect pupils." }
            li {
                "Every number can be traced to its formula, its source and the version of the data behind it."
            }
        }
    }

    @MarkupBuilder private var why: Markup {
        h2(.id("why")) { "Why it exists" }
        p {
            "A school that wants to do something about reading in year 7 has to look in one place for the evidence, in another for "
                + "training, in a third for schools like it that have tried. Nobody can see which schools that need help most were "
                + "reached, with what, and what has been tested. Braid keeps all of it on one record."
        }
        Inset("A small trial cannot settle a question") {
            p {
                "With ten schools, a trial detects effects of about 0.61 standard deviations; the average effect of 141 large trials "
                    + "is 0.06. Many schools on one shared protocol, with every result published, build knowledge that no hub can "
                    + "build alone."
            }
        }
    }

    @MarkupBuilder private var strands: Markup {
        h2(.id("plan")) { "How the work hangs together" }
        FactList(Self.words)
    }

    private static let words: KeyValuePairs<String, String?> = [
        "Strand":
            "An approach, such as reading comprehension strategies. It is a mix of programmes, and says so.",
        "Intervention":
            "What is actually done: who developed it, which version, what must be kept, how much of it.",
        "Offer": "Training or support for an intervention that hubs publish and schools book.",
        "Plan": "What a school will do, what must not be lost, and the dates on which it looks again.",
        "Trial": "A test of one version of an intervention, registered before anyone knows its result.",
        "Finding": "One result of one trial or study, with its uncertainty.",
        "Living pool": "All findings of registered trials together, updated with each one.",
    ]

    @MarkupBuilder private var numbers: Markup {
        h2(.id("numbers")) { "How to read the numbers" }
        h3 { "Effect size" }
        p {
            "The difference between pupils who were offered something and those who were not, in standard deviations. “Pupils offered "
                + "this scored 0.08 SD higher on average; plausible range: 0.04 lower to 0.20 higher.” The range matters as much as "
                + "the number."
        }
        h3 { "Months of progress" }
        p {
            "A translation of effect sizes into months of schooling that schools in England know. It never stands alone: the effect "
                + "size, the range, the rating and the source are beside it. We give months only for attainment where groups were "
                + "randomly chosen."
        }
        h3 { "No clear difference" }
        p {
            "No clear difference is not the same as no difference. Where a test was too small to tell, we say so."
        }
        h3 { "Reached" }
        p { "Reached means that someone attended, not that pupils gained." }
    }
}
