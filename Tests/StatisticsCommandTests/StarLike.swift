import Statistics

/// A file shaped like Tennessee's trial of small classes: pupils drawn within schools, in five regions.
enum StarLike {
    static let regions = ["east", "hills", "north", "river", "west"]

    /// The file that `docs/statistics/worked-example.md` starts from.
    static func csv(seed: UInt64 = 1986) -> String {
        var generator = SeededGenerator(seed: seed)
        var text = "pupil,region,school,small,math,female,freelunch,experience\n"
        var pupil = 0
        for (place, region) in regions.enumerated() {
            let gain = 9 + 3 * generator.normal()
            for school in 0..<8 {
                let level = 8 * generator.normal()
                let share = 0.25 + 0.5 * generator.uniform()
                let experience = Int(1 + 20 * generator.uniform())
                for seat in 0..<(18 + school % 3) {
                    pupil += 1
                    let small = seat % 3 == 0 ? 1 : 0
                    let female = generator.uniform() < 0.5 ? 1 : 0
                    let lunch = generator.uniform() < share ? 1 : 0
                    let score =
                        485 + level + gain * Double(small) + 4 * Double(female) - 18 * Double(lunch)
                        + 0.3 * Double(experience) + 38 * generator.normal()
                    // Some were absent, more often those who do less well.
                    let isAbsent = generator.uniform() < (lunch == 1 ? 0.09 : 0.04)
                    let math = isAbsent ? "" : "\(Int(score.rounded()))"
                    text +=
                        "\(pupil),\(region),\(place + 1)\(school + 1),\(small),\(math),\(female),\(lunch),\(experience)\n"
                }
            }
        }
        return text
    }
}
