import LinuxHost
import Reports

/// Shows what the monitor answered: what is refused goes to descriptor 2, as errors do.
enum AnswerReport {
    static func render(isDone: Bool, _ text: String, problems: [String], as format: ReportFormat) {
        switch format {
        case .json: JSONAnswerReport.render(isDone: isDone, text, problems: problems, to: ThisProcess.write)
        case .text:
            var page = TextPage(width: 120, hasColour: false)
            for problem in problems { page.add(problem) }
            page.add(isDone ? text : "soc2d: \(text)")
            page.flush { bytes in
                if isDone { ThisProcess.write(bytes) } else { ThisProcess.writeError(String(decoding: bytes, as: UTF8.self)) }
            }
        }
    }
}
