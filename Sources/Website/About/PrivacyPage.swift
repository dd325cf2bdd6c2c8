import HTML
import Pathways
import Programmes
import Services

/// What is kept about people, on what basis, for how long.
struct PrivacyPage: Page {
    let title = "Privacy"
    let summary: String? = "What Braid keeps about people, on what basis, and for how long."

    var body: Markup {
        PageHeader(
            title,
            lead: "What is kept about you, who decides about it, and how to see, correct or erase it."
        )
        h2 { "Who is responsible" }
        p {
            "The hub that runs an event is the controller of its bookings. For a trial, the schools and whoever sets the protocol are "
                + "controllers. Whoever operates this site processes the data on their instructions."
        }
        h2 { "What is kept" }
        DataTable(
            "What is kept about people",
            isCaptionHidden: true,
            columns: [.init("About"), .init("What"), .init("Why"), .init("How long")],
            rows: Self.rows.map { row in row.map { .text($0) } }
        )
        h2 { "Pupils" }
        p {
            "Braid never asks for the names of pupils or their unique pupil numbers. A school replaces them by pseudonyms before "
                + "anything is sent, and the key stays in the school. Rows about pupils are personal data all the same: they are "
                + "encrypted with a key for each trial, read only for the analysis, and made unreadable on the trial’s date."
        }
        p {
            "Published figures need at least ten pupils in each group. Where that is not so, the page says: hidden to protect pupils."
        }
        h2 { "Cookies" }
        p {
            "There are seven, all necessary: one while you are signed in, one between your password and your code, one that knows a browser that "
                + "you signed in with before, one that protects forms, one that carries a message to the next page, and two that carry "
                + "what you marked in a register, and whom you added to it, if you had to sign in again. None is shared with anybody, and there are no trackers."
        }
        h2 { "Your rights" }
        p {
            "You can see everything that is kept about you, have it corrected, and ask for it to be erased. If you are signed in, use "
            a(.href(SiteMap.account())) { "your account" }
            "; if not, write to the hub or the school. You can complain to the "
            a(.href("https://ico.org.uk/make-a-complaint/"), .rel("external")) {
                "Information Commissioner’s Office"
            }
            "."
        }
    }

    private static let rows: [[String]] = [
        [
            "People with an account",
            "Name, work email address, roles, when you signed in and from what kind of device",
            "To let you in, and nobody else",
            "Until the account is erased; each time that you were signed in, seven days at most; a browser that you used, 180 days after the last time",
        ],
        [
            "People who are booked", "Name, work email address, school, what you attended",
            "To run the event and issue certificates",
            "Six years after the event",
        ],
        [
            "Dietary and access needs", "What you or your booker wrote", "To look after you on the day",
            "\(InWords.days(PlaceNeeds.keptDays).capitalisedFirst) after the event",
        ],
        [
            "Coaching", "What the pair wrote", "For the pair alone",
            "\(InWords.days(Retention.coachingContent.days).capitalisedFirst) after the coaching ended",
        ],
        [
            "Who changed what", "The person, the time and the kind of change", "To answer for what was done",
            "Six years",
        ],
    ]
}
