import Figures

/// The site's stylesheet. Colours are custom properties, so that dark mode and print change them in one place.
/// docs/design-system.md shows the parts.
enum Stylesheet {
    static let text = [
        colours, base, masthead, content, forms, tables, parts, home, phone, print, FigureStylesheet.embedded,
    ].joined(separator: "\n")

    private static let colours = """
        :root {
          --ink: #12263a; --soft: #4a5a69; --paper: #fffdf8; --sand: #f6f1e7; --mist: #e4dfd2; --grid: #d9d3c4;
          --sea: #0b6e75; --sea-deep: #084f55; --coral: #b73645; --gold: #7d5600; --on-sea: #ffffff;
          --good: #1f6b43; --focus: #ffbf3f; --field: #ffffff; --edge: #6d7780;
          color-scheme: light dark;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --ink: #eef1ee; --soft: #b4bfc4; --paper: #0f1a24; --sand: #172531; --mist: #24343f; --grid: #30424e;
            --sea: #63c6cb; --sea-deep: #93dde0; --coral: #f3929b; --gold: #e6bf63; --on-sea: #0b1a22;
            --good: #82d3a5; --focus: #ffbf3f; --field: #0b141c; --edge: #8b9aa3;
          }
        }
        """

    private static let base = """
        *, *::before, *::after { box-sizing: border-box; }
        html { font-size: 100%; -webkit-text-size-adjust: 100%; scroll-padding-top: 1rem; }
        body {
          margin: 0; background: var(--paper); color: var(--ink);
          font: 1.0625rem/1.6 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
          font-variant-numeric: tabular-nums; text-rendering: optimizeLegibility; overflow-wrap: break-word;
        }
        h1, h2, h3 { font-family: "Iowan Old Style", "Palatino Linotype", Palatino, "Book Antiqua", Georgia, serif;
          font-weight: 600; line-height: 1.15; text-wrap: balance; margin: 2.4rem 0 .7rem; letter-spacing: -.01em; }
        h1 { font-size: clamp(2rem, 1.4rem + 2.6vw, 3.1rem); margin-top: 0; }
        h2 { font-size: 1.6rem; }
        h3 { font-size: 1.2rem; margin-top: 1.8rem; }
        p, ul, ol, dl { margin: 0 0 1rem; }
        p, li, dd { max-width: 68ch; }
        a { color: var(--sea); text-underline-offset: .18em; text-decoration-thickness: .07em; }
        a:hover { color: var(--sea-deep); text-decoration-thickness: .14em; }
        :focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; border-radius: 2px; box-shadow: 0 0 0 6px var(--ink); }
        main:focus { outline: none; box-shadow: none; }
        small, .small { font-size: .9rem; }
        hr { border: 0; border-top: 1px solid var(--grid); margin: 2.5rem 0; }
        code, pre { font-family: ui-monospace, "SF Mono", Menlo, Consolas, monospace; font-size: .92em; }
        pre { background: var(--sand); padding: 1rem; overflow-x: auto; }
        img, svg { max-width: 100%; }
        summary { cursor: pointer; }
        .visually-hidden { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
        .skip { position: absolute; left: -999px; top: 0; background: var(--focus); color: #12263a; padding: .6rem 1rem; z-index: 2; }
        .skip:focus { left: 0; }
        """

    private static let masthead = """
        .example-banner { margin: 0; max-width: none; padding: .45rem 1.25rem; background: var(--mist); color: var(--ink); font-size: .9rem; text-align: center; }
        .masthead { border-bottom: 1px solid var(--grid); background: var(--paper); }
        .masthead__inner { max-width: 74rem; margin: 0 auto; padding: .8rem 1.25rem; display: flex; align-items: center; gap: 2rem; }
        .masthead__name { display: inline-flex; align-items: center; gap: .6rem; color: var(--ink); text-decoration: none;
          font: 600 1.55rem/1 "Iowan Old Style", "Palatino Linotype", Palatino, Georgia, serif; letter-spacing: -.01em; }
        .masthead__wide { flex: 1; }
        .navigation ul { list-style: none; display: flex; flex-wrap: wrap; gap: .2rem 1.4rem; margin: 0; padding: 0; align-items: center; }
        .navigation a { display: inline-block; padding: .4rem 0; color: var(--ink); text-decoration: none; border-bottom: 3px solid transparent; }
        .navigation a:hover { border-color: var(--grid); }
        .navigation a[aria-current] { border-color: var(--sea); color: var(--sea); }
        .navigation__own { margin-left: auto; }
        .menu { display: none; }
        .breadcrumbs { max-width: 74rem; margin: 0 auto; padding: 1rem 1.25rem 0; font-size: .92rem; color: var(--soft); }
        .breadcrumbs ol { list-style: none; display: flex; flex-wrap: wrap; gap: .25rem; margin: 0; padding: 0; }
        .breadcrumbs li + li::before { content: "/"; margin: 0 .45rem 0 .2rem; color: var(--edge); }
        .page { max-width: 74rem; margin: 0 auto; padding: 2.2rem 1.25rem 5rem; }
        .foot { border-top: 1px solid var(--grid); background: var(--sand); }
        .foot__inner { max-width: 74rem; margin: 0 auto; padding: 2rem 1.25rem 2.4rem; display: flex; flex-wrap: wrap; gap: 1rem 3rem; justify-content: space-between; }
        .foot__loop { font-family: "Iowan Old Style", Palatino, Georgia, serif; font-size: 1.1rem; margin: 0; max-width: 34ch; }
        .foot ul { list-style: none; display: flex; flex-wrap: wrap; gap: .3rem 1.6rem; margin: 0; padding: 0; }
        .foot li a { display: inline-block; padding: .2rem 0; }
        """

