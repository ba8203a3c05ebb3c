package import Controls

/// The waivers that there are files of as one JSON object: format `soc2d.waivers.v1`. Keys are stable; new ones may come, none goes.
package struct JSONWaiverReport: JSONForm {
    var bytes: [UInt8] = []

    package static func render(_ waivers: Waivers, at now: Moment, to write: ([UInt8]) -> Void) {
        var report = JSONWaiverReport()
        report.raw("{")
        report.pair("format", "soc2d.waivers.v1")
        report.raw(",")
        report.pair("asOf", now.rfc3339)
        report.raw(#","waivers":"#)
        report.list(waivers.all) { $0.waiver($1, at: now) }
        report.raw("}\n")
        report.flush(to: write)
    }

    private mutating func waiver(_ waiver: Waiver, at now: Moment) {
        let pairs =
            [
                ("id", waiver.id), ("state", waiver.state(at: now).rawValue), ("control", waiver.subject.test.control),
                ("check", waiver.subject.test.check.rawValue), ("subject", waiver.subject.subject), ("reason", waiver.reason),
                ("requestedBy", waiver.requestedBy), ("approvedBy", waiver.approvedBy), ("approvedAt", waiver.approvedAt.rfc3339),
                ("until", waiver.expiry.text), ("endsAt", waiver.expiry.end.rfc3339), ("compensatingControl", waiver.compensatingControl),
                ("signature", waiver.signature == nil ? "unsigned" : "signed"), ("file", waiver.place.file),
            ] + (waiver.signature.map { [("signedBy", $0.signer), ("key", $0.key)] } ?? [])
        raw("{")
        for (index, (key, value)) in pairs.enumerated() {
            if index > 0 { raw(",") }
            pair(key, value)
        }
        raw("}")
    }
}
