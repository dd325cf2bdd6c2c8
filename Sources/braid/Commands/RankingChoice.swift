import ArgumentParser
import Search

/// The numbers of the ranking with some of them changed, such as `k1=1.2,title=2,feedback=0`: how it is measured what
/// they do.
struct RankingChoice: ExpressibleByArgument {
    let ranking: Ranking

    private struct Number {
        let name: String
        let range: ClosedRange<Double>
        let set: @Sendable (inout Ranking, Double) -> Void
    }

    private static let numbers: [Number] = [
        Number(name: "k1", range: 0...100) { $0.k1 = $1 },
        Number(name: "title", range: 0...100) { $0.columnWeights[0] = $1 },
        Number(name: "people", range: 0...100) { $0.columnWeights[1] = $1 },
        Number(name: "subjects", range: 0...100) { $0.columnWeights[2] = $1 },
        Number(name: "text", range: 0...100) { $0.columnWeights[3] = $1 },
        Number(name: "length", range: 0...1) { $0.b[3] = $1 },
        Number(name: "feedback", range: 0...1) { $0.feedback?.weight = $1 },
    ]

    init?(argument: String) {
        var ranking = Ranking.standard
        for part in argument.split(separator: ",") {
            let sides = part.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
            guard sides.count == 2, let number = Self.numbers.first(where: { $0.name == sides[0] }),
                let value = Double(sides[1]), number.range.contains(value)
            else { return nil }
            number.set(&ranking, value)
        }
        self.ranking = ranking
    }
}
