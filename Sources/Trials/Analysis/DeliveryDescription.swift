/// How the intervention was delivered, in sums over schools: how many were trained, and what those that
/// delivered it answered. It describes; nobody leaves the analysis for it.
package struct DeliveryDescription: Sendable, Equatable, Codable {
    /// Where the protocol counts training.
    package let training: Training?
    /// Schools whose pupils, or some of them, were offered it.
    package let schools: Int
    /// `nil` where none has answered.
    package let answers: Answers?

    package struct Training: Sendable, Equatable, Codable {
        /// In sessions.
        package let threshold: Double
        /// Schools whose pupils, or some of them, were offered it.
        package let offered: Reached
        /// Control schools, where schools were allocated.
        package let control: Reached?
    }

    /// Schools that reached the threshold, of all.
    package struct Reached: Sendable, Equatable, Codable {
        package let schools: Int
        package let reached: Int
    }

    /// What schools answered to the three questions.
    package struct Answers: Sendable, Equatable, Codable {
        package let schools: Int
        /// In the order of ``Fidelity/questions``, from 1 to 5.
        package let means: [Double]
    }

    /// `nil` where nothing is known of delivery.
    init?(_ table: AnalysisTable) {
        let present = table.schools.filter { !$0.leftData }
        let offered = present.filter { $0.arm != 0 }
        let answered = offered.compactMap(\.fidelity)
        training = table.plan.complianceThreshold.flatMap { Training(present, threshold: $0) }
        schools = offered.count
        answers = answered.isEmpty ? nil : Answers(answered)
        if training == nil, answers == nil { return nil }
    }
}

extension DeliveryDescription.Training {
    /// `nil` where training was not counted.
    fileprivate init?(_ schools: [TrialData.School], threshold: Double) {
        let known = schools.filter { $0.trainingSessions != nil }
        guard !known.isEmpty else { return nil }
        self.threshold = threshold
        offered = DeliveryDescription.Reached(known.filter { $0.arm != 0 }, threshold)
        let others = known.filter { $0.arm == 0 }
        control = others.isEmpty ? nil : DeliveryDescription.Reached(others, threshold)
    }
}

extension DeliveryDescription.Reached {
    fileprivate init(_ schools: [TrialData.School], _ threshold: Double) {
        self.schools = schools.count
        reached = schools.count { Double($0.trainingSessions ?? 0) >= threshold }
    }
}

extension DeliveryDescription.Answers {
    fileprivate init(_ answers: [Fidelity]) {
        schools = answers.count
        means = [answers.map(\.adherence), answers.map(\.quality), answers.map(\.responsiveness)].map {
            Double($0.reduce(0, +)) / Double(answers.count)
        }
    }
}
