import Access
import Accounts
import Directory
import Evidence
import Mail
import Plans
import Pathways
import Programmes
import Reach
import Services
import Trials

/// Every address of the site, feature by feature.
enum SiteMap {
    static let home = Place<NoParameters>("/")

    // About
    static let about = Place<NoParameters>("/about")
    static let accessibility = Place<NoParameters>("/accessibility")
    static let privacy = Place<NoParameters>("/privacy")

    // Operation
    static let asset = Place<String>("/assets/{name}")
    static let faviconFile = Place<NoParameters>("/favicon.svg")
    static let iconFile = Place<NoParameters>("/favicon.ico")
    static let robots = Place<NoParameters>("/robots.txt")
    static let health = Place<NoParameters>("/healthz")
    static let readiness = Place<NoParameters>("/readyz")
    static let metrics = Place<NoParameters>("/metrics")

    // Search
    static let search = Place<NoParameters>("/search")
    static let searchSuggestions = Place<NoParameters>("/search/suggestions")

    // Evidence
    static let evidence = Place<NoParameters>("/evidence")
    static let strand = Place<String>("/evidence/strands/{slug}")
    static let newStrand = Place<NoParameters>("/evidence/new-strand")
    static let editStrand = Place<String>("/evidence/strands/{slug}/edit")
    static let study = Place<ID<Study>>("/evidence/studies/{id}")
    static let strandData = Place<TwoParameters<String, String>>("/evidence/strands/{slug}/data/{file}")
    static let pool = Place<ID<LivingPool>>("/evidence/pools/{id}")
    static let poolRows = Place<TwoParameters<ID<LivingPool>, String>>("/evidence/pools/{id}/{file}")
    static let gaps = Place<NoParameters>("/evidence/gaps")
    static let studies = Place<NoParameters>("/evidence/studies")
    static let studyFile = Place<TwoParameters<ID<Study>, String>>("/evidence/studies/{id}/{file}")
    static let newStudy = Place<NoParameters>("/evidence/new-study")
    static let editStudy = Place<ID<Study>>("/evidence/studies/{id}/edit")
    static let partStudies = Place<TwoParameters<ID<Study>, ID<Study>>>(
        "/evidence/studies/{id}/joined/{duplicate}"
    )
    static let studiesFile = Place<String>("/evidence/all-studies/{file}")
    static let importStudies = Place<NoParameters>("/evidence/import-studies")
    static let duplicates = Place<NoParameters>("/evidence/duplicates")
    static let guidance = Place<NoParameters>("/evidence/guidance")
    static let guidanceReport = Place<String>("/evidence/guidance/{slug}")
    static let newGuidance = Place<NoParameters>("/evidence/new-guidance")
    static let editGuidance = Place<String>("/evidence/guidance/{slug}/edit")
    static let newResource = Place<NoParameters>("/evidence/new-resource")
    static let interventions = Place<NoParameters>("/evidence/interventions")
    static let intervention = Place<String>("/evidence/interventions/{slug}")
    static let newIntervention = Place<NoParameters>("/evidence/new-intervention")
    static let editIntervention = Place<String>("/evidence/interventions/{slug}/edit")
    static let practice = Place<NoParameters>("/evidence/practice")
    static let practiceAccount = Place<ID<PracticeAccount>>("/evidence/practice/{id}")
    static let editPractice = Place<ID<PracticeAccount>>("/evidence/practice/{id}/edit")
    static let stepPractice = Place<ID<PracticeAccount>>("/evidence/practice/{id}/step")
    static let reviewPractice = Place<ID<PracticeAccount>>("/evidence/practice/{id}/review")
    static let practiceReview = Place<NoParameters>("/hub/practice-review")
    static let ownPractice = Place<ID<Organisation>>("/organisations/{id}/practice")
    static let newPractice = Place<ID<Organisation>>("/organisations/{id}/practice/new")
    static let readingLists = Place<NoParameters>("/evidence/reading-lists")
    static let readingList = Place<String>("/evidence/reading-lists/{slug}")
    static let editReadingList = Place<String>("/evidence/reading-lists/{slug}/edit")
    static let removeFromList = Place<String>("/evidence/reading-lists/{slug}/remove")
    static let newReadingList = Place<ID<Organisation>>("/organisations/{id}/reading-lists/new")
    static let addToList = Place<NoParameters>("/account/saved/lists")
    static let saved = Place<NoParameters>("/account/saved")
    static let saveItem = Place<NoParameters>("/account/saved/items")
    static let followStrand = Place<NoParameters>("/account/saved/strands")
    static let strandLetters = Place<ID<StrandLetters>>("/evidence/letters/{id}")
    static let newFinding = Place<NoParameters>("/evidence/new-finding")
    static let editFinding = Place<ID<Finding>>("/evidence/findings/{id}/edit")
    static let removeFinding = Place<ID<Finding>>("/evidence/findings/{id}/remove")
    static let bringBackFinding = Place<ID<Finding>>("/evidence/findings/{id}/bring-back")
    static let editResource = Place<ID<Resource>>("/evidence/resources/{id}/edit")
    static let removeResource = Place<ID<Resource>>("/evidence/resources/{id}/remove")
    static let rejectedFile = Place<ID<RejectedFile>>("/evidence/rejected/{id}")
    static let importFindings = Place<NoParameters>("/evidence/import-findings")

