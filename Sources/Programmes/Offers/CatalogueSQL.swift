import Database
import Directory
import Evidence
import Services

/// The statements of the catalogue.
struct CatalogueSQL {
    /// `base`: the published offers with a run that one can still begin that hold the words, with a flag for each
    /// facet. `next_on` is empty where one run is open now, whatever opens later.
    let base: SQL
    let facets: SQL
    let lines: SQL
    /// `FROM … WHERE …` over the sessions of the runs that a query finds, for a statement that begins with `base`.
    let comingSessions: SQL
    /// The place from which distances count; `nil` where none was asked for, or the register does not know it.
    let near: FoundPlace?

    /// - Parameter withCancelled: Whether runs that are not held are among those still to come: for calendars that are
    ///   subscribed to, which say of each that it is cancelled.
    init(
        _ query: OfferQuery,
        today: LocalDate,
        withCancelled: Bool = false,
        in transaction: any Transaction
    ) throws {
        let dialect = transaction.dialect
        near = query.near.trimmed.isEmpty ? nil : try transaction.place(called: query.near)
        func flag(_ condition: SQL?, _ name: SQL) -> SQL {
            guard let condition else { return "1 AS \(name)" }
            return "CASE WHEN \(condition) THEN 1 ELSE 0 END AS \(name)"
        }
        func chosen<Choice: Hashable>(_ choices: Set<Choice>, _ condition: SQL) -> SQL? {
            choices.isEmpty ? nil : condition
        }
        let strand: SQL = """
            EXISTS (SELECT 1 FROM offer_strand WHERE offer_id = offer.id AND strand_id IN (\(SQL.list(query.strands.sorted()))))
            """
        let hub: SQL = """
            EXISTS (SELECT 1 FROM offer_hub WHERE offer_id = offer.id AND hub_id IN (\(SQL.list(query.hubs.sorted()))))
            """
        let asked = Self.runs(query, today) + (withCancelled ? "" : " AND \(Run.isHeld)")
        let ofMonth: SQL =
            "study_minutes IS NULL AND substr(starts_on, 1, 7) IN (\(SQL.list(query.months.sorted())))"
        let ofWeekday: SQL =
            "study_minutes IS NULL AND \(dialect.isoWeekday("starts_on")) IN (\(SQL.list(query.weekdays.sorted())))"
        let month: SQL = "EXISTS (SELECT 1 FROM run WHERE offer_id = offer.id AND \(asked) AND \(ofMonth))"
        let weekday: SQL =
            "EXISTS (SELECT 1 FROM run WHERE offer_id = offer.id AND \(asked) AND \(ofWeekday))"
        var ofRun = asked
        if !query.months.isEmpty { ofRun += " AND \(ofMonth)" }
        if !query.weekdays.isEmpty { ofRun += " AND \(ofWeekday)" }
        if query.onlyWithPlaces { ofRun += " AND run.capacity - run.taken - run.reserved > 0" }
        comingSessions = """
            FROM base
            JOIN run ON run.offer_id = base.id AND \(ofRun)
            JOIN run_session ON run_session.run_id = run.id
            WHERE \(Self.all(except: nil))
            """
        let flags: [SQL] = [
            flag(
                chosen(
                    query.kinds,
                    "offer.kind IN (\(SQL.list(query.kinds.sorted { $0.rawValue < $1.rawValue })))"
                ),
                "f_kind"
            ),
            flag(chosen(query.strands, strand), "f_strand"),
            flag(chosen(query.hubs, hub), "f_hub"),
            flag(chosen(query.phases, "(offer.phases & \(query.phases.mask)) <> 0"), "f_phase"),
            flag(
                chosen(query.roles, "(offer.roles = 0 OR (offer.roles & \(query.roles.mask)) <> 0)"),
                "f_role"
            ),
            flag(
                chosen(
                    query.modes,
                    "offer.mode IN (\(SQL.list(query.modes.sorted { $0.rawValue < $1.rawValue })))"
                ),
                "f_mode"
            ),
            flag(
                chosen(
                    query.costs,
                    "\(CostBand.expression) IN (\(SQL.list(query.costs.sorted { $0.rawValue < $1.rawValue })))"
                ),
                "f_cost"
            ),
            flag(chosen(query.months, month), "f_month"),
            flag(chosen(query.weekdays, weekday), "f_weekday"),
            flag(query.onlyWithPlaces ? "coming.most_left > 0" : nil, "f_places"),
        ]
        var search: SQL = ""
        for word in SearchKey.words(query.words).prefix(8) {
            // The key holds letters, digits and blanks only, and so do these words: nothing to escape.
            search += " AND offer.search_key LIKE \("% " + word + "%")"
        }
        search += Self.place(query, near?.place)
        base = """
            WITH coming AS MATERIALIZED (
                SELECT offer_id, CASE WHEN min(starts_on) >= \(today) THEN min(starts_on) END AS next_on,
                    count(*) AS runs, max(capacity - taken - reserved) AS most_left
                FROM run WHERE \(asked) GROUP BY offer_id
            ), base AS MATERIALIZED (
                SELECT offer.id, offer.kind, offer.phases, offer.roles, offer.mode, \(CostBand.expression) AS cost, coming.next_on,
                    coming.runs, coming.most_left, \(SQL.joined(flags, by: ", "))
                FROM coming JOIN offer ON offer.id = coming.offer_id
                WHERE offer.state = 'published'\(search)
            )
            """
        facets = "\(base) \(Self.counts(asked, dialect))"
        let page = PageNumber.bounded(query.page)
        lines = """
            \(base)
            SELECT base.id, base.next_on, base.runs, base.most_left, place.easting, place.northing, \(OfferFacts.columns)
            FROM base JOIN offer ON offer.id = base.id LEFT JOIN offer_place place ON place.offer_id = base.id
            WHERE \(Self.all(except: nil))
            ORDER BY CASE WHEN base.next_on IS NULL THEN 1 ELSE 0 END, base.next_on, base.id
            LIMIT \(OfferQuery.pageSize) OFFSET \((page - 1) * OfferQuery.pageSize)
            """
    }

