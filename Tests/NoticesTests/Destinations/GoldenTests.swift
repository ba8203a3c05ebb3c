import Controls
import Foundation
import Notices
import Testing

/// What each receiver gets, to the byte. `SOC2D_RECORD_GOLDEN=1` writes the files anew.
@Suite struct GoldenTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Golden")
    private static let isRecording = ProcessInfo.processInfo.environment["SOC2D_RECORD_GOLDEN"] != nil

    @Test(arguments: Samples.kinds) func `a renderer writes what its golden file has`(kind: DestinationKind) throws {
        let text = Self.page(of: Samples.renderer(kind))
        try Self.compare(text, with: "\(kind.rawValue).txt")
    }

    @Test func `a webhook writes CloudEvents where it is asked to`() throws {
        try Self.compare(Self.page(of: WebhookRenderer(isCloudEvent: true)), with: "cloudevents.txt")
    }

    private static func page(of renderer: any Renderer) -> String {
        let messages: [(String, Message)] = [
            ("opened", Samples.opened()), ("opened, perhaps for the second time", Samples.opened(mayBeSecond: true)),
            ("closed", Samples.closed()), ("waived", .sample(of: .waived, at: Samples.now)),
            ("configuration refused", .sample(of: .configurationRefused, at: Samples.now)), ("group of three", Samples.group(of: 3)),
            ("digest of twelve", Samples.group(of: 12)),
        ]
        return messages.flatMap { name, message in
            MessageSize.allCases.map { size in
                "== \(name), \(size.rawValue)\n" + renderer.render(message, size).map(line).joined()
            }
        }.joined()
    }

    private static func line(_ body: RenderedBody) -> String {
        let query = body.query.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
        let head = [
            body.operation.rawValue, body.contentType, body.path.joined(separator: "/"), query,
            body.secrets.map(\.rawValue).joined(separator: ","),
        ]
        return head.filter { !$0.isEmpty }.joined(separator: " ") + "\n" + String(decoding: body.body, as: UTF8.self) + "\n"
    }

    private static func compare(_ text: String, with name: String) throws {
        let file = folder.appendingPathComponent(name)
        if isRecording {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try text.write(to: file, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOf: file, encoding: .utf8) == text, "\(name) differs")
    }
}