    // Programmes
    static let offers = Place<NoParameters>("/offers")
    static let offersCalendar = Place<NoParameters>("/offers/calendar")
    static let offersMap = Place<NoParameters>("/offers/map")
    static let offersFeed = Place<NoParameters>("/offers.ics")
    static let hubFeed = Place<String>("/hubs/{slug}/offers.ics")
    static let embed = Place<String>("/embed/hubs/{slug}")
    static let hubEmbed = Place<NoParameters>("/hub/embed")
    static let mailTexts = Place<NoParameters>("/hub/mail-texts", own: .hub, where: .editOffer)
    static let mailText = Place<MailTextKind>("/hub/mail-texts/{kind}")
    static let messageParticipants = Place<ID<Run>>("/hub/runs/{id}/message")
    static let stopMessages = Place<ID<MessageChoice>>("/messages/stop/{id}")
    static let ownCalendar = Place<NoParameters>("/account/calendar")
    static let ownCalendarFeed = Place<Token>("/calendars/{token}/places.ics")
    static let offer = Place<ID<Offer>>("/offers/{id}")
    static let book = Place<ID<Offer>>("/offers/{id}/book")
    static let waitingList = Place<ID<Run>>("/runs/{id}/waiting-list")
    static let leaveWaitingList = Place<ID<WaitingEntry>>("/waiting-list/{id}/leave")
    static let schoolBookings = Place<NoParameters>("/school/bookings")
    static let booking = Place<ID<Booking>>("/school/bookings/{id}")
    static let cancelPlaces = Place<ID<Booking>>("/school/bookings/{id}/cancel")
    static let substitute = Place<TwoParameters<ID<Booking>, ID<BookedPlace>>>(
        "/school/bookings/{id}/places/{place}"
    )
    static let startBooking = Place<ID<Offer>>("/offers/{id}/book/start")
    static let chooseSchool = Place<NoParameters>("/school/choose")
    static let bookingNeeds = Place<ID<Booking>>("/school/bookings/{id}/needs")
    static let movePlaces = Place<ID<Booking>>("/school/bookings/{id}/move")
    static let purchaseOrder = Place<ID<Booking>>("/school/bookings/{id}/purchase-order")
    static let reinstatePlace = Place<TwoParameters<ID<Booking>, ID<BookedPlace>>>(
        "/school/bookings/{id}/places/{place}/reinstate"
    )
    static let completeStudy = Place<TwoParameters<ID<Booking>, ID<BookedPlace>>>(
        "/school/bookings/{id}/places/{place}/complete"
    )
    static let apologies = Place<TwoParameters<ID<Booking>, ID<RunSession>>>(
        "/school/bookings/{id}/sessions/{session}/apologies"
    )
    static let answerApproval = Place<ID<Booking>>("/school/bookings/{id}/approval")
    static let bookingRule = Place<NoParameters>("/school/booking-rule")
    static let ticket = Place<ID<BookedPlace>>("/tickets/{id}")
    static let door = Place<String>("/check-in/{code}")
    static let feedback = Place<ID<FeedbackInvitation>>("/feedback/{id}")
    static let certificate = Place<ID<Certificate>>("/certificates/{id}")
    static let development = Place<NoParameters>("/account/development")
    static let developmentFile = Place<NoParameters>("/account/development.csv")
    static let hubBookings = Place<NoParameters>("/hub/bookings", own: .hub, where: .seeBookings)
    static let hubBookingsFile = Place<NoParameters>("/hub/bookings.csv")
    static let hubBookingsWorkbook = Place<NoParameters>("/hub/bookings.xlsx")
    static let hubBookingRules = Place<NoParameters>("/hub/booking-rules")
    static let attendance = Place<ID<RunSession>>("/hub/sessions/{id}/register")
    static let walkIn = Place<ID<RunSession>>("/hub/sessions/{id}/walk-in")
    static let attendanceSheet = Place<ID<RunSession>>("/hub/sessions/{id}/sheet")
    static let nameBadges = Place<ID<RunSession>>("/hub/sessions/{id}/badges")
    static let needsList = Place<ID<RunSession>>("/hub/sessions/{id}/needs")
    static let doorPoster = Place<ID<RunSession>>("/hub/sessions/{id}/poster")
    static let finishRun = Place<ID<Run>>("/hub/runs/{id}/finish")
    static let completions = Place<ID<Run>>("/hub/runs/{id}/completions")
    static let runFeedback = Place<ID<Run>>("/hub/runs/{id}/feedback")
    static let feedbackQuestions = Place<ID<Offer>>("/hub/offers/{id}/questions")
    static let hubHistory = Place<NoParameters>("/hub/history")
    static let meetingReport = Place<ID<RunSession>>("/hub/sessions/{id}/meeting-report")
    static let hubInvoices = Place<NoParameters>("/hub/invoices", own: .hub, where: .seeInvoices)
    static let hubInvoicesFile = Place<NoParameters>("/hub/invoices.csv")
    static let hubInvoicesWorkbook = Place<NoParameters>("/hub/invoices.xlsx")
    static let hubBilling = Place<NoParameters>("/hub/billing")
    static let invoice = Place<ID<Invoice>>("/invoices/{id}")
    static let invoiceStep = Place<ID<Invoice>>("/invoices/{id}/step")
    static let schoolInvoices = Place<NoParameters>(
        "/school/invoices",
        own: [.establishment, .group, .authority],
        where: .seeInvoices
    )
    static let statement = Place<NoParameters>("/statement")
    static let withdrawCertificate = Place<ID<Certificate>>("/hub/certificates/{id}/withdraw")
    static let hubOffers = Place<NoParameters>("/hub/offers", own: .hub, where: .seeBookings)
    static let newOffer = Place<NoParameters>("/hub/offers/new")
    static let hubOffer = Place<ID<Offer>>("/hub/offers/{id}")
    static let editOffer = Place<ID<Offer>>("/hub/offers/{id}/edit")
    static let copyOffer = Place<ID<Offer>>("/hub/offers/{id}/copy")
    static let offerShares = Place<ID<Offer>>("/hub/offers/{id}/shares")
    static let offerFunding = Place<ID<Offer>>("/hub/offers/{id}/funding")
    static let discountCodes = Place<NoParameters>("/hub/discount-codes")
    static let withdrawDiscountCode = Place<ID<DiscountCode>>("/hub/discount-codes/{id}/withdraw")
    static let offerStep = Place<ID<Offer>>("/hub/offers/{id}/step")
    static let newRun = Place<ID<Offer>>("/hub/offers/{id}/runs/new")
    static let editRun = Place<TwoParameters<ID<Offer>, ID<Run>>>("/hub/offers/{id}/runs/{run}")
    static let editSession = Place<ID<RunSession>>("/hub/sessions/{id}/edit")
    static let removeRun = Place<TwoParameters<ID<Offer>, ID<Run>>>("/hub/offers/{id}/runs/{run}/remove")
    static let cancelRun = Place<TwoParameters<ID<Offer>, ID<Run>>>("/hub/offers/{id}/runs/{run}/cancel")
    static let register = Place<ID<Run>>("/hub/runs/{id}/register")
    static let registerFile = Place<ID<Run>>("/hub/runs/{id}/register.csv")
    static let hubWaitingList = Place<ID<Run>>("/hub/runs/{id}/waiting-list")

