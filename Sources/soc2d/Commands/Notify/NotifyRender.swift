import ArgumentParser
import Controls
import LinuxHost
import Notices
import ProbeKit

/// What a notice looks like at a destination.
struct NotifyRender: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "render",
        abstract: "Show what a sample notice looks like to a destination.",
        discussion: """
            Sends nothing. With --kind it needs no configuration. The text is the body as it would be sent, one line for each request; secrets \
            that the courier puts into a body are named in its place. The JSON says in addition how it would be sent.

            Exit status: 0 shown, 64 wrong usage, 66 no such destination, 78 wrong configuration.
            """)

    @Argument(help: "The name of a destination in the configuration.")
    var destination: String?

    @Option(help: "In its place a kind of destination: \(DestinationKind.allCases.map(\.rawValue).joined(separator: ", ")).")
    var kind: DestinationKind?

    @Option(help: "What the notice tells of: \(Notice.Kind.allCases.map(\.rawValue).joined(separator: ", ")).")
    var event = Notice.Kind.opened

    @Option(help: "How much is said: \(MessageSize.allCases.map(\.rawValue).joined(separator: ", ")).")
    var size = MessageSize.full

    @Option(help: ArgumentHelp("Read this directory in place of /etc/soc2d.", valueName: "dir"))
    var config: String?

    @Option(help: "text or json.")
    var format = ReportFormat.text

    func validate() throws {
        guard (destination == nil) != (kind == nil) else {
            throw ValidationError("name a destination of the configuration, or a kind with --kind, and not both")
        }
    }

    func run() throws {
        let now = HostClocks.now.wall
        let (kind, manner) = try receiver(at: now)
        for body in SampleBody.all(of: .sample(of: event, at: now), for: kind, manner, size) {
            let text = format == .json ? try body.canonicalJSON() : Array(body.body.utf8)
            ThisProcess.write(text + (text.last == UInt8(ascii: "\n") ? [] : [UInt8(ascii: "\n")]))
        }
    }

    private func receiver(at now: Moment) throws -> (DestinationKind, DestinationKind.Manner) {
        if let kind { return (kind, DestinationKind.Manner(now: now)) }
        let named = try ConfiguredDestination.named(destination ?? "", in: config)
        return (named.kind, DestinationKind.Manner(of: named, now: now))
    }
}

extension DestinationKind: ExpressibleByArgument {}
extension Notice.Kind: ExpressibleByArgument {}
extension MessageSize: ExpressibleByArgument {}
