import Controls
import Foundation
import Testing

/// The manual pages have every key that is read, and no other.
struct ManualTests {
    /// A file of each kind that is in order but for the keys called `Zzz` at the end of each of its sections.
    private static let files: [(page: String, name: String, sections: [(name: String, lines: String)])] = [
        ("soc2d.conf", "soc2d.conf", [("Monitor", ""), ("Ledger", ""), ("Keys", "")]),
        (
            "soc2d.control", "controls.d/own.control",
            [("Control", "Id=OWN-01\nDescription=d\nOwner=o\nCriterion=CC6.1\n"), ("Test", "Probe=password-policy\nCheck=lockout\n")]
        ),
        ("soc2d.destination", "destinations.d/ops.destination", [("Destination", "Kind=slack\n")]),
        ("soc2d.waiver", "waivers.d/W-1.waiver", [("Waiver", String(WaiverFiles.text().dropFirst("[Waiver]\n".count)))]),
        ("soc2d.silence", "silences.d/night.silence", [("Silence", "Author=a\nReason=r\nUntil=2026-12-01\nControl=NET-01\n")]),
    ]

    @Test func `the manual has every key that is read, and no other`() throws {
        for file in Self.files {
            let page = try Self.page(file.page)
            for section in file.sections {
                let known = Self.keysRead(in: section.name, of: file.name, file.sections)
                #expect(!known.isEmpty, "[\(section.name)] of \(file.name)")
                let written = Self.keysWritten(in: section.name, on: page)
                #expect(known == written, "[\(section.name)] on \(file.page)(5): \(known.symmetricDifference(written).sorted())")
            }
        }
    }

    /// The keys that a reader names as known where it finds one that it does not know.
    private static func keysRead(in section: String, of name: String, _ sections: [(name: String, lines: String)]) -> Set<String> {
        let text = sections.map { "[\($0.name)]\n\($0.lines)\($0.name == section ? "Zzz=1\n" : "")" }.joined()
        let file = ConfigurationFile(name: name, path: "/etc/\(name)", contents: .text(Array(text.utf8)))
        do throws(ConfigurationProblems) { _ = try WaiverFiles.read([file]) } catch {
            for case .unknown(.key, "Zzz", at: _, let known) in error.all { return Set(known) }
        }
        return []
    }

    /// The keys that are tags of a list: `.It Va Control= , Va Check=` of mdoc(7).
    private static func keysWritten(in section: String, on page: [Substring]) -> Set<String> {
        let heading = ".Sh [\(section.uppercased())] SECTION"
        let lines = page.drop { $0 != heading }.dropFirst().prefix { !$0.hasPrefix(".Sh ") }
        return Set(
            lines.filter { $0.hasPrefix(".It Va ") }.flatMap { $0.split(separator: " ") }.filter { $0.hasSuffix("=") }.map {
                String($0.dropLast())
            })
    }

    private static func page(_ name: String) throws -> [Substring] {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        return try String(contentsOfFile: root.path + "/docs/man/\(name).5", encoding: .utf8).split(separator: "\n")
    }
}