    private static let content = """
        .page-header { margin-bottom: 2.2rem; }
        .kicker { margin: 0 0 .5rem; font-size: .85rem; font-weight: 600; letter-spacing: .08em; text-transform: uppercase; color: var(--sea); }
        .lead { font-size: 1.28rem; line-height: 1.5; color: var(--soft); max-width: 56ch; margin: 0; }
        .columns { display: grid; grid-template-columns: minmax(0, 1fr) 19rem; gap: 3.5rem; align-items: start; }
        .columns--filters { grid-template-columns: 16rem minmax(0, 1fr); }
        .columns > * { min-width: 0; }
        .side { font-size: .97rem; }
        .side > :first-child { margin-top: 0; }
        .facts { margin: 0 0 1.5rem; border-top: 1px solid var(--grid); }
        .facts > div { display: grid; grid-template-columns: minmax(8rem, 13rem) minmax(0, 1fr); gap: .25rem 1.2rem; padding: .65rem 0; border-bottom: 1px solid var(--grid); }
        .facts dt { color: var(--soft); }
        .facts dd { margin: 0; }
        .facts dd > :last-child { margin-bottom: 0; }
        .side .facts > div { grid-template-columns: 1fr; gap: 0; }
        .cards { list-style: none; margin: 0 0 2rem; padding: 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(min(19rem, 100%), 1fr)); gap: 1.25rem; }
        .cards > li { max-width: none; }
        .card { display: flex; flex-direction: column; height: 100%; padding: 1.3rem 1.4rem 1.2rem; background: var(--sand); border-top: 4px solid var(--sea); }
        .card h2, .card h3 { font-size: 1.25rem; margin: 0 0 .4rem; }
        .card p { margin: 0 0 .6rem; }
        .card > :last-child { margin-bottom: 0; }
        .card a { text-decoration-color: color-mix(in srgb, currentColor 40%, transparent); }
        .list { list-style: none; margin: 0 0 1.5rem; padding: 0; border-top: 1px solid var(--grid); }
        .list > li { padding: 1.15rem 0; border-bottom: 1px solid var(--grid); max-width: none; }
        .list h2, .list h3 { margin: 0 0 .3rem; font-size: 1.28rem; }
        .list p { margin: 0 0 .35rem; }
        .meta { color: var(--soft); font-size: .95rem; }
        .meta > * + *::before { content: "·"; margin: 0 .5em; }
        .key-figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(12rem, 100%), 1fr)); gap: 1.2rem 2rem; margin: 0 0 2rem; padding: 1.4rem 0; border-block: 1px solid var(--grid); }
        .key-figure p { margin: 0; }
        .key-figure__value { font: 600 2.3rem/1.1 "Iowan Old Style", Palatino, Georgia, serif; color: var(--sea); font-variant-numeric: tabular-nums; }
        .key-figure__label { font-weight: 600; }
        .key-figure__detail { color: var(--soft); font-size: .93rem; }
        .inset { margin: 2rem 0; padding: 1.2rem 1.5rem; border-left: 4px solid var(--gold); background: var(--sand); }
        .inset > :last-child { margin-bottom: 0; }
        .inset__title { margin: 0 0 .5rem; font-size: 1.25rem; }
        .empty { padding: 2rem; background: var(--sand); border: 1px dashed var(--edge); margin: 0 0 1.5rem; }
        .empty > :last-child { margin-bottom: 0; }
        .tag { display: inline-block; padding: .08rem .6rem; border-radius: 1rem; font-size: .88rem; font-weight: 600; border: 1px solid currentColor; white-space: nowrap; }
        .tag--neutral { color: var(--soft); }
        .tag--good { color: var(--good); }
        .tag--waiting { color: var(--gold); }
        .tag--late { color: var(--coral); }
        .notice { margin: 0 0 2rem; padding: .9rem 1.3rem; border-left: 5px solid var(--good); background: var(--sand); }
        .notice p { margin: 0; font-weight: 600; }
        .confirmation { margin: 0 0 2rem; padding: 2rem 2rem 1.6rem; background: var(--sea); color: var(--on-sea); }
        .confirmation h1 { margin-bottom: .6rem; }
        .confirmation p { margin: 0; font-size: 1.2rem; }
        .prose > :first-child { margin-top: 0; }
        .prose { white-space: pre-line; }
        """

