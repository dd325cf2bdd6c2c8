extension Styles {
    /// Months, days, and addresses to copy.
    static let calendars: String = """
        .address { max-width: 48rem; } .address code { display: inline-block; background: var(--sand); border: 1px solid var(--grid); border-radius: 6px; padding: 0.5rem 0.8rem; overflow-wrap: anywhere; user-select: all; }
        .subscribe { margin: 1.6rem 0; max-width: 48rem; } .subscribe > summary { font-weight: 600; }
        .calendar-turn { border: 0; padding: 0; margin: 0 0 1rem; }
        .month { margin: 0 0 2rem; } .month__weekdays { display: none; } .month__days { list-style: none; padding: 0; margin: 0; }
        .month__days > li { border-top: 1px solid var(--grid); padding: 0.9rem 0; margin: 0; max-width: none; } .month__days > .month__none { display: none; }
        .month__day { font-size: 1.1rem; margin: 0 0 0.4rem; font-family: var(--serif); font-weight: 600; } .month__number { display: none; }
        .month__days ul { list-style: none; padding: 0; margin: 0; } .month__days ul li { margin: 0 0 0.7rem; } .month__days ul li:last-child { margin-bottom: 0; }
        .month__days ul a { display: block; font-weight: 550; line-height: 1.35; } .month__facts { color: var(--soft); font-size: 0.92rem; display: block; } .month__more { margin: 0.5rem 0 0; font-weight: 600; }
        @media screen and (min-width: 60rem) {
          .month__weekdays, .month__days { display: grid; grid-template-columns: repeat(7, minmax(0, 1fr)); }
          .month__weekdays span { color: var(--soft); font-size: 0.9rem; font-weight: 600; padding: 0 0.5rem 0.3rem; }
          .month__days { border-top: 1px solid var(--grid); border-left: 1px solid var(--grid); }
          .month__days > li, .month__days > .month__none { display: block; min-height: 5.5rem; border: 0; border-right: 1px solid var(--grid); border-bottom: 1px solid var(--grid); padding: 0.4rem 0.5rem 0.6rem; overflow-wrap: anywhere; }
          .month__past { background: var(--sand); } .month__none .month__day { color: var(--soft); font-weight: 400; }
          .month__number { display: inline; } .month__name { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
          .month__days ul a { font-size: 0.88rem; overflow-wrap: break-word; hyphens: auto; } .month__facts { font-size: 0.82rem; } .month__day { font-size: 0.98rem; } .month__more { font-size: 0.88rem; }
          .month__days .tag { white-space: normal; font-size: 0.78rem; }
          .month__days--from-2 > :first-child { grid-column-start: 2; } .month__days--from-3 > :first-child { grid-column-start: 3; } .month__days--from-4 > :first-child { grid-column-start: 4; }
          .month__days--from-5 > :first-child { grid-column-start: 5; } .month__days--from-6 > :first-child { grid-column-start: 6; } .month__days--from-7 > :first-child { grid-column-start: 7; }
        }
        @media (min-width: 60rem) { .month__days > li { position: relative; } }
        .clashes { border-top: 1px solid var(--grid); margin-top: 2rem; } .clashes h3 .tag { margin-left: 0.4rem; font-family: var(--sans); vertical-align: middle; }
        .embedded { min-height: 0; } .embedded main { padding: 1rem; } .embedded h1 { font-size: 1.5rem; } .embedded .list h2 { font-size: 1.1rem; }
        .snippet { max-width: 52rem; user-select: all; }
        """
}
