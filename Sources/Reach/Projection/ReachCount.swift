import Database

/// The distinct schools of one academic year and fifth, and how much they took part: what every reader asks for first. What
/// is narrowed further is counted when it is asked for.
struct ReachCount {
    private(set) var schools = 0
    private(set) var amount = 0.0

    /// Of all touches, or of those of one kind, one strand or one hub.
    struct Key: Hashable {
        let academicYear: Int
        /// 0 where no index is known.
        let fifth: Int
        var kind: TouchKind?
        var strand: Int64 = 0
        var hub: Int64 = 0

        /// As in ``ProjectedTable/reachCount``: what is not narrowed is empty or 0.
        var values: [SQLValue] {
            [
                academicYear.sqlValue, .text(kind?.rawValue ?? ""), .integer(strand), .integer(hub),
                fifth.sqlValue,
            ]
        }
    }

    /// Adds one school: once to each count in which it has a part.
    static func add(
        _ touches: [Touch],
        of fifth: Int?,
        beside objects: ProjectedObjects,
        to counts: inout [Key: ReachCount]
    ) {
        var own: [Key: Double] = [:]
        for touch in touches {
            let all = Key(academicYear: touch.academicYear, fifth: fifth ?? 0)
            var keys = [all, all]
            keys[1].kind = touch.object.kind
            for strand in objects.strands[touch.object] ?? [] {
                keys.append(all)
                keys[keys.count - 1].strand = strand
            }
            for hub in objects.hubs[touch.object] ?? [] {
                keys.append(all)
                keys[keys.count - 1].hub = hub
            }
            for key in keys { own[key, default: 0] += touch.amount }
        }
        for (key, amount) in own {
            counts[key, default: ReachCount()].schools += 1
            counts[key, default: ReachCount()].amount += amount
        }
    }
}
