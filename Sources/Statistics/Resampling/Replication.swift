import Dispatch

/// Independent replicates computed on all processors, with results that do not depend on how many there are.
enum Replication {
    /// Computes `count` numbers; not a number where a replicate failed.
    ///
    /// Replicate *r* draws from stream *r* of the seed and writes to place *r*, so the order of work is of no
    /// account.
    static func run(
        _ count: Int,
        seed: UInt64,
        _ body: @Sendable (_ replicate: Int, _ generator: inout SeededGenerator) -> Double
    ) -> [Double] {
        var results: [Double] = Array(repeating: .nan, count: count)
        let batch: Int = 16
        unsafe results.withUnsafeMutableBufferPointer { places in
            nonisolated(unsafe) let places = unsafe places
            DispatchQueue.concurrentPerform(iterations: (count + batch - 1) / batch) { part in
                for replicate in (part * batch)..<min((part + 1) * batch, count) {
                    var generator = SeededGenerator(seed: seed, stream: UInt64(replicate) + 1)
                    unsafe places[replicate] = body(replicate, &generator)
                }
            }
        }
        return results
    }
}
