import Access
import Foundation
import Services

/// An address of the site and the pattern of its route, from one declaration: they cannot disagree.
///
/// ```swift
/// static let offer = Place<ID<Offer>>("/offers/{id}")
/// SiteMap.offer(offer.id)          // a link: /offers/3v8kx2p9q4m1z
/// routes.get(SiteMap.offer, …)     // its route; the handler is handed the parsed ID<Offer>
/// ```
struct Place<Parameters: PlaceParameters>: Sendable {
    let pattern: String
    /// For an address that is about an organisation of the reader’s own: what they must be allowed in which kind.
    let part: OwnPart?

    init(_ pattern: StaticString, own part: OwnPart? = nil) {
        self.part = part
        self.pattern = pattern.description
        let holes = self.pattern.components(separatedBy: "{").count - 1
        precondition(
            holes == Parameters.count,
            "\(self.pattern) has \(holes) parameters, not \(Parameters.count)"
        )
    }

    func link(_ parameters: Parameters) -> Link {
        var segments = pattern.split(separator: "/").map(String.init)
        var values = parameters.pathValues.makeIterator()
        for position in segments.indices where segments[position].hasPrefix("{") {
            segments[position] = Link.encoded(values.next() ?? "")
        }
        return Link(path: "/" + segments.joined(separator: "/"), part: part)
    }

    /// The names of the parameters, in order.
    var names: [String] {
        pattern.split(separator: "/").filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) }
    }
}

extension Place where Parameters == NoParameters {
    /// An address that is about an organisation of the reader’s own.
    init(_ pattern: StaticString, own kind: OrganisationKind, where permission: Permission) {
        self.init(pattern, own: [kind], where: permission)
    }

    init(_ pattern: StaticString, own kinds: Set<OrganisationKind>, where permission: Permission) {
        self.init(pattern, own: OwnPart(kinds: kinds, permission: permission))
    }

    func callAsFunction() -> Link { link(NoParameters()) }
}

extension Place where Parameters: PathValue {
    func callAsFunction(_ value: Parameters) -> Link { link(value) }
}

extension Place {
    func callAsFunction<First, Second>(_ first: First, _ second: Second) -> Link
    where Parameters == TwoParameters<First, Second> {
        link(TwoParameters(first: first, second: second))
    }
}

/// What stands in the holes of a pattern.
protocol PlaceParameters: Sendable {
    static var count: Int { get }
    var pathValues: [String] { get }
    /// `nil` when a value is not of its type: the address does not exist.
    init?(pathValues: [String])
}

struct NoParameters: PlaceParameters {
    static var count: Int { 0 }
    var pathValues: [String] { [] }
    init() {}
    init?(pathValues: [String]) { self.init() }
}

/// A value that stands in one segment of an address.
protocol PathValue: PlaceParameters {
    init?(pathValue: String)
    var pathValue: String { get }
}

extension PathValue {
    static var count: Int { 1 }
    var pathValues: [String] { [pathValue] }
    init?(pathValues: [String]) {
        guard pathValues.count == 1 else { return nil }
        self.init(pathValue: pathValues[0])
    }
}

extension String: PathValue {
    init?(pathValue: String) { self = pathValue }
    var pathValue: String { self }
}

extension Int: PathValue {
    init?(pathValue: String) { self.init(pathValue) }
    var pathValue: String { String(self) }
}

extension ID: PathValue, PlaceParameters {
    init?(pathValue: String) { self.init(pathValue) }
    var pathValue: String { description }
}

struct TwoParameters<First: PathValue, Second: PathValue>: PlaceParameters {
    let first: First
    let second: Second

    init(first: First, second: Second) {
        self.first = first
        self.second = second
    }

    static var count: Int { 2 }
    var pathValues: [String] { [first.pathValue, second.pathValue] }
    init?(pathValues: [String]) {
        guard pathValues.count == 2, let first = First(pathValue: pathValues[0]),
            let second = Second(pathValue: pathValues[1])
        else { return nil }
        self.init(first: first, second: second)
    }
}
