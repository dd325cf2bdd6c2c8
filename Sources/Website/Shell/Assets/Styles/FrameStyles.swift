extension Styles {
    /// What stands around every page.
    static let frame: String = """
        .skip { position: absolute; left: -999rem; top: 0; z-index: 2; background: var(--night); color: var(--on-night); padding: 0.7rem 1.1rem; }
        .skip:focus { left: 0; color: var(--on-night); outline-offset: -5px; }
        .example-banner p { margin: 0; max-width: none; }
        .example-banner { max-width: none; margin: 0; padding: 0.4rem var(--gap); text-align: center; font-size: 0.9rem;
          background: var(--gold-mist); color: var(--gold-text); }
        .masthead { border-bottom: 1px solid var(--grid); background: var(--paper); }
        .masthead__inner, .foot__inner, .breadcrumbs ol { max-width: var(--frame); margin: 0 auto; padding: 0 var(--gap); width: 100%; }
        .masthead__inner { display: flex; align-items: center; gap: 1rem 2rem; min-height: 4.4rem; }
        .masthead__name { display: flex; align-items: center; gap: 0.6rem; color: var(--ink); text-decoration: none;
          font-family: var(--serif); font-size: 1.6rem; font-weight: 600; letter-spacing: -0.01em; padding: 0.3rem 0; }
        .masthead__name:hover { color: var(--sea); }
        .masthead__name img { width: 2.1rem; height: 2.1rem; flex: none; }
        .masthead__wide { flex: 1; white-space: nowrap; }
        .masthead__finder { flex: 0 1 12rem; min-width: 0; }
        .navigation ul { display: flex; flex-wrap: wrap; align-items: center; gap: 0.2rem 1.3rem; list-style: none; margin: 0; padding: 0; }
        .navigation li { margin: 0; }
        .navigation a { display: inline-block; color: var(--ink); text-decoration: none; padding: 0.45rem 0; border-bottom: 3px solid transparent; }
        .navigation a:hover { color: var(--sea); border-color: var(--grid); }
        .navigation a[aria-current] { border-color: var(--strand-b); font-weight: 600; }
        .navigation__own { margin-left: auto !important; }
        .masthead__wide .navigation__own a { font-weight: 600; }
        .menu { display: none; margin-left: auto; }
        .menu__button { list-style: none; border: 1.5px solid var(--edge); border-radius: 6px; padding: 0.4rem 0.95rem; color: var(--ink); font-weight: 600; }
        .menu__button::-webkit-details-marker { display: none; }
        @media (max-width: 66rem) {
          .masthead__wide { display: none; }
          .masthead__inner { flex-wrap: wrap; gap: 0 1rem; min-height: 3.9rem; }
          .menu { display: block; }
          .menu[open] { flex-basis: 100%; display: flex; flex-direction: column; align-items: flex-end; order: 3; margin-top: -3.1rem; padding-bottom: 0.6rem; pointer-events: none; }
          .menu[open] > * { pointer-events: auto; }
          .menu[open] .navigation { align-self: stretch; margin-top: 1rem; }
          .menu .navigation ul { display: block; } .menu .navigation li { border-top: 1px solid var(--grid); margin: 0 !important; max-width: none; }
          .menu .navigation a { display: block; padding: 0.7rem 0; border: 0; }
          .menu .navigation a[aria-current] { box-shadow: -0.6rem 0 0 -0.2rem var(--strand-b); }
        }
        .breadcrumbs { font-size: 0.9rem; padding-top: 1.1rem; }
        .breadcrumbs ol { list-style: none; }
        .breadcrumbs li { display: inline; margin: 0; color: var(--soft); max-width: none; }
        .breadcrumbs li + li::before { content: "›"; padding: 0 0.6em; color: var(--soft); }
        .breadcrumbs ol { line-height: 1.75; }
        .page { flex: 1 0 auto; width: 100%; max-width: var(--frame); margin: 0 auto; padding: clamp(1.4rem, 1rem + 1.8vw, 2.6rem) var(--gap) 4.5rem; }
        .page--wide, body:has(> .page--wide) :is(.masthead__inner, .foot__inner, .breadcrumbs ol) { max-width: 88rem; }
        .foot { background: var(--night); color: var(--on-night); margin-top: auto; }
        .foot::before { content: ""; display: block; height: 18px; background: url("\(Assets.ribbon.address)") 0 50% / 108px 18px repeat-x; }
        .foot__inner { display: flex; flex-wrap: wrap; gap: 0.8rem 3rem; justify-content: space-between; align-items: baseline; padding-top: 1.8rem; padding-bottom: 2.4rem; }
        .foot__loop { font-family: var(--serif); font-size: 1.12rem; margin: 0; max-width: 30rem; }
        .foot ul { display: flex; flex-wrap: wrap; gap: 0.3rem 1.6rem; list-style: none; padding: 0; margin: 0; }
        .foot li { margin: 0; } .foot a { color: var(--on-night); display: inline-block; padding: 0.2rem 0; } .foot a:hover { color: #ffffff; }
        .foot :focus-visible { outline-color: #e3b64f; }
        """
}