    // Programmes: conferences
    static let conferences = Place<NoParameters>("/conferences")
    static let conference = Place<ID<Run>>("/conferences/{id}")
    static let conferenceSpeakers = Place<ID<Run>>("/conferences/{id}/speakers")
    static let conferenceSpeaker = Place<ID<ConferenceSpeaker>>("/conference-speakers/{id}")
    static let conferenceSession = Place<ID<ConferenceSession>>("/conference-sessions/{id}")
    static let conferenceDay = Place<ID<Run>>("/conferences/{id}/now")
    static let chooseSessions = Place<ID<Run>>("/conferences/{id}/choose")
    static let callForProposals = Place<ID<Run>>("/conferences/{id}/call")
    static let propose = Place<ID<Run>>("/conferences/{id}/propose")
    static let ownProposals = Place<NoParameters>("/home/proposals")
    static let proposal = Place<ID<Proposal>>("/home/proposals/{id}")
    static let conferenceCall = Place<ID<Run>>("/hub/conferences/{id}/call")
    static let conferenceProposals = Place<ID<Run>>("/hub/conferences/{id}/proposals")
    static let sessionFeedback = Place<ID<ConferenceSession>>("/conference-sessions/{id}/feedback")
    static let sessionResults = Place<ID<ConferenceSession>>("/hub/conference-sessions/{id}/afterwards")
    static let hubConference = Place<ID<Run>>("/hub/conferences/{id}")
    static let conferenceRooms = Place<ID<Run>>("/hub/conferences/{id}/rooms")
    static let newSpeaker = Place<ID<Run>>("/hub/conferences/{id}/speakers/new")
    static let hubSpeaker = Place<ID<ConferenceSpeaker>>("/hub/conference-speakers/{id}")
    static let newConferenceSession = Place<ID<Run>>("/hub/conferences/{id}/sessions/new")
    static let hubConferenceSession = Place<ID<ConferenceSession>>("/hub/conference-sessions/{id}")

