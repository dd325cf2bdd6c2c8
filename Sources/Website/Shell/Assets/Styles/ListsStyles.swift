extension Styles {
    /// Long lists: pages, filters, tasks, answers to check.
    static let lists: String = """
        .result-count { color: var(--soft); margin-bottom: 1.2rem; }
        .results, .list { list-style: none; padding: 0; margin: 0 0 2rem; }
        .results > li, .list > li { border-top: 1px solid var(--grid); padding: 1.2rem 0; margin: 0; max-width: 52rem; }
        .results h2, .results h3, .list h2, .list h3 { font-size: 1.25rem; margin: 0 0 0.3rem; } .results p, .list p { margin-bottom: 0.4rem; } .results > li > :last-child, .list > li > :last-child { margin-bottom: 0; }
        .pagination { display: flex; flex-wrap: wrap; gap: 0.4rem 1.4rem; align-items: center; border-top: 1px solid var(--grid); padding-top: 1.1rem; margin: 1.4rem 0 2rem; }
        .pagination a { padding: 0.5rem 0; font-weight: 600; } .pagination a[rel=prev]::before { content: "‹ "; } .pagination a[rel=next]::after { content: " ›"; }
        .pagination span { color: var(--soft); }
        .filter { border-top: 1px solid var(--grid); padding: 0.7rem 0; } .filter summary { font-weight: 600; color: var(--ink); }
        .filter ul { list-style: none; padding: 0; margin: 0.3rem 0 0.5rem; } .filter li { margin: 0; }
        .filter li a { display: inline-block; max-width: calc(100% - 2.8rem); padding: 0.28rem 0; min-height: 1.75rem; } .filter li a[aria-current] { font-weight: 650; color: var(--ink); text-decoration: none; }
        .filter li a[aria-current]::before { content: "✓ "; color: var(--sea); } .filter__count { color: var(--soft); font-size: 0.9rem; }
        .chosen { display: flex; flex-wrap: wrap; gap: 0.5rem; list-style: none; padding: 0; margin: 0 0 1.4rem; max-width: none; } .chosen li { margin: 0; }
        .chosen a { display: inline-block; background: var(--sand-deep); color: var(--ink); border-radius: 99px; padding: 0.3rem 0.95rem; text-decoration: none; font-size: 0.93rem; }
        .chosen a:hover { background: var(--grid); text-decoration: line-through; }
        .tasks { list-style: none; padding: 0; margin: 0 0 2rem; max-width: 48rem; }
        .tasks > li { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: baseline; gap: 0.2rem 1.4rem; border-bottom: 1px solid var(--grid); padding: 0.85rem 0; margin: 0; max-width: none; }
        .tasks > li:first-child { border-top: 1px solid var(--grid); } .tasks__hint { flex-basis: 100%; color: var(--soft); font-size: 0.93rem; margin: 0; } .tasks a { font-weight: 600; } .tasks > li > span:first-child { flex: 1 1 14rem; }
        .answers { margin: 0 0 2rem; max-width: 52rem; }
        .answers > div { display: grid; grid-template-columns: minmax(0, 2fr) minmax(0, 3fr) auto; gap: 0.2rem 1.4rem; border-bottom: 1px solid var(--grid); padding: 0.8rem 0; }
        .answers > div:first-child { border-top: 1px solid var(--grid); } .answers dt { font-weight: 600; } .answers dd { margin: 0; white-space: pre-line; }
        @media (max-width: 40rem) { .answers > div { grid-template-columns: minmax(0, 1fr) auto; } .answers dt { grid-column: 1 / -1; } }
        .timeline { list-style: none; padding: 0 0 0 1.3rem; border-left: 3px solid var(--strand-a); } .timeline li { margin-bottom: 1rem; position: relative; }
        .timeline li::before { content: ""; position: absolute; left: -1.75rem; top: 0.5em; width: 0.7rem; height: 0.7rem; border-radius: 50%; background: var(--paper); border: 3px solid var(--strand-a); }
        .contents { list-style: none; padding: 0; columns: 18rem 2; margin-bottom: 2rem; max-width: none; } .contents li { break-inside: avoid; }
        .contents a { display: inline-block; padding: 0.15rem 0; }
        .page-section { margin-top: 2.6rem; } .page-section > h2:first-child { margin-top: 0; }
        .with-filters { display: grid; gap: 1.5rem clamp(2rem, 4vw, 4rem); grid-template-columns: minmax(0, 1fr); align-items: start; }
        .with-filters > * { min-width: 0; } .filters { border-bottom: 1px solid var(--grid); }
        .filters__title { font-size: 1.25rem; margin: 0 0 0.6rem; } .to-filters a { display: inline-block; padding: 0.42rem 1rem; border: 1.5px solid var(--edge); border-radius: 6px; font-weight: 600; text-decoration: none; }
        @media (min-width: 60rem) { .with-filters { grid-template-columns: 16rem minmax(0, 1fr); grid-template-areas: "filters list"; }
          .with-filters > div { grid-area: list; } .filters { grid-area: filters; } .to-filters { margin: 0; } .to-filters a:not(:focus) { position: absolute; left: -999rem; } }
        .tabs { display: flex; flex-wrap: wrap; gap: 0.4rem; margin: 0 0 1.4rem; }
        .tabs ul { display: flex; flex-wrap: wrap; gap: 0.4rem; list-style: none; padding: 0; margin: 0; max-width: none; } .tabs li { margin: 0; }
        .tabs a { display: inline-block; padding: 0.42rem 1rem; border: 1.5px solid var(--edge); border-radius: 99px; text-decoration: none; color: var(--ink); font-size: 0.95rem; }
        .tabs a:hover { border-color: var(--sea); color: var(--sea); } .tabs a[aria-current] { background: var(--sea); border-color: var(--sea); color: var(--on-sea); font-weight: 600; }
        .work { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 15rem), 1fr)); gap: 0.8rem 2rem; margin-top: 0.6rem; }
        .work h4 { margin: 0 0 0.2rem; font-size: 0.95rem; color: var(--soft); } .work ul { list-style: none; padding: 0; margin: 0; } .work li { margin: 0; } .work a { display: inline-block; padding: 0.2rem 0; }
        .plain { list-style: none; padding: 0; } .plain > li { margin-bottom: 1.1rem; } .plain .hint { margin: 0.3rem 0 0; }
        .form--line { display: inline-flex; flex-wrap: wrap; gap: 0.5rem; align-items: center; }
        """
}
