import Access
import CSV
import Database
import Foundation
import Services
import TestDatabases
import TestTrials
import Testing
import Trials

enum WholeTrial {
    static let environment = ProcessInfo.processInfo.environment
}

/// Large and real files through the whole journey: run by name, with `BRAID_MEASURE=1` or with the folder of
/// the real files in `BRAID_REAL_DATA`.
@Suite("A whole trial", .serialized)
struct WholeTrialTests {
    @Test(
        "of 200 schools and 20,000 pupils is taken in seconds",
        .enabled(if: WholeTrial.environment["BRAID_MEASURE"] != nil)
    )
    func measured() async throws {
        try await TrialWorld.open(schools: 200, rehearses: false) { world in
            let id = try await world.published()
            var places: [ID<TrialSchool>] = []
            for number in 1...200 { places.append(try await world.joined(id, number)) }
            let trials = try world.on("2026-10-10")
            let files = (1...200).map { Array(TrialWorld.roster($0, pupils: 100).utf8) }
            let clock = ContinuousClock()
            let taken = try await clock.measure {
                for (number, place) in places.enumerated() {
                    let upload = try await trials.uploadRoster(
                        files[number],
                        .roster,
                        to: place,
                        by: TrialWorld.lead(of: number + 1)
                    )
                    #expect(upload.accepted == 100)
                }
            }
            print("200 rosters of 100 pupils: \(taken)")
            let drawn = try await clock.measure {
                try await trials.lockRosters(of: id, by: TrialWorld.analyst)
                try await trials.allocate(id, by: TrialWorld.analyst)
            }
            print("lock and draw: \(drawn)")
        }
    }

    @Test(
        "with real pupils keeps every one of them: STAR by class, the pair-matched trial by school",
        .enabled(if: WholeTrial.environment["BRAID_REAL_DATA"] != nil)
    )
    func real() async throws {
        let folder = try #require(WholeTrial.environment["BRAID_REAL_DATA"]) + "/data/trials/"
        let star = try Self.star(folder + "mlmRev_star.csv")
        try await run(star, .pupil)
        let pairs = try Self.pairMatched(folder + "clubSandwich_AchievementAwardsRCT.csv")
        try await run(pairs, .school)
    }

    /// One pupil of a real file, with the arm as it was.
    struct Pupil {
        let school, code, className: String
        let isTreated: Bool
        let baseline, outcome: String
    }

    private func run(_ pupils: [Pupil], _ unit: AllocationUnit) async throws {
        let schools = Dictionary(grouping: pupils, by: \.school).sorted { $0.key < $1.key }
        try await TrialWorld.open(schools: schools.count, rehearses: false) { world in
            let id = try await world.published(
                .matchedComparison,
                [
                    .unit: unit.rawValue, .model: "nearest-neighbours", .matchedOn: "baseline",
                    .lowestScore: "", .highestScore: "", .hasFSMSubgroup: "no",
                ]
            )
            var places: [ID<TrialSchool>] = []
            for (index, school) in schools.enumerated() {
                let place = try await world.joined(id, index + 1)
                places.append(place)
                var file = "Pupil code,Class,Baseline,Group\n"
                for pupil in school.value {
                    let group = pupil.isTreated ? "Intervention" : "Control"
                    file += "\(pupil.code),\(pupil.className),\(pupil.baseline),\(group)\n"
                }
                let upload = try await world.on("2026-10-10").uploadRoster(
                    Array(file.utf8),
                    .roster,
                    to: place,
                    by: TrialWorld.lead(of: index + 1)
                )
                #expect(upload.faults.isEmpty, "\(upload.faults.prefix(3))")
            }
            let drawn = try world.on("2026-10-25")
            try await drawn.lockRosters(of: id, by: TrialWorld.analyst)
            try await drawn.allocate(id, by: TrialWorld.analyst)
            let tested = try world.on("2027-04-10")
            for (index, school) in schools.enumerated() {
                var file = "Pupil code,Outcome\n"
                for pupil in school.value { file += "\(pupil.code),\(pupil.outcome)\n" }
                try await tested.uploadRoster(
                    Array(file.utf8),
                    .outcome,
                    to: places[index],
                    by: TrialWorld.lead(of: index + 1)
                )
            }
            try await tested.freezeTrial(id, by: TrialWorld.analyst)
            let data = try await tested.openTrialData(of: id, by: TrialWorld.analyst).data
            #expect(data.pupils.count == pupils.count)
            #expect(data.pupils.arm.count { $0 == 1 } == pupils.count(where: \.isTreated))
            let sum = pupils.compactMap { Double($0.outcome) }.reduce(0, +)
            let found = data.pupils.outcome.filter { !$0.isNaN }.reduce(0, +)
            #expect(abs(sum - found) < 1e-6 * max(1, abs(sum)))
            print("\(schools.count) schools, \(data.pupils.count) pupils, outcomes sum to \(found)")
        }
    }

    /// Small classes against regular ones in the first grade; reading in kindergarten as the baseline.
    private static func star(_ path: String) throws -> [Pupil] {
        let reader = try CSVReader(path: path)
        let place = { (name: String) in reader.header.position(of: name) ?? 0 }
        let (id, school, grade, kind, read, teacher) = (
            place("id"), place("sch"), place("gr"), place("cltype"), place("read"), place("tch")
        )
        var before: [String: String] = [:]
        var pupils: [Pupil] = []
        while let row = try reader.next() {
            if row[grade] == "K" { before[row[id]] = row[read] == "NA" ? "" : row[read] }
            guard row[grade] == "1", ["small", "reg"].contains(row[kind]) else { continue }
            pupils.append(
                Pupil(
                    school: row[school],
                    code: "P" + row[id],
                    className: row[teacher],
                    isTreated: row[kind] == "small",
                    baseline: before[row[id]] ?? "",
                    outcome: row[read] == "NA" ? "" : row[read]
                )
            )
        }
        return pupils
    }

    private static func pairMatched(_ path: String) throws -> [Pupil] {
        let reader = try CSVReader(path: path)
        let place = { (name: String) in reader.header.position(of: name) ?? 0 }
        let (id, school, treated, status, lag) = (
            place("student_id"), place("school_id"), place("treated"), place("Bagrut_status"),
            place("lagscore")
        )
        var pupils: [Pupil] = []
        while let row = try reader.next() {
            pupils.append(
                Pupil(
                    school: row[school],
                    code: "P" + row[id],
                    className: "",
                    isTreated: row[treated] == "1",
                    baseline: lag == 0 || row[lag] == "NA" ? "" : row[lag],
                    outcome: row[status] == "NA" ? "" : row[status]
                )
            )
        }
        return pupils
    }
}