    // Plans
    static let plans = Place<NoParameters>("/school/plans")
    static let newPlan = Place<NoParameters>("/school/plans/new")
    static let plan = Place<ID<Plan>>("/school/plans/{id}")
    static let editPlan = Place<ID<Plan>>("/school/plans/{id}/edit")
    static let planActivities = Place<ID<Plan>>("/school/plans/{id}/activities")
    static let planActivityDone = Place<TwoParameters<ID<Plan>, ID<PlanActivity>>>(
        "/school/plans/{id}/activities/{activity}"
    )
    static let planPhase = Place<ID<Plan>>("/school/plans/{id}/phase")
    static let planReview = Place<ID<Plan>>("/school/plans/{id}/review")
    static let planSharing = Place<ID<Plan>>("/school/plans/{id}/sharing")
    static let sharedPlans = Place<NoParameters>("/plans")
    static let newStrategy = Place<NoParameters>("/school/pupil-premium/new")
    static let strategy = Place<ID<PremiumStrategy>>("/pupil-premium/{id}")
    static let strategySummary = Place<ID<PremiumStrategy>>("/pupil-premium/{id}/summary")
    static let strategyDocument = Place<ID<PremiumStrategy>>("/pupil-premium/{id}/document.html")
    static let editStrategy = Place<ID<PremiumStrategy>>("/school/pupil-premium/{id}/edit")
    static let publishStrategy = Place<ID<PremiumStrategy>>("/school/pupil-premium/{id}/publish")

    // Pathways: coaching and mentoring
    static let ownCoaching = Place<NoParameters>("/home/coaching")
    static let coaching = Place<ID<CoachingRelationship>>("/home/coaching/{id}")
    static let answerCoaching = Place<ID<CoachingRelationship>>("/home/coaching/{id}/answer")
    static let logSession = Place<ID<CoachingRelationship>>("/home/coaching/{id}/log")
    static let reflect = Place<TwoParameters<ID<CoachingRelationship>, ID<CoachingSession>>>(
        "/home/coaching/{id}/sessions/{session}"
    )
    static let takeBackSession = Place<TwoParameters<ID<CoachingRelationship>, ID<CoachingSession>>>(
        "/home/coaching/{id}/sessions/{session}/take-back"
    )
    static let hubCoaching = Place<NoParameters>("/hub/coaching", own: .hub, where: .countCoaching)
    static let schoolCoaching = Place<NoParameters>(
        "/school/coaching",
        own: .establishment,
        where: .countCoaching
    )
    static let newCoaching = Place<NoParameters>("/coaching/new")
    static let overseeCoaching = Place<ID<CoachingRelationship>>("/coaching/{id}")
    static let endCoaching = Place<ID<CoachingRelationship>>("/coaching/{id}/end")
    static let handOverCoaching = Place<ID<CoachingRelationship>>("/coaching/{id}/hand-over")
    static let askToOpenCoaching = Place<ID<CoachingRelationship>>("/coaching/{id}/openings")
    static let coachingOpening = Place<ID<CoachingOpening>>("/coaching-openings/{id}")

