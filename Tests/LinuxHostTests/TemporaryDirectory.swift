import Foundation
import HostFixtures
import ProbeKit
import Testing

/// Calls `body` with a directory that holds the files of a tree in memory, and removes it afterwards.
func withDirectory(_ tree: MemoryTree, _ body: (String) throws -> Void) throws {
    let files = FileManager.default
    let top = files.temporaryDirectory.appending(path: "soc2d-test-\(UUID().uuidString)")
    try files.createDirectory(at: top, withIntermediateDirectories: true)
    defer { try? files.removeItem(at: top) }
    for (path, entry) in tree.entries {
        let place = top.path + path.escaped
        try files.createDirectory(atPath: (place as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        switch entry {
        case .file(let bytes, _, _, let mode):
            try Data(bytes).write(to: URL(filePath: place))
            chmod(place, mode_t(mode))
        case .link(let target): symlink(target, place)
        case .directory(_, let mode):
            mkdir(place, mode_t(mode))
        case .fifo: mkfifo(place, 0o644)
        case .denied, .failing: Issue.record("a real directory cannot hold \(entry)")
        }
    }
    try body(top.path)
}
