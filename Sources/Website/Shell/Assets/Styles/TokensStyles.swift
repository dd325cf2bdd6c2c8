extension Styles {
    /// Colours, type and measures. Every text colour has a contrast of at least 4.5 : 1 against paper, sand
    /// and its own ground, light and dark: `StylesheetTests` computes it.
    static let tokens: String = """
        :root {
          color-scheme: light dark; accent-color: var(--sea);
          --ink: #12263a; --soft: #4b5b69; --paper: #ffffff; --sand: #f6f1e7; --sand-deep: #ebe2d0;
          --grid: #d9d3c6; --edge: #7b8794; --sea: #0b6e75; --sea-deep: #084f55; --on-sea: #ffffff; --sea-mist: #e3f0ef;
          --coral: #c43d4b; --coral-text: #b03340; --coral-mist: #fbe9ea; --gold: #9a6a00; --gold-text: #7d5600; --gold-mist: #f9efd6;
          --focus: #9a6a00; --night: #12263a; --on-night: #f6f1e7; --on-night-soft: #c5d0da;
          --strand-a: #0b6e75; --strand-b: #c43d4b; --strand-c: #c9952b;
          --serif: "Iowan Old Style", "Palatino Linotype", Palatino, P052, "URW Palladio L", Charter, Georgia, serif;
          --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, sans-serif;
          --line: 42rem; --frame: 72rem; --gap: clamp(1rem, 0.6rem + 1.6vw, 2rem);
        }
        @media screen and (prefers-color-scheme: dark) {
          :root {
            --ink: #e8eef3; --soft: #aebbc6; --paper: #101c2a; --sand: #1a2a3c; --sand-deep: #24374c;
            --grid: #31445a; --edge: #8397aa; --sea: #58c4c9; --sea-deep: #8bdade; --on-sea: #06222a; --sea-mist: #12343d;
            --coral: #ff8f98; --coral-text: #ff9fa7; --coral-mist: #3a1f2a; --gold: #e3b64f; --gold-text: #ecc468; --gold-mist: #352c15;
            --focus: #e3b64f; --night: #0a131e; --on-night: #f1ebdf; --on-night-soft: #b7c4d0;
            --strand-a: #3ba5ab; --strand-b: #e0727c; --strand-c: #d9ab4a;
          }
        }
        """
}
