/// Why one row of a file is not taken, in plain English: it stands in the last column of the file of rejected
/// rows.
struct RowFault: Error, Equatable {
    let reason: String

    init(_ reason: String) {
        self.reason = reason
    }
}
