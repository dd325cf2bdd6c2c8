import Trials

/// Made-up pupils of one school of a trial: abilities first, scores from them.
struct TrialPupils {
    private let effect: Double
    private var pupils: [Pupil] = []

    private struct Pupil {
        let code: String
        let className: String
        let baseline: Double?
        let isFSM: Bool
        let after: Double
        let sessions: Int
        let isTested: Bool
    }

    init(_ told: ToldProtocol, seed: UInt64, school: String) {
        effect = told.effect
        var draws = Draws(seed: seed, "pupils of \(told.title), \(school)")
        let count = draws.whole(told.pupils)
        let level = draws.normal(mean: 100, deviation: 5)
        for number in 0..<count {
            let isFSM = draws.happens(0.3)
            let ability = draws.normal(mean: isFSM ? level - 4 : level, deviation: 12)
            let before = draws.happens(0.03) ? nil : (ability + draws.normal(deviation: 6)).rounded()
            pupils.append(
                Pupil(
                    code: "P\(201 + number)",
                    className: number.isMultiple(of: 2) ? "A1" : "B1",
                    baseline: before,
                    isFSM: isFSM,
                    after: ability + 3 + draws.normal(deviation: 6),
                    sessions: draws.happens(0.15) ? draws.whole(4...18) : draws.whole(22...30),
                    isTested: !draws.happens(0.06)
                )
            )
        }
    }

    var roster: String {
        var text = "Pupil code,Class,Baseline,FSM\r\n"
        for pupil in pupils {
            let score = pupil.baseline.map { "\(Int($0))" } ?? ""
            text += "\(pupil.code),\(pupil.className),\(score),\(pupil.isFSM ? "yes" : "no")\r\n"
        }
        return text
    }

    /// - Parameter list: The school's list of codes and arms.
    func outcomes(_ list: [UInt8]) -> String {
        var offered: Set<String> = []
        for line in String(decoding: list, as: UTF8.self).split(whereSeparator: \.isNewline).dropFirst() {
            let cells = line.split(separator: ",", omittingEmptySubsequences: false)
            if cells.count == 3, cells[2] != "Control" { offered.insert(String(cells[0])) }
        }
        var text = "Pupil code,Outcome,Sessions\r\n"
        for pupil in pupils {
            let isOffered = offered.contains(pupil.code)
            let score =
                pupil.isTested ? "\(Int((pupil.after + (isOffered ? effect * 14 : 0)).rounded()))" : ""
            text += "\(pupil.code),\(score),\(isOffered ? pupil.sessions : 0)\r\n"
        }
        return text
    }
}
