extension Styles {
    /// Paper: the content alone, in black, with addresses of outside links, and nothing cut across a page.
    static let print: String = """
        @media print {
          @page { margin: 18mm 16mm; }
          html { font-size: 10.5pt; } body { display: block; }
          .masthead, .breadcrumbs, .foot, .skip, .menu, .form--search, .search-box, .filters, .to-filters, .chosen, .tabs, .pagination, .button, .actions, .notice, .example-banner, .back, .downloads, .no-print { display: none !important; }
          .page { max-width: none; padding: 0; } a { color: inherit; text-decoration: none; }
          main a[href^="http"]::after { content: " (" attr(href) ")"; font-size: 0.85em; color: var(--soft); }
          h2, h3, h4 { break-after: avoid; } table, figure, .key-figure, .inset, .card, tr, .tasks > li, .answers > div, .programme-list > li { break-inside: avoid; }
          .table-frame { overflow: visible; } .inset, .hero, .confirmation { background: none; border: 1px solid #999; color: inherit; }
          details:not([open]) > :not(summary), details.behind:not([open]) { display: none; }
          .figure-block { margin: 4mm 0; } .figure-block__plot svg { max-width: 132mm; height: auto; }
          .plan-sheet .answers { columns: 2; column-gap: 8mm; max-width: none; font-size: 0.92em; } .plan-sheet .answers > div { display: block; padding: 1.4mm 0; }
          .plan-sheet .tasks { max-width: none; font-size: 0.92em; } .plan-sheet .tasks > li { padding: 1mm 0; } .plan-sheet .page-section { margin-top: 3mm; } .plan-sheet + .page-section { break-before: page; }
          h2 { margin-top: 6mm; } .key-figures, .facts { margin-bottom: 5mm; } .table td, .table th { padding-top: 1.2mm; padding-bottom: 1.2mm; }
        }
        @media (forced-colors: active) { .button, .tag, .card { border: 1px solid; } .navigation a[aria-current] { border-bottom: 3px solid Highlight; } }
        """
}
