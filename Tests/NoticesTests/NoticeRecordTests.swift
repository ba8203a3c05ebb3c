import Controls
import Notices
import ProbeKit
import Testing

@Suite struct NoticeRecordTests {
    @Test func `a notice is read as it was written`() throws {
        var notice = Notice()
        notice.kind = .closed
        notice.eventID = "019a0c5b1a2b00000000000000000001"
        notice.deficiency = 41
        notice.subject = "mallory\u{1B}[2J"
        notice.closedAt = Moment(nanoseconds: 1_700_000_000_000_000_000)
        #expect(try Notice(canonicalJSON: notice.canonicalJSON()) == notice)
    }
}
