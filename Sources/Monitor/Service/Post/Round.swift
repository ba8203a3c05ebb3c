internal import Controls
internal import LinuxHost
internal import Notices
internal import ProbeKit

/// One letter on its way: what is sent, in which order and size, and when it is given up.
struct Round {
    let letter: Letter
    let renderer: any Renderer
    let clock: @Sendable () -> Moment

    /// Two notices among a thousand are found with less.
    private static let mostRefusals = 20
    private static let weary = Reception.transient(
        "the receiver refuses one message after the other; the rest is tried later", retryAfter: nil, mayHaveArrived: false)

    /// Says of each notice what came of it, as soon as that is known. What stops one parcel stops those after it.
    ///
    /// Whether an earlier message could be written anew decides nothing, since a new one says the same: it comes last, so that nobody waits
    /// for it to know what arrived.
    /// - Parameter ask: asks the courier.
    func run(ask: (CourierQuestion) throws(CourierSilence) -> CourierAnswer, told: ([Delivery]) -> Void) {
        var updates: [RenderedBody] = []
        defer { for body in updates { _ = reception(of: body, ask) } }
        var parcels = Parcel.all(of: letter)[...]
        var refusals = 0
        while let parcel = parcels.popFirst() {
            var unsent: [Sending] = []
            let reception = refusals < Self.mostRefusals ? reception(of: parcel, &updates, ask) : Self.weary
            switch reception {
            case .delivered, .accepted: break
            case .tooLarge, .refused:
                refusals += 1
                guard parcel.halves.isEmpty else {
                    parcels = parcel.halves + parcels
                    continue
                }
            case .blocked, .shut, .transient:
                unsent = parcels.flatMap(\.sendings)
                parcels = []
            }
            let known = parcel.sendings.count == 1 ? reception : reception.ofMany
            told(parcel.sendings.map(known.delivery) + unsent.map(reception.ofUnsent.delivery))
        }
    }

    /// What is too large is tried in the next smaller size, and what is refused otherwise once more in the smallest.
    /// - Parameter updates: what is to be written anew once it has arrived is added.
    private func reception(
        of parcel: Parcel, _ updates: inout [RenderedBody], _ ask: (CourierQuestion) throws(CourierSilence) -> CourierAnswer
    ) -> Reception {
        guard let message = parcel.message(in: letter) else { return .delivered(remoteID: nil) }
        var sizes = MessageSize.allCases.drop { $0 != parcel.size }
        var bodies: [RenderedBody] = []
        var reception = Reception.delivered(remoteID: nil)
        while let size = sizes.popFirst() {
            let smaller = renderer.render(message, size)
            // The same would be answered alike.
            guard smaller != bodies else { continue }
            bodies = smaller
            reception = self.reception(of: bodies.filter { $0.operation == .create }, ask)
            switch reception {
            case .tooLarge: continue
            case .refused: sizes = sizes.suffix(1)
            case .delivered, .accepted:
                updates += bodies.filter { $0.operation == .update }
                return reception
            case .blocked, .shut, .transient: return reception
            }
        }
        return reception
    }

    /// The requests in their order, up to the first that does not arrive.
    private func reception(of bodies: [RenderedBody], _ ask: (CourierQuestion) throws(CourierSilence) -> CourierAnswer) -> Reception {
        var whole = Reception.delivered(remoteID: nil)
        for (index, body) in bodies.enumerated() {
            let reception = reception(of: body, ask)
            switch reception {
            case .delivered, .accepted: whole = reception
            case .tooLarge, .refused, .blocked, .shut, .transient: return index == 0 ? reception : reception.afterOthers
            }
        }
        return whole
    }

    private func reception(of body: RenderedBody, _ ask: (CourierQuestion) throws(CourierSilence) -> CourierAnswer) -> Reception {
        var order = SendRequest(destination: letter.destination.name, eventID: body.eventID, body: body.body)
        order.attempt = letter.attempt
        order.contentType = body.contentType
        switch body.operation {
        case .create: order.operation = .create
        case .update: (order.operation, order.remoteID) = (.update, body.path.last)
        }
        do throws(CourierSilence) {
            let answer = try ask(CourierQuestion(send: order))
            return Reception(answer, from: letter.destination) { renderer.classify($0, at: clock()) }
        } catch { return Reception(error) }
    }
}
