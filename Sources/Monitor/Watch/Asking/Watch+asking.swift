import Controls
import Ledger
import ProbeKit

/// What people ask for over the control socket.
extension Watch {
    func take(_ request: ControlRequest, by peer: Peer, ticket: Int, at now: ClockReading) {
        let answer: ControlAnswer?
        if request.kind == .troubles {
            answer = ControlAnswer(done: troubles.isEmpty ? "no trouble" : "trouble", problems: troubles)
        } else if peer.user != 0, peer.user != duty.user {
            answer = ControlAnswer(refused: "only root and the user of the monitor may change anything; try it with sudo")
        } else if ending != nil {
            answer = ControlAnswer(refused: "the monitor is ending; ask again when it runs")
        } else {
            answer = fulfil(request, by: peer, ticket: ticket, at: now)
        }
        if let answer { effects.append(.answer(answer, ticket: ticket)) }
    }

    /// Nil where the answer comes later.
    private func fulfil(_ request: ControlRequest, by peer: Peer, ticket: Int, at now: ClockReading) -> ControlAnswer? {
        switch request.kind {
        case .acknowledge, .claimRemediation: return state(request, by: peer, at: now)
        case .approve: return approve(request, by: peer, at: now)
        case .troubles: return nil
        case .reload:
            reloads[ticket] = peer.author
            effects.append(.readConfiguration(ticket: ticket))
            return nil
        }
    }

    /// What the ledger itself may not be able to tell.
    private var troubles: [String] {
        var lines: [String] = []
        if let trouble {
            lines.append(
                "nothing can be recorded since \(trouble.since.wall.rfc3339): \(trouble.failure); \(daybook.executions) executions are held"
                    + " in memory until it can")
        }
        if let fork = seal.fork { lines.append("the ledger is not signed any more, since it contradicts what was signed before: \(fork)") }
        lines += pulse.unheard.sorted { $0.key < $1.key }.map { "the heartbeat to \($0.key) is not heard: \($0.value)" }
        return lines
    }

    private func state(_ request: ControlRequest, by peer: Peer, at now: ClockReading) -> ControlAnswer {
        guard let number = request.deficiency else { return ControlAnswer(refused: "no deficiency is named, such as D-41") }
        let id = DeficiencyID(number: number)
        let change: DeficiencyChange
        do throws(DeficiencyProblem) {
            let statement = try Statement(author: peer.author, moment: now.wall, text: request.text ?? "")
            change =
                request.kind == .acknowledge
                ? try footing.register.acknowledging(id, by: statement)
                : try footing.register.claimingRemediation(of: id, by: statement)
        } catch { return ControlAnswer(refused: error.description) }
        guard keepNow([.change(change)], at: now) else { return notKept }
        return ControlAnswer(
            done: request.kind == .acknowledge ? "\(id) is acknowledged" : "\(id) is said to be mended; a passing execution closes it")
    }

    private func approve(_ request: ControlRequest, by peer: Peer, at now: ClockReading) -> ControlAnswer {
        do throws(ApprovalProblem) {
            let record = try Approval(request, by: peer, at: now, entry: entry(of: request.probe ?? ""), duty, standing, ledger.reader)
                .record
            let leaf: Cycle.LeafDraft
            do throws(LedgerFailure) { leaf = try .recording(.baseline, record) } catch { throw .ledger(error) }
            guard keepNow([.leaf(leaf)], at: now) else { return notKept }
            return ControlAnswer(
                done: "the state of \(record.probe) that execution \(record.execution) saw is approved: "
                    + "\(record.added) added, \(record.changed) changed, \(record.removed) removed")
        } catch { return ControlAnswer(refused: error.description) }
    }
}
