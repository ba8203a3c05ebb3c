import Controls
import Notices

/// What came of a notice on its way: its new row, and the record of it where there is one.
struct Answered: Sendable {
    let row: OutboxRow
    let record: DeliveryRecord?

    /// - Parameter notice: nil where it cannot be read.
    init(_ delivery: Delivery, _ row: OutboxRow, _ notice: Notice?, at now: ClockReading) {
        self.row = row
        var record = DeliveryRecord()
        record.at = now.wall
        record.attempt = row.attempts
        record.deficiency = notice?.deficiency
        record.destination = row.destination
        record.eventID = notice?.eventID ?? ""
        record.latency = notice.flatMap { now.wall.since($0.moment) }
        record.notice = row.notice
        switch delivery.outcome {
        case .delivered: record.outcome = .delivered
        case .accepted(let words):
            record.outcome = .accepted
            record.problem = words
        case .transient(let problem), .blocked(let problem), .permanent(let problem):
            record.outcome = row.state.isEnd ? .dead : .failed
            record.problem = problem
        }
        let isWorthRecording = row.state.isEnd || row.attempts == 1
        self.record = isWorthRecording ? record : nil
    }
}

extension DeliveryRecord {
    /// Of a notice that a newer one made superfluous.
    init(superseding row: OutboxRow, at moment: Moment) {
        self.init()
        at = moment
        attempt = row.attempts
        destination = row.destination
        notice = row.notice
        outcome = .superseded
    }
}
