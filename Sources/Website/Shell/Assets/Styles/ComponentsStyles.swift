extension Styles {
    /// The pieces that pages are made of.
    static let components: String = """
        .page-header { margin-bottom: 2rem; }
        .page-header h1 { margin-bottom: 0.35em; max-width: 24em; }
        .kicker { text-transform: none; font-weight: 600; color: var(--coral-text); margin: 0 0 0.35rem; font-size: 0.95rem; }
        .lead { font-size: clamp(1.12rem, 1.05rem + 0.35vw, 1.3rem); line-height: 1.5; color: var(--soft); max-width: 40rem; }
        .button { display: inline-block; font: inherit; font-weight: 600; line-height: 1.3; text-align: center; text-decoration: none; cursor: pointer;
          padding: 0.68rem 1.3rem; border-radius: 7px; border: 2px solid var(--sea); background: var(--sea); color: var(--on-sea); }
        .button:hover { background: var(--sea-deep); border-color: var(--sea-deep); color: var(--on-sea); }
        .button--secondary { background: transparent; color: var(--sea); } .button--secondary:hover { background: var(--sea-mist); color: var(--sea-deep); }
        .button--quiet { background: none; border-color: transparent; color: var(--sea); padding-left: 0.2rem; padding-right: 0.2rem; text-decoration: underline; text-underline-offset: 0.2em; }
        .button--quiet:hover { background: none; border-color: transparent; color: var(--sea-deep); }
        .button--warning { background: var(--coral-text); border-color: var(--coral-text); color: var(--paper); }
        .button--warning:hover { background: var(--ink); border-color: var(--ink); color: var(--paper); }
        .small { font-size: 0.9rem; } .meta { color: var(--soft); font-size: 0.95rem; } .meta > * + *::before { content: "·"; margin: 0 0.5em; }
        .prose { white-space: pre-line; } .prose > :first-child, .side > :first-child { margin-top: 0; } .side { font-size: 0.97rem; }
        .actions, .button-row { display: flex; flex-wrap: wrap; gap: 0.7rem 1rem; align-items: center; margin: 1.6rem 0; max-width: none; }
        .cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 19rem), 1fr)); gap: 1.2rem; list-style: none; padding: 0; margin: 0 0 2rem; max-width: none; }
        .cards > li { display: flex; margin: 0; max-width: none; } .cards > li > .card { flex: 1; min-width: 0; } .cards .card > p:last-child:has(> .tag) { margin-top: auto; padding-top: 0.4rem; }
        .card { position: relative; border: 1px solid var(--grid); border-radius: 10px; padding: 1.2rem 1.3rem 1.1rem; background: var(--paper); margin: 0; max-width: none; display: flex; flex-direction: column; }
        :not(li, .cards) > .card { margin-bottom: 1.2rem; }
        .card h2, .card h3 { font-size: 1.2rem; margin: 0 0 0.4rem; } .card p { margin-bottom: 0.6rem; } .card > :last-child { margin-bottom: 0; }
        .card h2 a::after, .card h3 a::after { content: ""; position: absolute; inset: 0; border-radius: 10px; }
        .card:hover:has(h2 a, h3 a) { border-color: var(--sea); }
        .card:has(h2 a:focus-visible, h3 a:focus-visible) { outline: 3px solid var(--focus); outline-offset: 2px; }
        .card h2 a:focus-visible, .card h3 a:focus-visible { outline: none; }
        .card :is(a, button, form, summary):not(h2 a, h3 a) { position: relative; z-index: 1; }
        .card__meta { color: var(--soft); font-size: 0.92rem; margin-top: auto; padding-top: 0.4rem; }
        .facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 15rem), 1fr)); gap: 1.1rem 2rem; margin: 0 0 2rem; padding: 1.2rem 0; border-top: 1px solid var(--grid); border-bottom: 1px solid var(--grid); }
        .facts dt { color: var(--soft); font-size: 0.9rem; } .facts dd { margin: 0; font-weight: 550; } .facts dd p:last-child { margin: 0; }
        .card .facts { grid-template-columns: minmax(0, 1fr); gap: 0.3rem; border: 0; padding: 0; margin: 0 0 0.8rem; font-size: 0.95rem; }
        .card .facts > div { display: flex; gap: 0.3rem 0.8rem; } .card .facts dt { flex: 0 0 4.6rem; } .card .facts dd { font-weight: 500; min-width: 0; }
        .key-figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 13rem), 1fr)); gap: 1.4rem 2rem; margin: 0 0 2.2rem; }
        .key-figure { border-top: 4px solid var(--strand-a); padding-top: 0.75rem; }
        .key-figures > :nth-child(3n+2) { border-top-color: var(--strand-b); } .key-figures > :nth-child(3n) { border-top-color: var(--strand-c); }
        .key-figure p { margin: 0; }
        .key-figure__value { font-family: var(--serif); font-size: clamp(2rem, 1.7rem + 1.2vw, 2.6rem); line-height: 1.1; font-weight: 600; }
        .key-figure__label { font-weight: 600; margin-top: 0.25rem !important; } .key-figure__detail { color: var(--soft); font-size: 0.92rem; }
        .tag { display: inline-block; font-size: 0.85rem; font-weight: 600; line-height: 1.35; padding: 0.18rem 0.6rem; border-radius: 99px; background: var(--sand-deep); color: var(--ink); white-space: nowrap; }
        .tag--good { background: var(--sea-mist); color: var(--sea-deep); } .tag--waiting { background: var(--gold-mist); color: var(--gold-text); }
        .tag--late { background: var(--coral-mist); color: var(--coral-text); }
        .inset { background: var(--sand); border-left: 5px solid var(--strand-c); border-radius: 0 8px 8px 0; padding: 1.15rem 1.4rem; margin: 1.8rem 0; max-width: 48rem; }
        .inset > :last-child { margin-bottom: 0; } .inset__title { font-size: 1.15rem; margin: 0 0 0.5rem; }
        .notice { max-width: 48rem; background: var(--sea-mist); border-left: 5px solid var(--strand-a); border-radius: 0 8px 8px 0; padding: 0.9rem 1.3rem; margin: 0 0 1.8rem; }
        .notice p { margin: 0; font-weight: 550; }
        .empty { border: 1.5px dashed var(--edge); border-radius: 10px; padding: 2rem 1.6rem; margin: 1.4rem 0 2rem; background: var(--sand); }
        .empty p:last-child { margin-bottom: 0; }
        .confirmation { background: var(--night); color: var(--on-night); border-radius: 12px; padding: clamp(1.6rem, 1rem + 3vw, 3rem); margin: 0 0 2rem; position: relative; overflow: hidden; }
        .confirmation::after { content: ""; position: absolute; inset: auto 0 0 0; height: 18px; background: url("\(Assets.ribbon.address)") 0 50% / 108px 18px repeat-x; }
        .confirmation h1 { margin-bottom: 0.3em; } .confirmation p { font-size: 1.2rem; margin: 0 0 0.6rem; } .confirmation strong { font-size: 1.5rem; letter-spacing: 0.03em; display: block; }
        .next-steps { margin-top: 1.8rem; }
        .reference { letter-spacing: 0.03em; } .table .reference { white-space: nowrap; }
        p:has(> .button) { display: flex; flex-wrap: wrap; gap: 0.6rem 1rem; align-items: center; max-width: none; }
        .steps { counter-reset: step; list-style: none; padding: 0; }
        .steps > li { counter-increment: step; padding: 0.4rem 0 0.6rem 3rem; position: relative; }
        .steps > li::before { content: counter(step); position: absolute; left: 0; top: 0.3rem; width: 2rem; height: 2rem; line-height: 2rem; text-align: center; border-radius: 50%; background: var(--sea); color: var(--on-sea); font-weight: 700; }
        .columns { display: grid; gap: 2rem clamp(2rem, 4vw, 4rem); grid-template-columns: minmax(0, 1fr); align-items: start; }
        @media (min-width: 60rem) { .columns { grid-template-columns: minmax(0, 1fr) 17rem; } }
        .columns > * > :first-child { margin-top: 0; }
        .figure-block { margin: 1.8rem 0 2.2rem; } .figure-block__plot { overflow-x: auto; background: var(--paper); }
        .figure-block figcaption { margin-top: 0.7rem; }
        .figure-block figcaption > p { color: var(--soft); font-size: 0.95rem; max-width: var(--line); }
        .figure-block details { margin-top: 0.7rem; }
        .downloads { display: flex; flex-wrap: wrap; gap: 0.2rem 1.4rem; list-style: none; padding: 0; font-size: 0.95rem; }
        .stepper { margin: 0 0 1.4rem; } .stepper p { margin: 0 0 0.4rem; color: var(--soft); font-weight: 600; font-size: 0.95rem; }
        .stepper ol { display: flex; gap: 5px; list-style: none; padding: 0; margin: 0; max-width: 26rem; }
        .stepper li { flex: 1; height: 6px; border-radius: 3px; background: var(--grid); margin: 0; } .stepper li.done { background: var(--strand-a); }
        .register { list-style: none; padding: 0; max-width: 46rem; } .register > li { border-bottom: 1px solid var(--grid); margin: 0; }
        .register__line { border: 0; padding: 0.7rem 0; margin: 0; } .register__name { font-weight: 600; }
        .register__marks { display: flex; flex-wrap: wrap; gap: 0.4rem 1.1rem; } .register__mark { display: inline-flex; align-items: center; gap: 0.4rem; min-height: 2.75rem; }
        .register__mark input { width: 1.5rem; height: 1.5rem; }
        .invoice__parties { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 15rem), 1fr)); gap: 1rem 2rem; margin: 0 0 1.6rem; }
        .invoice__parties address { font-style: normal; } .invoice__total { font-size: 1.15rem; text-align: right; max-width: none; }
        .qr { width: min(100%, 18rem); height: auto; display: block; } .qr-frame { margin: 1.5rem 0; }
        .certificate { border: 2px solid var(--strand-a); border-radius: 12px; padding: clamp(1.6rem, 1rem + 4vw, 4rem); margin: 0 0 2rem; text-align: center; max-width: 48rem; }
        .certificate h1 { font-size: clamp(2rem, 1.6rem + 2vw, 3rem); margin: 0.2em 0; } .certificate p { max-width: none; }
        .certificate__title { font-family: var(--serif); font-size: 1.6rem; line-height: 1.25; } .certificate__proof { margin-top: 2rem; }
        .certificate__proof .qr { width: 8rem; margin: 0 auto 0.6rem; }
        .back { display: inline-block; margin-bottom: 1.2rem; min-height: 1.6rem; } .back::before { content: "‹ "; }
        """
}
