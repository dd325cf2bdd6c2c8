extension Styles {
    /// The box in the masthead and the page of results.
    static let search: String = """
        .masthead__search { display: flex; min-width: 0; flex: 0 1 15rem; border: 1.5px solid var(--edge); border-radius: 99px; background: var(--paper); }
        .masthead__search:focus-within { outline: 3px solid var(--focus, var(--sea)); outline-offset: 1px; }
        .masthead__search input { flex: 1; min-width: 0; border: 0; background: none; color: var(--ink); padding: 0.4rem 0.2rem 0.4rem 1rem; font: inherit; font-size: 0.95rem; outline: none; }
        .masthead__search button { border: 0; background: none; color: var(--sea); font: inherit; font-weight: 600; font-size: 0.95rem; padding: 0.4rem 1rem 0.4rem 0.6rem; cursor: pointer; min-height: 2.2rem; }
        @media (max-width: 66rem) { .masthead__finder { display: none; } } .masthead__finder:empty { display: none; }
        .menu .masthead__search { margin-top: 1rem; }
        .search-page__form { position: relative; max-width: 52rem; margin-bottom: 1.6rem; }
        .search-field__label { display: block; font-weight: 600; margin-bottom: 0.3rem; }
        .search-page__meant { font-size: 1.1rem; }
        .search-group { margin-bottom: 2.2rem; } .search-group > h2 { margin: 0 0 0.5rem; font-size: 1.35rem; }
        .search-group .list { margin-bottom: 0.6rem; } .search-group__more { font-weight: 600; }
        .found h3 { font-size: 1.12rem; } .found .hint { margin: 0 0 0.2rem; } .found__snippet { color: var(--ink); font-size: 0.97rem; }
        .found mark, .found__snippet mark { background: var(--gold-mist); color: inherit; font-weight: 600; padding: 0 0.08em; border-radius: 2px; }
        .found a mark { background: none; text-decoration: underline; text-decoration-thickness: 2px; }
        .found .tag { margin-left: 0.6rem; vertical-align: middle; }
        .search-help { max-width: 52rem; margin-top: 2rem; }
        .suggestions { position: absolute; z-index: 3; left: 0; right: 0; top: 100%; margin: 0.3rem 0 0; padding: 0.3rem 0; list-style: none; background: var(--paper); border: 1px solid var(--edge); border-radius: 8px; box-shadow: 0 10px 30px rgb(0 0 0 / 0.14); max-width: none; }
        .suggestions li { margin: 0; max-width: none; } .suggestions a { display: flex; justify-content: space-between; gap: 1rem; padding: 0.5rem 1rem; text-decoration: none; color: var(--ink); }
        .suggestions a:hover, .suggestions a:focus { background: var(--sand-deep); } .suggestions span { color: var(--soft); font-size: 0.88rem; white-space: nowrap; }
        """
}
