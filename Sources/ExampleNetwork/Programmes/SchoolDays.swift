import Services

extension ExampleNetwork {
    /// The day so far from today, or the nearest day of school further away from it: nobody holds a session
    /// at the weekend, at Christmas or in August.
    func schoolDay(_ offset: Int) -> LocalDate {
        day(offset).movedToSchoolDay(forward: offset > 0)
    }

    /// The days of a run's sessions. A run that is all ahead or all behind moves as one, so that holidays do
    /// not push two of its sessions onto one day.
    func sessionDays(of run: ToldRun) -> [LocalDate] {
        guard let first = run.days.first, let last = run.days.last, first > 0 || last <= 0 else {
            return Set(run.days.map(schoolDay)).sorted()
        }
        let anchor = first > 0 ? first : last
        let shift = schoolDay(anchor).daysSinceEpoch - day(anchor).daysSinceEpoch
        return Set(run.days.map { day($0 + shift).movedToSchoolDay(forward: first > 0) }).sorted()
    }
}

extension LocalDate {
    var isSchoolDay: Bool { isoWeekday <= 5 && !isSchoolHoliday }

    func movedToSchoolDay(forward: Bool) -> LocalDate {
        var day = self
        while !day.isSchoolDay { day = day.adding(days: forward ? 1 : -1) }
        return day
    }

    /// Christmas and summer, roughly as in most authorities.
    private var isSchoolHoliday: Bool {
        switch (month, day) {
        case (12, 19...), (1, ...4), (7, 22...), (8, _), (9, ...3): true
        default: false
        }
    }
}
