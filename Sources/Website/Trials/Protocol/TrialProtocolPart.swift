import HTML
import Services
import Trials

/// What everyone sees of a trial that has a full protocol: what it could detect, who takes part, and where to
/// read and check more.
struct TrialProtocolPart: Renderable {
    let published: PublishedProtocol
    let recruitment: Recruitment

    private var text: ProtocolText { published.record.text }
    private var isAllocated: Bool { published.course.stage >= .allocated }

    var markup: Markup {
        p {
            a(.href(SiteMap.protocolPage(published.slug))) { "The full protocol" }
            ", locked on \(EvidenceText.day(published.publication.at))\(amendments). "
            a(.href(SiteMap.trialAllocation(published.slug))) {
                published.course.allocatedAt == nil
                    ? "How it will be allocated" : "The allocation and its balance"
            }
        }
        HTML.section(.class("page-section")) {
            h2(.id("schools")) { "Schools" }
            p {
                "\(recruitment.joined) of \(text[.schools]) schools have joined."
            }
            if published.course.stage == .recruiting, published.trial.stop == nil {
                p {
                    a(.class("button"), .href(SiteMap.joinTrial(published.slug))) { "Join with your school" }
                }
            }
            if !recruitment.named.isEmpty {
                details {
                    HTML.summary { "Schools that agreed to be named (\(recruitment.named.count))" }
                    ul { for name in recruitment.named { li { name } } }
                }
            }
        }
        HTML.section(.class("page-section")) {
            h2(.id("power")) { "What it can detect" }
            if let panel = PowerPanel(text, now: recruitment.joined, isAllocated: isAllocated) { panel }
        }
    }

    private var amendments: String {
        switch published.amendments.count {
        case 0: ""
        case 1: ", with one amendment since"
        default: ", with \(published.amendments.count) amendments since"
        }
    }
}

extension Site {
    func protocolPart(of trial: Trial) async throws -> TrialProtocolPart? {
        guard let published = try await trials.publishedProtocol(trial.id) else { return nil }
        return TrialProtocolPart(
            published: published,
            recruitment: try await trials.recruitment(of: trial.id)
        )
    }
}
