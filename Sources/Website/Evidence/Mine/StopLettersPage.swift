import Evidence
import HTML
import Services

/// Where the link at the foot of a weekly letter leads: it stops them without signing in.
struct StopLettersPage: Page {
    let letters: StrandLetters
    let ticket: FormTicket

    let title = "Emails about strands"

    var body: Markup {
        PageHeader(title)
        if letters.strands.isEmpty {
            p { "You get no emails about strands. To get them again, sign in and follow a strand." }
            p { a(.href(SiteMap.evidence())) { "See the strands" } }
        } else {
            p { "On Mondays an email says what is new on these strands, if something is:" }
            ul {
                for strand in letters.strands {
                    li { a(.href(SiteMap.strand(strand.slug))) { strand.title } }
                }
            }
            postForm(SiteMap.strandLetters(letters.id), ticket: ticket) { submit("Stop these emails") }
        }
    }
}
