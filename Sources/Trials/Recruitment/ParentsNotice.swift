import Services

extension TrialDocument {
    /// What families are told before the roster; the school puts its name and sends it.
    static func parentsNotice(_ text: ProtocolText, hub: String) -> TrialDocument {
        let context = DocumentContext(text: text, hub: hub)
        return TrialDocument(
            title: "Our school takes part in a study: \(context.title)",
            parts: [
                Part(
                    "What it is about",
                    "Dear parents and carers, our school takes part in a study of teaching. It asks: \(text[.question].asSentence)",
                    "Some \(context.unit) are offered \(text[.interventionName]); others are taught as the study’s protocol says: \(text[.controlDetail].asSentence)"
                ),
                Part(
                    "What it means for your child",
                    "All pupils are taught and tested as part of school life. Test: \(text[.outcome].asSentence) Nothing is published about a single child, and the school is named only if it agrees."
                ),
                Part(
                    "What is kept, by whom and for how long",
                    "The school gives \(hub) a code for each pupil instead of a name, with the class, test scores, and whether the pupil has been eligible for free school meals in the last six years. No name, no date of birth, no unique pupil number leaves the school. Only the school can tell whose code it is.",
                    "Controllers: \(text[.controllers].asSentence) The lawful basis is: \(LawfulBasis(rawValue: text[.lawfulBasis])?.title ?? "").",
                    "The rows are destroyed on \(context.day(.purgeOn)). What remains is what everyone may read, and sealed sums by which the trial’s analyst can check the result: counts, averages and products for pupils of a class who are alike in what was compared. Such a group may be one pupil, so the sums are never published and carry no code."
                ),
                Part(
                    "You can say no",
                    "Tell the school office by \(context.day(.objectionsUntil)), and your child’s data are not sent. You need give no reason, and your child is taught just the same. You can object or ask for erasure later, too: until the data are frozen for analysis the row is taken out; after that the published result stays, because it names nobody."
                ),
                Part(
                    "Questions and complaints",
                    "The school office, or \(context.contact). You also have the right to complain to the Information Commissioner (ico.org.uk)."
                ),
            ]
        )
    }

    /// A first draft of a data protection impact assessment, for the controllers to complete.
    static func impactAssessment(_ text: ProtocolText, hub: String) -> TrialDocument {
        let context = DocumentContext(text: text, hub: hub)
        return TrialDocument(
            title: "Data protection impact assessment, draft: \(context.title)",
            parts: [
                Part(
                    "What is processed and why",
                    "To answer: \(text[.question].asSentence) For each pupil: a code made by the school, class, baseline (\(text[.baseline])), outcome (\(text[.outcome])), eligibility for free school meals in the last six years, arm, and where recorded sessions attended. No name, UPN, date of birth or address: files in which a cell looks like one are refused.",
                    "About \(text[.schools]) schools with \(text[.pupilsPerSchool]) pupils each. \(text[.population].asSentence)"
                ),
                Part(
                    "Who decides, and on what basis",
                    "Controllers: \(text[.controllers].asSentence)",
                    "Processor: the operator of this site. Lawful basis: \(LawfulBasis(rawValue: text[.lawfulBasis])?.title ?? ""). Eligibility for free school meals is not special category data, but says something about a family’s means and is treated with the same care."
                ),
                Part(
                    "Is it necessary and proportionate?",
                    "The question cannot be answered from totals: the analysis adjusts for each pupil’s baseline. Codes are enough; identities are not needed and are not taken. Rows are kept until \(context.day(.purgeOn)), so that the analysis can be checked, and not longer.",
                    "To be completed: why this trial is worth doing, and why with this many pupils."
                ),
                Part(
                    "Consultation",
                    "Parents have the notice and until \(context.day(.objectionsUntil)) to object, before any roster. To be completed: whom else you asked, and what they said."
                ),
                Part(
                    "Risks, and what is done about them",
                    "Someone recognises a pupil from the rows: codes mean nothing outside the school; a block for each school and wave is sealed under the trial’s own key; only the school’s evaluators and the trial’s analyst, who is an evaluator of \(hub), can open it; each opening is recorded first.",
                    "Someone recognises a pupil from what is published: nothing is public below 10 pupils an arm, and schools are not compared with fewer than 3.",
                    "Rows outlive their purpose: on the day of the purge the key is destroyed, which makes every copy unreadable, in backups too. Sums that repeat the analysis stay, without codes, sealed under the operator’s key; a group in them may be one pupil, so only the trial’s analyst can read them, and each reading is recorded.",
                    "A school sends names by mistake: the file is screened before anything is kept; suspicious columns and rows are refused.",
                    "Pupils are disadvantaged by the draw: \(text[.controlDetail].asSentence)",
                    "To be completed: likelihood and severity of each, in your view."
                ),
                Part(
                    "Signed off by",
                    "Data protection officer of each controller: name, date, advice. Answerable for the trial: \(context.contact)."
                ),
            ]
        )
    }
}
