/// Finds the nearest of a set of points, by walking outwards along the first coordinate.
struct NeighbourSearch {
    /// The coordinates of the points in order of the first one, point after point.
    private let points: [Double]
    private let order: [Int]
    private let first: [Double]
    private let width: Int
    /// Distances that differ by less than this share of them are tied. Scores such as 512.36 and 512.38 lie equally far
    /// from 512.37 on paper; as doubles their distances differ from the eleventh digit on.
    private static let tied: Double = 1e-9

    /// A neighbour and its Euclidean distance.
    struct Found {
        let unit: Int
        let distance: Double
    }

    /// - Parameters:
    ///   - units: The units that may be found.
    ///   - coordinates: Rows of coordinates of every unit.
    init(units: [Int], coordinates: [[Double]]) {
        width = coordinates.first?.count ?? 0
        order = units.sorted { (coordinates[$0][0], $0) < (coordinates[$1][0], $1) }
        first = order.map { coordinates[$0][0] }
        points = order.flatMap { coordinates[$0] }
    }

    /// The nearest units with all that tie with the last of them, nearest first.
    /// - Parameters:
    ///   - count: How many are wanted; fewer come where there are no more.
    ///   - limit: The largest distance allowed.
    ///   - excluded: Units that are not to be found.
    /// - Complexity: O(log *n* + points within reach along the first coordinate).
    func nearest(
        to point: [Double],
        count: Int,
        limit: Double = .infinity,
        excluded: (Int) -> Bool = { _ in false }
    ) -> [Found] {
        var best: [Found] = []
        var reach: Double = limit
        var up: Int = first.partitioningIndex { $0 >= point[0] }
        var down: Int = up - 1
        func take(_ place: Int) {
            guard !excluded(order[place]) else { return }
            var sum: Double = 0
            for column in 0..<width {
                let difference: Double = points[place * width + column] - point[column]
                sum += difference * difference
            }
            let distance: Double = sum.squareRoot()
            guard distance <= reach else { return }
            let found = Found(unit: order[place], distance: distance)
            let index: Int = best.partitioningIndex { ($0.distance, $0.unit) > (distance, found.unit) }
            best.insert(found, at: index)
            guard best.count >= count else { return }
            let last: Double = best[count - 1].distance
            reach = min(limit, last * (1 + Self.tied) + 1e-300)
            while let farthest = best.last, farthest.distance > reach { best.removeLast() }
        }
        while down >= 0 || up < first.count {
            let below: Double = down >= 0 ? point[0] - first[down] : .infinity
            let above: Double = up < first.count ? first[up] - point[0] : .infinity
            guard min(below, above) <= reach else { break }
            if below <= above {
                take(down)
                down -= 1
            } else {
                take(up)
                up += 1
            }
        }
        return best
    }
}
