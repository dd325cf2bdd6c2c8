/// Why a figure could not be drawn.
///
/// Every plot checks its numbers before it draws, so a failed computation shows up as an error that names the
/// value, never as a picture with a point outside the frame.
public enum FigureError: Error, Equatable, Sendable {
    /// There is nothing to draw. `what` names the missing part in the plural, for example "results".
    case empty(what: String)
    /// A value is NaN or infinite.
    case notFinite(what: String, index: Int)
    /// A value lies outside what the plot can show, for example a negative weight or a standard error of
    /// 1e-300.
    case outOfRange(what: String, index: Int, value: Double)
    /// An interval does not hold its own estimate, or its lower end lies above its upper end.
    case disorderedInterval(what: String, index: Int)
    /// A row holds more or fewer values than there are headings.
    case unequalLengths(what: String, expected: Int, found: Int)
    /// More of something than the plot can keep apart by colour and shape.
    case tooMany(what: String, limit: Int, found: Int)
    /// An identifier that is not a letter followed by letters, digits, `-` or `_`.
    case invalidIdentifier(String)
    /// A link that is neither a path nor an `http`, `https` or `mailto` address.
    case unsafeLink(String)
}

extension FigureError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .empty(let what):
            return "There are no \(what) to draw."
        case .notFinite(let what, let index):
            return "The \(what) in position \(index + 1) is not a finite number."
        case .outOfRange(let what, let index, let value):
            return "The \(what) in position \(index + 1) is \(value), which the figure cannot show."
        case .disorderedInterval(let what, let index):
            return "The interval of the \(what) in position \(index + 1) does not hold its estimate."
        case .unequalLengths(let what, let expected, let found):
            return "A row of \(what) holds \(found) values where \(expected) were expected."
        case .tooMany(let what, let limit, let found):
            return "There are \(found) \(what); the figure can keep \(limit) apart."
        case .invalidIdentifier(let text):
            return "“\(text)” cannot be the identifier of a figure."
        case .unsafeLink(let text):
            return "“\(text)” is not a link that a figure may carry."
        }
    }
}