    // Pathways: contacts
    static let contactLog = Place<NoParameters>("/hub/contacts", own: .hub, where: .keepContactLog)
    static let newContact = Place<NoParameters>("/hub/contacts/new")
    static let finishAction = Place<ID<ContactEntry>>("/hub/contacts/{id}/done")
    static let schoolFile = Place<URN>("/hub/schools/{urn}")
    static let roleContacts = Place<NoParameters>("/school/contacts")
    static let saveRoleContact = Place<ID<Organisation>>("/school/contacts/{id}")
    static let removeRoleContact = Place<TwoParameters<ID<Organisation>, ID<RoleContact>>>(
        "/school/contacts/{id}/{contact}/remove"
    )
    static let newsletter = Place<NoParameters>("/hub/newsletter")
    static let stopNewsletter = Place<String>("/newsletter/stop/{token}")

    // Pathways: long programmes
    static let hubPathways = Place<NoParameters>("/hub/pathways", own: .hub, where: .keepPathways)
    static let newPathway = Place<NoParameters>("/hub/pathways/new")
    static let pathway = Place<ID<Pathway>>("/hub/pathways/{id}")
    static let setPathway = Place<ID<Pathway>>("/hub/pathways/{id}/open")
    static let newParticipant = Place<ID<Pathway>>("/hub/pathways/{id}/participants")
    static let participantsFile = Place<ID<Pathway>>("/hub/pathways/{id}/participants.csv")
    static let importParticipants = Place<ID<Pathway>>("/hub/pathways/{id}/import")
    static let ownPathways = Place<NoParameters>("/home/pathways")
    static let schoolPathways = Place<NoParameters>(
        "/school/pathways",
        own: .establishment,
        where: .seeSchoolParticipants
    )
    static let participant = Place<ID<Participant>>("/participants/{id}")
    static let changeParticipant = Place<ID<Participant>>("/participants/{id}/change")
    static let reachMilestone = Place<TwoParameters<ID<Participant>, ID<PathwayMilestone>>>(
        "/participants/{id}/milestones/{milestone}"
    )

    // Pathways: support for a school
    static let schoolSupport = Place<NoParameters>(
        "/school/support",
        own: .establishment,
        where: .askForSupport
    )
    static let hubSupport = Place<NoParameters>("/hub/support", own: .hub, where: .keepSupport)
    static let support = Place<ID<SupportCase>>("/hub/support/{id}")
    static let supportStep = Place<ID<SupportCase>>("/hub/support/{id}/step")

    // Pathways: placements
    static let schoolPlacements = Place<NoParameters>(
        "/school/placements",
        own: .establishment,
        where: .stateAppetite
    )
    static let hubPlacements = Place<NoParameters>("/hub/placements", own: .hub, where: .keepPlacements)
    static let candidate = Place<ID<Candidate>>("/hub/placements/candidates/{id}")
    static let ownPlacements = Place<NoParameters>("/home/placements")
    static let placement = Place<ID<Placement>>("/placements/{id}")
    static let placementStep = Place<ID<Placement>>("/placements/{id}/step")

    // Pathways: bursaries
    static let bursaries = Place<NoParameters>("/bursaries")
    static let bursary = Place<ID<BursaryCall>>("/bursaries/{id}")
    static let applyForBursary = Place<ID<BursaryCall>>("/bursaries/{id}/apply")
    static let hubBursaries = Place<NoParameters>("/hub/bursaries", own: .hub, where: .keepBursaries)
    static let newBursary = Place<NoParameters>("/hub/bursaries/new")
    static let hubBursary = Place<ID<BursaryCall>>("/hub/bursaries/{id}")
    static let changeBursary = Place<ID<BursaryCall>>("/hub/bursaries/{id}/change")
    static let ownBursaries = Place<NoParameters>("/home/bursaries")
    static let bursaryApplication = Place<ID<BursaryApplication>>("/home/bursaries/{id}")
    static let applicationStep = Place<ID<BursaryApplication>>("/home/bursaries/{id}/step")

