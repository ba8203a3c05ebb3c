import Controls
import ProbeKit

/// The points of a repository that several things are backed up to, one series each. One of them can be dead while another is fresh, so
/// that the series with the oldest newest point stands for all.
struct PointSeries {
    private let empty: PointCollector
    private var series: [String: PointCollector] = [:]
    /// Whether there were more series than anybody would judge together.
    private(set) var isOverfull = false

    private static let limit = 1000

    /// - Parameter empty: takes the points of one series.
    init(_ empty: PointCollector) { self.empty = empty }

    /// - Parameter name: of the series; two series with one name would be one.
    mutating func add(_ point: RestorePoint, to name: String, deficit: String?) {
        guard series[name] != nil || series.count < Self.limit else {
            isOverfull = true
            return
        }
        if let deficit {
            series[name, default: empty].add(point, deficit: deficit)
        } else {
            series[name, default: empty].add(point)
        }
    }

    /// The series that stands for all, with what was found in any.
    func finished() -> BackupListing {
        let finished = series.mapValues { $0.finished() }.sorted { Self.order($0) < Self.order($1) }
        guard var listing = finished.first?.value else { return empty.finished() }
        listing.found = Array(finished.flatMap(\.value.found).prefix(16))
        if finished.count > 1 {
            let names = finished.prefix(5).map { "\($0.key.quoted) (\(Self.newest($0.value)))" }.joined(separator: ", ")
            listing.remark("holds \(finished.count) series and is judged by the stalest: \(names)")
        }
        return listing
    }

    private static func order(_ series: (key: String, value: BackupListing)) -> (Int64, String) {
        (series.value.newest?.finish ?? .min, series.key)
    }

    private static func newest(_ listing: BackupListing) -> String {
        listing.newest.map { "newest \(CalendarText.moment($0.finish))" } ?? "none complete"
    }
}
