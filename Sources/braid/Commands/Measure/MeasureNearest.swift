import Foundation
import Reach
import Synchronization

/// The schools nearest to each of a file's, found by the code of the page of similar schools and timed, so that it can
/// be compared with another program on the same file.
struct MeasureNearest {
    /// A CSV file with a column of numbers for each ``SimilarityVariable``, under its raw value.
    let path: String
    let count: Int

    /// One JSON object: how many schools, the seconds that finding took on all cores (reading the file apart), and the
    /// nearest of the first schools.
    func answer() throws -> String {
        let table = try NumberTable(
            path: path,
            required: SimilarityVariable.allCases.map(\.rawValue),
            complete: SimilarityVariable.allCases.map(\.rawValue)
        )
        let columns = try SimilarityVariable.allCases.map { try table.numbers($0.rawValue) }
        let schools = table.lines.indices.map { row -> Similarity.Figures in columns.map { $0[row] } }
        let wanted = count
        let found = Mutex([Int: [Int]]())
        let clock = ContinuousClock()
        let took = clock.measure {
            // All figures alike, as the program beside it weighs them.
            let similarity = Similarity(
                weights: Dictionary(uniqueKeysWithValues: SimilarityVariable.allCases.map { ($0, 1) })
            )
            let made = SimilarityTable(schools)
            let parts = ProcessInfo.processInfo.activeProcessorCount
            DispatchQueue.concurrentPerform(iterations: parts) { part in
                for target in stride(from: part, to: schools.count, by: parts) {
                    let nearest = similarity.nearest(wanted, to: target, among: made).neighbours
                    if target < 20 { found.withLock { $0[target] = nearest.map(\.index) } }
                }
            }
        }
        let first = found.withLock { found in (0..<min(20, schools.count)).map { found[$0] ?? [] } }
        let answer = Answer(schools: schools.count, seconds: took / .seconds(1), first: first)
        return String(decoding: try JSONEncoder().encode(answer), as: UTF8.self)
    }

    private struct Answer: Encodable {
        let schools: Int
        let seconds: Double
        let first: [[Int]]
    }
}
