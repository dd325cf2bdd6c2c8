import HTML
import Programmes
import Services

/// How an offer is designed, by the four groups of mechanisms, and gently what it leaves out.
struct OfferDesign: Renderable {
    let facts: OfferFacts
    /// Whether the reader is somebody who can change it.
    let isForEditor: Bool

    private var missing: [Mechanism.Group] { facts.mechanisms.missingGroups }
    private var missingNames: String { missing.map { $0.name.lowercasedFirst }.joined(separator: ", ") }

    var markup: Markup {
        if facts.mechanisms.isEmpty {
            if isForEditor {
                Inset("How it is designed is not stated") {
                    p {
                        "Tick in the form what the course does: building knowledge, motivating teachers, developing techniques, embedding practice. Its page then says so."
                    }
                }
            }
        } else {
            FactList(
                Mechanism.Group.allCases.compactMap { group in
                    let stated = facts.mechanisms.stated(in: group)
                    guard !stated.isEmpty else { return nil }
                    return (group.name, .text(stated.map(\.name).joined(separator: "; ")))
                }
            )
            if !missing.isEmpty { gap }
        }
    }

    @MarkupBuilder private var gap: Markup {
        if isForEditor {
            Inset("Nothing yet for: \(missingNames)") {
                p {
                    "Studies of professional development suggest that courses with something in each of the four groups are more likely to change teaching. You can publish it as it is; its page will say what is left to the school."
                }
                ul {
                    for group in missing {
                        li {
                            "\(group.name): \(group.mechanisms.map(\.name.lowercasedFirst).joined(separator: ", "))."
                        }
                    }
                }
            }
        } else {
            p {
                strong { "Not part of it: \(missingNames)." }
                " Plan for that in your school, or ask the hub how others did."
            }
        }
    }
}
