import Controls
import Foundation
import Reports
import Testing

/// A look with these results.
func look(_ results: [CheckResult], adviceByReason: [FailReason: String] = [:], key: String? = nil) throws -> Look {
    var all = Results()
    for result in results { all.add(result) }
    let checks = try all.populations.sorted { $0.key < $1.key }.map { id, population in
        let definition = try #require(CheckCatalogue.definition(of: id))
        return LookedCheck(
            definition: definition, control: "AC-07", severity: definition.severity, advice: "mend it; `true`",
            adviceByReason: adviceByReason, approval: key.map { LookedCheck.Approval(key: $0, file: "/etc/soc2d/approved.conf") },
            population: population, results: all.of(id))
    }
    return Look(
        host: HostIdentity(name: "web-1", id: "abc", os: "Debian"), root: "/", startedAt: Moment(seconds: 1_790_000_000),
        finishedAt: Moment(seconds: 1_790_000_001), checks: checks)
}

func text(_ look: Look, width: Int = 80, colour: Bool = false, listed: Int? = 10) -> String {
    var bytes: [UInt8] = []
    TextReport.render(look, style: TextReport.Style(width: width, hasColour: colour, listed: listed)) { bytes += $0 }
    return String(decoding: bytes, as: UTF8.self)
}

func json(_ look: Look) throws -> [String: Any] {
    var bytes: [UInt8] = []
    JSONReport.render(look) { bytes += $0 }
    return try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
}

func junit(_ look: Look) -> String {
    var bytes: [UInt8] = []
    JUnitReport.render(look) { bytes += $0 }
    return String(decoding: bytes, as: UTF8.self)
}
