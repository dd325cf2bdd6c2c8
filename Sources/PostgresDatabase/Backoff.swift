import Database
#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Trying again, later each time. Blocks its thread, so it runs only on the pool's own.
struct Backoff {
    let attempts: Int
    let firstWaitMilliseconds: Double
    let longestWaitMilliseconds: Double

    /// A server that restarts is back within a few seconds: about 6 s in all, then the caller gets the error.
    static let reconnecting = Backoff(attempts: 8, firstWaitMilliseconds: 25, longestWaitMilliseconds: 2_000)
    /// Transactions that lost against others.
    static let conflicts = Backoff(attempts: 30, firstWaitMilliseconds: 1, longestWaitMilliseconds: 100)

    /// Runs `body` until it succeeds or attempts are used up.
    func run<Result>(_ body: () throws(DatabaseError) -> Result) throws(DatabaseError) -> Result {
        var attempt = 1
        while true {
            do throws(DatabaseError) {
                return try body()
            } catch {
                guard attempt < attempts else { throw error }
                wait(after: attempt)
                attempt += 1
            }
        }
    }

    /// Waits between half and all of the attempt's time: two that met once do not meet again at the same
    /// moment.
    func wait(after attempt: Int) {
        let full = min(longestWaitMilliseconds, firstWaitMilliseconds * Double(1 << min(attempt - 1, 20)))
        let jittered = full * Double.random(in: 0.5...1)
        usleep(UInt32(jittered * 1000))
    }
}