    private static let forms = """
        .form { margin: 0 0 2rem; }
        .field { margin: 0 0 1.7rem; padding: 0; border: 0; min-width: 0; }
        .field > label, .field > legend { display: block; font-weight: 600; margin: 0 0 .25rem; padding: 0; }
        .hint { color: var(--soft); margin: 0 0 .45rem; font-size: .97rem; }
        .field-error { color: var(--coral); font-weight: 600; margin: 0 0 .45rem; }
        .field--wrong { padding-left: 1rem; border-left: 4px solid var(--coral); }
        .input { width: 100%; max-width: 38rem; font: inherit; color: var(--ink); background: var(--field); border: 1.5px solid var(--edge); border-radius: 3px; padding: .55rem .7rem; min-height: 2.8rem; }
        .input--short { max-width: 12rem; }
        .input[aria-invalid] { border-color: var(--coral); border-width: 2.5px; }
        .money { display: flex; align-items: center; gap: .4rem; }
        .choice { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 0 .7rem; align-items: center; margin: .3rem 0; min-height: 2.4rem; }
        .choice input { width: 1.5rem; height: 1.5rem; margin: 0; accent-color: var(--sea); }
        .choice .hint { grid-column: 2; margin: 0; }
        .button { display: inline-block; font: inherit; font-weight: 600; line-height: 1.3; padding: .7rem 1.35rem; min-height: 2.8rem; border: 2px solid var(--sea); border-radius: 3px; background: var(--sea); color: var(--on-sea); text-decoration: none; cursor: pointer; }
        .button:hover { background: var(--sea-deep); border-color: var(--sea-deep); color: var(--on-sea); }
        .button--secondary { background: transparent; color: var(--sea); }
        .button--secondary:hover { background: var(--sand); color: var(--sea-deep); }
        .button--warning { background: var(--coral); border-color: var(--coral); color: var(--paper); }
        .button-row { display: flex; flex-wrap: wrap; gap: .8rem 1rem; align-items: center; margin: 0 0 1.5rem; }
        .error-summary { border: 4px solid var(--coral); padding: 1.1rem 1.4rem; margin: 0 0 2rem; }
        .error-summary h2 { margin: 0 0 .5rem; font-size: 1.3rem; }
        .error-summary ul { margin: 0; padding-left: 1.2rem; }
        .error-summary a { color: var(--coral); font-weight: 600; }
        .form--search { display: flex; flex-wrap: wrap; gap: .6rem; align-items: end; }
        .form--search .field { margin: 0; flex: 1 1 18rem; }
        .form--search .input { max-width: none; }
        .filter { border-bottom: 1px solid var(--grid); padding: .7rem 0; }
        .filter summary { font-weight: 600; }
        .filter ul { list-style: none; margin: .5rem 0 .3rem; padding: 0; }
        .filter li { padding: .18rem 0; }
        .filter a { display: inline-block; min-height: 1.5rem; }
        .filter a[aria-current] { font-weight: 700; text-decoration: none; color: var(--ink); }
        .filter__count { color: var(--soft); }
        .chosen { list-style: none; display: flex; flex-wrap: wrap; gap: .5rem; margin: 0 0 1.3rem; padding: 0; }
        .chosen a { display: inline-block; padding: .25rem .8rem; border: 1px solid var(--sea); border-radius: 2rem; text-decoration: none; }
        .pagination { display: flex; gap: 1.5rem; align-items: baseline; margin: 1.5rem 0; }
        .pagination a { display: inline-block; padding: .3rem 0; }
        """

    private static let tables = """
        .table-frame { overflow-x: auto; margin: 0 0 1.8rem; }
        .table { border-collapse: collapse; width: 100%; font-size: .98rem; }
        .table caption { text-align: left; font-weight: 600; padding: 0 0 .6rem; }
        .table th, .table td { text-align: left; vertical-align: top; padding: .6rem 1.1rem .6rem 0; border-bottom: 1px solid var(--grid); }
        .table thead th { border-bottom: 2px solid var(--ink); font-size: .92rem; }
        .table .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
        .table td > :last-child { margin-bottom: 0; }
        """

