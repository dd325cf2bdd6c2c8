import Evidence
import HTML
import Services

/// A study: its citation, what it found, where the record is from and how it came to be as it is.
struct StudyPage: Page {
    let record: StudyRecord
    let mine: MyItem?
    /// Its findings.
    let mayCorrect: Bool
    /// Its record.
    let mayCurate: Bool
    /// For those who may bring a finding back.
    let ticket: FormTicket?

    private var reference: Reference { record.reference }
    var title: String { String(record.study.title.prefix(110)) }
    let section: SiteSection? = .evidence
    var trail: [Crumb] { [Crumb("Evidence", SiteMap.evidence()), Crumb("Studies", SiteMap.studies())] }

    var body: Markup {
        PageHeader(record.study.title, lead: authors, kicker: record.study.type.title)
        FactList(facts)
        if let mine { SaveBox(item: mine) }
        if mayCurate {
            p {
                a(.class("button button--secondary"), .href(SiteMap.editStudy(record.study.id))) {
                    "Edit this record"
                }
            }
        }
        if !reference.abstract.isEmpty {
            h2 { "Abstract" }
            p { reference.abstract }
            if !reference.abstractLicence.isEmpty {
                p(.class("hint")) { "Licence: \(reference.abstractLicence)" }
            }
        }
        findings
        takenOut
        if !record.strands.isEmpty {
            h2 { "Strands" }
            ul {
                for strand in record.strands { li { a(.href(SiteMap.strand(strand.slug))) { strand.title } } }
            }
        }
        h2 { "Cite it" }
        p { record.study.citation }
        p(.class("hint")) {
            for (position, format) in [ExportFormat.ris, .bibtex, .csl].enumerated() {
                if position > 0 { ", " }
                a(.href(SiteMap.studyFile(record.study.id, "study.\(format.fileExtension)"))) { format.title }
            }
        }
        provenance
    }

    private var authors: String? {
        let names = (reference.authors.isEmpty ? reference.editors : reference.authors).map(\.displayed)
        guard !names.isEmpty else { return nil }
        return names.prefix(12).joined(separator: ", ")
            + (names.count > 12 ? " and \(names.count - 12) others" : "")
    }

    private var facts: [(String, Markup)] {
        var facts: [(String, Markup)] = []
        func add(_ name: String, _ text: String?) {
            if let text, !text.isEmpty { facts.append((name, .text(text))) }
        }
        func link(_ name: String, _ text: String, _ address: String) {
            facts.append((name, .group([a(.href(address), .rel("noopener")) { text }])))
        }
        add("Published", reference.date?.text ?? record.study.year.map { "\($0)" })
        add("In", placed)
        add(
            "Publisher",
            [reference.publisher, reference.place].filter { !$0.isEmpty }.joined(separator: ", ")
        )
        for identifier in reference.identifiers {
            if let address = identifier.address {
                link(identifier.scheme.title, identifier.value, address)
            } else {
                add(identifier.scheme.title, identifier.value)
            }
        }
        if !reference.openAccess.isEmpty { link("Free to read", "Full text", reference.openAccess) }
        if !reference.address.isEmpty { link("On the web", "Page of the work", reference.address) }
        if let isReviewed = reference.isPeerReviewed { add("Peer reviewed", isReviewed ? "Yes" : "No") }
        add("Language", reference.language)
        add("Subjects", reference.subjects.prefix(30).joined(separator: "; "))
        return facts
    }

    private var placed: String {
        var text = reference.container
        if !reference.volume.isEmpty { text += ", volume \(reference.volume)" }
        if !reference.issue.isEmpty { text += ", issue \(reference.issue)" }
        if !reference.pages.isEmpty { text += ", pages \(reference.pages)" }
        return text
    }

    @MarkupBuilder private var findings: Markup {
        h2(.id("findings")) { "Findings" }
        if record.findings.isEmpty {
            p { "No finding of this study is in the library yet." }
        } else {
            if record.hasDependentFindings {
                p {
                    "Some of these findings are about the same pupils. They are not independent, and pools treat them so."
                }
            }
            if record.hasUnnamedSamples {
                p {
                    "Whether all of these findings are about other pupils is not stated. Pools treat findings of one study as depending on each other."
                }
            }
            DataTable(
                "Findings of this study",
                isCaptionHidden: true,
                columns: [
                    .init("Outcome"), .init("Effect", isNumber: true),
                    .init("Standard error", isNumber: true),
                    .init("Design"), .init("Pupils"), .init("Shares pupils with"),
                ] + (mayCorrect ? [.init("Correct it")] : []),
                rows: record.findings.map(row)
            )
        }
    }

