/// Places along a drawn line, close enough together that a label which clears them clears the line.
enum LineSamples {
    static func along(_ places: [Place], every step: Double) -> [Place] {
        guard var last = places.first else { return [] }
        var samples: [Place] = [last]
        for place in places.dropFirst() {
            let across: Double = place.x - last.x
            let down: Double = place.y - last.y
            let length: Double = (across * across + down * down).squareRoot()
            let count: Int = max(1, Int((length / step).rounded(.up)))
            for index in 1...count {
                let share: Double = Double(index) / Double(count)
                samples.append(Place(x: last.x + across * share, y: last.y + down * share))
            }
            last = place
        }
        return samples
    }
}
