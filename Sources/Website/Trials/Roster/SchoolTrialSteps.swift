import HTML
import Services
import Trials

/// The steps of a school that has joined: parents, roster, allocation, outcomes and how it went.
struct SchoolTrialSteps: Renderable {
    let page: SchoolTrialPage

    private var place: TrialSchool { page.place }
    private var isOut: Bool { !place.stays(in: .data) }
    private func hasSent(_ wave: Wave) -> Bool { page.rows.contains { $0.wave == wave } }
    /// Whether rows were destroyed after the draw, when the school withdrew its data.
    private var isEmptied: Bool { !hasSent(.roster) && page.counts.hasErased }

    var markup: Markup {
        HTML.section(.class("page-section")) {
            h2(.id("notice")) { "1. Tell parents" }
            notice
        }
        HTML.section(.class("page-section")) {
            h2(.id("roster")) { "2. Roster and baseline" }
            roster
        }
        HTML.section(.class("page-section")) {
            h2(.id("allocation")) { "3. Allocation" }
            allocation
        }
        HTML.section(.class("page-section")) {
            h2(.id("outcomes")) { "4. Outcomes" }
            outcomes
        }
    }

    @MarkupBuilder private var notice: Markup {
        if let notice = place.notice {
            p {
                "Parents were told on \(EvidenceText.day(notice.sentOn)) and \(page.today > notice.objectionsUntil ? "could" : "can") object until \(EvidenceText.day(notice.objectionsUntil)). Objections so far: \(place.objections)."
            }
        } else {
            p {
                "Send the "
                a(.href(SiteMap.trialDocument(page.trial.published.slug, DocumentKind.notice.rawValue))) {
                    "notice for parents"
                }
                " and give them time to object. Whoever objects is never in the roster."
            }
        }
        if page.stage == .recruiting, page.may.send {
            details(
                .open(
                    place.notice == nil
                        || ["notice", "sentOn", "objectionsUntil", "objections"].contains {
                            page.state.error($0) != nil
                        }
                )
            ) {
                HTML.summary { place.notice == nil ? "Record that parents were told" : "Change this" }
                page.stepForm("notice", "Save") {
                    TextField("sentOn", "Sent on", kind: .date, isShort: true, state: page.state)
                    TextField(
                        "objectionsUntil",
                        "Parents can object until",
                        kind: .date,
                        isShort: true,
                        state: page.state
                    )
                    TextField("objections", "How many have objected", kind: .wholeNumber, state: page.state)
                }
            }
        }
    }

    @MarkupBuilder private var roster: Markup {
        if page.stage > .recruiting {
            p { "Rosters and baselines are locked." }
        } else if let notice = place.notice, page.today > notice.objectionsUntil {
            if page.may.send { upload(.roster, "Send the roster") }
            if page.may.send { workbook }
        } else {
            p {
                "Possible after the last day on which parents can object. It is due by \(page.text.reading(of: .rosterBy))."
            }
        }
        rejected(.roster)
    }

    @MarkupBuilder private var allocation: Markup {
        if page.stage < .allocated {
            p { "Follows when all rosters are locked. Nobody can foresee it." }
        } else {
            if let arm = page.counts.arm {
                p {
                    "Your school was allocated to: "
                    strong { page.text.arms[arm].name }
                    "."
                }
                if place.takesPart, !isEmptied { p { meaning(of: arm) } }
            } else if isOut {
                p { "Your school has withdrawn its data, so the list of who was in which arm is destroyed." }
            } else if isEmptied {
                p {
                    "The list of who was in which arm was destroyed when your school withdrew its data. Its pupils are still counted as allocated."
                }
            } else if hasSent(.allocation) {
                if page.may.send {
                    p {
                        a(.class("button button--secondary"), .href(SiteMap.schoolAllocation(place.id))) {
                            "Who is in which arm (CSV)"
                        }
                    }
                } else {
                    p {
                        "Arms lie within your school. Those who keep its roster can say who is in which arm."
                    }
                }
            } else {
                p { "Your school had sent no roster before the lock, so nobody of it was allocated." }
            }
            p {
                a(.href(SiteMap.trialAllocation(page.trial.published.slug))) { "How the draw can be checked" }
            }
        }
    }

