import Access
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

    // Accounts
    static let signIn = Place<NoParameters>("/sign-in")
    static let signOut = Place<NoParameters>("/sign-out")
    static let account = Place<NoParameters>("/account")
    static let today = Place<NoParameters>("/home")
}
