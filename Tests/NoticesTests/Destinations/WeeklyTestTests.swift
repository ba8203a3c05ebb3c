import Controls
import Notices
import Testing

/// The weekly test of a destination as each receiver gets it.
struct WeeklyTestTests {
    private static let eventID = "019aa0c4506c7b000102030405060708"

    private func notice(_ kind: DestinationKind) -> Notice {
        NoticeWriter(hostID: "0123", hostName: "web-1").weeklyTest(
            of: Destination(name: "ops", kind: kind), settings: "5e77", eventID: Self.eventID, at: Samples.now)
    }

    private func bodies(_ kind: DestinationKind) -> [String] {
        let message = Message(Message.Item(notice(kind), key: "ab12"), checkpoint: Message.sampleCheckpoint)
        return Samples.renderer(kind).render(message).map { String(decoding: $0.body, as: UTF8.self) }
    }

    @Test(arguments: Samples.kinds) func `it says that it is a test and that nothing is deficient`(kind: DestinationKind) {
        let notice = notice(kind)
        #expect(notice.severity == .low && notice.destinations == ["ops"] && notice.subject == Self.eventID && notice.deficiency == nil)
        #expect(notice.testedSettings == "5e77" && notice.isClosed == (kind == .pagerduty || kind == .alertmanager))
        guard kind != .pagerduty else { return }
        let words = "This is the weekly test by soc2d of the destination ops; nothing is deficient"
        #expect(bodies(kind).count == 1 && bodies(kind)[0].contains(words), "\(bodies(kind))")
    }

    @Test func `PagerDuty is told that an incident is over that never was one`() {
        #expect(bodies(.pagerduty) == [#"{"event_action":"resolve","dedup_key":"ab12"}"#])
    }

    @Test func `Alertmanager is told of an alert that was over when it began`() {
        let (body, time) = (bodies(.alertmanager)[0], Samples.now.rfc3339)
        #expect(body.hasSuffix(#""startsAt":"\#(time)","endsAt":"\#(time)"}]"#), "\(body)")
        #expect(body.contains(#""alertname":"Soc2dNotice""#) && body.contains(#""kind":"test""#) && body.contains(#""severity":"low""#))
    }
}