    // Trials
    static let trials = Place<NoParameters>("/trials")
    static let trial = Place<String>("/trials/{slug}")
    static let protocolPage = Place<String>("/trials/{slug}/protocol")
    static let protocolBundle = Place<String>("/trials/{slug}/protocol.zip")
    static let timeStampRequest = Place<String>("/trials/{slug}/protocol.tsq")
    static let receiptFile = Place<ID<ProtocolReceipt>>("/trials/receipts/{id}")
    static let hubTrials = Place<NoParameters>("/hub/trials", own: .hub, where: .registerTrial)
    static let newProtocol = Place<NoParameters>("/hub/new-trial")
    static let registerTrial = Place<NoParameters>("/hub/register-trial")
    static let hubTrial = Place<ID<Trial>>("/hub/trials/{id}")
    static let protocolSection = Place<TwoParameters<ID<Trial>, String>>("/hub/trials/{id}/protocol/{part}")
    static let publishProtocol = Place<ID<Trial>>("/hub/trials/{id}/publish")
    static let attachReceipt = Place<ID<Trial>>("/hub/trials/{id}/receipts")
    static let trialDocument = Place<TwoParameters<String, String>>("/trials/{slug}/documents/{kind}")
    static let trialAllocation = Place<String>("/trials/{slug}/allocation")
    static let allocationFile = Place<TwoParameters<String, String>>("/trials/{slug}/allocation/{file}")
    static let joinTrial = Place<String>("/trials/{slug}/join")
    static let inviteSchools = Place<ID<Trial>>("/hub/trials/{id}/invite")
    static let freezeTrial = Place<ID<Trial>>("/hub/trials/{id}/freeze")
    static let trialStep = Place<ID<Trial>>("/hub/trials/{id}/step")
    static let schoolTrials = Place<NoParameters>(
        "/school/trials",
        own: .establishment,
        where: .seeTrialSchool
    )
    static let schoolTrial = Place<ID<TrialSchool>>("/school/trials/{id}")
    static let schoolTrialStep = Place<ID<TrialSchool>>("/school/trials/{id}/step")
    static let schoolRows = Place<TwoParameters<ID<TrialSchool>, String>>("/school/trials/{id}/rows/{wave}")
    static let schoolTemplate = Place<TwoParameters<ID<TrialSchool>, String>>(
        "/school/trials/{id}/template/{wave}"
    )
    static let schoolRejected = Place<TwoParameters<ID<TrialSchool>, String>>(
        "/school/trials/{id}/rejected/{wave}"
    )
    static let schoolWorkbook = Place<ID<TrialSchool>>("/school/trials/{id}/workbook.xlsx")
    static let schoolResults = Place<ID<TrialSchool>>("/school/trials/{id}/results")
    static let signedMemorandum = Place<ID<TrialSchool>>("/school/trials/{id}/memorandum")
    static let schoolData = Place<ID<TrialSchool>>("/school/trials/{id}/data.csv")
    static let schoolAllocation = Place<ID<TrialSchool>>("/school/trials/{id}/allocation.csv")
    static let results = Place<NoParameters>("/results")
    static let strandResults = Place<String>("/results/strands/{slug}")
    static let oneStageResults = Place<String>("/results/strands/{slug}/one-stage")
    static let oneStageOfIntervention = Place<ID<Intervention>>("/results/interventions/{id}/one-stage")
    static let interventionResults = Place<ID<Intervention>>("/results/interventions/{id}")
    static let trialReport = Place<String>("/trials/{slug}/report")
    static let reviewTrial = Place<String>("/trials/{slug}/review")
    static let trialAnalysis = Place<ID<Trial>>("/hub/trials/{id}/analysis")
    static let correctTrial = Place<ID<Trial>>("/hub/trials/{id}/correct")
    static let stopTrial = Place<ID<Trial>>("/hub/trials/{id}/stop")
    static let trialResult = Place<ID<Trial>>("/hub/trials/{id}/result")
    static let trialCosts = Place<ID<Trial>>("/hub/trials/{id}/costs")
    static let publishTrialReport = Place<ID<Trial>>("/hub/trials/{id}/publish-report")
    static let trialBundle = Place<ID<Trial>>("/hub/trials/{id}/bundle")
    static let trialRows = Place<ID<Trial>>("/hub/trials/{id}/rows.csv")
    static let schoolAccount = Place<ID<Evaluation>>("/results/accounts/{id}")
    static let evaluations = Place<NoParameters>("/school/evaluations")
    static let newEvaluation = Place<NoParameters>("/school/new-evaluation")
    static let evaluation = Place<ID<Evaluation>>("/school/evaluations/{id}")
    static let evaluationQuestions = Place<ID<Evaluation>>("/school/evaluations/{id}/questions")
    static let evaluationFile = Place<ID<Evaluation>>("/school/evaluations/{id}/file")
    static let evaluationRejected = Place<ID<Evaluation>>("/school/evaluations/{id}/rejected")
    static let evaluationAnalysis = Place<ID<Evaluation>>("/school/evaluations/{id}/analysis")
    static let evaluationSharing = Place<ID<Evaluation>>("/school/evaluations/{id}/sharing")
    static let evaluationPurge = Place<ID<Evaluation>>("/school/evaluations/{id}/purge")

