extension Styles {
    /// Fields and messages.
    static let forms: String = """
        .form { max-width: 44rem; margin: 0 0 1.4rem; } :is(td, li, .actions, .button-row, .form--line) > .form { margin: 0; }
        .form > .button { margin: 0 0.6rem 0.5rem 0; } .form > .button + .field { margin-top: 1.2rem; }
        .field { margin: 0 0 1.7rem; padding: 0; border: 0; min-width: 0; }
        .field > label, .field > legend { display: block; font-weight: 600; padding: 0; margin-bottom: 0.3rem; max-width: var(--line); }
        .field > legend { font-size: 1.1rem; margin-bottom: 0.5rem; }
        .field-row { min-width: 0; margin: 0 0 1.7rem; padding: 0.5rem 1.2rem 0; border: 1.5px solid var(--grid); border-radius: 8px; }
        .field-row > legend { font-weight: 600; padding: 0 0.5rem; } .field-row > details { margin-bottom: 1.2rem; } .field-row summary { margin-bottom: 0.6rem; }
        .hint { color: var(--soft); margin: 0 0 0.45rem; font-size: 0.96rem; }
        .field-error { color: var(--coral-text); font-weight: 600; margin: 0 0 0.45rem; }
        .field--wrong { border-left: 4px solid var(--coral); padding-left: 1rem; }
        .input { font: inherit; color: var(--ink); background: var(--paper); border: 1.5px solid var(--edge); border-radius: 6px; padding: 0.6rem 0.75rem; width: 100%; min-height: 2.9rem; }
        .input:focus { outline: 3px solid var(--focus); outline-offset: 1px; border-color: var(--ink); }
        .input[aria-invalid] { border-color: var(--coral); border-width: 2px; }
        .input--short { width: 11rem; max-width: 100%; } textarea.input { line-height: 1.5; resize: vertical; }
        select.input { width: auto; max-width: 100%; padding-right: 2rem; } .input:is([type=date], [type=time]) { width: 11rem; max-width: 100%; }
        .field-row > .field:has(.input:is([type=date], [type=time])) { display: inline-block; margin-right: 1.2rem; vertical-align: top; }
        input[type=file].input { padding: 0.75rem; border-style: dashed; background: var(--sand); }
        .money { display: inline-flex; align-items: stretch; } .money__sign { display: flex; align-items: center; padding: 0 0.8rem; background: var(--sand); border: 1.5px solid var(--edge); border-right: 0; border-radius: 6px 0 0 6px; }
        .money { max-width: 100%; } .money .input { border-radius: 0 6px 6px 0; min-width: 0; }
        .choice { display: grid; grid-template-columns: auto minmax(0, 1fr); align-items: start; margin-bottom: 0.35rem; max-width: var(--line); }
        .choice input { width: 1.5rem; height: 1.5rem; margin: 0.35rem 0.7rem 0.35rem 0; }
        .choice label { padding: 0.32rem 0; cursor: pointer; } .choice .hint { grid-column: 2; margin: -0.2rem 0 0.3rem; }
        .error-summary { border: 3px solid var(--coral); border-radius: 8px; padding: 1.1rem 1.4rem; margin: 0 0 2rem; max-width: 44rem; background: var(--paper); }
        .error-summary h2 { margin: 0 0 0.5rem; font-size: 1.25rem; } .error-summary ul { margin: 0; } .error-summary a { color: var(--coral-text); font-weight: 600; }
        .form--search { display: flex; flex-wrap: wrap; gap: 0.7rem; align-items: flex-end; max-width: none; margin-bottom: 1.6rem; }
        .form--search > .button { margin: 0; } .form--search .field { margin: 0; flex: 1 1 14rem; max-width: 32rem; } .form--search .field:has(select, [type=date], .input--short) { flex: 0 1 auto; }
        .filter .form--search { flex-direction: column; flex-wrap: nowrap; align-items: stretch; margin: 0.6rem 0; } .filter .form--search .field { flex: none; }
        .search-box { display: flex; max-width: 40rem; margin: 0 0 1.6rem; } .search-box .input { border-radius: 7px 0 0 7px; flex: 1; } .search-box .button { border-radius: 0 7px 7px 0; flex: none; }
        """
}
