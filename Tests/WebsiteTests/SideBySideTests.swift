import Testing

@testable import Website

@Suite("What is read side by side")
struct SideBySideTests {
    private struct Failed: Error {}

    @Test("is in the order of what it was read for, whichever came first", .timeLimit(.minutes(1)))
    func order() async throws {
        let (signals, signal) = AsyncStream.makeStream(of: Void.self)
        // The first is done only after the last has begun: one after the other, neither would end.
        let read: [String?] = try await ["first", "none", "last"].sideBySide { name in
            switch name {
            case "first": for await _ in signals {}
            case "last": signal.finish()
            default: return nil
            }
            return "\(name) read"
        }
        #expect(read == ["first read", nil, "last read"])
    }

    @Test("is nothing where there is nothing to read")
    func nothing() async throws {
        let read: [Int] = try await [Int]().sideBySide { $0 }
        #expect(read.isEmpty)
    }

    @Test("fails where one of them does")
    func failure() async {
        await #expect(throws: Failed.self) {
            let _: [Int] = try await [1, 2, 3].sideBySide { number in
                guard number != 2 else { throw Failed() }
                return number
            }
        }
    }
}
