import Access
import HTML
import Services
import Trials

/// What each school has attended of the training that the protocol counts, against the threshold.
struct HubTrainingTable: Renderable {
    let published: PublishedProtocol
    let schools: [TrialSchool]
    let training: TrainingDosage

    private var text: ProtocolText { published.record.text }
    private var isFrozen: Bool { published.course.stage >= .frozen }

    var markup: Markup {
        HTML.section(.class("page-section")) {
            h2(.id("training")) { "Training attended" }
            p {
                "“\(text[.trainingOfferName])”: \(text[.complianceThreshold] == "1" ? "1 session or more counts" : "\(text[.complianceThreshold]) sessions or more count") as trained. \(until)"
            }
            if training.unmarked > 0 {
                p {
                    StatusTag("\(training.unmarked) without a register", .late)
                    " Sessions that were held and whose register nobody has kept: nobody counts as present at them."
                }
            }
            table
        }
    }

    private var until: String {
        isFrozen
            ? "As the registers stood when the data were frozen; a later correction changes nothing."
            : "As the registers stand today; they are read for the analysis when the data are frozen."
    }

    /// A school that had sent no roster before the lock was not allocated.
    private var noArm: String { text.unit == .school ? "Not allocated" : "Arms within the school" }

    private var table: DataTable {
        DataTable(
            "Training attended by each school",
            isCaptionHidden: true,
            columns: [
                .init("School"), .init("Sessions", isNumber: true), .init("Threshold"), .init("Arm"),
            ],
            rows: schools.compactMap { school in
                guard let attended = training.schools[school.id] else { return nil }
                let name = [school.code, school.school.name].compactMap(\.self).joined(separator: " · ")
                let isReached = Double(attended.sessions) >= training.threshold
                return [
                    .text(name), .text("\(attended.sessions)"),
                    StatusTag(isReached ? "Reached" : "Not reached", isReached ? .good : .neutral).markup,
                    .text(attended.arm.map { text.arms[$0].name } ?? noArm),
                ]
            }
        )
    }
}