    // Reach
    static let networkReach = Place<NoParameters>("/network/reach")
    static let networkReachFile = Place<NoParameters>("/network/reach.csv")
    static let networkReachWorkbook = Place<NoParameters>("/network/reach.xlsx")
    static let reachLinesFile = Place<NoParameters>("/network/reach/lines.csv")
    static let reachLinesWorkbook = Place<NoParameters>("/network/reach/lines.xlsx")
    static let outcomes = Place<NoParameters>("/network/reach/results")
    static let outcomesFile = Place<NoParameters>("/network/reach/results.csv")
    static let outcomesWorkbook = Place<NoParameters>("/network/reach/results.xlsx")
    static let similarSchools = Place<URN>("/schools/{urn}/similar")
    static let similarSchoolsFile = Place<URN>("/schools/{urn}/similar.csv")
    static let similarSchoolsWorkbook = Place<URN>("/schools/{urn}/similar.xlsx")
    static let askSchool = Place<URN>("/schools/{urn}/ask")
    static let schoolQuestions = Place<NoParameters>("/school/questions")
    static let settleQuestion = Place<ID<SchoolQuestion>>("/school/questions/{id}")
    static let hubReach = Place<NoParameters>("/hub/reach", own: .hub, where: .reportKPIs)
    static let hubReachFile = Place<NoParameters>("/hub/reach/by-need.csv")
    static let hubReachWorkbook = Place<NoParameters>("/hub/reach/by-need.xlsx")
    static let hubReachLinesFile = Place<NoParameters>("/hub/reach/lines.csv")
    static let hubReachLinesWorkbook = Place<NoParameters>("/hub/reach/lines.xlsx")
    static let coldSpotsFile = Place<NoParameters>("/hub/reach/not-reached.csv")
    static let coldSpotsWorkbook = Place<NoParameters>("/hub/reach/not-reached.xlsx")
    static let overlapsFile = Place<NoParameters>("/hub/reach/many-hubs.csv")
    static let overlapsWorkbook = Place<NoParameters>("/hub/reach/many-hubs.xlsx")
    static let hubSchoolsReached = Place<NoParameters>("/hub/reach/schools")
    static let hubSchoolsReachedFile = Place<NoParameters>("/hub/reach/schools.csv")
    static let hubSchoolsReachedWorkbook = Place<NoParameters>("/hub/reach/schools.xlsx")
    static let schoolsReached = Place<NoParameters>("/network/reach/schools")
    static let schoolsReachedFile = Place<NoParameters>("/network/reach/schools.csv")
    static let schoolsReachedWorkbook = Place<NoParameters>("/network/reach/schools.xlsx")
    static let dismissSuggestion = Place<NoParameters>("/suggestions/dismiss")
    static let areaBoard = Place<String>("/areas/{slug}/board")
    static let areaBoardFile = Place<String>("/areas/{slug}/board.csv")
    static let areaBoardWorkbook = Place<String>("/areas/{slug}/board.xlsx")
    static let kpiReturns = Place<NoParameters>("/hub/returns", own: .hub, where: .reportKPIs)
    static let newKPIDefinition = Place<NoParameters>("/hub/new-definition")
    static let kpiDefinition = Place<ID<KPIDefinition>>("/hub/definitions/{id}")
    static let editKPIDefinition = Place<ID<KPIDefinition>>("/hub/definitions/{id}/edit")
    static let retireKPIDefinition = Place<ID<KPIDefinition>>("/hub/definitions/{id}/retire")
    static let kpiReturn = Place<ID<KPIReturn>>("/hub/returns/{id}")
    static let withdrawKPIReturn = Place<ID<KPIReturn>>("/hub/returns/{id}/withdraw")
    static let takeNewestVersion = Place<ID<KPIReturn>>("/hub/returns/{id}/definition")
    static let kpiReturnFile = Place<ID<KPIReturn>>("/hub/returns/{id}/figures.csv")
    static let kpiReturnWorkbook = Place<ID<KPIReturn>>("/hub/returns/{id}/figures.xlsx")
    static let kpiRows = Place<TwoParameters<ID<KPIReturn>, String>>("/hub/returns/{id}/rows/{measure}")
    static let kpiRowsFile = Place<TwoParameters<ID<KPIReturn>, String>>(
        "/hub/returns/{id}/rows/{measure}/rows.csv"
    )
    static let kpiRowsWorkbook = Place<TwoParameters<ID<KPIReturn>, String>>(
        "/hub/returns/{id}/rows/{measure}/rows.xlsx"
    )

