extension Styles {
    /// The programme of a conference: a grid where there is room for it, otherwise a list by time.
    static let conference: String = """
        .programme { border-collapse: separate; border-spacing: 0.35rem; width: 100%; font-size: 0.95rem; table-layout: fixed; margin: 0 -0.35rem; }
        .programme th { text-align: left; font-size: 0.9rem; font-weight: 600; color: var(--soft); vertical-align: top; padding: 0.3rem 0.2rem; }
        .programme th:first-child { width: 4rem; }
        .programme td { vertical-align: top; padding: 0.6rem 0.75rem; border-radius: 7px; background: var(--sand); border-left: 4px solid var(--strand-a); }
        .programme td a { font-weight: 600; } .programme .programme__free { background: none; border-color: transparent; }
        .programme .programme__break { border-left-color: var(--grid); background: none; color: var(--soft); } .programme .programme__keynote { border-left-color: var(--strand-b); }
        .programme .programme__workshop { border-left-color: var(--strand-c); }
        .programme__who { display: block; color: var(--soft); font-size: 0.88rem; margin-top: 0.15rem; } .programme .tag, .programme-list .tag { margin: 0.3rem 0.3rem 0 0; }
        .programme-list { list-style: none; padding: 0; margin: 0 0 2rem; max-width: 44rem; }
        .programme-list > li { display: grid; grid-template-columns: 4.4rem minmax(0, 1fr); gap: 0.8rem; border-top: 1px solid var(--grid); padding: 0.75rem 0; margin: 0; }
        .programme-list__time { color: var(--soft); font-size: 0.92rem; } .programme-list__what a { font-weight: 600; }
        .badges { list-style: none; padding: 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(min(20rem, 100%), 1fr)); gap: 0.8rem; }
        .badge { display: flex; flex-direction: column; justify-content: center; min-height: 12rem; margin: 0; padding: 0.9rem 1.1rem; border: 1px dashed var(--edge); overflow: hidden; } .badge p { margin: 0 0 0.2rem; }
        .badge .badge__name { font-size: 1.6rem; font-weight: 700; line-height: 1.2; } .badge__sessions { font-size: 0.85rem; margin: 0.3rem 0; padding: 0; list-style: none; } .badge .badge__event { color: var(--soft); font-size: 0.85rem; margin-top: 0.4rem; }
        @media print { .badges { grid-template-columns: 86.5mm 86.5mm; gap: 0; } .badge { height: 55.5mm; min-height: 0; padding: 4mm 5mm; box-sizing: border-box; break-inside: avoid; } }
        @media (max-width: 52rem) { .programme-grid { display: none; } }
        @media (min-width: 52.01rem) { .programme-grid + .programme-list { display: none; } }
        """
}
