import Controls
import Notices

/// What came of a notice on its way: its new row, and the record of it where there is one.
struct Answered: Sendable {
    let row: OutboxRow
    let record: DeliveryRecord?
    /// Whether its destination was to hear by it for the first time of what it tells.
    let isIntroduction: Bool

    /// - Parameters:
    ///   - notice: nil where it cannot be read.
    ///   - debt: what is known of it; nil for nothing.
    init(_ delivery: Delivery, _ row: OutboxRow, _ notice: Notice?, _ debt: Standing.Debt?, at now: ClockReading) {
        self.row = row
        isIntroduction = debt?.introduces(row.destination) ?? false
        var record = DeliveryRecord()
        record.at = now.wall
        record.attempt = row.attempts
        record.deficiency = notice?.deficiency
        record.destination = row.destination
        record.eventID = notice?.eventID ?? ""
        record.latency = notice.flatMap { now.wall.since($0.moment) }
        record.notice = row.notice
        record.remoteID = delivery.remoteID
        switch delivery.outcome {
        case .delivered: record.outcome = .delivered
        case .accepted(let words):
            record.outcome = .accepted
            record.problem = words
        case .transient(let problem), .blocked(let problem), .shut(let problem), .permanent(let problem):
            record.outcome = row.state.isEnd ? .dead : .failed
            record.problem = problem
        }
        let isWorthRecording = row.state.isEnd || row.attempts == 1
        self.record = isWorthRecording ? record : nil
    }

    /// Of a notice that has ended without an attempt.
    init(ended row: OutboxRow, at now: ClockReading) {
        (self.row, isIntroduction) = (row, false)
        var record = DeliveryRecord()
        record.at = now.wall
        record.attempt = row.attempts
        record.destination = row.destination
        record.notice = row.notice
        record.outcome = row.state == .dead ? .dead : .superseded
        record.problem = row.lastProblem.isEmpty ? nil : row.lastProblem
        self.record = record
    }

    /// Of a notice that another configuration gives up or sets free.
    init(readdressed row: OutboxRow, at now: ClockReading) {
        self.init(ended: row, at: now)
        if !row.state.isEnd { self = Answered(row: row, record: nil) }
    }

    private init(row: OutboxRow, record: DeliveryRecord?) { (self.row, self.record, isIntroduction) = (row, record, false) }
}
