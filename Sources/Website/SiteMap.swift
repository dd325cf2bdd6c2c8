import Access
import Directory
import Services

/// Every address of the site, feature by feature.
enum SiteMap {
    static let home = Place<NoParameters>("/")

    // About
    static let about = Place<NoParameters>("/about")
    static let accessibility = Place<NoParameters>("/accessibility")
    static let privacy = Place<NoParameters>("/privacy")

    // Evidence
    static let evidence = Place<NoParameters>("/evidence")

    // Programmes
    static let offers = Place<NoParameters>("/offers")

    // Trials
    static let trials = Place<NoParameters>("/trials")
    static let results = Place<NoParameters>("/results")

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
