import Access
import Evidence
import Figures
import HTML
import Profiles
import Programmes
import Services
import Trials

/// A strand as a picture of knowledge: what is known, how sure, for whom, and what is missing.
struct StrandPage: Page {
    let strand: Strand
    let isCurrent: Bool
    let months: MonthsOfProgress?
    let network: LivingPool?
    let published: LivingPool?
    let figures: StrandFigures
    /// Free school meals: differences within trials of this network, `nil` where no trial compared them.
    let interactions: StrandPicture.Interactions?
    let changes: StrandChanges
    let counts: TrialCounts
    let trials: [Trial]
    /// By which trials left the strand or joined it, the newest first.
    let corrections: [StrandCorrection]
    let accounts: [SchoolAccount]
    let practice: [PracticeAccount]
    let guidance: [GuidanceReport]
    let resources: [Resource]
    let interventions: [Intervention]
    let related: [RelatedStrand]
    let offers: [OfferLine]
    let work: StrandWork
    let history: [StrandRelease]
    let profiles: ProfileLibrary
    let today: LocalDate
    let mayEdit: Bool
    /// Whether the reader writes plans for a school.
    let mayPlan: Bool
    let mine: MyItem?

    var dimension: StrandPicture.Dimension? { figures.dimension }
    var title: String { strand.content.title }
    var summary: String? { strand.content.summary }
    let section: SiteSection? = .evidence
    var trail: [Crumb] { [Crumb("Evidence", SiteMap.evidence())] }

    var body: Markup {
        PageHeader(strand.content.title, lead: strand.content.summary, kicker: "Strand")
        if !isCurrent {
            Inset("An earlier version") {
                p {
                    "This is version \(strand.version), published on \(EvidenceText.day(strand.publishedAt)). "
                    a(.href(SiteMap.strand(strand.slug))) { "Read the current version" }
                }
            }
        }
        headline
        if let mine, isCurrent { SaveBox(item: mine) }
        editing
        contents
        for part in [StrandSection.whatItIs, .keyFindings, .closingTheGap] { text(part) }
        findings
        freeSchoolMeals
        smallStudies
        throughTime
        changesSection
        trialsSection
        text(.implementation)
        aroundSections
        workSection
        relatedSection
        for part in [StrandSection.cost, .evidence] { text(part) }
        historySection
    }

    @MarkupBuilder private var editing: Markup {
        if mayEdit, isCurrent {
            p(.class("actions")) {
                a(.class("button button--secondary"), .href(SiteMap.editStrand(strand.slug))) {
                    "Edit this strand"
                }
                " "
                a(
                    .class("button button--secondary"),
                    .href(SiteMap.newFinding().with("strand", strand.id.description))
                ) {
                    "Enter a finding"
                }
            }
        }
    }

    /// Where to find what on a long page.
    private var contents: Markup {
        nav(.class("tabs"), .aria("label", "On this page")) {
            ul {
                for (id, name) in sections { li { a(.href("#\(id)")) { name } } }
            }
        }
    }

    private var sections: [(String, String)] {
        var sections: [(String, String)] = []
        for part in [StrandSection.whatItIs, .keyFindings, .closingTheGap]
        where !strand.content.text(of: part).isEmpty {
            sections.append((part.rawValue, part.title))
        }
        sections.append(("findings", "Findings"))
        if interactions != nil || figures.publishedInteractions != nil {
            sections.append(("fsm", "Free school meals"))
        }
        if hasTrials { sections.append(("trials", "Trials")) }
        if !strand.content.text(of: .implementation).isEmpty {
            sections.append((StrandSection.implementation.rawValue, StrandSection.implementation.title))
        }
        if !guidance.isEmpty { sections.append(("guidance", "Guidance")) }
        if !practice.isEmpty || !accounts.isEmpty { sections.append(("practice", "What schools tell")) }
        if !offers.isEmpty { sections.append(("offers", "Training")) }
        if !work.organisations.isEmpty { sections.append(("work", "Who works on it")) }
        if !related.isEmpty { sections.append(("related", "Related strands")) }
        sections.append(("history", "History"))
        return sections
    }

    @MarkupBuilder func text(_ part: StrandSection) -> Markup {
        if !strand.content.text(of: part).isEmpty {
            HTML.section(.id(part.rawValue)) {
                h2 { part.title }
                EvidenceText.paragraphs(strand.content.text(of: part))
            }
        }
    }

    @MarkupBuilder private var historySection: Markup {
        HTML.section(.id("history")) {
            h2 { "History" }
            p { "Every version that was published stays readable." }
            ol(.class("history")) {
                for release in history {
                    li {
                        a(.href(SiteMap.strand(strand.slug).with("version", "\(release.version)"))) {
                            "Version \(release.version), \(EvidenceText.day(release.publishedAt))"
                        }
                        ": \(release.changeNote)"
                    }
                }
            }
        }
    }
}
