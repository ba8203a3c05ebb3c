import Controls
import ProbeKit

/// Compares our reading of the sudoers files with that of cvtsudoers(1), which is sudo's own, where it is installed.
struct SudoersCrossCheck {
    /// What cvtsudoers reads otherwise.
    private(set) var conflict: Unread?
    /// Why there was nothing to compare with, where somebody should know.
    private(set) var remark: Remark?

    private static let program: HostPath = "/usr/bin/cvtsudoers"

    /// Only what was read in full, and all of which sudo trusts, can be compared.
    init(_ files: SudoersFiles, on host: Host) {
        guard let tools = host.tools, files.unread.isEmpty, files.badLines.isEmpty, !files.statements.isEmpty,
            !files.main.escaped.contains("\\"),
            !files.remarks.contains(where: { $0.code == .ignoredFile && $0.text.hasPrefix(SudoersFiles.refusal) })
        else { return }
        let call = ToolCall(Self.program, ["-c", "/dev/null", "-s", "defaults,aliases", "-f", "json", files.main.escaped])
        do throws(ToolFailure) {
            let outcome = try tools.run(call)
            guard outcome.ending == .exited(0) else {
                conflict = Unread(files.main.escaped, .sourceConflict, "cvtsudoers refuses what we can read; see `visudo -c`")
                return
            }
            compare(outcome.output, files)
        } catch {
            if case .missing = error { return }
            remark = Remark(.attention, "not compared with cvtsudoers: \(error.text)")
        }
    }

    private mutating func compare(_ output: [UInt8], _ files: SudoersFiles) {
        do throws(JSONProblem) {
            let theirs = try CvtsudoersRules(parsing: output).texts
            let ours = SudoersRuleText.all(
                files.statements.lazy.compactMap { if case .rule(let rule) = $0.statement { rule } else { nil } })
            guard ours != theirs else { return }
            let place = zip(ours, theirs).prefix { $0 == $1 }.count
            let text = { (rules: [String]) in place < rules.count ? "“\(rules[place].prefix(200))”" : "nothing more" }
            conflict = Unread(
                files.main.escaped, .sourceConflict, "permission \(place + 1) is \(text(ours)) to us, and \(text(theirs)) to cvtsudoers")
        } catch {
            remark = Remark(.attention, "not compared with cvtsudoers, which wrote no JSON: \(error)")
        }
    }
}
