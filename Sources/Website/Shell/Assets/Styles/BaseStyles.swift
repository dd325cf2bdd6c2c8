extension Styles {
    /// Elements as they are, without classes: a page of plain headings, paragraphs and lists is already
    /// right.
    static let base: String = """
        *, *::before, *::after { box-sizing: border-box; }
        html { font-size: 106.25%; -webkit-text-size-adjust: 100%; text-size-adjust: 100%; scroll-padding-top: 1rem; }
        body { margin: 0; min-height: 100vh; display: flex; flex-direction: column; background: var(--paper); color: var(--ink);
          font-family: var(--sans); line-height: 1.58; font-variant-numeric: tabular-nums; overflow-wrap: break-word; }
        h1, h2, h3, h4 { font-family: var(--serif); font-weight: 600; line-height: 1.18; text-wrap: balance; margin: 0 0 0.5em; }
        h1 { font-size: clamp(2rem, 1.55rem + 2vw, 2.9rem); letter-spacing: -0.012em; }
        h2 { font-size: clamp(1.45rem, 1.28rem + 0.75vw, 1.85rem); margin-top: 1.9em; max-width: var(--line); }
        h3 { font-size: 1.2rem; margin-top: 1.6em; max-width: var(--line); }
        h4 { font-size: 1.03rem; font-family: var(--sans); margin-top: 1.4em; }
        p, ul, ol, dl, blockquote { margin: 0 0 1.1em; }
        p, li, blockquote { max-width: var(--line); text-wrap: pretty; }
        ul, ol { padding-left: 1.3em; } li { margin-bottom: 0.35em; } li::marker { color: var(--soft); }
        a { color: var(--sea); text-decoration-thickness: 0.06em; text-underline-offset: 0.18em; }
        a:hover { color: var(--sea-deep); text-decoration-thickness: 0.13em; }
        :focus-visible { outline: 3px solid var(--focus); outline-offset: 3px; border-radius: 3px; }
        main:focus, [tabindex="-1"]:focus { outline: none; }
        strong { font-weight: 650; } small { font-size: 0.88rem; color: var(--soft); }
        code, kbd { font-family: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, monospace; font-size: 0.92em; }
        pre { background: var(--sand); padding: 1rem 1.2rem; overflow-x: auto; border-radius: 6px; }
        .letter { white-space: pre-wrap; }
        blockquote { border-left: 4px solid var(--strand-c); padding-left: 1.2rem; margin-left: 0; font-family: var(--serif); font-size: 1.1rem; }
        hr { border: 0; border-top: 1px solid var(--grid); margin: 2.2rem 0; }
        img, svg { max-width: 100%; } img { height: auto; }
        mark { background: var(--gold-mist); color: inherit; padding: 0 0.15em; }
        summary { cursor: pointer; color: var(--sea); min-height: 1.8rem; padding: 0.15rem 0; max-width: var(--line); }
        summary:hover { color: var(--sea-deep); text-decoration: underline; text-underline-offset: 0.18em; }
        details > :not(summary) { margin-top: 0.8rem; }
        :is(main, section, .form) > details { margin-bottom: 0.8rem; } .form > details { margin-bottom: 1.7rem; }
        figure { margin: 0 0 1.6rem; }
        .visually-hidden { position: absolute !important; width: 1px; height: 1px; margin: -1px; padding: 0; overflow: hidden;
          clip-path: inset(50%); white-space: nowrap; border: 0; }
        @media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; }
          .button, .card { transition: background-color 0.12s, border-color 0.12s; } }
        """
}