    /// A condition on `run`: still to come or, of self-study, still open, and within the days that were asked for.
    private static func runs(_ query: OfferQuery, _ today: LocalDate) -> SQL {
        var condition: SQL = "\(Run.lastStart) >= \(max(query.from ?? today, today))"
        if let until = query.until { condition += " AND starts_on <= \(until)" }
        return condition
    }

    /// Further conditions on `offer`: near the place, or in the area, that was asked for.
    private static func place(_ query: OfferQuery, _ near: GridReference?) -> SQL {
        var condition: SQL = ""
        if let near, let within = query.within {
            let metres = Int((Double(within) * 1000 * GridReference.kilometresInAMile).rounded())
            condition += """
                 AND (offer.mode = 'online' OR EXISTS (
                    SELECT 1 FROM offer_place place WHERE place.offer_id = offer.id
                        AND (place.easting - \(near.easting)) * (place.easting - \(near.easting))
                            + (place.northing - \(near.northing)) * (place.northing - \(near.northing)) <= \(metres * metres)))
                """
        }
        if let area = query.area {
            condition += """
                 AND EXISTS (SELECT 1 FROM offer_place place JOIN establishment e ON e.urn = place.urn
                    WHERE place.offer_id = offer.id AND \(Directory.isInArea(area)))
                """
        }
        return condition
    }

    enum Facet: CaseIterable {
        case kind, strand, hub, phase, role, mode, cost, month, weekday, places

        var holds: SQL {
            switch self {
            case .kind: "f_kind = 1"
            case .strand: "f_strand = 1"
            case .hub: "f_hub = 1"
            case .phase: "f_phase = 1"
            case .role: "f_role = 1"
            case .mode: "f_mode = 1"
            case .cost: "f_cost = 1"
            case .month: "f_month = 1"
            case .weekday: "f_weekday = 1"
            case .places: "f_places = 1"
            }
        }
    }

    /// A facet's own choices do not narrow its counts: they say what choosing one more would add.
    static func all(except facet: Facet?) -> SQL {
        SQL.joined(Facet.allCases.filter { $0 != facet }.map(\.holds), by: " AND ")
    }

    private static func counts(_ runs: SQL, _ dialect: Dialect) -> SQL {
        let phases = OfferPhase.allCases.map { phase -> SQL in
            """
            SELECT 'phase' AS facet, CAST(NULL AS BIGINT) AS id, CAST(\(phase.slug) AS TEXT) AS word, count(*) AS number FROM base
            WHERE \(all(except: .phase)) AND (phases & \(phase.rawValue)) <> 0
            """
        }
        let others: [SQL] = [
            "SELECT 'kind', NULL, kind, count(*) FROM base WHERE \(all(except: .kind)) GROUP BY kind",
            "SELECT 'role', roles, NULL, count(*) FROM base WHERE \(all(except: .role)) GROUP BY roles",
            "SELECT 'mode', NULL, mode, count(*) FROM base WHERE \(all(except: .mode)) GROUP BY mode",
            "SELECT 'cost', NULL, cost, count(*) FROM base WHERE \(all(except: .cost)) GROUP BY cost",
            """
            SELECT 'month', NULL, substr(run.starts_on, 1, 7), count(DISTINCT base.id)
            FROM base JOIN run ON run.offer_id = base.id AND \(runs)
            WHERE \(all(except: .month)) AND run.study_minutes IS NULL GROUP BY substr(run.starts_on, 1, 7)
            """,
            """
            SELECT 'weekday', CAST(\(dialect.isoWeekday("run.starts_on")) AS BIGINT), NULL, count(DISTINCT base.id)
            FROM base JOIN run ON run.offer_id = base.id AND \(runs)
            WHERE \(all(except: .weekday)) AND run.study_minutes IS NULL GROUP BY 2
            """,
            """
            SELECT 'strand', offer_strand.strand_id, NULL, count(*) FROM base
            JOIN offer_strand ON offer_strand.offer_id = base.id
            WHERE \(all(except: .strand)) GROUP BY offer_strand.strand_id
            """,
            """
            SELECT 'hub', offer_hub.hub_id, NULL, count(*) FROM base
            JOIN offer_hub ON offer_hub.offer_id = base.id
            WHERE \(all(except: .hub)) GROUP BY offer_hub.hub_id
            """,
            "SELECT 'places', NULL, NULL, count(*) FROM base WHERE \(all(except: .places)) AND most_left > 0",
            "SELECT 'all', NULL, NULL, count(*) FROM base WHERE \(all(except: nil))",
        ]
        return SQL.joined(phases + others, by: " UNION ALL ")
    }
}
