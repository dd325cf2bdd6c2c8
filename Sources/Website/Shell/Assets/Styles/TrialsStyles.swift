extension Styles {
    /// Protocols: tasks in their order, hashes that may break anywhere, and papers to sign.
    static let trials: String = """
        .task-list { list-style: none; padding: 0; margin: 0 0 2rem; max-width: 46rem; border-top: 1px solid var(--grid); }
        .task-list > li { display: flex; justify-content: space-between; gap: 1rem; align-items: baseline; margin: 0; padding: 0.75rem 0; border-bottom: 1px solid var(--grid); }
        .hash { overflow-wrap: anywhere; font-size: 0.85rem; font-weight: 400; }
        pre:has(code) { overflow-x: auto; padding: 1rem; background: var(--sand-deep); border-radius: 8px; max-width: none; }
        .paper { border: 1px solid var(--grid); border-radius: 10px; padding: 0.4rem 1.6rem 1.2rem; margin: 0 0 2rem; max-height: 34rem; overflow-y: auto; }
        .paper h2 { font-size: 1.15rem; margin-top: 1.4rem; }
        @media print { .paper { max-height: none; border: 0; padding: 0; } }
        """
}
