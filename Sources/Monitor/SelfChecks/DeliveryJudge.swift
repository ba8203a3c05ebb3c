import Controls
import Notices
import ProbeKit

/// soc2d.delivery-selftest: what is sent to a remote destination arrives there.
struct DeliveryJudge {
    private static let check = SelfCheckProbe.deliverySelftest
    private static let required = "a notice or a weekly test delivered within 8 days"
    private static let limit = TimeSpan.days(8)
    /// For so long the first test may be on its way: quiet hours hold it.
    private static let firstWait = TimeSpan.days(1)

    private let look: DeliveryLook

    init(_ look: DeliveryLook?) { self.look = look ?? DeliveryLook() }

    func judge(into results: inout Results) {
        if let unread = look.unread { return results.add(unread.result(Self.check, required: Self.required)) }
        for destination in look.destinations { results.add(result(destination)) }
        guard look.destinations.isEmpty else { return }
        results.add(
            CheckResult(
                Self.check, subject: "destinations", .inconclusive(.notConfigured), required: Self.required,
                observed: "there is no remote destination: deficiencies reach the journal alone, and who reads that cannot be seen from "
                    + "here; docs/destinations says how to write one"))
    }

    private func result(_ destination: KnownDestination) -> CheckResult {
        let said = finding(destination)
        return CheckResult(Self.check, subject: destination.name, said.verdict, required: Self.required, observed: said.text)
    }

    private func finding(_ destination: KnownDestination) -> (verdict: Verdict, text: String) {
        let isTaken = isRecent(destination.accepted)
        if isRecent(destination.delivered) || isTaken && destination.kind.isAcceptanceFinal { return (.pass, "delivered") }
        if isTaken {
            let wayOut =
                destination.kind.canConfirm
                ? "let it answer only when the message stands in the channel, and say Confirm=response in its file"
                : "see there whether the weekly test stands"
            return (.inconclusive(.notObservable), "taken, without a word on whether people can read it; \(wayOut)")
        }
        if let last = destination.delivered { return (.fail(.stale), "nothing was delivered since \(last.rfc3339)") }
        guard let since = destination.since else { return (.inconclusive(.insufficientHistory), "it was not tested yet") }
        guard let span = look.now.since(since), span >= Self.firstWait else {
            return (.inconclusive(.insufficientHistory), "its first test, of \(since.rfc3339), is under way")
        }
        return (.fail(.missing), "nothing was delivered since it is configured as it is, at \(since.rfc3339)")
    }

    /// A clock that was set back may have shown a little more.
    private func isRecent(_ moment: Moment?) -> Bool {
        guard let moment, let distance = look.now.since(moment) ?? moment.since(look.now) else { return false }
        return distance <= Self.limit
    }
}
