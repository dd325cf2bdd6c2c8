extension Styles {
    /// The home page: the loop, drawn as woven strands.
    static let home: String = """
        .hero { background: var(--sand); margin: calc(-1 * clamp(1.4rem, 1rem + 1.8vw, 2.6rem)) calc(50% - 50vw) 0; padding: clamp(2.4rem, 1.4rem + 4vw, 5rem) max(var(--gap), calc(50vw - var(--frame) / 2 + var(--gap))) 0; overflow: hidden; }
        .hero h1 { font-size: clamp(2.3rem, 1.5rem + 3.6vw, 4rem); max-width: 15em; margin-bottom: 0.4em; }
        .hero .lead { color: var(--ink); max-width: 38rem; margin-bottom: 1.8rem; }
        .weave { display: block; width: 100vw; max-width: none; height: clamp(90px, 11vw, 170px); margin: clamp(1.2rem, 3vw, 2.6rem) 0 0 calc(50% - 50vw); }
        .strand { fill: none; stroke-width: 11; stroke-linecap: round; } .strand--halo { stroke: var(--sand); stroke-width: 21; stroke-linecap: butt; }
        .strand--a { stroke: var(--strand-a); } .strand--b { stroke: var(--strand-b); } .strand--c { stroke: var(--strand-c); }
        .loop { list-style: none; padding: 0; counter-reset: step; display: grid; grid-template-columns: repeat(5, minmax(0, 1fr)); gap: 1.4rem 1.8rem; margin: 0 0 1rem; max-width: none; }
        .loop li { margin: 0; border-top: 4px solid var(--strand-a); padding-top: 0.8rem; } .loop li:nth-child(3n+2) { border-color: var(--strand-b); } .loop li:nth-child(3n) { border-color: var(--strand-c); }
        .loop h3 { margin: 0 0 0.3rem; font-size: 1.35rem; } .loop p { margin: 0; font-size: 0.97rem; }
        @media (max-width: 60rem) { .loop { grid-template-columns: repeat(auto-fill, minmax(min(100%, 15rem), 1fr)); } }
        .argument { display: grid; gap: 1.5rem 4rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); align-items: start; margin-top: 3.2rem; }
        .argument h2 { margin-top: 0; }
        """
}
