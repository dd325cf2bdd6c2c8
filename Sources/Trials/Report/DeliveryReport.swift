extension TrialReport {
    /// How the intervention was delivered, as it may be shown: never by school.
    package struct Delivery: Sendable, Equatable, Codable {
        /// `nil` where the protocol counts none, or where too few schools could be told apart.
        package let training: DeliveryDescription.Training?
        /// Schools that were offered it.
        package let schools: Int
        /// How many schools answered; `nil` where so few did that they could be told apart.
        package let answered: Int?
        /// For each of ``Fidelity/questions``; empty where answers are not shown.
        package let means: [Double]
    }
}

extension TrialReport.Delivery {
    init(_ delivery: DeliveryDescription, isForEveryone: Bool) {
        let shows = { (schools: Int) in !isForEveryone || schools >= Disclosure.fewestSchools }
        schools = delivery.schools
        training = delivery.training.flatMap { found in
            guard shows(found.offered.schools) else { return nil }
            return DeliveryDescription.Training(
                threshold: found.threshold,
                offered: found.offered,
                control: found.control.flatMap { shows($0.schools) ? $0 : nil }
            )
        }
        let answers = delivery.answers.flatMap { shows($0.schools) ? $0 : nil }
        answered = answers?.schools
        means = answers?.means ?? []
    }

    /// What happened, in sentences.
    package var lines: [String] {
        var lines: [String] = []
        if let training {
            let number = PlainNumber.text(training.threshold)
            let sessions = number == "1" ? "1 session" : "\(number) sessions"
            let control = training.control.map {
                ", and so were \($0.reached) of \($0.schools) control schools"
            }
            lines.append(
                "\(training.offered.reached) of \(training.offered.schools) schools that were offered it (\(Self.percentage(training.offered))) were present at \(sessions) of the training or more\(control ?? "")."
            )
        }
        if let answered {
            lines.append("\(answered) of \(schools) schools that were offered it said how delivery went.")
        } else {
            lines.append(
                "Fewer than \(Disclosure.fewestSchools) schools that were offered it said how delivery went, so what they said is not shown."
            )
        }
        return lines
    }

    private static func percentage(_ part: DeliveryDescription.Reached) -> String {
        ProtectedShare.exact(Double(part.reached) / Double(max(part.schools, 1))).text
    }
}
