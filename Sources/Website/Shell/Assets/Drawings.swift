/// The site's own drawings: three strands woven into one.
enum Drawings {
    static let logo = """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 36 36" fill="none" stroke-linecap="round" stroke-width="4.4">\
        <path stroke="#0b6e75" d="M8 4c0 9 20 9 20 18 0 5-6 7-10 10"/>\
        <path stroke="#c43d4b" d="M28 4c0 9-20 9-20 18 0 5 6 7 10 10"/>\
        <path stroke="#c79a2e" d="M18 4v9m0 8v11"/>\
        </svg>
        """
    static let favicon = """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 36 36"><rect width="36" height="36" rx="8" fill="#12263a"/>\
        <g fill="none" stroke-linecap="round" stroke-width="4"><path stroke="#5cc4c9" d="M9 6c0 8 18 8 18 16 0 5-5 6-9 8"/>\
        <path stroke="#f08a94" d="M27 6c0 8-18 8-18 16 0 5 5 6 9 8"/><path stroke="#e5bd5d" d="M18 6v7m0 8v9"/></g></svg>
        """
}
