import Access
import Database
import Evidence
import Profiles
import Reach
import Services

extension Site {
    func addReturns(to routes: Routes) {
        routes.get(SiteMap.kpiReturns, .signedIn) { visit in
            let hub = try visit.reportingHub(visit.query.text("hub"))
            return .page(try await returnsPage(hub, visit, .academicYear(visit)))
        }
        routes.post(SiteMap.kpiReturns, .signedIn) { visit, submission in
            let hub = try visit.reportingHub(submission.text("hub"))
            do {
                let chosen = submission.text("definition")
                let own = try chosen.isEmpty ? nil : ID<KPIDefinition>(chosen).orNotFound()
                let id = try await reach.startReturn(
                    for: hub.id,
                    using: own,
                    from: submission.text("from"),
                    to: submission.text("to"),
                    by: visit.actor
                )
                return .redirect(to: SiteMap.kpiReturn(id))
            } catch let faults as Faults {
                var state = FormState(submission)
                state.refuse(faults)
                return .invalid(try await returnsPage(hub, visit, state))
            }
        }
        routes.get(SiteMap.kpiReturn, .signedIn) { visit, id in
            let record = try await reach.kpiReturn(id, by: visit.actor)
            return .page(returnPage(record, visit, FormState(["commentary": record.kpiReturn.commentary])))
        }
        routes.post(SiteMap.kpiReturn, .signedIn) { visit, id, submission in
            try await change(id, visit, submission, "Submitted. The figures are locked as they stand.") {
                try await reach.submitReturn(
                    id,
                    version: submission.version,
                    commentary: submission.text("commentary"),
                    by: visit.actor
                )
            }
        }
        routes.post(SiteMap.withdrawKPIReturn, .signedIn) { visit, id, submission in
            let notice = "Withdrawn. It stays here as it was submitted; begin another for its days."
            return try await change(id, visit, submission, notice) {
                try await reach.withdrawReturn(
                    id,
                    version: submission.version,
                    reason: submission.text("reason"),
                    by: visit.actor
                )
            }
        }
        routes.post(SiteMap.takeNewestVersion, .signedIn) { visit, id, submission in
            do {
                try await reach.takeNewestVersion(id, version: submission.version, by: visit.actor)
                return .redirect(
                    to: SiteMap.kpiReturn(id),
                    notice: "The return goes by the newest version now."
                )
            } catch let faults as Faults {
                let notice = faults.list.map(\.message).joined(separator: ". ")
                return .redirect(to: SiteMap.kpiReturn(id), notice: notice)
            } catch DatabaseError.staleVersion {
                return .redirect(to: SiteMap.kpiReturn(id), notice: ReachWords.returnChanged)
            }
        }
        addReturnFiles(to: routes)
    }

    /// Changes a return; where something is missing the page says so and keeps what was typed.
    private func change(
        _ id: ID<KPIReturn>,
        _ visit: Visit,
        _ submission: Submission,
        _ notice: String,
        _ change: () async throws -> Void
    ) async throws -> Answer {
        do {
            try await change()
            return .redirect(to: SiteMap.kpiReturn(id), notice: notice)
        } catch let faults as Faults {
            var state = FormState(submission)
            state.refuse(faults)
            return .invalid(returnPage(try await reach.kpiReturn(id, by: visit.actor), visit, state))
        } catch DatabaseError.staleVersion {
            return .redirect(to: SiteMap.kpiReturn(id), notice: ReachWords.returnChanged)
        }
    }

    private func addReturnFiles(to routes: Routes) {
        routes.get(SiteMap.kpiRows, .signedIn) { visit, address in
            let behind = try await reach.rows(behind: address.second, of: address.first, by: visit.actor)
            return .page(
                KPIRowsPage(kpiReturn: behind.kpiReturn, measure: behind.measure, rows: behind.rows)
            )
        }
        routes.table(csv: SiteMap.kpiRowsFile, workbook: SiteMap.kpiRowsWorkbook, .signedIn) {
            visit,
            address in
            let behind = try await reach.rows(behind: address.second, of: address.first, by: visit.actor)
            return ReachFile.kpiRows(behind.rows, behind: behind.measure)
        }
        routes.table(csv: SiteMap.kpiReturnFile, workbook: SiteMap.kpiReturnWorkbook, .signedIn) {
            visit,
            id in
            ReachFile.kpiReturn(try await reach.kpiReturn(id, by: visit.actor))
        }
    }

    private func returnsPage(_ hub: Organisation, _ visit: Visit, _ state: FormState) async throws
        -> KPIReturnsPage
    {
        KPIReturnsPage(
            hub: hub,
            returns: try await reach.returns(of: hub.id, by: visit.actor),
            profiles: reach.profiles,
            definitions: try await reach.definitions(of: hub.id, by: visit.actor),
            mayDefine: visit.actor.may(.defineKPIs, on: .of(hub.id)),
            state: state,
            ticket: visit.formTicket()
        )
    }

    private func returnPage(_ record: KPIReturnRecord, _ visit: Visit, _ state: FormState) -> KPIReturnPage {
        KPIReturnPage(
            record: record,
            carried: reach.profiles.hubMeasures,
            maySubmit: visit.actor.may(.submitKPIs, on: .of(record.kpiReturn.hub)),
            mayWithdraw: record.kpiReturn.mayBeWithdrawn(by: visit.actor),
            isOver: record.kpiReturn.period.isOver(on: visit.services.today()),
            state: state,
            ticket: visit.formTicket()
        )
    }
}

extension ReachWords {
    fileprivate static let returnChanged =
        "Someone submitted or withdrew this return or changed its definition meanwhile. Look at it again."
}

extension FormState {
    /// The days of the academic year.
    fileprivate static func academicYear(_ visit: Visit) -> FormState {
        let year = AcademicYear(containing: visit.services.today())
        return FormState(["from": year.firstDay.description, "to": year.lastDay.description])
    }
}
