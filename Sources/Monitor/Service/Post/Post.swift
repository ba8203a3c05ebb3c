package import Controls
package import LinuxHost
package import Notices
package import ProbeKit

/// Takes letters to a courier. Each has a thread and a connection of its own: nobody is given a second letter before he has answered the
/// first, so there are never more of them than destinations, and a courier that nobody needs may end and read new secrets when it comes again.
package struct Post: Sendable {
    private let counter: CourierCounter
    private let clock: @Sendable () -> Moment

    /// - Parameter clock: the wall clock.
    package init(_ counter: CourierCounter, clock: @escaping @Sendable () -> Moment = { HostClocks.now.wall }) {
        self.counter = counter
        self.clock = clock
    }

    /// Sends a letter, and says on another thread what came of its notices, request by request.
    package func take(_ letter: Letter, told: @escaping @Sendable ([Delivery]) -> Void) {
        guard !WorkThread.start({ deliver(letter, told: told) }) else { return }
        let reception = Reception.transient("no thread can be had; `ulimit -u` shows the limit", retryAfter: nil, mayHaveArrived: false)
        told(letter.sendings.map(reception.delivery))
    }

    /// Sends a letter, and says of its notices what came of them, request by request. Returns once all have been said.
    package func deliver(_ letter: Letter, told: ([Delivery]) -> Void) {
        let destination = letter.destination
        guard let renderer = destination.kind.renderer(DestinationKind.Manner(of: destination, now: clock())) else {
            let words = "\(destination.kind.rawValue) takes no letters"
            told(letter.sendings.map(Reception.refused(words).delivery))
            return
        }
        counter.serve { line in
            Round(letter: letter, renderer: renderer, clock: clock).run(
                ask: { question throws(CourierSilence) in try line.answer(to: question) }, told: told)
        }
    }

    /// Sends a sign of life, and returns what came of it.
    package func signal(_ heartbeat: Heartbeat) -> Delivery.Outcome {
        let body = heartbeat.ills.isEmpty ? heartbeat.note : heartbeat.ills.joined(separator: "\n")
        return signal(heartbeat.ills.isEmpty ? .ok : .fail, to: heartbeat.destination, body: body)
    }

    /// - Parameter operation: ok, fail or start.
    package func signal(_ operation: SendRequest.Operation, to destination: Destination, body: String) -> Delivery.Outcome {
        // A receiver tells them apart by when they come.
        var order = SendRequest(destination: destination.name, eventID: "heartbeat", body: Array(body.utf8), operation: operation)
        order.contentType = "text/plain; charset=utf-8"
        var outcome = Delivery.Outcome.transient("soc2d-courier was not asked")
        counter.serve { line in
            do throws(CourierSilence) {
                let answer = try line.answer(to: CourierQuestion(send: order))
                let reception = Reception(answer, from: destination) { HeartbeatAnswer.classify($0, at: clock()) }
                outcome = reception.outcome
            } catch { outcome = Reception(error).outcome }
        }
        return outcome
    }
}
