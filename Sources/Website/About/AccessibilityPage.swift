import HTML

/// How accessible the site is, honestly.
struct AccessibilityPage: Page {
    let title = "Accessibility"
    let summary: String? =
        "How accessible Braid is, how that was checked, and what to do when something is in your way."

    var body: Markup {
        PageHeader(
            title,
            lead: "Everybody who works in or with a school should be able to use every part of Braid."
        )
        p { "You should be able to:" }
        ul {
            li { "zoom in to 400% without the text running off the screen" }
            li { "use every page with a keyboard alone, and always see where you are" }
            li {
                "use every page with a screen reader, plots included: each has a description and the table behind it"
            }
            li { "use the site on a phone, in dark mode, with high contrast colours, and on paper" }
            li { "use the site with scripts turned off" }
            li { "paste your password, and sign in without puzzles" }
        }
        h2 { "How accessible it is" }
        p {
            "The site is built to meet the Web Content Accessibility Guidelines 2.2 at level AA. Each page is checked by a machine with "
                + "every change: valid HTML, the axe rules, the contrast of all colours, and journeys with the keyboard alone."
        }
        Inset("What has not been done") {
            p {
                "Machines find only some of the problems. People who use assistive technology have not yet tested the whole site, and "
                    + "no outside body has audited it. Very large plots, such as the map of all schools, are hard to read when "
                    + "zoomed; use the table behind them."
            }
        }
        h2 { "Tell us what is in your way" }
        p {
            "Write to the hub whose pages you use: its contact is on its page. Say which page it was and what you could not do. If the "
                + "answer does not help, the "
            a(.href("https://www.equalityadvisoryservice.com/"), .rel("external")) {
                "Equality Advisory and Support Service"
            }
            " can advise you."
        }
        h2 { "Other formats" }
        p {
            "Every report prints cleanly from the browser. Tables can be taken as CSV files, which screen readers and spreadsheets read "
                + "well."
        }
    }
}
