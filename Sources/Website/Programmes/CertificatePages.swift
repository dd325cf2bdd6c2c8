import Access
import Foundation
import HTML
import Programmes
import QRCodes
import Services

/// A certificate, to print and to check: its address is its proof.
struct CertificatePage: Page {
    let certificate: Certificate
    let publicURL: String

    var title: String { "Certificate of \(certificate.name)" }

    private var address: String { publicURL + SiteMap.certificate(certificate.id).description }

    var body: Markup {
        if certificate.withdrawnAt != nil {
            Inset("Withdrawn") {
                p { "This certificate was withdrawn by \(certificate.givenBy). It is no longer valid." }
            }
        }
        article(.class("certificate")) {
            p(.class("kicker")) {
                certificate.isSelfStudy ? "Certificate of completion" : "Certificate of attendance"
            }
            h1 { certificate.name }
            p { certificate.isSelfStudy ? "completed" : "took part in" }
            p(.class("certificate__title")) { certificate.title }
            p { "\(dates), given by \(certificate.givenBy)." }
            p {
                "\(certificate.extent), \(certificate.isSelfStudy ? "about \(certificate.duration)" : "\(certificate.duration) in all")."
            }
            if !certificate.standard.isEmpty { p { "It meets: \(certificate.standard)" } }
            if let code = QRCode(address) {
                div(.class("certificate__proof")) {
                    Markup.raw(code.svg(label: "Address of this certificate"))
                    p(.class("small")) {
                        "Issued on \(LocalDate(certificate.issuedAt, in: .london).spelledShort). To check it, open "
                        span(.class("reference")) { address }
                    }
                }
            }
        }
        p { PrintButton() }
    }

    private var dates: String {
        certificate.heldFrom == certificate.heldUntil
            ? "on \(certificate.heldFrom.spelledShort)"
            : "from \(certificate.heldFrom.spelledShort) to \(certificate.heldUntil.spelledShort)"
    }
}

/// What someone has taken part in, by academic year.
struct DevelopmentPage: Page {
    let record: [Certificate]
    /// From before the hubs used this site; it has no certificate here.
    let past: [PastAttendance]

    var title: String { "Professional development" }
    var trail: [Crumb] { [Crumb("Your account", SiteMap.account())] }

    private var years: [(AcademicYear, [Certificate])] {
        let byYear = Dictionary(grouping: record) { AcademicYear(containing: $0.heldUntil) }
        return byYear.sorted { $0.key > $1.key }.map { ($0.key, $0.value) }
    }

    var body: Markup {
        PageHeader(title, lead: "What you came to or completed, as the registers say. Yours to keep.")
        if record.isEmpty, past.isEmpty {
            EmptyState(
                "Nothing yet. After an event you came to, its certificate stands here.",
                action: ("Find training", SiteMap.offers())
            )
        } else if !record.isEmpty {
            p {
                a(.class("button button--secondary"), .href(SiteMap.developmentFile())) { "Download as CSV" }
            }
        }
        for (year, certificates) in years {
            h2 { "\(year): \(Certificate.spelled(minutes: certificates.reduce(0) { $0 + $1.minutes }))" }
            DataTable(
                "Professional development in \(year)",
                isCaptionHidden: true,
                columns: [
                    .init("What"), .init("Given by"), .init("When"), .init("Time"), .init("Certificate"),
                ],
                rows: certificates.map { line in
                    [
                        .text(line.title), .text(line.givenBy),
                        .text(
                            line.heldFrom == line.heldUntil
                                ? line.heldFrom.spelledShort
                                : "\(line.heldFrom.spelledShort) to \(line.heldUntil.spelledShort)"
                        ),
                        .text(line.duration),
                        a(.href(SiteMap.certificate(line.id))) {
                            "Open"
                            span(.class("visually-hidden")) { " the certificate for \(line.title)" }
                        },
                    ]
                }
            )
        }
        if !past.isEmpty {
            h2 { "Before" }
            p { "What hubs have brought along from their own lists." }
            DataTable(
                "Before the hubs used this site",
                isCaptionHidden: true,
                columns: [.init("What"), .init("Given by"), .init("When"), .init("Time")],
                rows: past.map { line in
                    [
                        .text(line.title), .text(line.hub.name), .text(line.heldOn.spelledShort),
                        .text(line.minutes.map(Certificate.spelled) ?? ""),
                    ]
                }
            )
        }
    }
}
