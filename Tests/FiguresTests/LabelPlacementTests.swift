import Testing

@testable import Figures

struct LabelPlacementTests {
    @Test(arguments: 0..<50)
    func spreadKeepsDistanceOrderAndBounds(seed: Int) {
        var numbers: SeededNumbers = SeededNumbers(seed: UInt64(seed))
        let wishes: [Double] = (0..<6).map { _ in numbers.number(0...100) }
        let placed: [Double] = LabelPlacement.spread(wishes, apart: 15, within: 0...100)
        let order: [Int] = wishes.indices.sorted { wishes[$0] < wishes[$1] }
        let sorted: [Double] = order.map { placed[$0] }
        #expect(zip(sorted, sorted.dropFirst()).allSatisfy { $1 - $0 >= 15 - 1e-9 })
        #expect(placed.allSatisfy { $0 >= -1e-9 && $0 <= 100 + 1e-9 })
    }

    @Test func spreadLeavesAloneWhatIsFarApart() {
        #expect(LabelPlacement.spread([80, 10, 45], apart: 15, within: 0...100) == [80, 10, 45])
    }

    @Test func twoLabelsNeverCoverEachOtherOrAPoint() {
        let points: [(place: Place, radius: Double)] = (0..<5).map {
            (Place(x: 100 + Double($0) * 4, y: 50), 3)
        }
        var placement: LabelPlacement = LabelPlacement(
            left: 0,
            top: 0,
            right: 300,
            bottom: 100,
            points: points
        )
        var boxes: [LabelPlacement.Box] = []
        for point in points {
            guard
                case .text(let text, let at, let anchor, _)? = placement.place(
                    "Label",
                    beside: point.place,
                    radius: 3
                )
            else { continue }
            let width: Double = TextMeasure.width(text, size: 12)
            let left: Double = anchor == .start ? at.x : (anchor == .end ? at.x - width : at.x - width / 2)
            boxes.append(.init(left: left, top: at.y - 9.6, right: left + width, bottom: at.y + 3))
        }
        #expect(boxes.count >= 2)
        for (index, box) in boxes.enumerated() {
            #expect(!boxes[(index + 1)...].contains { $0.meets(box) })
        }
    }

    @Test func aLabelWithoutRoomIsLeftOut() {
        var placement: LabelPlacement = LabelPlacement(left: 0, top: 0, right: 30, bottom: 30, points: [])
        #expect(placement.place("Far too long", beside: Place(x: 15, y: 15), radius: 3) == nil)
    }
}
