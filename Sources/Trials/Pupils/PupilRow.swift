/// One pupil of an evaluation, without anything that says who it is.
package struct PupilRow: Sendable, Equatable {
    /// What the school calls the pupil here; only the school knows whom it means.
    package let pseudonym: String
    package let group: String
    package let pre: Double?
    package let post: Double?
    /// Eligible for free school meals; `nil` where the file does not say.
    package let isFSM: Bool?
    package let className: String?

    package init(
        pseudonym: String,
        group: String,
        pre: Double?,
        post: Double?,
        isFSM: Bool? = nil,
        className: String? = nil
    ) {
        self.pseudonym = pseudonym
        self.group = group
        self.pre = pre
        self.post = post
        self.isFSM = isFSM
        self.className = className
    }
}

/// What a column of a pupil file can be.
package enum PupilColumn: String, CaseIterable, Sendable, Codable {
    case pseudonym, group, pre, post, fsm, className

    package var isRequired: Bool { self != .fsm && self != .className }

    package var title: String {
        switch self {
        case .pseudonym: "Pupil code"
        case .group: "Group"
        case .pre: "Score before"
        case .post: "Score after"
        case .fsm: "Free school meals"
        case .className: "Class"
        }
    }

    /// What may stand in it.
    package var allowed: String {
        switch self {
        case .pseudonym:
            "a code of up to 40 letters and digits with at least one digit, such as P017, used once"
        case .group: "one of two groups, such as “Offered” and “Comparison”"
        case .pre, .post: "a number such as 34 or 101.5, or empty where the pupil has no score"
        case .fsm: "yes or no, or empty where it is not known"
        case .className: "a short code such as 7A, or empty"
        }
    }

    /// Headings that are recognised, in lower case; the earlier one wins.
    package var spellings: [String] {
        switch self {
        case .pseudonym:
            [
                "pseudonym", "pupil code", "pupil_code", "pupil", "pupil id", "pupil_id", "pupilid", "code",
                "student", "student_id", "student id", "childid", "unit", "id",
            ]
        case .group:
            ["group", "arm", "treatment", "intervention", "condition", "allocation", "treated", "trt"]
        case .pre:
            [
                "pre", "pretest", "pre-test", "pre test", "pre_test", "prescore", "before", "baseline",
                "score before",
            ]
        case .post:
            [
                "post", "posttest", "post-test", "post test", "post_test", "postscore", "after", "outcome",
                "score after",
            ]
        case .fsm:
            ["fsm", "free school meals", "everfsm", "everfsm6", "pp", "pupil premium", "disadvantaged"]
        case .className: ["class", "class name", "form", "tutor group", "teaching group", "set"]
        }
    }
}
