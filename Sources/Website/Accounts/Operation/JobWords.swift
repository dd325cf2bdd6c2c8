/// What a kind of work in the background is, for people who do not know the program.
struct JobWords: Sendable {
    let name: String
    let does: String
    /// How often, for work that comes back by itself.
    let returns: String?
    /// What follows from a failure, and what to do.
    let failed: String

    /// Every kind that this program carries out; a test compares them with its handlers.
    static let all: [(kind: String, words: JobWords)] = [
        (
            "programmes.daily",
            JobWords(
                name: "Daily work of training",
                does: """
                    Sends joining instructions and reminders, chases bookings that wait for approval, \
                    ends what is over its time and removes what was kept long enough
                    """,
                returns: "Every day",
                failed: "It runs again the next day and takes up what was left."
            )
        ),
        (
            "pathways.daily",
            JobWords(
                name: "Daily work of coaching and support",
                does: "Reminds coaches and removes records that were kept long enough",
                returns: "Every day",
                failed: "It runs again the next day and takes up what was left."
            )
        ),
        (
            "reach.rebuild",
            JobWords(
                name: "Counting who was reached",
                does: "Counts schools, support and targets anew from everything that is recorded",
                returns: "Every half hour",
                failed: "Pages of reach stay as they were. It runs again within half an hour."
            )
        ),
        (
            "evidence.digest",
            JobWords(
                name: "Weekly emails about strands",
                does: "Writes to people who follow strands about what is new there",
                returns: "Every Monday, while anybody follows a strand",
                failed: """
                    Nobody was written to. If no next run stands here, one is planned as soon as \
                    somebody follows a strand, and tells what this one would have told.
                    """
            )
        ),
        (
            "evidence.pool",
            JobWords(
                name: "Pooling findings",
                does: "Pools the findings of a strand after they changed",
                returns: nil,
                failed: "The strand shows its earlier figures until a finding of it is changed again."
            )
        ),
        (
            "programmes.pass-on",
            JobWords(
                name: "Offering free places to the waiting list",
                does: "Offers places to the next on a waiting list when nobody took them in time",
                returns: nil,
                failed: """
                    Places may still be kept for somebody whose time is over. \
                    Look at the waiting lists of hubs.
                    """
            )
        ),
        (
            "programmes.finish",
            JobWords(
                name: "Certificates and feedback after an event",
                does: "Makes certificates and asks for feedback when the last session is over",
                returns: nil,
                failed: "People may lack their certificates. Tell the hub that led the event."
            )
        ),
        (
            "programmes.remind-of-feedback",
            JobWords(
                name: "Reminders for feedback",
                does: "Reminds people who have not given feedback",
                returns: nil,
                failed: "Some people were not reminded. Nothing else is lost."
            )
        ),
        (
            "programmes.follow-up",
            JobWords(
                name: "Asking what was used",
                does: "Asks people some time after an event whether they used what they learned",
                returns: nil,
                failed: "Some people were not asked. Nothing else is lost."
            )
        ),
        (
            "programmes.forget-needs",
            JobWords(
                name: "Deleting dietary and access needs",
                does: "Deletes the needs of those who came, when they are no longer needed",
                returns: nil,
                failed: "Needs may be kept longer than people were told. Have the reason mended soon."
            )
        ),
        (
            "programmes.forget-proposals",
            JobWords(
                name: "Deleting proposals",
                does: "Deletes proposals that a conference did not take, when their time is over",
                returns: nil,
                failed: "Proposals may be kept longer than people were told. Have the reason mended soon."
            )
        ),
        (
            "trials.analyse",
            JobWords(
                name: "Analysing a trial",
                does: "Analyses the frozen data of a trial as its protocol says",
                returns: nil,
                failed: "Whoever analyses the trial sees the reason on its page, and starts it again there."
            )
        ),
    ]

    /// Of a kind that is not known here, its own name.
    static func of(_ kind: String) -> JobWords {
        all.first { $0.kind == kind }?.words
            ?? JobWords(name: kind, does: "Work that this version does not know", returns: nil, failed: "")
    }
}
