import HTML
import Services
import Trials

/// Withdrawing, and pupils who object or ask for erasure.
struct SchoolTrialRequests: Renderable {
    let page: SchoolTrialPage

    var markup: Markup {
        HTML.section(.class("page-section")) {
            h2(.id("requests")) {
                hasLeft ? "Your school’s withdrawal" : "Objections, naming and withdrawing"
            }
            if page.may.send, page.place.stays(in: .data), !hasLeft {
                details(.open(hasError("code", "kind", "remove-pupil"))) {
                    HTML.summary { "A parent objects or asks for erasure" }
                    p {
                        page.stage < .frozen
                            ? "The pupil’s row is removed from every file. A pupil who was allocated stays counted as allocated, and as nothing more."
                            : "The data are frozen, so nothing can be taken out of the result. Record the request all the same: the answer says what to tell the parent."
                    }
                    page.stepForm(
                        "remove-pupil",
                        page.stage < .frozen ? "Remove the pupil" : "Record the request"
                    ) {
                        TextField("code", "Pupil code", isShort: true, state: page.state)
                        ChoiceField(
                            "kind",
                            "What was asked",
                            options: [
                                FormOption("objection", "Objection to taking part"),
                                FormOption("erasure", "Erasure"),
                            ],
                            state: page.state
                        )
                    }
                }
            }
            if page.may.sign, !hasLeft {
                details(.open(hasError("named", "naming"))) {
                    HTML.summary { "Change whether your school is named" }
                    page.stepForm("naming", "Save") {
                        ChoiceField(
                            "named",
                            "May the school be named as taking part?",
                            hint: "It is counted either way",
                            options: ProtocolWord.yesOrNo,
                            state: page.state
                        )
                    }
                }
            }
            if page.may.sign, page.stage == .allocated, !page.hasStopped, !hasLeft, !leftParts.isEmpty {
                takingBack
            }
            if page.may.withdraw, page.stage < .frozen, !hasLeft, leftParts.count < 3 {
                details(.open(hasError("part", "why", "sure", "withdraw"))) {
                    HTML.summary {
                        page.stage < .allocated
                            ? "Withdraw from the trial" : "Withdraw from a part of the trial"
                    }
                    p {
                        page.stage < .allocated
                            ? "Nothing is allocated yet. A school that withdraws from any of these now is not drawn, and nobody counts as lost. Rows that were sent are destroyed."
                            : "These are three different things. A school that stops delivering keeps testing unless it says otherwise: leaving out those who stopped would make the result wrong."
                        if !page.hasStopped {
                            page.stage < .allocated
                                ? " The school can join again until rosters are locked, and then sends its roster anew."
                                : " The school’s lead can take this back until the data are frozen."
                        }
                        if !page.hasStopped, page.stage >= .allocated, page.place.stays(in: .data) {
                            " Rows that are destroyed when a school withdraws the use of its data do not come back even then: its pupils stay counted as allocated, without a result."
                        }
                    }
                    page.stepForm("withdraw", "Withdraw") {
                        ChoiceField(
                            "part",
                            "From what",
                            options: TrialSchool.Part.allCases.filter { page.place.stays(in: $0) }.map {
                                FormOption(
                                    $0.rawValue,
                                    $0.title,
                                    hint: page.stage < .allocated ? nil : Self.hint($0)
                                )
                            },
                            state: page.state
                        )
                        TextField(
                            "why",
                            "Reason",
                            hint: "Needed. The hub reads it, and nothing of it is published",
                            state: page.state
                        )
                        ChoiceField(
                            "sure",
                            "Are you sure?",
                            options: [
                                FormOption(
                                    "yes",
                                    "Yes, we withdraw, and know that rows that are destroyed do not come back"
                                )
                            ],
                            isMultiple: true,
                            state: page.state
                        )
                    }
                }
            }
            for withdrawal in page.withdrawals {
                p {
                    "\(EvidenceText.day(withdrawal.recordedAt)): withdrew from \(withdrawal.part.title.lowercased()). \(withdrawal.reason.asSentence)"
                    if let returnedAt = withdrawal.returnedAt {
                        " \(EvidenceText.day(returnedAt)): \(back(withdrawal))"
                    }
                }
            }
        }
    }

    private func back(_ withdrawal: Withdrawal) -> String {
        withdrawal.returnReason.map { "took this back. \($0.asSentence)" } ?? "joined again."
    }

    private var leftParts: [TrialSchool.Part] {
        TrialSchool.Part.allCases.filter { !page.place.stays(in: $0) }
    }

    private var takingBack: Markup {
        details(.open(hasError("backPart", "backWhy", "take-back"))) {
            HTML.summary { "Take a withdrawal back" }
            p {
                "Your school has stayed in its group all the while. It can take part again until the data are frozen; the report counts that it was away."
            }
            page.stepForm("take-back", "Take it back") {
                ChoiceField(
                    "backPart",
                    "What your school takes part in again",
                    options: leftParts.map { FormOption($0.rawValue, $0.title, hint: Self.returnHint($0)) },
                    state: page.state
                )
                TextField(
                    "backWhy",
                    "Why",
                    hint: "Needed. The hub reads it, and nothing of it is published",
                    state: page.state
                )
            }
        }
    }

    private static func returnHint(_ part: TrialSchool.Part) -> String {
        switch part {
        case .delivery: "You do it again, as the trial says"
        case .testing: "Outcomes are sent again. What was sent before counts again"
        case .data:
            "Rows that were destroyed do not come back, and no roster is taken after the draw: your pupils stay counted as allocated, without a result. What your school delivers is counted again"
        }
    }

    /// Whether the school withdrew before the draw, so that none of these is left to do.
    private var hasLeft: Bool { page.trial.leftBeforeDraw != nil }

    private func hasError(_ fields: String...) -> Bool {
        fields.contains { page.state.error($0) != nil }
    }

    private static func hint(_ part: TrialSchool.Part) -> String {
        switch part {
        case .delivery: "You stop doing it. Testing goes on"
        case .testing: "No outcomes are sent. Pupils count as allocated and not tested"
        case .data:
            "Rows that were sent are destroyed now, for good. Only how many pupils were allocated stays"
        }
    }
}
