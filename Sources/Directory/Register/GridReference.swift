/// A place on the Ordnance Survey's national grid, in metres.
package struct GridReference: Hashable, Sendable {
    package let easting: Int
    package let northing: Int

    /// `nil` unless both are known.
    package init?(_ easting: Int?, _ northing: Int?) {
        guard let easting, let northing else { return nil }
        self.easting = easting
        self.northing = northing
    }

    package static let kilometresInAMile = 1.609344

    /// As the crow flies.
    package func kilometres(to other: GridReference) -> Double {
        let (x, y) = (Double(easting - other.easting), Double(northing - other.northing))
        return (x * x + y * y).squareRoot() / 1000
    }
}
