import Statistics

/// Small files written by us.
enum Samples {
    /// Twelve effects in four clusters with a slope, a factor and whole numbers.
    static let effects: String = {
        var text = "study,yi,vi,group,dose\n"
        for index in 0..<12 {
            let effect = [
                "0.31", "0.08", "-0.12", "0.45", "0.22", "0.10", "0.37", "0.05", "0.19", "-0.03", "0.28",
                "0.51",
            ][index]
            text += "s\(index),\(effect),0.\(20 + 3 * index),c\(index % 4),\(index * index % 7)\n"
        }
        return text
    }()

    /// The thirteen trials of BCG vaccine against tuberculosis: Colditz et al. (1994), J. Am. Med. Assoc. 271,
    /// 698; counts as in their table 1.
    static let vaccine = """
        trial,ai,bi,ci,di,latitude,allocation
        Aronson 1948,4,119,11,128,44,random
        Ferguson 1949,6,300,29,274,55,random
        Rosenthal 1960,3,228,11,209,42,random
        Hart 1977,62,13536,248,12619,52,random
        Frimodt-Moller 1973,33,5036,47,5761,13,alternate
        Stein 1953,180,1361,372,1079,44,alternate
        Vandiviere 1973,8,2537,10,619,19,random
        TPT Madras 1980,505,87886,499,87892,13,random
        Coetzee 1968,29,7470,45,7232,27,random
        Rosenthal 1961,17,1699,65,1600,42,systematic
        Comstock 1974,186,50448,141,27197,18,systematic
        Comstock 1969,5,2493,3,2338,33,systematic
        Comstock 1976,27,16886,29,17825,33,systematic

        """

    /// One pupil of a made-up trial.
    struct Pupil {
        var id: Int
        var school: String
        var arm: String
        var before: String
        var after: String
        var fsm: String
        var attended: String
        var block: String

        static let header = "id,school,arm,before,after,fsm,attended,block"
        var line: String { "\(id),\(school),\(arm),\(before),\(after),\(fsm),\(attended),\(block)" }
    }

    /// A trial of whole schools, from a seed; every other school is treated.
    static func pupils(schools: Int = 12, each: Int = 8, seed: UInt64 = 5) -> [Pupil] {
        var generator = SeededGenerator(seed: seed)
        var pupils: [Pupil] = []
        for school in 0..<schools {
            let effect: Double = 2 * generator.normal()
            for _ in 0..<each {
                let ability: Double = generator.normal()
                let before: Double = 50 + 8 * ability + 4 * generator.normal()
                let treated: Bool = school % 2 == 1
                let after: Double = 52 + 7 * ability + effect + 5 * generator.normal() + (treated ? 3 : 0)
                pupils.append(
                    Pupil(
                        id: pupils.count + 1,
                        school: "k\(school)",
                        arm: treated ? "1" : "0",
                        before: hundredths(before),
                        after: hundredths(after),
                        fsm: generator.uniform() < 0.4 ? "1" : "0",
                        attended: treated && generator.uniform() < 0.8 ? "1" : "0",
                        block: "b\(school / 4)"
                    )
                )
            }
        }
        return pupils
    }

    /// The file of these pupils, after a change to each.
    static func trial(_ pupils: [Pupil] = pupils(), _ change: (inout Pupil) -> Void = { _ in }) -> String {
        let lines = pupils.map { pupil in
            var pupil = pupil
            change(&pupil)
            return pupil.line
        }
        return ([Pupil.header] + lines).joined(separator: "\n") + "\n"
    }

    private static func hundredths(_ value: Double) -> String { "\((value * 100).rounded() / 100)" }
}