    private static let parts = """
        .figure-block { margin: 2rem 0; }
        .figure-block__plot { overflow-x: auto; }
        .figure-block figcaption { color: var(--soft); font-size: .95rem; margin-top: .6rem; max-width: 68ch; }
        .behind { margin-top: .8rem; }
        .behind > summary { color: var(--sea); display: inline-block; padding: .2rem 0; }
        .behind > summary + * { margin-top: .8rem; }
        .steps { counter-reset: step; list-style: none; padding: 0; }
        .steps > li { counter-increment: step; padding: .5rem 0 .5rem 3rem; position: relative; }
        .steps > li::before { content: counter(step); position: absolute; left: 0; top: .45rem; width: 2rem; height: 2rem; line-height: 2rem; text-align: center; border-radius: 50%; background: var(--sea); color: var(--on-sea); font-weight: 700; }
        """

    private static let home = """
        .hero { margin: -2.2rem calc(50% - 50vw) 3rem; padding: 4rem calc(50vw - 50% ) 3.4rem; background: var(--sand); border-bottom: 1px solid var(--grid); overflow: hidden; }
        .hero h1 { max-width: 17ch; font-size: clamp(2.3rem, 1.4rem + 4vw, 4.1rem); }
        .hero .lead { max-width: 48ch; }
        .hero__search { margin-top: 2rem; max-width: 40rem; }
        .loop { list-style: none; margin: 0 0 2.5rem; padding: 0; display: grid; grid-template-columns: repeat(auto-fit, minmax(min(11.5rem, 100%), 1fr)); gap: 0; border-top: 4px solid var(--sea); }
        .loop li { padding: 1.1rem 1.2rem 0 0; max-width: none; position: relative; }
        .loop li::before { content: ""; position: absolute; top: -.72rem; left: 0; width: 1.1rem; height: 1.1rem; border-radius: 50%; background: var(--paper); border: 4px solid var(--coral); }
        .loop strong { display: block; font: 600 1.35rem/1.3 "Iowan Old Style", Palatino, Georgia, serif; }
        """

    private static let phone = """
        @media (max-width: 56rem) {
          .columns, .columns--filters { grid-template-columns: minmax(0, 1fr); gap: 1.5rem; }
        }
        @media (max-width: 50rem) {
          .masthead__inner { gap: 1rem; flex-wrap: wrap; justify-content: space-between; }
          .masthead__wide { display: none; }
          .menu { display: block; }
          .menu[open] { flex-basis: 100%; order: 3; }
          .menu__button { list-style: none; padding: .5rem .9rem; border: 1.5px solid var(--edge); border-radius: 3px; font-weight: 600; min-height: 2.6rem; width: fit-content; margin-left: auto; }
          .menu__button::-webkit-details-marker { display: none; }
          .menu .navigation ul { flex-direction: column; align-items: stretch; gap: 0; padding-top: .8rem; }
          .menu .navigation a { display: block; padding: .7rem 0; border-bottom: 1px solid var(--grid); }
          .navigation__own { margin-left: 0; }
        }
        @media (max-width: 40rem) {
          body { font-size: 1rem; }
          .facts > div { grid-template-columns: 1fr; gap: 0; }
          .facts dt { font-size: .92rem; }
          .table thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
          .table, .table tbody, .table tr, .table td { display: block; width: 100%; }
          .table tr { padding: .7rem 0; border-bottom: 2px solid var(--grid); }
          .table td { display: grid; grid-template-columns: minmax(6.5rem, 40%) minmax(0, 1fr); gap: .8rem; border: 0; padding: .25rem 0; }
          .table td::before { content: attr(data-label); color: var(--soft); font-size: .92rem; }
          .table .number { text-align: left; white-space: normal; }
          .confirmation { padding: 1.5rem 1.2rem; }
          .key-figure__value { font-size: 2rem; }
        }
        @media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
        """

    private static let print = """
        @media print {
          :root { --paper: #fff; --sand: #fff; --ink: #000; --soft: #333; --sea: #0b6e75; --grid: #bbb; }
          .masthead, .breadcrumbs, .foot, .skip, .example-banner, .form, .button, .button-row, .notice, .menu { display: none; }
          .page { max-width: none; padding: 0; }
          body { font-size: 10.5pt; }
          h1 { font-size: 22pt; } h2 { font-size: 15pt; }
          h2, h3 { break-after: avoid; } figure, .card, .inset, tr, .key-figures { break-inside: avoid; }
          .hero { margin: 0; padding: 0; }
          a { color: inherit; text-decoration: none; }
          .behind:not([open]) { display: none; }
          @page { margin: 18mm; }
        }
        """
}
