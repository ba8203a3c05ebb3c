import LinuxHost
import Reports

extension TextReport.Style {
    /// As fits what descriptor 1 is: 80 columns and no colours for a pipe.
    static func ofOutput(listed: Int?) -> TextReport.Style {
        let hasColour =
            ThisProcess.outputIsTerminal && (ThisProcess.environment("NO_COLOR") ?? "").isEmpty && ThisProcess.environment("TERM") != "dumb"
        return TextReport.Style(width: ThisProcess.outputWidth ?? 80, hasColour: hasColour, listed: listed)
    }
}
