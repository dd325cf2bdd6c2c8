import Access
import Evidence
import Directory
import Programmes
import Services
import Trials

/// Every address of the site, feature by feature.
enum SiteMap {
    static let home = Place<NoParameters>("/")

    // About
    static let about = Place<NoParameters>("/about")
    static let accessibility = Place<NoParameters>("/accessibility")
    static let privacy = Place<NoParameters>("/privacy")

    // Evidence
    static let evidence = Place<NoParameters>("/evidence")
    static let strand = Place<String>("/evidence/strands/{slug}")
    static let newStrand = Place<NoParameters>("/evidence/new-strand")
    static let editStrand = Place<String>("/evidence/strands/{slug}/edit")
    static let study = Place<ID<Study>>("/evidence/studies/{id}")
    static let poolFile = Place<ID<LivingPool>>("/evidence/pools/{id}")
    static let newFinding = Place<NoParameters>("/evidence/new-finding")
    static let importFindings = Place<NoParameters>("/evidence/import-findings")

    // Programmes
    static let offers = Place<NoParameters>("/offers")
    static let offer = Place<ID<Offer>>("/offers/{id}")
    static let book = Place<ID<Offer>>("/offers/{id}/book")
    static let waitingList = Place<ID<Run>>("/runs/{id}/waiting-list")
    static let leaveWaitingList = Place<ID<WaitingEntry>>("/waiting-list/{id}/leave")
    static let schoolBookings = Place<NoParameters>("/school/bookings")
    static let booking = Place<ID<Booking>>("/school/bookings/{id}")
    static let cancelPlaces = Place<ID<Booking>>("/school/bookings/{id}/cancel")
    static let substitute = Place<TwoParameters<ID<Booking>, ID<BookedPlace>>>("/school/bookings/{id}/places/{place}")
    static let hubOffers = Place<NoParameters>("/hub/offers")
    static let newOffer = Place<NoParameters>("/hub/offers/new")
    static let hubOffer = Place<ID<Offer>>("/hub/offers/{id}")
    static let editOffer = Place<ID<Offer>>("/hub/offers/{id}/edit")
    static let offerStep = Place<ID<Offer>>("/hub/offers/{id}/step")
    static let newRun = Place<ID<Offer>>("/hub/offers/{id}/runs/new")
    static let editRun = Place<TwoParameters<ID<Offer>, ID<Run>>>("/hub/offers/{id}/runs/{run}")
    static let removeRun = Place<TwoParameters<ID<Offer>, ID<Run>>>("/hub/offers/{id}/runs/{run}/remove")
    static let register = Place<ID<Run>>("/hub/runs/{id}/register")
    static let registerFile = Place<ID<Run>>("/hub/runs/{id}/register.csv")

    // Trials
    static let trials = Place<NoParameters>("/trials")
    static let trial = Place<String>("/trials/{slug}")
    static let results = Place<NoParameters>("/results")
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

    // Directory
    static let network = Place<NoParameters>("/network")
    static let schools = Place<NoParameters>("/schools")
    static let school = Place<URN>("/schools/{urn}")
    static let hub = Place<String>("/hubs/{slug}")
    static let area = Place<String>("/areas/{slug}")
    static let newHub = Place<NoParameters>("/hub/new")
    static let editHub = Place<String>("/hub/{slug}/edit")
    static let designateHub = Place<String>("/hub/{slug}/designations")
    static let endDesignation = Place<TwoParameters<String, ID<Designation>>>("/hub/{slug}/designations/{id}")
    static let recordPartnership = Place<String>("/hub/{slug}/partnerships")
    static let changePartnership = Place<TwoParameters<String, ID<Partnership>>>("/hub/{slug}/partnerships/{id}")
    static let newArea = Place<NoParameters>("/area/new")
    static let editArea = Place<String>("/area/{slug}/edit")

    // Accounts
    static let signIn = Place<NoParameters>("/sign-in")
    static let signOut = Place<NoParameters>("/sign-out")
    static let account = Place<NoParameters>("/account")
    static let today = Place<NoParameters>("/home")
}
