import Access
import Database
import Directory
import Evidence
import Profiles
import Reach
import Services

extension Site {
    func addAreaBoard(to routes: Routes) {
        routes.get(SiteMap.areaBoard, .everyone) { visit, slug in
            let area = try await directory.area(slug: slug).orNotFound()
            let year = visit.academicYear(visit.query.text("year"))
            return .page(try await areaBoard(area, year, visit, FormState()))
        }
        routes.post(SiteMap.areaBoard, .signedIn) { visit, slug, submission in
            let area = try await directory.area(slug: slug).orNotFound()
            let year = visit.academicYear(submission.text("year"))
            var typed: [TargetMeasure: String] = [:]
            var shown: [TargetMeasure: Int] = [:]
            for measure in TargetMeasure.allCases {
                typed[measure] = submission.text(measure.rawValue)
                shown[measure] = Int(submission.text(AreaBoardPage.shown(measure)))
            }
            do {
                try await reach.setTargets(
                    typed,
                    shown: shown,
                    of: area.id,
                    year,
                    by: visit.actor
                )
                return .redirect(
                    to: SiteMap.areaBoard(slug).with("year", "\(year.startYear)"),
                    notice: "The targets are set."
                )
            } catch let faults as Faults {
                var state = FormState(submission)
                state.refuse(faults)
                return .invalid(try await areaBoard(area, year, visit, state))
            } catch DatabaseError.staleVersion {
                let page = try await areaBoard(area, year, visit, FormState(submission))
                return .invalid(page.changedMeanwhile())
            }
        }
    }

    func addAreaBoardFiles(to routes: Routes) {
        routes.table(csv: SiteMap.areaBoardFile, workbook: SiteMap.areaBoardWorkbook, .everyone) {
            visit,
            slug in
            let area = try await directory.area(slug: slug).orNotFound()
            let year = visit.academicYear(visit.query.text("year"))
            let summary = try await reach.summary(ReachScope(year: year, area: area.id))
            return ReachFile.targets(
                try await reach.targets(beside: summary),
                of: area,
                year,
                isPublic: !visit.actor.may(.seeNamedReach)
            )
        }
    }

    private func areaBoard(_ area: Area, _ year: AcademicYear, _ visit: Visit, _ state: FormState)
        async throws
        -> AreaBoardPage
    {
        let scope = ReachScope(year: year, area: area.id)
        let seesNames = visit.actor.may(.seeNamedReach)
        let named =
            seesNames
            ? try await reach.coldSpots(scope, limit: visit.length(of: .notReached), by: visit.actor) : nil
        let subject = area.owner.map { Subject.of($0).known } ?? .network
        let summary = try await reach.summary(scope)
        return AreaBoardPage(
            area: area,
            year: year,
            thisYear: AcademicYear(containing: services.today()),
            summary: summary,
            tested: try await reach.strandsTested(),
            profile: reach.profiles.need,
            targets: try await reach.targets(beside: summary),
            spots: named?.spots,
            spotCount: named?.total ?? 0,
            ticket: visit.actor.may(.setTargets, on: subject) ? visit.formTicket() : nil,
            state: state
        )
    }
}
