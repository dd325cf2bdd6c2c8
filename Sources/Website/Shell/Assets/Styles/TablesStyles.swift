extension Styles {
    /// Tables; on a phone each row of a wide one becomes a block with the column's name before each cell. The name floats
    /// into the cell's padding, so that whatever stands in the cell keeps its own lines.
    static let tables: String = """
        .table-frame { position: relative; overflow-x: auto; margin: 0 0 2rem; }
        .table { border-collapse: collapse; width: 100%; font-size: 0.97rem; }
        .table caption { text-align: left; font-weight: 600; font-size: 1.05rem; padding: 0 0 0.7rem; }
        .table th, .table td { text-align: left; vertical-align: top; padding: 0.62rem 1rem 0.62rem 0; border-bottom: 1px solid var(--grid); }
        .table th:last-child, .table td:last-child { padding-right: 0; }
        .table thead th { font-size: 0.9rem; font-weight: 600; color: var(--soft); vertical-align: bottom; border-bottom: 2px solid var(--edge); }
        .table tbody th { font-weight: 600; } .table .number { text-align: right; white-space: nowrap; } .table thead .number { white-space: normal; }
        .table tbody tr:hover { background: var(--sand); }
        .table tfoot td, .table tfoot th { border-top: 2px solid var(--edge); font-weight: 600; border-bottom: 0; }
        .sign-in-sheet :is(th, td):last-child { width: 42%; } .sign-in-sheet td { height: 2.7rem; vertical-align: middle; }
        @media (min-width: 44.01rem) { .table .moment, .table td > details > summary { white-space: nowrap; } }
        @media screen and (max-width: 44rem) {
          .table--stacks, .table--stacks tbody, .table--stacks tr, .table--stacks td, .table--stacks caption { display: block; }
          .table--stacks thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
          .table--stacks tr { border: 1px solid var(--grid); border-radius: 10px; padding: 0.75rem 1rem; margin-bottom: 0.9rem; }
          .table--stacks tbody tr:hover { background: none; }
          .table--stacks td { display: flow-root; border: 0; padding: 0.22rem 0 0.22rem 44%; white-space: normal; text-align: left; }
          .table--stacks td.number { text-align: left; white-space: normal; }
          .table--stacks td::before { content: attr(data-label); float: left; width: 71.43%; margin-left: -78.57%; color: var(--soft); font-size: 0.92rem; line-height: 1.72; }
          .table--stacks td:first-child:not(.number) { padding: 0 0 0.35rem; font-size: 1.06rem; font-weight: 600; } .table--stacks td:first-child:not(.number)::before { content: none; }
          .table--stacks td:first-child .hint { font-size: 0.95rem; font-weight: 400; }
          .table--stacks .tag { white-space: normal; border-radius: 0.8rem; }
          .table--dense tr { padding: 0.6rem 0.9rem; margin-bottom: 0.6rem; }
          .table--dense td.number { display: inline-block; padding: 0; margin-right: 0.8rem; white-space: nowrap; line-height: 1.5; }
          .table--dense td:not(:first-child, .number) { display: block; padding: 0; }
          .table--dense td:not(:first-child)::before { content: attr(data-label) " "; float: none; margin: 0; }
          .table--stacks td:empty { display: none; }
          .table:not(.table--stacks) { font-size: 0.92rem; } .table:not(.table--stacks) :is(th, td) { padding-right: 0.7rem; white-space: normal; }
        }
        """
}
