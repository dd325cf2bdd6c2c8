/// The text exposition format, version 0.0.4.
struct PrometheusText {
    private(set) var text = ""
    private var lastFamily = ""

    init(_ registry: MetricsRegistry) {
        for (series, meter) in registry.all {
            let name = Self.metricName(series.name)
            switch meter {
            case .counter(let counter):
                begin(name, "counter")
                line(name, series.labels, String(counter.count))
            case .gauge(let gauge):
                begin(name, "gauge")
                line(name, series.labels, Self.number(gauge.level))
            case .histogram(let histogram):
                begin(name, "histogram")
                write(histogram.tally, name, series.labels)
            }
        }
    }

    private mutating func write(
        _ tally: DurationMeter.Tally,
        _ name: String,
        _ labels: [MetricsRegistry.Label]
    ) {
        var below: UInt64 = 0
        for (bound, count) in zip(DurationMeter.bounds, tally.steps) {
            below += count
            let step = MetricsRegistry.Label(name: "le", value: Self.number(bound))
            line(name + "_bucket", labels + [step], String(below))
        }
        line(
            name + "_bucket",
            labels + [MetricsRegistry.Label(name: "le", value: "+Inf")],
            String(tally.count)
        )
        line(name + "_sum", labels, Self.number(tally.sum))
        line(name + "_count", labels, String(tally.count))
    }

    private mutating func begin(_ family: String, _ type: String) {
        guard family != lastFamily else { return }
        lastFamily = family
        text += "# TYPE \(family) \(type)\n"
    }

    private mutating func line(_ name: String, _ labels: [MetricsRegistry.Label], _ value: String) {
        let pairs = labels.map { "\(Self.labelName($0.name))=\"\(Self.escaped($0.value))\"" }
        text += name + (pairs.isEmpty ? "" : "{" + pairs.joined(separator: ",") + "}") + " " + value + "\n"
    }

    /// Letters, digits, `_` and `:`; other characters become `_`.
    static func metricName(_ name: String) -> String {
        cleaned(name, allowing: ":")
    }

    static func labelName(_ name: String) -> String {
        cleaned(name, allowing: nil)
    }

    private static func cleaned(_ name: String, allowing extra: Character?) -> String {
        let clean = String(
            name.map { character in
                let isPlain = character.isASCII && (character.isLetter || character.isNumber)
                return isPlain || character == "_" || character == extra ? character : "_"
            }
        )
        return clean.first.map { $0.isNumber } ?? true ? "_" + clean : clean
    }

    static func escaped(_ value: String) -> String {
        value.replacing("\\", with: "\\\\").replacing("\n", with: "\\n").replacing("\"", with: "\\\"")
    }

    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
        return value.description
    }
}
