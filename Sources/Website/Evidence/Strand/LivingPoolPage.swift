import Evidence
import Figures
import HTML
import Services

/// A pooled figure at its permanent address: the numbers, the rows, when, by which program, and how to make it
/// again.
struct LivingPoolPage: Page {
    let pool: LivingPool
    let strand: Strand
    let isCurrent: Bool

    var title: String {
        "\(strand.content.title): \(pool.origin == .networkTrial ? "trials of this network" : "published studies") together"
    }
    let section: SiteSection? = .evidence
    var trail: [Crumb] {
        [Crumb("Evidence", SiteMap.evidence()), Crumb(strand.content.title, SiteMap.strand(strand.slug))]
    }

    var body: Markup {
        PageHeader(title, kicker: "Pooled figure")
        if !isCurrent {
            Inset("Not the current figure") {
                p {
                    "Findings or the program changed since. "
                    a(.href(SiteMap.strand(strand.slug).at("findings"))) { "See the current one" }
                }
            }
        }
        PoolWords(pool: pool)
        FactList(facts)
        if let figure = StrandForest.figure(
            network: pool.origin == .networkTrial ? pool : nil,
            published: pool.origin == .published ? pool : nil
        ) {
            FigureBlock(
                svg: figure.svg(),
                caption: "The findings of this figure.",
                table: DataTable(figure.table)
            )
        }
        h2 { "The data, and how to make the figure again" }
        p {
            a(.href(SiteMap.poolRows(pool.id, "rows.csv"))) { "Rows (CSV)" }
            ", "
            a(.href(SiteMap.poolRows(pool.id, "rows.xlsx"))) { "Rows (Excel)" }
        }
        if let effect = pool.pooled {
            pre(.tabindex(0)) { code { effect.method.command(rows: "\(pool.fileName).csv") } }
        }
    }

    private var facts: [(String, Markup)] {
        var facts: [(String, Markup)] = []
        func add(_ name: String, _ text: String) { facts.append((name, .text(text))) }
        if let effect = pool.pooled {
            add("Estimate", "\(EvidenceText.fixed(effect.estimate, decimals: 4)) SD")
            add("Standard error", EvidenceText.fixed(effect.standardError, decimals: 4))
            add(
                "95% interval",
                "\(EvidenceText.fixed(effect.lower, decimals: 4)) to \(EvidenceText.fixed(effect.upper, decimals: 4))"
            )
            if let df = effect.degreesOfFreedom {
                add("Degrees of freedom", EvidenceText.fixed(df, decimals: 1))
            }
            add(
                "95% prediction interval",
                "\(EvidenceText.fixed(effect.predictionLower, decimals: 4)) to \(EvidenceText.fixed(effect.predictionUpper, decimals: 4))"
            )
            add("Variance between studies (τ²)", EvidenceText.fixed(effect.tauSquared, decimals: 5))
            if let within = effect.tauSquaredWithin {
                add("Variance within studies", EvidenceText.fixed(within, decimals: 5))
            }
            add("I²", "\(EvidenceText.fixed(effect.iSquared, decimals: 1))%")
            add(
                "Q",
                "\(EvidenceText.fixed(effect.q, decimals: 2)) on \(EvidenceText.fixed(effect.qDegreesOfFreedom, decimals: 0)) df, \(EvidenceText.pValue(effect.qPValue))"
            )
            if let count = effect.studyCount { add("Studies or trials", "\(count)") }
        }
        add("Findings", "\(pool.members.count)")
        add("As of", EvidenceText.day(pool.asOf))
        add("Program", "Braid \(pool.codeVersion)")
        add("Data version", pool.dataVersion)
        return facts
    }
}
