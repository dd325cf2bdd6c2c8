import Foundation

/// A coarse outline of England on the national grid, in kilometres, typed from an atlas: invented towns stand
/// inside it, so that the map looks like the country.
enum Outline {
    static let points: [(east: Double, north: Double)] = [
        (400, 650), (418, 633), (424, 608), (436, 569), (441, 556), (453, 532), (462, 522), (489, 510),
        (504, 488),
        (523, 470), (520, 447), (537, 413), (528, 408), (549, 385), (555, 363), (537, 343), (561, 323),
        (568, 342),
        (592, 342), (621, 340), (651, 308), (653, 293), (645, 257), (628, 235), (616, 216), (593, 186),
        (588, 177),
        (634, 169), (637, 163), (631, 141), (608, 119), (581, 110), (559, 98), (531, 105), (486, 96),
        (466, 100),
        (441, 97), (409, 91), (404, 80), (369, 82), (334, 93), (301, 83), (284, 41), (250, 55), (226, 54),
        (184, 36),
        (171, 16), (149, 31), (137, 27), (153, 40), (183, 61), (194, 75), (223, 106), (225, 125), (245, 126),
        (253, 145), (297, 145), (332, 159), (353, 178), (366, 203), (355, 195), (358, 215), (325, 242),
        (330, 257),
        (331, 272), (324, 283), (329, 330), (341, 336), (343, 366), (324, 387), (334, 396), (329, 407),
        (335, 418),
        (333, 436), (336, 446), (345, 463), (322, 470), (298, 513), (301, 528), (313, 552), (333, 565),
        (348, 582),
        (364, 592), (389, 614), (381, 636),
    ]

    /// Whether a point lies inside, by the number of edges that a ray to the east crosses.
    static func contains(east: Double, north: Double) -> Bool {
        var isInside = false
        var previous = points[points.count - 1]
        for point in points {
            if (point.north > north) != (previous.north > north) {
                let share = (north - point.north) / (previous.north - point.north)
                if east < point.east + share * (previous.east - point.east) { isInside.toggle() }
            }
            previous = point
        }
        return isInside
    }

    /// Places around which many people live: grid reference, spread and share, all in kilometres and rough.
    static let crowds: [(east: Double, north: Double, spread: Double, weight: Double)] = [
        (530, 180, 19, 20), (406, 287, 15, 9), (384, 398, 13, 9), (429, 432, 15, 6), (436, 385, 12, 4),
        (425, 563, 11, 4), (337, 391, 9, 4), (457, 341, 14, 4), (460, 303, 12, 3), (360, 173, 11, 3),
        (443, 112, 13, 3), (504, 430, 12, 2), (450, 516, 10, 2), (545, 258, 18, 2), (622, 309, 14, 2),
        (580, 160, 16, 3),
        (250, 58, 11, 1.5), (451, 206, 13, 2), (530, 106, 10, 2), (340, 430, 11, 2), (387, 345, 10, 2),
        (385, 220, 14, 1.5),
    ]

    /// Centres of the nine regions, for naming the region of a place. Two or three each, so that the borders
    /// fall about right.
    static let regions: [(name: String, east: Double, north: Double)] = [
        ("North East", 425, 565), ("North East", 445, 528), ("North East", 395, 610),
        ("North West", 384, 398), ("North West", 345, 440), ("North West", 335, 535),
        ("North West", 350, 372),
        ("Yorkshire and the Humber", 425, 435), ("Yorkshire and the Humber", 500, 435),
        ("Yorkshire and the Humber", 455, 475), ("Yorkshire and the Humber", 437, 395),
        ("East Midlands", 457, 335), ("East Midlands", 510, 370), ("East Midlands", 470, 280),
        ("East Midlands", 525, 335),
        ("West Midlands", 400, 290), ("West Midlands", 350, 310), ("West Midlands", 350, 245),
        ("West Midlands", 387, 340),
        ("East of England", 620, 300), ("East of England", 560, 260), ("East of England", 580, 215),
        ("East of England", 515, 235), ("East of England", 575, 320),
        ("London", 530, 180), ("London", 545, 185), ("London", 515, 175),
        ("South East", 600, 150), ("South East", 530, 115), ("South East", 455, 205),
        ("South East", 455, 120),
        ("South East", 485, 150), ("South East", 565, 165),
        ("South West", 360, 170), ("South West", 290, 100), ("South West", 200, 60), ("South West", 395, 105),
        ("South West", 385, 215),
    ]

    static func region(east: Double, north: Double) -> String {
        func distance(_ centre: (name: String, east: Double, north: Double)) -> Double {
            hypot(centre.east - east, centre.north - north)
        }
        return regions.min { distance($0) < distance($1) }?.name ?? "London"
    }
}
