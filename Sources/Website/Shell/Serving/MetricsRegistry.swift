package import CoreMetrics
import Synchronization

/// Every number that the program measures, kept in memory and written in the text form that Prometheus reads.
///
/// The command installs it as the back end of swift-metrics, so that libraries' numbers stand beside the
/// site's own.
package final class MetricsRegistry: Sendable {
    struct Series: Hashable, Sendable {
        let name: String
        let labels: [Label]
    }

    struct Label: Hashable, Sendable {
        let name: String
        let value: String
    }

    enum Meter: Sendable {
        case counter(CountMeter)
        case gauge(LevelMeter)
        case histogram(DurationMeter)
    }

    private let meters = Mutex<[Series: Meter]>([:])
    /// Routes and outcomes are few, but a library may name series by what it meets: more than this are
    /// measured, not kept.
    private let capacity: Int

    package init(capacity: Int = 5_000) {
        self.capacity = capacity
    }

    func counter(_ series: Series) -> CountMeter {
        let meter = meter(series) { .counter(CountMeter()) }
        guard case .counter(let counter) = meter else { return CountMeter() }
        return counter
    }

    func gauge(_ series: Series) -> LevelMeter {
        let meter = meter(series) { .gauge(LevelMeter()) }
        guard case .gauge(let gauge) = meter else { return LevelMeter() }
        return gauge
    }

    func histogram(_ series: Series) -> DurationMeter {
        let meter = meter(series) { .histogram(DurationMeter()) }
        guard case .histogram(let histogram) = meter else { return DurationMeter() }
        return histogram
    }

    func requestDuration(route: String, method: String, status: Int) -> DurationMeter {
        histogram(
            Series(
                name: "http_request_duration_seconds",
                labels: [
                    Label(name: "method", value: method), Label(name: "route", value: route),
                    Label(name: "status", value: String(status)),
                ]
            )
        )
    }

    /// All series, in the order in which they are written.
    var all: [(series: Series, meter: Meter)] {
        let copy = meters.withLock { $0 }
        return copy.map { (series: $0.key, meter: $0.value) }
            .sorted { left, right in
                let lefts = [left.series.name] + left.series.labels.map(\.value)
                let rights = [right.series.name] + right.series.labels.map(\.value)
                return lefts.lexicographicallyPrecedes(rights)
            }
    }

    private func meter(_ series: Series, _ make: () -> Meter) -> Meter {
        meters.withLock { meters in
            if let meter = meters[series] { return meter }
            let meter = make()
            if meters.count < capacity { meters[series] = meter }
            return meter
        }
    }
}

extension MetricsRegistry: MetricsFactory {
    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        counter(Self.series(label, dimensions))
    }

    package func makeRecorder(
        label: String,
        dimensions: [(String, String)],
        aggregate: Bool
    ) -> any RecorderHandler {
        gauge(Self.series(label, dimensions))
    }

    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        histogram(Self.series(label + "_seconds", dimensions))
    }

    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        gauge(Self.series(label, dimensions))
    }

    // A series lives as long as the process: Prometheus reads a vanished counter as a restart.
    package func destroyCounter(_ handler: any CounterHandler) {}
    package func destroyRecorder(_ handler: any RecorderHandler) {}
    package func destroyTimer(_ handler: any TimerHandler) {}
    package func destroyMeter(_ handler: any MeterHandler) {}

    private static func series(_ label: String, _ dimensions: [(String, String)]) -> Series {
        Series(name: label, labels: dimensions.map { Label(name: $0.0, value: $0.1) })
    }
}
