import Controls
import Foundation
import LinuxHost
import ProbeKit
import Testing

@testable import Probes

/// The five lines of shell on the probe's page, run by a real shell.
struct ShellStatusTests {
    private let script: String = {
        let page = String(decoding: PackageResources.backup_freshness_md, as: UTF8.self)
        guard let section = page.range(of: "### Without soc2d: five lines of shell"),
            let begin = page.range(of: "```sh\n", range: section.upperBound..<page.endIndex),
            let end = page.range(of: "```\n", range: begin.upperBound..<page.endIndex)
        else { return "" }
        return String(page[begin.upperBound..<end.lowerBound])
    }()

    @Test(arguments: ["dash", "bash"], [0, 3])
    func `they write a status that counts, and end with the job's own status`(shell: String, code: Int32) throws {
        #expect(script.split(separator: "\n").count == 5)
        let directory = FileManager.default.temporaryDirectory.appending(path: "soc2d-test-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        let lines = script.replacingOccurrences(of: "/var/lib/backup", with: directory)
            .replacingOccurrences(of: "backup-web", with: "sh -c 'exit \(code)'")
        process.arguments = [shell, "-eu", "-c", lines]
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == code)
        let host = try LiveHost.tree(below: "/")
        let read = RecordFiles.read(BackupStatus.self, at: HostPath("\(directory)/web.json"), of: RecordHost.set(), on: host)
        #expect(read.gap == nil, "\(String(describing: read.gap))")
        #expect(read.record?.exitCode == Int64(code) && read.record?.result == (code == 0 ? .success : .failure))
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["web.json"])
    }
}