    private func row(_ finding: Finding) -> [Markup] {
        let details = finding.details
        let outcome = [
            finding.outcomeDomain.isEmpty ? finding.label : finding.outcomeDomain, details.measure,
        ]
        .filter { !$0.isEmpty }.joined(separator: ": ")
        var pupils = [
            details.pupils == .all ? "" : details.pupils.title, finding.phase ?? "", details.yearGroup,
            finding.population,
        ]
        .filter { !$0.isEmpty }
        if let treated = finding.treatedCount, let control = finding.controlCount {
            pupils.append(
                "\(PlainWords.grouped(treated)) offered it, \(PlainWords.grouped(control)) compared"
            )
        }
        if let share = details.disadvantagedPercentage {
            pupils.append("\(EvidenceText.fixed(share, decimals: 0))% disadvantaged")
        }
        if let clusters = details.clusterCount { pupils.append("\(clusters) classes or schools") }
        let sharing = record.findings.count { $0.details.sample == details.sample } - 1
        let isStated = record.findings.count == 1 || !details.sample.isEmpty
        let design = [
            finding.design.title, details.independence == .notStated ? "" : details.independence.title,
            details.testMaker == .notStated
                ? ""
                : "test made by \(details.testMaker.title.lowercasedFirst)",
        ]
        .filter { !$0.isEmpty }.joined(separator: "; ")
        return [
            .text(outcome), .text("\(EvidenceText.effect(finding.effect)) (\(finding.metric.title))"),
            .text(EvidenceText.fixed(finding.standardError, decimals: 3)), .text(design),
            .text(pupils.joined(separator: "; ")),
            .text(
                !isStated
                    ? "Not stated"
                    : sharing == 0 ? "None" : sharing == 1 ? "1 other finding" : "\(sharing) other findings"
            ),
        ]
            + (mayCorrect
                ? [
                    a(
                        .href(SiteMap.editFinding(finding.id)),
                        .aria("label", "Change \(finding.label): \(outcome)")
                    ) {
                        "Change"
                    }
                ] : [])
    }

    /// Those that are out, each with the way back.
    @MarkupBuilder private var takenOut: Markup {
        if let ticket, !record.findingsTakenOut.isEmpty {
            h3(.id("taken-out")) { "Taken out of the library" }
            p(.class("hint")) { "A file that has one of these again does not bring it back." }
            ul {
                for revision in record.findingsTakenOut {
                    li {
                        "\(revision.value(of: .study)), \(revision.value(of: .outcome)), on \(EvidenceText.day(revision.replacedAt)): effect \(Self.number(revision, .effect))"
                        postForm(SiteMap.bringBackFinding(revision.finding), ticket: ticket) {
                            submit("Bring back \(revision.value(of: .study))", isSecondary: true)
                        }
                    }
                }
            }
        }
    }

    /// What its findings said before.
    @MarkupBuilder private var earlierFindings: Markup {
        if !record.findingRevisions.isEmpty {
            details(.class("behind")) {
                HTML.summary { "What its findings said before" }
                ol(.class("history")) {
                    for revision in record.findingRevisions {
                        li {
                            "\(revision.value(of: .study)), \(revision.value(of: .outcome)), until \(EvidenceText.day(revision.replacedAt)): effect \(Self.number(revision, .effect)), variance \(Self.number(revision, .variance)) (\(revision.reason))"
                        }
                    }
                }
            }
        }
    }

    private static func number(_ revision: FindingRevision, _ column: FindingColumn) -> String {
        Double(revision.value(of: column)).map { EvidenceText.fixed($0, decimals: 4) } ?? "not stated"
    }

    @MarkupBuilder private var provenance: Markup {
        earlierFindings
        h2 { "Where this record is from" }
        ul {
            for source in record.sources {
                li {
                    "\(source.provenance.source), recorded on \(EvidenceText.day(source.provenance.recordedOn))\(Self.detail(source.provenance))"
                }
            }
            if record.sources.isEmpty {
                li {
                    "\(record.provenance.source), recorded on \(EvidenceText.day(record.provenance.recordedOn))\(Self.detail(record.provenance))"
                }
            }
            for duplicate in record.duplicates {
                li {
                    "Joined with a record of “\(duplicate.title)”"
                    if mayCurate {
                        ". "
                        parting(duplicate)
                    }
                }
            }
        }
        if !record.revisions.isEmpty {
            details(.class("behind")) {
                HTML.summary { "Earlier states of this record" }
                ol(.class("history")) {
                    for revision in record.revisions {
                        li {
                            "Version \(revision.version), until \(EvidenceText.day(revision.replacedAt)): "
                            revision.reference?.citation ?? "not kept in parts"
                            " (\(revision.reason))"
                        }
                    }
                }
            }
        }
    }

    /// How a record that was joined is parted again, for who may do it.
    @MarkupBuilder private func parting(_ duplicate: Study) -> Markup {
        if record.partable.contains(duplicate.id) {
            a(
                .href(SiteMap.partStudies(record.study.id, duplicate.id)),
                .aria("label", "Part them again: “\(duplicate.title)”")
            ) {
                "Part them again"
            }
        } else if let middle = record.duplicates.first(where: { $0.id == record.joinedWith[duplicate.id] }) {
            "It was joined with “\(middle.title)” before that was joined with this: part that one first"
        } else {
            """
            They were joined before Braid noted which findings and files were whose, so they cannot be parted by \
            themselves. If they are two studies, take what is the other’s out of this record and take its findings \
            out, then add the other as a study and enter its findings there
            """
        }
    }

    private static func detail(_ provenance: Provenance) -> String {
        let parts = [
            provenance.fileName.map { "file \($0)" },
            provenance.licence.isEmpty ? nil : "licence \(provenance.licence)",
        ].compactMap(\.self)
        return parts.isEmpty ? "" : " (\(parts.joined(separator: ", ")))"
    }
}
