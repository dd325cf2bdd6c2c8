extension Styles {
    /// Tables; on a phone each row becomes a block with the column's name before each cell.
    static let tables: String = """
        .table-frame { position: relative; overflow-x: auto; margin: 0 0 2rem; }
        .table { border-collapse: collapse; width: 100%; font-size: 0.97rem; }
        .table caption { text-align: left; font-weight: 600; font-size: 1.05rem; padding: 0 0 0.7rem; }
        .table th, .table td { text-align: left; vertical-align: top; padding: 0.62rem 1rem 0.62rem 0; border-bottom: 1px solid var(--grid); }
        .table th:last-child, .table td:last-child { padding-right: 0; }
        .table thead th { font-size: 0.9rem; font-weight: 600; color: var(--soft); vertical-align: bottom; border-bottom: 2px solid var(--edge); }
        .table tbody th { font-weight: 600; } .table .number { text-align: right; white-space: nowrap; }
        .table tbody tr:hover { background: var(--sand); }
        .table tfoot td, .table tfoot th { border-top: 2px solid var(--edge); font-weight: 600; border-bottom: 0; }
        @media screen and (max-width: 44rem) {
          .table--stacks, .table--stacks tbody, .table--stacks tfoot, .table--stacks tr, .table--stacks th, .table--stacks td, .table--stacks caption { display: block; }
          .table--stacks thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
          .table--stacks tr { border: 1px solid var(--grid); border-radius: 10px; padding: 0.75rem 1rem; margin-bottom: 0.9rem; }
          .table--stacks tbody tr:hover { background: none; }
          .table--stacks td, .table--stacks tbody th, .table--stacks tfoot th { border: 0; padding: 0.22rem 0; }
          .table--stacks tbody th { font-size: 1.06rem; padding-bottom: 0.35rem; }
          .table--stacks td { display: flex; justify-content: space-between; gap: 1.2rem; }
          .table--stacks td::before { content: attr(data-label); color: var(--soft); font-size: 0.92rem; flex: none; max-width: 50%; text-align: left; white-space: normal; }
          .table--stacks td:empty { display: none; }
        }
        """
}
