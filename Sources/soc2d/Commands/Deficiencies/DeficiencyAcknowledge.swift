import ArgumentParser
import Controls
import LinuxHost
import Monitor
import Reports

/// Says that somebody has taken notice of a deficiency, or claims that it is mended.
struct DeficiencyAcknowledge: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "acknowledge", abstract: "Record that you have taken notice of one, or that it is mended.",
        discussion: """
            The monitor records who says so, from the kernel's word about this process. It closes nothing: that takes a passing execution. \
            Exit status: 0 recorded, 1 refused; 64 wrong usage, 69 the monitor does not run, 77 no permission, 78 the configuration \
            cannot be read.
            """)

    @Argument(help: ArgumentHelp("Such as D-41 or 41.", valueName: "id"))
    var number: DeficiencyNumber

    @Option(help: "What there is to say, such as a ticket.")
    var text: String?

    @Flag(help: "Claim that it is mended.")
    var remediated = false

    @Option(help: "text or json.")
    var format = ReportFormat.text

    @OptionGroup var place: StateArguments

    func validate() throws {
        guard (text?.utf8.count ?? 0) <= Statement.textLimit else {
            throw ValidationError("--text takes \(Statement.textLimit) bytes at most; name a ticket instead")
        }
    }

    func run() throws {
        var request = ControlRequest(remediated ? .claimRemediation : .acknowledge)
        request.deficiency = number.id.number
        request.text = text
        let answer = try MonitorQuestion.ask(request, of: try place.places())
        AnswerReport.render(isDone: answer.isDone, answer.text, problems: answer.problems, as: format)
        if !answer.isDone { throw ExitCode(ExitStatus.fails) }
    }
}
