import ArgumentParser
import Controls
import LinuxHost
import Notices
import ProbeKit

/// What a notice looks like at a destination.
struct NotifyRender: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "render",
        abstract: "Show what a sample notice looks like to one kind of destination.",
        discussion: """
            Sends nothing, and needs no configuration. The text is the body as it would be sent, one line for each request; secrets that the \
            courier puts into a body are named in its place. The JSON says in addition how it would be sent.
            """)

    @Option(help: "The kind of destination: \(DestinationKind.allCases.map(\.rawValue).joined(separator: ", ")).")
    var kind: DestinationKind

    @Option(help: "What the notice tells of: \(Notice.Kind.allCases.map(\.rawValue).joined(separator: ", ")).")
    var event = Notice.Kind.opened

    @Option(help: "How much is said: \(MessageSize.allCases.map(\.rawValue).joined(separator: ", ")).")
    var size = MessageSize.full

    @Option(help: "text or json.")
    var format = ReportFormat.text

    func run() throws {
        let now = HostClocks.now.wall
        for body in SampleBody.all(of: .sample(of: event, at: now), for: kind, size, at: now) {
            let text = format == .json ? try body.canonicalJSON() : Array(body.body.utf8)
            ThisProcess.write(text + (text.last == UInt8(ascii: "\n") ? [] : [UInt8(ascii: "\n")]))
        }
    }
}

extension DestinationKind: ExpressibleByArgument {}
extension Notice.Kind: ExpressibleByArgument {}
extension MessageSize: ExpressibleByArgument {}
