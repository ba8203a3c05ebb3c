import Controls
import ProbeKit

/// What the record of something that people or jobs did allows to be said, before anything is said about its contents.
struct ProofRecord<Record: RecordFormat> {
    let read: ReadRecord<Record>
    /// How old it may be.
    let span: TimeSpan
    let set: BackupSet
    /// Seconds since 1970.
    let now: Int64

    /// - Parameters:
    ///   - absent: what there is none of, such as `restore test`.
    ///   - contents: what a record shows that is young enough; its verdict stands before being too old.
    func finding(absent: String, contents: (Record) -> Finding) -> Finding {
        if let gap = read.obstacle { return placed(Finding(.inconclusive(gap.reason), gap.text), line: gap.line) }
        guard let record = read.record else { return placed(Finding(.fail(.recordMissing), "no record of \(absent)")) }
        let time = CalendarText.moment(record.finish)
        let age = CalendarText.seconds(from: record.finish, to: now)
        guard -age <= set.clockSkew.value.seconds else {
            return placed(Finding(.fail(.futureTime), "\(absent) of \(time), and now it is \(CalendarText.moment(now))"))
        }
        var found = contents(record)
        found.observed = "\(absent) of \(time), \(CalendarText.span(max(0, age))) ago: \(found.observed)"
        if age > span.seconds, found.verdict.outcome != .fail { found.verdict = .fail(.stale) }
        found.notes += [read.seal?.note].compactMap(\.self)
        return placed(found)
    }

    private func placed(_ finding: Finding, line: Int? = nil) -> Finding {
        var finding = finding
        finding.sources = [Source(read.path, line: line)] + finding.sources
        return finding
    }
}
