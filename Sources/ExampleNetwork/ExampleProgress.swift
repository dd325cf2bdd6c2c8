/// How far the making of an example has come.
package struct ExampleProgress: Sendable, Equatable {
    /// What is being made, such as `invoices`.
    package let doing: String
    /// Work that is done, and all of it, in one unit: parts of the story take about as long as each other, while schools and
    /// bookings take as long as there are many.
    package let done: Int
    package let total: Int
}

/// Counts along the making. Used by one task.
final class ExampleCourse {
    /// How many parts of the story there are besides the register and the bookings, the end among them.
    private static let parts = 25
    // Tenths of a millisecond on a small machine, about.
    private static let perPart = 3_000
    private static let perSchool = 5
    private static let perBooking = 1

    private let total: Int
    private let bookings: Int
    private let show: (ExampleProgress) -> Void
    private var done = 0
    private var doing = "schools"

    init(_ options: ExampleOptions, _ show: @escaping (ExampleProgress) -> Void) {
        bookings = options.bookings
        total =
            Self.parts * Self.perPart + options.schools * Self.perSchool
            + options.bookings * Self.perBooking
        self.show = show
    }

    /// What is made now, where nothing that is counted ended before it.
    func begin(_ doing: String) {
        self.doing = doing
        add(0)
    }

    /// A part of the story is told, and the next begins.
    func tell(next doing: String) {
        self.doing = doing
        add(Self.perPart)
    }

    /// The register is entered, and the first part of the story begins.
    func enter(schools: Int, next doing: String) {
        self.doing = doing
        add(schools * Self.perSchool)
    }

    /// - Parameter share: Of all bookings, between 0 and 1.
    func book(share: Double) { add(Int(Double(bookings * Self.perBooking) * share)) }

    /// Everything is there.
    func end() {
        done = total
        show(ExampleProgress(doing: doing, done: done, total: total))
    }

    private func add(_ work: Int) {
        done = min(done + work, total)
        show(ExampleProgress(doing: doing, done: done, total: total))
    }
}
