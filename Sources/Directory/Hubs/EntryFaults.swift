/// What is wrong with something that a person entered: a message for each field, in the fields' order.
package struct EntryFaults: Error, Equatable, Sendable {
    package private(set) var messages: [(field: String, message: String)] = []

    package static func == (left: EntryFaults, right: EntryFaults) -> Bool {
        left.messages.elementsEqual(right.messages) { $0 == $1 }
    }

    init() {}

    init(_ field: String, _ message: String) {
        add(field, message)
    }

    mutating func add(_ field: String, _ message: String) {
        messages.append((field, message))
    }

    func throwIfAny() throws {
        if !messages.isEmpty { throw self }
    }
}
