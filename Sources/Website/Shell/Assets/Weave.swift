import Foundation

/// Three strands woven into a braid, as SVG paths: the mark of the site.
///
/// Strand *i* runs along y = A sin(φ), φ = θ + 2πi/3, and lies over where sin 2φ > 0. Where two strands
/// cross, φ₂ = π − φ₁, so one is over and the other under: drawing all pieces that lie under first, then
/// those over with a halo, weaves them.
struct Weave {
    /// Along the braid, from 0; and half of its width.
    let length: Double
    let amplitude: Double
    /// The length in which every strand returns to its place.
    let period: Double
    /// The distance of the middle line from the edge.
    let middle: Double
    var isVertical = false

    enum Layer: Double {
        case under = -1
        case over = 1
    }

    /// The path of one strand (0, 1, 2) in one layer.
    func path(strand: Int, _ layer: Layer) -> String {
        let phase = 2 * Double.pi * Double(strand) / 3
        let quarter = Double.pi / 2
        let first = Int((phase / quarter).rounded(.down))
        let last = Int(((2 * .pi * length / period + phase) / quarter).rounded(.up))
        var commands: [String] = []
        for number in first..<last {
            // sin 2φ is positive in even quarters, negative in odd ones.
            guard number.isMultiple(of: 2) == (layer == .over) else { continue }
            let start = Double(number) * quarter
            commands.append(piece(from: start, to: start + quarter, phase: phase))
        }
        return commands.joined()
    }

    /// A quarter of the sine as one cubic curve with the right ends and slopes.
    private func piece(from start: Double, to end: Double, phase: Double) -> String {
        func along(_ angle: Double) -> Double { (angle - phase) * period / (2 * .pi) }
        let third = (end - start) / 3
        let across = [
            sin(start), sin(start) + cos(start) * third, sin(end) - cos(end) * third, sin(end),
        ]
        let angles = [start, start + third, end - third, end]
        let points = zip(angles, across).map { point(along($0), middle + amplitude * $1) }
        return "M\(points[0])C\(points[1]) \(points[2]) \(points[3])"
    }

    private func point(_ along: Double, _ across: Double) -> String {
        isVertical
            ? "\(Self.short(across)) \(Self.short(along))" : "\(Self.short(along)) \(Self.short(across))"
    }

    private static func short(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        let whole = "\(tenths < 0 ? "-" : "")\(abs(tenths) / 10)"
        return tenths % 10 == 0 ? whole : "\(whole).\(abs(tenths) % 10)"
    }
}
