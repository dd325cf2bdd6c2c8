extension Sequence where Element: Sendable {
    /// What is read for each, in their order. All are read at once, so that together they take as long as the slowest.
    ///
    /// - Throws: What the first that fails throws; the others are cancelled.
    func sideBySide<Value: Sendable>(
        _ read: @escaping @Sendable (Element) async throws -> Value
    ) async throws -> [Value] {
        let elements = Array(self)
        return try await withThrowingTaskGroup(of: (Int, Value).self) { group in
            for (position, element) in elements.enumerated() {
                group.addTask { (position, try await read(element)) }
            }
            var found: [(position: Int, value: Value)] = []
            for try await (position, value) in group { found.append((position, value)) }
            return found.sorted { $0.position < $1.position }.map(\.value)
        }
    }
}
