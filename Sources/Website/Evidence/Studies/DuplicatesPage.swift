import Evidence
import HTML
import Services

/// Pairs of studies that may be one, side by side, for a decision.
struct DuplicatesPage: Page {
    let pairs: [StudyPair]
    let total: Int
    /// The two that were joined just now.
    let joined: StudyParting?
    let ticket: FormTicket

    let title = "Possible duplicates"
    let section: SiteSection? = .evidence
    var trail: [Crumb] { [Crumb("Evidence", SiteMap.evidence()), Crumb("Studies", SiteMap.studies())] }

    var body: Markup {
        PageHeader(
            title,
            lead:
                "Two records that are alike but not certainly the same. Joining keeps both histories; the kept one takes what it does not have. On its page they can be parted again."
        )
        if let joined {
            Inset("Joined") {
                p {
                    a(.href(SiteMap.study(joined.kept.id))) { joined.kept.title }
                    ". "
                    a(.href(SiteMap.partStudies(joined.kept.id, joined.dropped.id))) { "Part them again" }
                }
            }
        }
        if pairs.isEmpty {
            EmptyState("Nothing waits for a decision.", action: ("Studies", SiteMap.studies()))
        } else {
            p(.class("count")) { total == 1 ? "1 pair" : "\(total) pairs, the likeliest first" }
            for (position, pair) in pairs.enumerated() { card(pair, position + 1) }
        }
    }

    @MarkupBuilder private func card(_ pair: StudyPair, _ number: Int) -> Markup {
        HTML.section {
            h2 { "Pair \(number): alike to \(EvidenceText.fixed(pair.score * 100, decimals: 0))%" }
            DataTable(
                "Both records",
                isCaptionHidden: true,
                columns: [.init("Field"), .init("First"), .init("Second")],
                rows: rows(pair)
            )
            postForm(SiteMap.duplicates(), ticket: ticket) {
                for (name, value) in [
                    ("first", pair.first.id.description), ("second", pair.second.id.description),
                    ("firstVersion", "\(pair.first.version)"), ("secondVersion", "\(pair.second.version)"),
                ] {
                    input(.type("hidden"), .name(name), .value(value))
                }
                submit("One study: keep the first", isSecondary: true, name: "decision", value: "first")
                " "
                submit("One study: keep the second", isSecondary: true, name: "decision", value: "second")
                " "
                submit("Two different studies", name: "decision", value: "apart")
            }
        }
    }

    private func rows(_ pair: StudyPair) -> [[Markup]] {
        let sides = [pair.firstReference, pair.secondReference]
        func row(_ name: String, _ value: (Reference) -> String) -> [Markup]? {
            let values = sides.map(value)
            return values.allSatisfy(\.isEmpty) ? nil : [.text(name)] + values.map { .text($0) }
        }
        let title: [Markup] = [
            .text("Title"), .group([a(.href(SiteMap.study(pair.first.id))) { pair.first.title }]),
            .group([a(.href(SiteMap.study(pair.second.id))) { pair.second.title }]),
        ]
        return [title]
            + [
                row("Authors") { $0.authors.prefix(8).map(\.displayed).joined(separator: ", ") },
                row("Year") { $0.date?.text ?? "" }, row("In") { $0.container },
                row("Volume, issue, pages") {
                    [$0.volume, $0.issue, $0.pages].filter { !$0.isEmpty }.joined(separator: ", ")
                },
                row("Numbers") {
                    $0.identifiers.map { "\($0.scheme.title) \($0.value)" }.joined(separator: ", ")
                },
                row("Abstract") { String($0.abstract.prefix(240)) },
            ].compactMap(\.self)
    }
}
