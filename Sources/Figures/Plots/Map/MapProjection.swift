/// Metres on a national grid to places on a drawing: one scale for both directions, north upwards.
struct MapProjection: Sendable {
    /// Half a pixel: fine enough that a dense town is not a chequerboard, coarse enough to keep moves short.
    static let cellSize: Double = 0.5

    let frame: DotMap.Frame
    let width: Double
    let top: Double
    let bottom: Double
    private let left: Double
    private let pixelsPerMetre: Double

    /// The tallest drawing for its width; a taller frame is fitted by height and centred.
    private static let tallest: Double = 1.25

    init(_ frame: DotMap.Frame, width: Double, top: Double) {
        let edge: Double = 6
        let eastWest: Double = max(frame.east - frame.west, 1)
        let northSouth: Double = max(frame.north - frame.south, 1)
        let byWidth: Double = (width - 2 * edge) / eastWest
        let byHeight: Double = width * MapProjection.tallest / northSouth
        let scale: Double = min(byWidth, byHeight)
        self.frame = frame
        self.width = width
        self.top = top + edge
        pixelsPerMetre = scale
        left = (width - eastWest * scale) / 2
        bottom = top + edge + northSouth * scale
    }

    func place(_ point: DotMap.GridPoint) -> Place {
        Place(
            x: left + (point.easting - frame.west) * pixelsPerMetre,
            y: top + (frame.north - point.northing) * pixelsPerMetre
        )
    }

    func cell(_ point: DotMap.GridPoint) -> DotPath.Cell {
        let at: Place = place(point)
        return DotPath.Cell(
            column: MapProjection.nearest(at.x / MapProjection.cellSize),
            row: MapProjection.nearest(at.y / MapProjection.cellSize)
        )
    }

    /// The nearest whole number of a place on a drawing, which is never left of it or above. `rounded()` is a call of the
    /// C library on many processors, and a map asks for it half a million times.
    static func nearest(_ value: Double) -> Int32 { Int32(value + 0.5) }

    func pixels(_ metres: Double) -> Double { metres * pixelsPerMetre }

    func metres(across pixels: Double) -> Double { pixels / pixelsPerMetre }
}

extension MapProjection {
    private static let metresInAMile: Double = 1_609.344

    /// A bar of a round number of miles, as readers in England say distances, about a fifth of the width.
    func scaleBar(at y: Double) -> [Mark] {
        let wanted: Double = metres(across: width / 5) / MapProjection.metresInAMile
        var miles: Double = 0.1
        let steps: [Double] = [0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200]
        for step in steps where step <= wanted { miles = step }
        let length: Double = min(pixels(miles * MapProjection.metresInAMile), width * 0.6)
        let number: String = NumberText.fixed(miles, decimals: miles < 1 ? 1 : 0)
        let name: String = miles == 1 ? "1 mile" : "\(number) miles"
        return [
            .polyline(
                [
                    Place(x: 1, y: y), Place(x: 1, y: y + 6), Place(x: 1 + length, y: y + 6),
                    Place(x: 1 + length, y: y),
                ],
                "s-soft w-hair"
            ), .text(name, Place(x: length + 9, y: y + 10), .start, "t-small"),
        ]
    }
}
