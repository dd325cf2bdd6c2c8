extension ToldStrand {
    static let all: [ToldStrand] = [
        ToldStrand(
            key: .language,
            title: "Talk in the early years",
            summary:
                "Adults who talk with young children on purpose: longer exchanges, new words, stories told twice.",
            whatItIs:
                "Staff plan what children will say, not only what they will hear. They follow a child’s interest, add a word, wait, and let the child try it. Books are read more than once.",
            keyFindings:
                "Children whose adults were trained scored higher on spoken language on average. Gains on reading two years later are less certain. Short training with no one coming back changed little.",
            gap:
                "Children who hear fewer words at home start behind in this and catch up slowly. The studies that report them apart are few; we cannot tell whether they gained more.",
            practice:
                "Choose a few routines and keep them. Film two minutes, watch together, agree one thing to try. Come back a week later.",
            headline: ("0.27", "0.15", "0.39"),
            costBand: 2,
            strength: 4,
            sureness: "Many studies agree on the direction. Several were run by those who made the programme."
        ),
        ToldStrand(
            key: .fluency,
            title: "Reading fluency",
            summary:
                "Reading aloud, again, with someone listening, until the words stop getting in the way of the meaning.",
            whatItIs:
                "Pupils read a short text several times: after a teacher who models it, with a partner, then alone. Ten to fifteen minutes, most days, with texts slightly too hard to read at once.",
            keyFindings:
                "Pupils offered it read more fluently on average and understood somewhat more. The gain on comprehension is smaller than the gain on fluency, and differs from school to school.",
            gap:
                "Weaker readers practise least at home. Where studies report pupils with free school meals, their gain was about the same as others’.",
            practice:
                "Pair by a list, not by friendship. Choose texts for the week in advance. A teacher listens to each pair once a week and writes down one thing.",
            headline: ("0.21", "0.11", "0.31"),
            costBand: 1,
            strength: 4,
            sureness:
                "Randomised trials, several of them in this network, on one shared protocol. How long the gain lasts has been tested twice."
        ),
        ToldStrand(
            key: .vocabulary,
            title: "Teaching vocabulary directly",
            summary:
                "A few words a week, chosen because they open many texts, met again until they are used.",
            whatItIs:
                "Teachers choose words that recur across subjects, explain them in plain terms, show them in several sentences and have pupils use them in speech and writing.",
            keyFindings:
                "Pupils learn the words they are taught. Whether they then understand other texts better is much less certain: the average is small and its range includes nothing.",
            gap:
                "No clear difference between pupils with free school meals and others. That is not the same as no difference.",
            practice: "Agree the words as a department. Test them a month later, not the next morning.",
            headline: ("0.12", "0.01", "0.23"),
            costBand: 1,
            strength: 3,
            sureness: "Enough studies to see a small gain; most measured the very words that were taught."
        ),
        ToldStrand(
            key: .maths,
            title: "Mathematics taught for understanding",
            summary:
                "Fewer topics for longer, drawn and said before they are written, with everyone moving on together.",
            whatItIs:
                "Teachers take a small step at a time, show it with objects and pictures, and ask why before how. Pupils who are quick go deeper, not ahead.",
            keyFindings:
                "Small gains on average after a year, larger in primary schools. Two of the network’s own trials point the same way; the third found no clear difference.",
            gap: "Pupils who started lower gained about as much as the others. Gaps stayed about as wide.",
            practice:
                "Teachers need time to plan together each week. Without it the lessons keep the pictures and lose the questions.",
            headline: ("0.10", "0.03", "0.17"),
            costBand: 2,
            strength: 4,
            sureness:
                "Several randomised trials, most large and independent. Schools that joined had chosen to."
        ),
        ToldStrand(
            key: .feedback,
            title: "Feedback that pupils act on",
            summary: "Telling pupils what to do next, and giving them the time to do it.",
            whatItIs:
                "Written or spoken, at once or the next day: a pupil hears what is right, what is not yet, and what to try, and tries it there and then.",
            keyFindings:
                "Pupils gained on average, with a wide spread: some ways of giving feedback were followed by lower results, above all marks with no time to answer them.",
            gap:
                "Pupils with the least confidence hear feedback as judgement soonest. Studies rarely report them apart.",
            practice:
                "Drop what nobody reads. Agree as a school how much marking is enough, and write the time to answer into the lesson.",
            headline: ("0.30", "0.14", "0.46"),
            costBand: 1,
            strength: 4,
            sureness: "Many studies, very different from each other: the average hides what matters."
        ),
        ToldStrand(
            key: .planning,
            title: "Planning, checking, reflecting",
            summary:
                "Showing pupils how someone who can do it decides what to do, and handing the decisions over bit by bit.",
            whatItIs:
                "Teachers think aloud: what am I asked, what do I know, how will I see that it is right? Pupils take the questions over, first with a card, then without.",
            keyFindings:
                "Pupils offered it scored higher on average in writing and mathematics. It is hard to do well: gains were small where the questions became a worksheet.",
            gap: "Where it was reported, pupils who had been behind gained at least as much as others.",
            practice:
                "Start in one subject with one kind of task. Teach it there before asking for it elsewhere.",
            headline: ("0.28", "0.17", "0.39"),
            costBand: 1,
            strength: 3,
            sureness: "A fair number of studies; few measured more than a term later."
        ),
        ToldStrand(
            key: .tutoring,
            title: "Tutoring in small groups",
            summary:
                "Two to five pupils, one adult, three times a week, on what they have not understood yet.",
            whatItIs:
                "Sessions of half an hour for ten to twelve weeks, beside lessons and tied to them, by a teacher or by someone trained and supported by one.",
            keyFindings:
                "Pupils offered it scored higher on average. Smaller groups did better than larger ones; sessions in place of lessons did worse than sessions beside them.",
            gap:
                "Schools can choose who comes. Where they chose pupils with free school meals, these gained as much as anyone.",
            practice:
                "Settle who, what and when before hiring. Tell the tutor on Friday what Monday’s lesson needs.",
            headline: ("0.24", "0.16", "0.32"),
            costBand: 4,
            strength: 4,
            sureness:
                "Consistent over many trials. In normal practice fewer sessions were given than planned."
        ),
        ToldStrand(
            key: .attendance,
            title: "Attendance: letters that say what happened",
            summary: "A short letter home with the days missed and nothing that sounds like a threat.",
            whatItIs:
                "Two or three times a year families are told in plain words how many days their child missed and how many the others did.",
            keyFindings:
                "Absence fell by a little, for the cost of a stamp. Families who are in real trouble need a person, not a letter.",
            gap:
                "Poverty keeps children at home: shoes, buses, younger brothers. A letter changes none of these.",
            practice: "Write it with parents. Send it to all. Ring those whose number goes up.",
            headline: nil,
            costBand: 1,
            strength: 2,
            sureness:
                "A few large trials elsewhere, one of them in schools like ours. Attendance is no attainment: months are not shown.",
            isAttainment: false
        ),
        ToldStrand(
            key: .breakfast,
            title: "Breakfast before school",
            summary: "Toast, company and half an hour before the bell. Kind, common, and hardly tested.",
            whatItIs: "A room, an adult, something to eat, open to all or to those who need it most.",
            keyFindings:
                "There is not enough evidence to say what it does to attainment. That is not the same as saying that it does nothing.",
            gap:
                "Hungry children cannot learn. Whether this is how to reach them is a fair question that nobody has answered well.",
            practice: "If you open one, count who comes. In a year you will know more than we do now.",
            headline: nil,
            costBand: 2,
            strength: 0,
            sureness: "Single studies with no comparison group. Insufficient evidence."
        ),
        ToldStrand(
            key: .induction,
            title: "Mentoring in the first two years of teaching",
            summary: "An hour a week with someone who has seen you teach, about one thing at a time.",
            whatItIs:
                "Each new teacher has a mentor with time for it. They look at one moment of one lesson, rehearse it differently, and look again.",
            keyFindings:
                "Teachers stayed a little more often. For pupils’ attainment the results point both ways and are too few to add up.",
            gap:
                "Schools with the most need have the most new teachers. No study has looked at their pupils apart.",
            practice: "Guard the hour. Train the mentor first. Nobody mentors the person whom they appraise.",
            headline: nil,
            costBand: 3,
            strength: 1,
            sureness: "One review of few studies, most of them small."
        ),
    ]
}
