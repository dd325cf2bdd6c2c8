import Evidence
import Foundation
import HTML
import Services
import Trials

/// The public protocol of a trial: what it says, its hash and time, its amendments, and how anyone can check
/// them.
struct ProtocolPage: Page {
    let published: PublishedProtocol
    let organisation: String
    let choices: ProtocolChoiceLists

    private var text: ProtocolText { published.record.text }

    var title: String { "Protocol: \(text[.title])" }
    let section: SiteSection? = .trials
    var summary: String? { text[.question] }
    var trail: [Crumb] {
        [Crumb("Trials", SiteMap.trials()), Crumb(text[.title], SiteMap.trial(published.slug))]
    }

    var body: Markup {
        PageHeader("Protocol", lead: text[.title], kicker: organisation)
        FactList([
            ("Published", .text(ProtocolWords.instant(published.publication.at))),
            ("SHA-256 as published", code(.class("hash")) { published.publication.sha256 }),
            (
                "Commitment of the allocation’s secret",
                code(.class("hash")) { published.publication.commitment }
            ),
            ("Amendments", .text(published.amendments.isEmpty ? "None" : "\(published.amendments.count)")),
        ])
        div(.class("button-row")) {
            a(.class("button"), .href(SiteMap.protocolBundle(published.slug))) {
                "Download for deposit (ZIP)"
            }
            a(.class("button button--secondary"), .href(SiteMap.timeStampRequest(published.slug))) {
                "Time-stamp request (RFC 3161)"
            }
        }
        if !text.warnings.isEmpty {
            Inset("Weaknesses") { ul { for warning in text.warnings { li { warning.message } } } }
        }
        ProtocolView(text: text, choices: choices)
        HTML.section(.class("page-section")) {
            h2(.id("amendments")) { "Amendments" }
            if published.amendments.isEmpty {
                p { "None. The protocol stands as it was published." }
            } else {
                for amendment in published.amendments { AmendmentView(amendment: amendment) }
            }
        }
        receipts
        checking
    }

    @MarkupBuilder private var receipts: Markup {
        HTML.section(.class("page-section")) {
            h2(.id("receipts")) { "Held outside" }
            if published.receipts.isEmpty {
                p { "No time stamp or deposit is recorded yet." }
            } else {
                ul {
                    for receipt in published.receipts {
                        li {
                            "\(EvidenceText.day(receipt.attachedAt)): \(ProtocolWords.version(receipt.amendment)), \(receipt.place). "
                            if receipt.kind == .timeStamp {
                                a(.href(SiteMap.receiptFile(receipt.id))) { "The authority’s answer" }
                            } else {
                                receipt.address
                            }
                        }
                    }
                }
            }
        }
    }

    @MarkupBuilder private var checking: Markup {
        HTML.section(.class("page-section")) {
            h2(.id("checking")) { "Check it yourself" }
            ol {
                li {
                    "Download the bundle. "
                    code { "sha256sum protocol.json" }
                    " gives the hash above; the file of each amendment gives the hash beside it."
                }
                li {
                    "A time stamp is checked with "
                    code { "openssl ts -verify -in answer.tsr -queryfile protocol.tsq -CAfile authority.pem" }
                    "."
                }
                li {
                    "When the units are allocated, the secret is shown. Its SHA-256 is the commitment above, so it was fixed before any roster existed."
                }
            }
        }
    }
}

enum ProtocolWords {
    /// `14 March 2026, 09:31:05 UTC`.
    static func instant(_ at: Date) -> String {
        let seconds = Int(at.timeIntervalSince1970.rounded(.down))
        let day = LocalDate(daysSinceEpoch: (seconds - ((seconds % 86_400) + 86_400) % 86_400) / 86_400)
        let rest = ((seconds % 86_400) + 86_400) % 86_400
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(EvidenceText.day(day)), \(two(rest / 3600)):\(two(rest / 60 % 60)):\(two(rest % 60)) UTC"
    }

    static func version(_ amendment: Int) -> String {
        amendment == 0 ? "as published" : "with amendment \(amendment)"
    }
}