    /// What a school of an arm does, for whoever only sees the arm's name.
    private func meaning(of arm: Int) -> String {
        let text = page.text
        guard arm == 0 else {
            let what = text[.interventionName].isEmpty ? "the intervention" : text[.interventionName]
            return
                "It delivers \(what) from \(text.reading(of: .runsFrom)) until \(text.reading(of: .runsUntil)), and then tests every pupil of the roster."
        }
        return
            "It keeps to this until testing is over: \(text[.controlDetail].asSentence) It tests every pupil of the roster all the same: without its results there is nothing to compare with."
    }

    @MarkupBuilder private var outcomes: Markup {
        if page.stage < .allocated {
            p {
                "Testing from \(page.text.reading(of: .testingFrom)) until \(page.text.reading(of: .testingUntil)): every pupil of the roster, whatever they received."
            }
        } else if page.stage >= .frozen {
            p { "The data are frozen. Thank you for testing everyone." }
        } else if isOut {
            p { "Your school has withdrawn the use of its data, so no outcomes are taken." }
        } else if !place.stays(in: .testing) {
            p { "Your school has withdrawn from testing." }
        } else if isEmptied {
            p {
                "None can be taken: the roster was destroyed when your school withdrew its data, and no roster is taken after the draw. Its pupils are counted as allocated, without a result."
            }
            if page.may.send { fidelity }
        } else if !hasSent(.roster) {
            p { "None are needed: your school had sent no roster before the lock." }
        } else if page.may.send {
            p {
                "Test every pupil of the roster from \(page.text.reading(of: .testingFrom)) until \(page.text.reading(of: .testingUntil)), whatever they received, and use the same codes. If the workbook made them, that is its sheet “Results”."
            }
            upload(.outcome, "Send outcomes")
            page.stepForm("late", "Save") {
                TextField(
                    "late",
                    "Pupils who joined your classes after the allocation",
                    kind: .wholeNumber,
                    hint:
                        "They stay out of the primary analysis and are only counted. So far: \(page.counts.lateArrivals)",
                    state: page.state
                )
            }
            fidelity
        }
        rejected(.outcome)
    }

    @MarkupBuilder private var fidelity: Markup {
        if place.stays(in: .delivery), page.counts.delivers {
            h3 { "How did it go? Three questions" }
            if page.counts.fidelity != nil {
                p { "Answered. A later answer takes the place of the earlier." }
            }
            page.stepForm("fidelity", "Send answers") {
                for (field, question) in Fidelity.questions {
                    ChoiceField(
                        field,
                        question,
                        options: Fidelity.answers.map { FormOption("\($0.value)", $0.title) },
                        state: page.state
                    )
                }
            }
        }
    }

    private var workbook: Markup {
        details {
            HTML.summary { "A workbook that makes the codes from your MIS export" }
            p {
                "Put pupil numbers and scores into it; it makes a code from each number and two sheets to save as CSV. Names and numbers stay in the workbook, and the workbook stays in the school: whoever has it can tell whose code is whose. Download it once and keep it, because every download makes other codes, and outcomes need the same ones."
            }
            p { a(.href(SiteMap.schoolWorkbook(place.id))) { "Download the workbook (XLSX)" } }
        }
    }

    private func upload(_ wave: Wave, _ text: String) -> Markup {
        p {
            a(.class("button"), .href(SiteMap.schoolRows(place.id, wave.rawValue))) { text }
            " "
            a(.href(SiteMap.schoolTemplate(place.id, wave.rawValue))) {
                "Template with the right columns (CSV)"
            }
        }
    }

    @MarkupBuilder private func rejected(_ wave: Wave) -> Markup {
        if let counts = page.rows.first(where: { $0.wave == wave }), counts.faults > 0, page.may.send {
            p {
                StatusTag("\(counts.faults) not taken", .late)
                " "
                a(.href(SiteMap.schoolRejected(place.id, wave.rawValue))) { "Which, and why (CSV)" }
            }
        }
    }
}
