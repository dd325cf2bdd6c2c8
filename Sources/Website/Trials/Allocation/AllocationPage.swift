import Figures
import HTML
import Services
import Trials

/// An allocation for everyone: the hashes, the secret, the balance, and the command that repeats it.
struct AllocationPage: Page {
    let published: PublishedProtocol
    let summary: AllocationSummary?
    /// Whether this reader may have the lists of units and arms.
    let mayRead: Bool

    private var text: ProtocolText { published.record.text }
    private var course: TrialCourse { published.course }

    var title: String { "Allocation: \(text[.title])" }
    let section: SiteSection? = .trials
    var trail: [Crumb] {
        [Crumb("Trials", SiteMap.trials()), Crumb(text[.title], SiteMap.trial(published.slug))]
    }

    var body: Markup {
        PageHeader("Allocation", lead: text[.title], kicker: course.stage.title)
        if let summary {
            arms(summary.balance)
            balance(summary.balance)
            facts
            if text.design.isRandomised { checking(summary) }
        } else {
            p {
                text.design.isRandomised
                    ? "Not drawn yet. The secret was committed by its hash when the protocol was published; units are drawn once, after rosters and baselines are locked."
                    : "Nothing is drawn in this design. The groups follow from the protocol once rosters are locked."
            }
            facts
        }
    }

    private func arms(_ balance: AllocationBalance) -> Markup {
        DataTable(
            "Arms",
            columns: [
                .init("Arm"), .init(text.unit.title, isNumber: true), .init("Pupils", isNumber: true),
            ],
            rows: balance.arms.map { arm in
                let few = arm.pupils < AllocationBalance.fewestPupils
                return [
                    .text(arm.name), .text(few ? "few" : "\(arm.units)"),
                    .text(few ? "fewer than 10" : "\(arm.pupils)"),
                ]
            }
        ).markup
    }

    @MarkupBuilder private func balance(_ balance: AllocationBalance) -> Markup {
        HTML.section(.class("page-section")) {
            h2 { "Balance at baseline" }
            if balance.rows.isEmpty {
                p { "Hidden to protect pupils: fewer than 10 in an arm." }
            } else {
                p {
                    "How far each arm differs from control before anything was done, in standard deviations. A fact about this draw; no outcome is in it."
                }
                FigureBlock(
                    svg: plot(balance),
                    caption:
                        "Differences of 0.05 or less need nothing; up to 0.25 the analysis adjusts for them.",
                    table: table(balance)
                )
            }
        }
    }

    private func plot(_ balance: AllocationBalance) -> String {
        let rows = balance.rows.flatMap { row in
            row.differences.enumerated().map { place, value in
                BalancePlot.Row(
                    label: balance.arms.count > 2 ? "\(row.name): \(balance.arms[place + 1].name)" : row.name,
                    difference: value
                )
            }
        }
        return
            (try? BalancePlot(title: "Balance of the arms at baseline", rows: rows).responsive(id: "balance")
            .svg()) ?? ""
    }

    private func table(_ balance: AllocationBalance) -> DataTable {
        DataTable(
            "Baseline by arm",
            columns: [.init("")] + balance.arms.map { .init($0.name, isNumber: true) }
                + balance.arms.dropFirst().map { .init("\($0.name) less control, SD", isNumber: true) },
            rows: balance.rows.map { row in
                [.text(row.name)] + row.means.map { .text(EvidenceText.effect($0)) }
                    + row.differences.map { .text(EvidenceText.effect($0)) }
            }
        )
    }

    private var facts: Markup {
        let locked = course.rosterLockedAt.map(ProtocolWords.instant)
        let drawn = course.allocatedAt.map(ProtocolWords.instant)
        return FactList([
            ("Method", .text(text.design.isRandomised ? text.method.title : text.design.title)),
            ("SHA-256 of the protocol", code(.class("hash")) { published.publication.sha256 }),
            ("Commitment of the secret", code(.class("hash")) { published.publication.commitment }),
            ("Rosters locked", .text(locked ?? "Not yet")),
            ("SHA-256 of the units", code(.class("hash")) { course.rosterHash ?? "Not yet" }),
            ("Allocated", .text(drawn ?? "Not yet")),
            ("Secret", code(.class("hash")) { course.revealedSecret ?? "Shown after the draw" }),
        ]).markup
    }

    @MarkupBuilder private func checking(_ summary: AllocationSummary) -> Markup {
        HTML.section(.class("page-section")) {
            h2(.id("checking")) { "Check the draw yourself" }
            p {
                "The seed is HMAC-SHA-256, under the secret, of the protocol’s hash followed by the hash of the units. The command makes it and repeats the draw; it also checks that the secret is the one that was committed."
            }
            if mayRead {
                ul {
                    for file in AllocationFile.allCases {
                        li {
                            a(.href(SiteMap.allocationFile(published.slug, "\(file.rawValue).csv"))) {
                                "\(file.rawValue).csv"
                            }
                        }
                    }
                }
            } else {
                p {
                    "The lists are about \(text.unit == .pupil ? "single pupils" : "classes"), so only the trial’s analyst can have them, and each school has its own part."
                }
            }
            pre(.tabindex(0)) { code { command(summary) } }
        }
    }

    private func command(_ summary: AllocationSummary) -> String {
        """
        braid randomise units.csv \(summary.options ?? "") \\
          --secret \(course.revealedSecret ?? "") \\
          --protocol \(published.publication.sha256) \\
          --commitment \(published.publication.commitment) \\
          --verify allocation.csv
        """
    }
}
