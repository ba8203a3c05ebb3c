import Controls

/// A look as one JSON object: format `soc2d.probe.v1`. Keys are stable; new ones may come, none goes.
package struct JSONReport: JSONForm {
    var bytes: [UInt8] = []

    /// Writes in pieces, so that a hundred thousand results need no hundred megabytes.
    package static func render(_ look: Look, to write: ([UInt8]) -> Void) {
        var report = JSONReport()
        report.head(look)
        var isFirst = true
        for check in look.checks {
            for result in check.results {
                if !isFirst { report.raw(",") }
                isFirst = false
                report.result(result, of: check)
                if report.bytes.count > 1 << 16 { report.flush(to: write) }
            }
        }
        report.tail(look)
        report.flush(to: write)
    }

    private mutating func head(_ look: Look) {
        raw("{")
        pair("format", "soc2d.probe.v1")
        raw(#","host":{"#)
        pair("name", look.host.name)
        raw(",")
        pair("id", look.host.id)
        raw(",")
        pair("os", look.host.os)
        raw("},")
        pair("root", look.root)
        raw(",")
        pair("startedAt", look.startedAt.rfc3339)
        raw(",")
        pair("finishedAt", look.finishedAt.rfc3339)
        raw(#","results":["#)
    }

    private mutating func result(_ result: CheckResult, of check: LookedCheck) {
        raw("{")
        pair("check", check.id.rawValue)
        raw(",")
        pair("probe", check.id.probe)
        raw(",")
        pair("control", check.control)
        raw(",")
        pair("result", result.verdict.outcome.rawValue)
        raw(",")
        pair("subject", result.subject)
        raw(",")
        pair("severity", check.severity.rawValue)
        raw(#","criteria":{"direct":"#)
        list(check.definition.direct) { $0.string($1.rawValue) }
        raw(#","supporting":"#)
        list(check.definition.supporting) { $0.string($1.rawValue) }
        raw("},")
        pair("required", result.required)
        raw(",")
        pair("observed", result.observed)
        raw(#","reason":"#)
        if let reason = result.verdict.reason { string(reason) } else { raw("null") }
        raw(",")
        pair("summary", "\(check.id.name) of \(result.subject): \(result.summary)")
        raw(",")
        pair("advice", check.advice(for: result))
        raw(#","waiver":"#)
        if let waiver = check.waiver(over: result) { self.waiver(waiver) } else { raw("null") }
        raw(#","notes":"#)
        list(result.notes) { $0.note($1) }
        raw(#","sources":"#)
        list(result.sources) { $0.source($1) }
        raw("}")
    }

    private mutating func tail(_ look: Look) {
        raw(#"],"populations":"#)
        list(look.checks) { report, check in
            report.raw("{")
            report.pair("check", check.id.rawValue)
            report.raw(#","population":\#(check.population.subjects),"#)
            report.counts(check.population)
            report.raw("}")
        }
        raw(#","totals":{"#)
        counts(look.totals)
        raw("}}\n")
    }

    private mutating func counts(_ population: Population) {
        raw(#""pass":\#(population.pass),"fail":\#(population.fail),"inconclusive":\#(population.inconclusive),"#)
        raw(#""notApplicable":\#(population.notApplicable)"#)
    }

    private mutating func waiver(_ waiver: Waiver) {
        raw("{")
        pair("id", waiver.id)
        raw(",")
        pair("until", waiver.expiry.text)
        raw("}")
    }

    private mutating func note(_ note: Note) {
        raw("{")
        pair("code", note.code.rawValue)
        raw(",")
        pair("text", note.text)
        raw("}")
    }

    private mutating func source(_ source: Source) {
        raw("{")
        pair("path", source.path)
        if let line = source.line { raw(#","line":\#(line)"#) }
        raw("}")
    }
}
