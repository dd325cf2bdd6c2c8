import Database
import Services

/// The groups that one school's row names.
struct TrustMembership {
    struct Group: Hashable {
        let uid: Int?
        let nameKey: String
        let isFederation: Bool
    }

    let groups: [Group]
    /// The kinds of groups that the row tells of: membership of another kind stays as it is.
    let kinds: Set<GroupKind>
}

/// Brings memberships of groups to what a file of schools says.
struct TrustMemberships {
    private(set) var unknownCount = 0
    private var found: [TrustMembership.Group: Int?] = [:]

    mutating func store(
        _ entries: [EstablishmentsImport.Entry],
        on today: LocalDate,
        in transaction: any Transaction,
        _ outcomes: inout [CharacteristicBatch.Outcome]
    ) throws {
        let telling = entries.filter { $0.membership != nil }
        guard !telling.isEmpty else { return }
        var current: [URN: [Int: GroupKind]] = [:]
        let sql: SQL = """
            SELECT m.urn, m.group_uid, g.kind FROM group_member m JOIN school_group g ON g.uid = m.group_uid
            WHERE m.left_on IS NULL AND m.urn IN (\(SQL.list(telling.map(\.urn))))
                AND g.kind IN (\(SQL.list(GroupKind.holdingSchools)))
            """
        for row in try transaction.rows(sql) {
            current[try row.get(0), default: [:]].updateValue(try row.get(2), forKey: try row.get(1))
        }
        for (position, entry) in entries.enumerated() {
            guard let membership = entry.membership else { continue }
            let uids = try membership.groups.map { try uid(of: $0, in: transaction) }
            if uids.contains(nil) { unknownCount += 1 }
            let wanted = Set(uids.compactMap { $0 })
            let held = current[entry.urn] ?? [:]
            let told = Set(held.filter { membership.kinds.contains($0.value) }.keys)
            // A group that is not known here may be the one held: then nothing is ended.
            let ended = uids.contains(nil) ? [] : told.subtracting(wanted)
            for uid in ended.sorted() {
                try transaction.execute(
                    """
                    UPDATE group_member SET left_on = \(today)
                    WHERE group_uid = \(uid) AND urn = \(entry.urn) AND left_on IS NULL
                    """
                )
            }
            let begun = wanted.subtracting(held.keys)
            try transaction.insert(
                into: "group_member",
                columns: ["group_uid", "urn", "joined_on", "left_on"],
                rows: begun.sorted().map { [$0.sqlValue, entry.urn.sqlValue, .null, .null] }
            )
            if !ended.isEmpty || !begun.isEmpty { outcomes[position].noteChange() }
        }
    }

    /// By its number, else by its name when just one open group of the kind has it.
    private mutating func uid(of group: TrustMembership.Group, in transaction: any Transaction) throws -> Int?
    {
        if let known = found[group] { return known }
        let kinds = group.isFederation ? [GroupKind.federation] : GroupKind.trusts
        let uids: [Int]
        if let uid = group.uid {
            uids = try transaction.column("SELECT uid FROM school_group WHERE uid = \(uid)")
        } else {
            uids = try transaction.column(
                """
                SELECT uid FROM school_group
                WHERE name_key = \(group.nameKey) AND kind IN (\(SQL.list(kinds))) ORDER BY is_open DESC, uid
                """
            )
        }
        let open: [Int] = try transaction.column(
            "SELECT uid FROM school_group WHERE uid IN (\(SQL.list(uids))) AND is_open = 1 ORDER BY uid"
        )
        let uid = open.count == 1 ? open[0] : uids.count == 1 ? uids[0] : nil
        found[group] = uid
        return uid
    }
}
