import Directory
import Foundation
import Services

/// How numbers and days of the register are written on pages.
enum PlainWords {
    /// `1,061`; decimals only where there are any.
    static func number(_ value: Double, decimals: Int = 1) -> String {
        let rounded = value.rounded(toPlaces: decimals)
        let isWhole = rounded == rounded.rounded()
        let sign = rounded < 0 ? "−" : ""
        let size = abs(rounded)
        let whole = grouped(Int(size))
        guard !isWhole else { return sign + whole }
        let text = String(format: "%.\(decimals)f", size)
        return sign + whole + String(text.drop { $0 != "." })
    }

    static func pounds(_ pence: Int) -> String {
        let rest = pence % 100
        return "£" + grouped(pence / 100) + (rest == 0 ? "" : "." + (rest < 10 ? "0" : "") + String(rest))
    }

    static func grouped(_ number: Int) -> String { InWords.grouped(number) }

    /// What a number says, with its unit; the reason where there is none.
    static func value(_ value: Characteristic, of measure: Measure) -> String {
        switch value {
        case .missing(let reason): reason.name
        case .pence(let pence): pounds(pence)
        case .number(let number):
            switch measure.unit {
            case .percentage: self.number(number) + "%"
            case .pupils: self.number(number, decimals: 0)
            case .pence, .points: self.number(number, decimals: decimals(of: measure))
            }
        }
    }

    /// The decimals that a result, and both ends of its interval, are published with.
    static func decimals(of measure: Measure) -> Int {
        switch measure {
        case .readingProgress, .writingProgress, .mathsProgress, .attainment8: 1
        default: 2
        }
    }

    static func inMiles(_ kilometres: Double) -> Double { kilometres / GridReference.kilometresInAMile }

    /// As people say distances: whole miles, and less than one.
    static func miles(kilometres: Double) -> String {
        let miles = Int(inMiles(kilometres).rounded())
        return miles == 0 ? "less than a mile" : miles == 1 ? "1 mile" : "\(miles) miles"
    }

    /// When something is held, as a reader of today sees it; both days are its own.
    static func held(from start: LocalDate?, until end: LocalDate?, on today: LocalDate) -> String {
        let last = end.map(\.spelledShort)
        if let start, start > today {
            return "starts on \(start.spelledShort)" + (last.map { ", until \($0)" } ?? "")
        }
        let first = start.map(\.spelledShort)
        if let end, end < today {
            return (first.map { "from \($0), " } ?? "") + "ended on \(end.spelledShort)"
        }
        switch (first, last) {
        case (nil, nil): return "current; first day not recorded"
        case (let first?, nil): return "since \(first)"
        case (nil, let last?): return "until \(last)"
        case (let first?, let last?): return "since \(first), until \(last)"
        }
    }

    static func schools(_ count: Int) -> String {
        count == 1 ? "1 school" : "\(grouped(count)) schools"
    }

    /// The register's types in words that need no glossary.
    static func type(_ type: String) -> String {
        switch type {
        case "Academy converter": "Academy (chose to convert)"
        case "Academy sponsor led": "Academy (led by a sponsor)"
        case "Community school": "Community school (run by the local authority)"
        case "Voluntary aided school": "Voluntary aided school (often a church school)"
        case "Voluntary controlled school": "Voluntary controlled school"
        case "Free schools": "Free school"
        case "Studio schools": "Studio school"
        default: type
        }
    }
}

extension Double {
    func rounded(toPlaces places: Int) -> Double {
        let scale = pow(10, Double(places))
        return (self * scale).rounded() / scale
    }
}
