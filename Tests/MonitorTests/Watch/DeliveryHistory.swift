import Controls
import Ledger
import Notices
import ProbeKit

@testable import Monitor

/// What a ledger says of deliveries, held against what remote destinations took.
struct DeliveryHistory {
    private let receivers: Receivers
    private var notices: [Int64: Notice] = [:]
    private var ends: [Receivers.Piece: [DeliveryRecord]] = [:]
    /// The notices for each destination about one subject, in their order.
    private var lanes: [Lane: [Int64]] = [:]
    private(set) var complaints: [String] = []

    private struct Lane: Hashable {
        let destination: String
        let name: String
    }

    init(_ reader: LedgerReader, _ receivers: Receivers) throws {
        self.receivers = receivers
        _ = try reader.entries(from: 0) { entry throws(LedgerFailure) in
            do throws(RecordProblem) { try take(entry) } catch { throw .record(error) }
        }
        complaints += receivers.complaints
        for (lane, numbers) in lanes { examine(lane, numbers.sorted()) }
        complaints.sort()
    }

    private var subjects: Set<TestedSubject> {
        Set(
            notices.values.filter { $0.deficiency != nil }.map { notice in
                let test = TestedCheck(control: notice.control, check: CheckID(rawValue: notice.check))
                return TestedSubject(test: test, subject: notice.subject)
            })
    }

    var delivered: Int { ends.values.count { $0.contains { $0.outcome.isHandedOver } } }
    var seconds: Int { receivers.arrivals.count - Set(receivers.arrivals.map(\.piece)).count }
    var lost: Int { ends.values.count { $0.contains { $0.outcome == .dead } } }

    private mutating func take(_ entry: LedgerEntry) throws(RecordProblem) {
        switch entry {
        case .notice(let number, let record):
            let notice = try Notice(canonicalJSON: record)
            notices[number] = notice
            for destination in notice.destinations where destination != Destination.journal {
                lanes[Lane(destination: destination, name: notice.lane), default: []].append(number)
            }
        case .delivery(let bytes):
            let record = try DeliveryRecord(canonicalJSON: bytes)
            guard record.destination != Destination.journal, record.outcome.isEnd else { return }
            ends[Receivers.Piece(number: record.notice, destination: record.destination), default: []].append(record)
        case .leaf, .cycle, .execution, .missed, .change: break
        }
    }

    private mutating func examine(_ lane: Lane, _ numbers: [Int64]) {
        let arrived = receivers.arrivals.filter { $0.piece.destination == lane.destination && $0.lane == lane.name }
        if zip(arrived, arrived.dropFirst()).contains(where: { $0.piece.number > $1.piece.number }) {
            complaints.append("\(lane) out of order: \(arrived.map(\.piece.number))")
        }
        for number in numbers { examine(Receivers.Piece(number: number, destination: lane.destination), arrived) }
        guard let last = numbers.last, let notice = notices[last] else { return }
        let end = ends[Receivers.Piece(number: last, destination: lane.destination)]?.last?.outcome
        // Who never heard of it need not hear that it is over.
        let story = numbers.dropLast().reversed().prefix { notices[$0]?.isClosed == false }
        let isKnown = arrived.contains { story.contains($0.piece.number) }
        if end == .superseded, !notice.isClosed || isKnown { complaints.append("\(lane) never heard the last of it, notice \(last)") }
    }

    private mutating func examine(_ piece: Receivers.Piece, _ arrived: [Receivers.Arrival]) {
        let arrivals = arrived.filter { $0.piece == piece }
        let kind = notices[piece.number]?.kind.rawValue ?? ""
        for (first, second) in zip(arrivals, arrivals.dropFirst()) {
            let isExcused = !first.isAnswered || receivers.crashes.contains { (first.at...second.at).contains($0) }
            if !isExcused { complaints.append("\(piece) \(kind) arrived twice, at \(first.at) and \(second.at)") }
        }
        guard let end = ends[piece]?.first, ends[piece]?.count == 1 else {
            return complaints.append("\(piece) \(kind) has \(ends[piece]?.count ?? 0) ends")
        }
        switch end.outcome {
        case .delivered, .accepted: if arrivals.isEmpty { complaints.append("\(piece) \(kind) is \(end.outcome), and never arrived") }
        case .dead:
            let isRight = receivers.refused.contains(piece) || end.problem == "the destination is not configured any more"
            if !isRight { complaints.append("\(piece) \(kind) was given up: \(end.problem ?? "")") }
        case .superseded, .failed: break
        }
    }

    /// Whether people and programs there believe what the monitor holds to be told; for a destination that was there from the beginning and
    /// is for everything.
    func disagreements(of destination: String, with telling: Telling) -> [String] {
        subjects.sorted { ($0.test, $0.subject) < ($1.test, $1.subject) }.compactMap { subject in
            let lane = Lane(destination: destination, name: Notice.lane(of: subject))
            let isLost = (lanes[lane] ?? []).contains {
                ends[Receivers.Piece(number: $0, destination: destination)]?.last?.outcome == .dead
            }
            guard !isLost else { return nil }
            let last = receivers.arrivals.last { $0.piece.destination == destination && $0.lane == lane.name }
            let isBelieved = last?.isClosed == false
            let isSo = telling.knowledge(of: subject) != .nothing
            return isBelieved == isSo ? nil : "\(destination) believes \(isBelieved) of \(subject), and it is \(isSo)"
        }
    }
}
