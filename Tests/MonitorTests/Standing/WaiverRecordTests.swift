import Controls
import Monitor
import ProbeKit
import Testing

/// What the ledger keeps of waivers.
struct WaiverRecordTests {
    private func waiver(_ signature: VerifiedSignature?) throws -> Waiver {
        var waiver = Waiver(
            id: "W-12", subject: TestedSubject(control: "AC-1", check: "ports.known", subject: "s"), reason: "r", requestedBy: "ada",
            approvedBy: "bob", approvedAt: Moment(seconds: 1), expiry: try #require(Expiry("2030-01-31")), compensatingControl: "none",
            place: Place(file: "/etc/soc2d/waivers.d/W-12.waiver", line: 1))
        waiver.signature = signature
        return waiver
    }

    @Test func `who signed a waiver, and with which key, is kept`() throws {
        let change = WaiverChange.began(try waiver(VerifiedSignature(signer: "bob", key: "SHA256:abc")), Moment(seconds: 2))
        let bytes = try WaiverRecord(change).canonicalJSON()
        #expect(String(decoding: bytes, as: UTF8.self).contains(#","signed_by":"bob","signing_key":"SHA256:abc","#))
        #expect(try WaiverRecord(canonicalJSON: bytes).change == change)
    }

    @Test func `a record from before there were signatures is that of an unsigned waiver`() throws {
        let change = WaiverChange.began(try waiver(nil), Moment(seconds: 2))
        let bytes = try WaiverRecord(change).canonicalJSON()
        #expect(!String(decoding: bytes, as: UTF8.self).contains("sign"))
        #expect(try WaiverRecord(canonicalJSON: bytes).change == change)
    }
}
