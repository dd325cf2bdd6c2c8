import Access
import HTML

/// A page for when something cannot be answered: what happened in plain words, and what to do now.
struct ErrorPage: Page {
    let title: String
    let lead: String
    let advice: [String]
    /// Names the request in the log, for someone who asks for help.
    let requestID: String?

    init(_ title: String, lead: String, advice: [String] = [], requestID: String? = nil) {
        self.title = title
        self.lead = lead
        self.advice = advice
        self.requestID = requestID
    }

    var body: Markup {
        PageHeader(title, lead: lead)
        for text in advice { p { text } }
        if let requestID {
            p {
                "If you ask for help, give this reference: "
                strong(.class("reference")) { requestID }
                "."
            }
        }
        ul(.class("next-steps")) {
            li { a(.href(SiteMap.home())) { "Go to the home page" } }
            li { a(.href(SiteMap.evidence())) { "Search the evidence" } }
            li { a(.href(SiteMap.offers())) { "Find training" } }
        }
    }
}

extension ErrorPage {
    static let notFound = ErrorPage(
        "Page not found",
        lead: "There is no page at this address.",
        advice: [
            "If you typed the address, check it. If you followed a link, the page may have moved, or it may belong to an "
                + "organisation that you are not signed in for."
        ]
    )

    static let forbidden = ErrorPage(
        "You cannot do this",
        lead: "Your role does not let you do this here.",
        advice: ["Someone who leads the organisation in Braid can give you the role that you need."]
    )

    static func noOrganisation(_ kind: OrganisationKind?) -> ErrorPage {
        let asked =
            switch kind {
            case .hub: "a hub"
            case .establishment: "a school"
            case .group: "a trust"
            case .authority: "a local authority"
            case nil: "a hub or a school"
            }
        return ErrorPage(
            "This page is for people of \(asked)",
            lead: "You have no role in \(asked) that opens it.",
            advice: [
                "Someone who leads \(asked) in Braid can give you a role there. If you have one under another email address, sign "
                    + "in with that."
            ]
        )
    }

    static let staleForm = ErrorPage(
        "This form can no longer be sent",
        lead: "Nothing was changed.",
        advice: [
            "The page was open for a long time, or you signed in or out in another window. Go back, load the page again and "
                + "send the form once more.",
            "If it keeps happening, allow this site to set cookies: forms need one.",
        ]
    )

    static func tooLarge(_ limit: Int?) -> ErrorPage {
        let most = limit.map { " The most that this page takes is \(fileSize($0))." } ?? ""
        guard limit == Routes.formLimit else {
            return ErrorPage("This file is too large", lead: "Nothing was changed.\(most)")
        }
        return ErrorPage(
            "This is too long to send",
            lead: "Nothing was changed.\(most)",
            advice: ["Go back, shorten the longest text of the form and send it again."]
        )
    }

    static let wrongStep = ErrorPage(
        "This cannot be done now",
        lead: "Nothing was changed.",
        advice: [
            "It has been done already, perhaps in another window, or its time has not come. Go back and load the page again "
                + "to see where it stands."
        ]
    )

    static func rowsGone(_ requestID: String) -> ErrorPage {
        ErrorPage(
            "These pupils’ rows cannot be opened",
            lead: "Nothing was changed.",
            advice: [
                "Pupils’ rows are sealed. Either they were destroyed on their day, or this site does not have the key that opens "
                    + "them.",
                "If their day has not come, tell whoever runs this site. Rows that are sealed stay as they are until the key is "
                    + "back.",
            ],
            requestID: requestID
        )
    }

    static let wrongMethod = ErrorPage(
        "There is nothing to see at this address",
        lead: "Nothing was changed.",
        advice: [
            "Forms are sent to this address, and it has no page of its own. Go back to the page with the form."
        ]
    )

    static let unreadable = ErrorPage(
        "This request could not be read",
        lead: "Nothing was changed. Go back, load the page again and send the form once more."
    )

    static func tooMany(_ seconds: Int) -> ErrorPage {
        let wait = seconds < 90 ? "\(seconds) seconds" : "\((seconds + 59) / 60) minutes"
        return ErrorPage(
            "Too many requests",
            lead: "Please wait \(wait) and try again.",
            advice: [
                "We limit how often forms can be sent from one place, to keep the site safe for everyone."
            ]
        )
    }

    static let changedMeanwhile = ErrorPage(
        "Someone else changed this first",
        lead: "Your change was not saved, so that theirs is not lost.",
        advice: ["Go back, load the page again to see what is there now, and make your change once more."]
    )

    static func unavailable(_ requestID: String) -> ErrorPage {
        ErrorPage(
            "The service is busy",
            lead: "We could not reach our records just now. Please try again in a minute.",
            advice: [
                "If you were sending a form, check first whether your change is there: sending the same form again is safe."
            ],
            requestID: requestID
        )
    }

    static func broken(_ requestID: String) -> ErrorPage {
        ErrorPage(
            "Something went wrong",
            lead: "This is our fault. It was recorded, and what you did may not have been saved.",
            requestID: requestID
        )
    }

    private static func fileSize(_ bytes: Int) -> String {
        bytes >= 1 << 20 ? "\(bytes >> 20) MB" : "\(max(1, bytes >> 10)) KB"
    }
}
