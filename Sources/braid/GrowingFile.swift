import Foundation

/// Shows how far a file has come while something writes it.
struct GrowingFile: Sendable {
    private let path: String
    private let total: Int64
    private let bar: Progress

    /// - Parameter total: How large it will be, about; 0 where nobody can say.
    init(_ path: String, name: String, total: Int64) {
        self.path = path
        self.total = total
        bar = Progress(name: name, unit: .bytes)
    }

    static func bytes(of path: String) -> Int64 {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return (attributes?[.size] as? NSNumber)?.int64Value ?? 0
    }

    func watched<Result>(_ work: () async throws -> Result) async throws -> Result {
        async let _ = watch()
        defer { bar.finish() }
        return try await work()
    }

    /// Until it is cancelled, as it is when the work has ended.
    private func watch() async {
        while !Task.isCancelled {
            let size = Self.bytes(of: path)
            bar.show(done: Int(min(size, total)), of: Int(total), items: Int(size))
            try? await Task.sleep(for: .milliseconds(200))
        }
    }
}
