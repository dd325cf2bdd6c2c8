package import Search
import Services

extension PupilPhase {
    package var name: String {
        switch self {
        case .earlyYears: "Early years"
        case .primary: "Primary"
        case .secondary: "Secondary"
        case .post16: "Post-16"
        }
    }

    /// The phases that a source's own words name: `Key Stage 2`, `Year 7`, `Grades K-5`, `PK & K`. Numbers without a
    /// word that says what they count name nothing.
    package static func named(in words: String) -> Set<PupilPhase> {
        let words = words.lowercased()
        var phases: Set<PupilPhase> = []
        for (phase, signs) in signs where signs.contains(where: words.contains) { phases.insert(phase) }
        var reader = LevelReader()
        for token in tokens(of: words) { reader.take(token) }
        return phases.union(reader.phases)
    }

    private static let signs: [(PupilPhase, [String])] = [
        (
            .earlyYears,
            [
                "early years", "early-years", "preschool", "pre-k", "prekindergarten", "nursery",
                "kindergarten",
                "reception", "eyfs",
            ]
        ),
        (.primary, ["primary", "elementary", "all-through"]),
        (.secondary, ["secondary", "middle", "high school", "all-through"]),
        (.post16, ["post-16", "16 plus", "sixth"]),
    ]

    /// The words, the numbers and each other sign: `ks2` is `ks` and `2`.
    private static func tokens(of words: String) -> [String] {
        var tokens: [String] = []
        var last: Character?
        for character in words {
            let joins =
                last.map {
                    ($0.isLetter && character.isLetter) || ($0.isNumber && character.isNumber)
                } ?? false
            if joins { tokens[tokens.count - 1].append(character) } else { tokens.append(String(character)) }
            last = character
        }
        return tokens.filter { $0 != " " }
    }

    /// The phase of a year of schooling in England: 0 is Reception or before.
    fileprivate static func ofYear(_ year: Int) -> PupilPhase? {
        switch year {
        case ...0: .earlyYears
        case 1...6: .primary
        case 7...11: .secondary
        case 12...13: .post16
        default: nil
        }
    }
}

/// Reads years, American grades and key stages, alone or from one to another, from left to right.
private struct LevelReader {
    private enum Unit {
        case year, grade, stage
    }

    private(set) var phases: Set<PupilPhase> = []
    private var unit: Unit?
    private var last: Int?
    private var isRange = false
    /// Whether the word that says what the numbers are stood for several.
    private var isList = false
    /// A lone `k` may be any letter: only a band that begins with it shows what it is.
    private var isLoneK = false

    mutating func take(_ token: String) {
        switch token {
        case "year", "years", "y", "yr", "yrs": begin(.year, token)
        case "grade", "grades", "gr": begin(.grade, token)
        case "stage", "stages", "ks": begin(.stage, token)
        case "-", "\u{2013}", "to", "through": isRange = last != nil
        case "&", "and", "or", "/": isRange = false
        case "," where isList: isRange = false
        case "pk":
            begin(.grade, token)
            reach(-1...(-1))
        case "k":
            if unit == .grade { return reach(0...0) }
            begin(.grade, token)
            last = 0
            isLoneK = true
        default: takeNumber(token)
        }
    }

    private mutating func begin(_ unit: Unit, _ token: String) {
        if self.unit != unit {
            last = nil
            isRange = false
        }
        self.unit = unit
        isList = token.hasSuffix("s")
    }

    private mutating func takeNumber(_ token: String) {
        guard let unit, let number = Int(token), !isLoneK || isRange else {
            self = LevelReader(phases: phases)
            return
        }
        switch unit {
        case .year: if (1...13).contains(number) { reach(number...number) }
        // A pupil of grade 1 is as old as one of year 2.
        case .grade: if (1...12).contains(number) { reach((number + 1)...(number + 1)) }
        case .stage: if (1...5).contains(number) { reach(Self.years[number - 1]) }
        }
    }

    /// The years of school of each key stage.
    private static let years: [ClosedRange<Int>] = [1...2, 3...6, 7...9, 10...11, 12...13]

    private mutating func reach(_ years: ClosedRange<Int>) {
        let start = isRange ? min(last ?? years.lowerBound, years.lowerBound) : years.lowerBound
        phases.formUnion((start...years.upperBound).compactMap(PupilPhase.ofYear))
        last = years.upperBound
        isRange = false
        isLoneK = false
    }

    init(phases: Set<PupilPhase> = []) {
        self.phases = phases
    }
}

extension PupilPhase {
    /// The phases of a finding's pupils: those that its phase names, or else its year group.
    package static func of(phase: String?, yearGroup: String) -> Set<PupilPhase> {
        let named = named(in: phase ?? "")
        return named.isEmpty ? self.named(in: yearGroup) : named
    }
}

extension Finding {
    /// The phases of its pupils, by the words of its source.
    package var phases: Set<PupilPhase> { PupilPhase.of(phase: phase, yearGroup: details.yearGroup) }

    /// Its phases in one name; the source's own words where they name no phase.
    var phaseName: String {
        let phases = phases.sorted()
        guard let first = phases.first else { return phase ?? "Phase not stated" }
        let names = [first.name] + phases.dropFirst().map { $0.name.lowercased() }
        return InWords.list(names)
    }
}
