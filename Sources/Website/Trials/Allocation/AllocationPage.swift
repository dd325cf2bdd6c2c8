import Figures
import HTML
import Services
import Trials

/// An allocation for everyone: the hashes, the secret, the balance, and the command that repeats it.
struct AllocationPage: Page {
    let published: PublishedProtocol
    let summary: AllocationSummary?
    /// Whether this reader may have the lists that are not public, too.
    let mayRead: Bool

    private var text: ProtocolText { published.record.text }
    private var course: TrialCourse { published.course }

    var title: String { "Allocation: \(text[.title])" }
    let section: SiteSection? = .trials
    var trail: [Crumb] {
        [Crumb("Trials", SiteMap.trials()), Crumb(text[.title], SiteMap.trial(published.slug))]
    }

    var body: Markup {
        PageHeader("Allocation", lead: text[.title], kicker: "Registered trial")
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

    private func arms(_ balance: PublicBalance) -> Markup {
        // Where pupils were drawn, they are the units.
        let hasUnits = text.unit != .pupil
        var columns = [DataTable.Column("Arm")]
        if hasUnits { columns.append(DataTable.Column(text.unit.title, isNumber: true)) }
        columns.append(DataTable.Column("Pupils", isNumber: true))
        let rows = balance.arms.map { arm in
            var cells: [Markup] = [.text(arm.name)]
            if hasUnits { cells.append(.text(arm.units.map(InWords.grouped) ?? "few")) }
            cells.append(.text(arm.pupils.text))
            return cells
        }
        return DataTable("Arms", columns: columns, rows: rows).markup
    }

    @MarkupBuilder private func balance(_ balance: PublicBalance) -> Markup {
        HTML.section(.class("page-section")) {
            h2 { "Balance at baseline" }
            if let refusal = balance.refusal {
                p { "\(Disclosure.hidden). \(refusal)" }
            } else if balance.rows.isEmpty {
                p { "Too few scores are known to say." }
            } else {
                p {
                    "How far each arm differs from control before anything was done, in standard deviations, rounded to \(EvidenceText.effect(balance.step)) so that no single pupil shows. A fact about this draw; no outcome is in it."
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

    private func plot(_ balance: PublicBalance) -> String {
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

    private func table(_ balance: PublicBalance) -> DataTable {
        DataTable(
            "Differences at baseline",
            columns: [.init("")]
                + balance.arms.dropFirst().map { .init("\($0.name) less control, SD", isNumber: true) },
            rows: balance.rows.map { row in
                [.text(row.name)] + row.differences.map { .text(EvidenceText.effect($0)) }
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
            let files = AllocationFile.allCases.filter { mayRead || text.isPublic($0) }
            if !files.isEmpty {
                ul {
                    for file in files {
                        li {
                            a(.href(SiteMap.allocationFile(published.slug, "\(file.rawValue).csv"))) {
                                "\(file.rawValue).csv"
                            }
                        }
                    }
                }
            }
            if mayRead || text.isPublic(.units) {
                pre(.tabindex(0)) { code { command(summary) } }
            } else {
                p { limits }
                pre(.tabindex(0)) {
                    code { "printf %s \(course.revealedSecret ?? "") | xxd -r -p | sha256sum" }
                }
            }
        }
    }

    /// What can be checked without the list of units.
    private var limits: String {
        let rest = "Everyone can check that the secret is the one that was committed:"
        guard text.unit == .school else {
            return
                "The lists are about \(text.unit == .pupil ? "single pupils" : "classes"), so only the trial’s analyst can have them and repeat the draw, and each school has its own part. \(rest)"
        }
        return
            "The list by which schools were paired holds each school’s mean score and how many pupils are eligible for free school meals, so only the trial’s analyst can have it and repeat the draw. In allocation.csv each pair has one school in each arm. \(rest)"
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
