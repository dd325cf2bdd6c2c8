import Programmes

/// A call for proposals of the stories, with what was sent and why it was decided so. Days are counted from today.
struct ToldCall {
    let opens: Int
    let closes: Int
    let proposals: [ToldProposal]

    struct ToldProposal {
        let person: ExamplePerson
        let title: String
        let abstract: String
        var format: ConferenceFormat = .talk
        let presenters: String
        let sent: Int
        /// `nil` while it waits.
        var decision: (accepts: Bool, reason: String)?
    }

    static let past = ToldCall(
        opens: -120,
        closes: -90,
        proposals: [
            ToldProposal(
                person: .schoolLeader,
                title: "Four years of reading aloud: what stayed",
                abstract:
                    "We have read aloud in every class for four years. I bring the timetable of each year, and what we stopped.",
                presenters: "Imogen Fairley, Headteacher, Tarnsea Harbour Primary School",
                sent: -110,
                decision: (true, "You say what you stopped. That is what people will come for.")
            ),
            ToldProposal(
                person: .coach,
                title: "Ten minutes, once a week: coaching that fits",
                abstract: "A workshop with films of our own lessons, with the teachers who are in them.",
                format: .workshop,
                presenters: "Suresh Pillai, Instructional coach, Orrinton High School",
                sent: -101,
                decision: (true, "Small on purpose: we have given it the studio and eight places.")
            ),
            ToldProposal(
                person: .headWithoutLuck,
                title: "A new behaviour policy in one term",
                abstract: "How we wrote and launched our policy.",
                presenters: "Gareth Pym, Headteacher, Gannockmouth Quay Primary School",
                sent: -97,
                decision: (
                    false,
                    "It tells of the launch; we would like to hear what changed in lessons. Come back when a year is over."
                )
            ),
        ]
    )

    static let coming = ToldCall(
        opens: -28,
        closes: 12,
        proposals: [
            ToldProposal(
                person: .coHost,
                title: "Echo reading with slow readers: how it is going",
                abstract: "What it is like to be a school of a trial that is still running. No results.",
                presenters: "Nadia Farrow, Lead, Withermere English Hub",
                sent: -20,
                decision: (
                    true, "Nobody tells of trials while they run. Please do, and keep the outcomes sealed."
                )
            ),
            ToldProposal(
                person: .evaluator,
                title: "Tablets in year 7: a first look",
                abstract: "We bought sixty tablets in September.",
                presenters: "Tom Ashdown, Assistant head for data, Tarnsea Academy",
                sent: -18,
                decision: (
                    false,
                    "It says what was bought, not what was asked. We would gladly read it with a question."
                )
            ),
            ToldProposal(
                person: .earlyCareerTeacher,
                title: "Does reading aloud together help quiet pupils to speak?",
                abstract:
                    "Two classes, one term, and a count of who speaks. I am in my first year and want to know what I missed.",
                format: .posters,
                presenters: "Jasmin Okoro, Early career teacher, Hallowick Canal Side Primary School",
                sent: -4
            ),
        ]
    )
}
