import Evidence
import Plans

/// A plan as it is told: what stands on its page, and what was to be done.
struct ToldPlan {
    let draft: PlanDraft
    let activities: [(what: String, owner: String, due: Int)]
    /// In days from the day of the stories.
    let nextReview: Int

    static func readingInPairs(_ library: Library) -> ToldPlan {
        var draft = PlanDraft()
        draft.strand = library.strands[.fluency]
        draft.intervention = library.interventions[.pairedReading]
        draft.title = "Reading in pairs, years 4 and 5"
        draft.problem =
            "In September 31 of 58 pupils in year 4 read fewer than 90 words a minute, and 19 of those 31 are eligible for free school meals. Teachers say pupils who read slowly avoid reading."
        draft.activeIngredients =
            "Pairs by a list, not by choice\nThe same text three times in a week\nTurns to read and to listen\nTexts that need a second reading"
        draft.implementationOutcomes =
            "Every class reads in pairs three times a week\nTeachers choose the text together on Fridays\nNine pupils in ten take part"
        draft.finalOutcomes =
            "Words a minute and correct expression, checked every term\nPupils choose to read"
        draft.barriers =
            "Time after lunch is short\nPupils who arrive mid-year need a partner on their first day"
        draft.owner = "Imogen Fairley with the English lead"
        draft.pupils = "58"
        return ToldPlan(
            draft: draft,
            activities: [
                ("Train the four teachers and their teaching assistants", "English lead", -225),
                ("Choose the first twelve texts", "Years 4 and 5 teachers", -200),
                ("Sit in on one lesson in each class", "Imogen Fairley", -100),
                ("Check fluency of every pupil", "Years 4 and 5 teachers", -30),
                ("Train the two new teachers", "English lead", 12),
            ],
            nextReview: 25
        )
    }

    static func wordOfTheDay(_ library: Library) -> ToldPlan {
        var draft = PlanDraft()
        draft.strand = library.strands[.vocabulary]
        draft.title = "A word a day"
        draft.problem =
            "Pupils in key stage 2 miss the meaning of common words in tests: four in ten in our sample."
        draft.activeIngredients = "One word every morning\nThe word on the wall"
        draft.finalOutcomes = "Pupils use the words in writing"
        draft.owner = "Key stage 2 lead"
        draft.pupils = "116"
        return ToldPlan(
            draft: draft,
            activities: [("Choose the words for autumn", "Key stage 2 lead", -395)],
            nextReview: -310
        )
    }

    static func phonicsAgain(_ library: Library) -> ToldPlan {
        var draft = PlanDraft()
        draft.strand = library.strands[.language]
        draft.intervention = library.interventions[.cornerTalk]
        draft.title = "Talk in the early years"
        draft.problem =
            "Of 27 children who began in reception, 14 spoke in single words. We have lost two teachers since, and results at seven have fallen three years running."
        draft.activeIngredients =
            "An adult who stays for ten minutes\nFollow the child\nNew words come back on another day"
        draft.barriers = "One of three adults is new each term"
        draft.owner = "Gareth Pym"
        draft.pupils = "27"
        draft.helpWanted =
            "Somebody who has done this with a changing team, and cover for two mornings of training."
        return ToldPlan(
            draft: draft,
            activities: [
                ("Visit a school that has done it", "Reception lead", -5),
                ("Decide by half term whether it fits", "Gareth Pym", 30),
            ],
            nextReview: 18
        )
    }
}