    // Directory
    static let network = Place<NoParameters>("/network")
    static let schools = Place<NoParameters>("/schools")
    static let school = Place<URN>("/schools/{urn}")
    static let hub = Place<String>("/hubs/{slug}")
    static let area = Place<String>("/areas/{slug}")
    static let newHub = Place<NoParameters>("/hub/new")
    static let editHub = Place<String>("/hub/{slug}/edit")
    static let designateHub = Place<String>("/hub/{slug}/designations")
    static let changeDesignation = Place<TwoParameters<String, ID<Designation>>>(
        "/hub/{slug}/designations/{id}"
    )
    static let partnerships = Place<ID<Organisation>>("/organisations/{id}/partnerships")
    static let changePartnership = Place<TwoParameters<ID<Organisation>, ID<Partnership>>>(
        "/organisations/{id}/partnerships/{partnership}"
    )
    static let newHubArea = Place<String>("/hub/{slug}/areas/new")
    static let newArea = Place<NoParameters>("/area/new")
    static let editArea = Place<String>("/area/{slug}/edit")

    // Accounts
    static let signIn = Place<NoParameters>("/sign-in")
    static let signInCode = Place<NoParameters>("/sign-in/code")
    static let continueAs = Place<NoParameters>("/sign-in/continue")
    static let askForSignInLink = Place<NoParameters>("/sign-in/link")
    static let signInLink = Place<Token>("/sign-in/link/{token}")
    static let addressLink = Place<Token>("/sign-in/address/{token}")
    static let signOut = Place<NoParameters>("/sign-out")
    static let resetPassword = Place<NoParameters>("/reset-password")
    static let setPassword = Place<Token>("/set-password/{token}")
    static let invitation = Place<Token>("/invitation/{token}")
    static let account = Place<NoParameters>("/account")
    static let correctAccount = Place<NoParameters>("/account/details")
    static let changeEmail = Place<NoParameters>("/account/email")
    static let confirmEmail = Place<Token>("/account/email/confirm/{token}")
    static let changePassword = Place<NoParameters>("/account/password")
    static let twoStep = Place<NoParameters>("/account/two-step")
    static let confirmTwoStep = Place<NoParameters>("/account/two-step/confirm")
    static let turnOffTwoStep = Place<NoParameters>("/account/two-step/off")
    static let signOutEverywhere = Place<NoParameters>("/account/sessions/end")
    static let endSession = Place<ID<Session>>("/account/sessions/{id}/end")
    static let ownData = Place<NoParameters>("/account/data")
    static let eraseAccount = Place<NoParameters>("/account/erase")
    static let people = Place<ID<Organisation>>("/organisations/{id}/people")
    static let changeRoles = Place<TwoParameters<ID<Organisation>, ID<Person>>>(
        "/organisations/{id}/people/{person}"
    )
    static let withdrawInvitation = Place<TwoParameters<ID<Organisation>, ID<Invitation>>>(
        "/organisations/{id}/invitations/{invitation}/withdraw"
    )
    static let persons = Place<NoParameters>("/administration/people")
    static let person = Place<ID<Person>>("/administration/people/{id}")
    static let personEmail = Place<ID<Person>>("/administration/people/{id}/email")
    static let personAdministrator = Place<ID<Person>>("/administration/people/{id}/administrator")
    static let personTwoStep = Place<ID<Person>>("/administration/people/{id}/two-step")
    static let personData = Place<ID<Person>>("/administration/people/{id}/data")
    static let personErase = Place<ID<Person>>("/administration/people/{id}/erase")
    static let audit = Place<NoParameters>("/administration/audit")
    static let outbox = Place<NoParameters>("/administration/outbox")
    static let letter = Place<ID<OutgoingMail>>("/administration/outbox/{id}")
    static let jobs = Place<NoParameters>("/administration/jobs")
    static let today = Place<NoParameters>("/home")
}

extension SiteMap {
    /// Patterns of the addresses that whoever knows them may use without signing in. Letters hold them, and nobody but a
    /// letter's reader may see them there.
    static let secrets = [
        signInLink.pattern, addressLink.pattern, setPassword.pattern, invitation.pattern,
        confirmEmail.pattern,
        ownCalendarFeed.pattern, ticket.pattern, door.pattern, feedback.pattern, stopMessages.pattern,
        stopNewsletter.pattern, strandLetters.pattern,
    ]
}
