import Controls
import Foundation
import Glibc
import HostFixtures
import LinuxHost
import ProbeKit
import Testing

/// One suite for every kind of tree: the real one, below a temporary directory, and the one that tests use in memory.
struct FileTreeTests {
    enum Kind: CaseIterable { case rooted, memory }

    private func withTree(_ kind: Kind, _ entries: MemoryTree, _ body: (any FileTree) throws -> Void) throws {
        switch kind {
        case .memory: try body(entries)
        case .rooted: try withDirectory(entries) { directory in try body(try RootedTree(root: HostPath(directory))) }
        }
    }

    private let limits = ReadLimits(bytes: 64, lines: 4)

    @Test(arguments: Kind.allCases)
    func `a file is read with what stat says of it`(kind: Kind) throws {
        try withTree(kind, ["/etc/a": .file(Array("hello".utf8), mode: 0o640)]) { tree throws in
            let file = try #require(try tree.contents(of: "/etc/a"))
            #expect(file.bytes == Array("hello".utf8))
            #expect(file.status.size == 5 && file.status.mode == 0o640 && file.status.kind == .regular)
            #expect(try tree.status(of: "/etc")?.kind == .directory)
        }
    }

    @Test func `a file that is given an older time keeps the moment at which that was done`() throws {
        try withDirectory(["/a": "x"]) { directory in
            let path = URL(filePath: directory).appending(path: "a").path
            try FileManager.default.setAttributes([.modificationDate: Date(timeIntervalSince1970: 1000)], ofItemAtPath: path)
            let status = try #require(try RootedTree(root: HostPath(directory)).status(of: "/a"))
            #expect(status.modified == Moment(seconds: 1000))
            #expect(status.changed > Moment(seconds: 1_700_000_000))
        }
    }

    @Test(arguments: Kind.allCases)
    func `a piece of a file ends where the file does, and beyond it there is nothing`(kind: Kind) throws {
        try withTree(kind, ["/etc/a": "0123456789"]) { tree throws in
            #expect(try tree.piece(of: "/etc/a", from: 3, count: 4) == Array("3456".utf8))
            #expect(try tree.piece(of: "/etc/a", from: 8, count: 4) == Array("89".utf8))
            #expect(try tree.piece(of: "/etc/a", from: 1 << 40, count: 4) == [])
            #expect(try tree.piece(of: "/etc/none", from: 3, count: 4) == nil)
        }
    }

    @Test(arguments: Kind.allCases)
    func `what is not there is nothing, also below a file`(kind: Kind) throws {
        try withTree(kind, ["/etc/a": "x"]) { tree throws in
            for path: HostPath in ["/none", "/etc/none", "/etc/a/none"] {
                #expect(try tree.contents(of: path) == nil)
                #expect(try tree.status(of: path) == nil)
                #expect(try tree.names(in: path) == nil)
            }
        }
    }

    @Test(arguments: Kind.allCases)
    func `links stay inside, however they are written`(kind: Kind) throws {
        let entries: MemoryTree = [
            "/etc/real": "inside", "/etc/absolute": .link("/etc/real"), "/etc/relative": .link("real"),
            "/etc/climbing": .link("../../../../../../etc/real"), "/etc/loop": .link("loop"), "/dir": .link("/etc"),
            "/etc/dangling": .link("/no/such"),
        ]
        try withTree(kind, entries) { tree throws in
            for path: HostPath in ["/etc/absolute", "/etc/relative", "/etc/climbing", "/dir/real", "/../../etc/real"] {
                #expect(try tree.contents(of: path)?.bytes == Array("inside".utf8), "\(path)")
            }
            #expect(throws: ReadFailure.badLink("/etc/loop")) { try tree.contents(of: "/etc/loop") }
            #expect(try tree.contents(of: "/etc/dangling") == nil)
            #expect(try tree.linkTarget(of: "/etc/climbing") == "../../../../../../etc/real")
            #expect(try tree.linkTarget(of: "/etc/real") == nil)
        }
    }

    @Test(arguments: Kind.allCases)
    func `a directory, a FIFO and a file without end are failures, not contents`(kind: Kind) throws {
        let entries: MemoryTree = [
            "/d": .directory(), "/f": .fifo, "/long": .text(String(repeating: "x", count: 65)), "/tall": "\n\n\n\n\n", "/fits": "\n\n\n\n",
        ]
        try withTree(kind, entries) { tree throws in
            #expect(throws: ReadFailure.notRegular("/d", .directory)) { try tree.contents(of: "/d") }
            #expect(throws: ReadFailure.notRegular("/f", .fifo)) { try tree.contents(of: "/f") }
            #expect(throws: ReadFailure.tooLarge("/long", limits)) { try tree.contents(of: "/long", within: limits) }
            #expect(throws: ReadFailure.tooLarge("/tall", limits)) { try tree.contents(of: "/tall", within: limits) }
            #expect(try tree.contents(of: "/fits", within: limits)?.bytes.count == 4)
            #expect(throws: ReadFailure.notADirectory("/fits")) { try tree.names(in: "/fits") }
        }
    }

    @Test(arguments: Kind.allCases)
    func `names come in byte order, without the two dots`(kind: Kind) throws {
        try withTree(kind, ["/d/b": "", "/d/a": "", "/d/.c": "", "/d/B": "", "/d/sub/x": ""]) { tree throws in
            #expect(try tree.names(in: "/d")?.map(\.description) == [".c", "B", "a", "b", "sub"])
        }
    }

    @Test(arguments: Kind.allCases)
    func `files that belong together are read together`(kind: Kind) throws {
        try withTree(kind, ["/a": "1", "/b": "2"]) { tree throws in
            let files = try tree.contents(ofAll: ["/a", "/b", "/c"], within: .accounts)
            #expect(files["/a"]?.bytes == [0x31] && files["/b"]?.bytes == [0x32] && files["/c"] == nil)
        }
    }

    @Test func `a root that is not there is an error`() {
        #expect(throws: ReadFailure.self) { try RootedTree(root: "/no/such/root") }
    }

    @Test func `a path with a NUL names nothing`() throws {
        #expect(try RootedTree(root: "/").contents(of: HostPath(Array("/etc/passwd".utf8) + [0, 0x61])) == nil)
    }

    @Test(.enabled(if: geteuid() == 0, "only root can become somebody else"))
    func `what we may not read is denied, not absent`() throws {
        try withDirectory(["/secret": .file([1], mode: 0o600), "/closed/x": "y"]) { directory throws in
            chmod("\(directory)/closed", 0o700)
            let tree = try RootedTree(root: HostPath(directory))
            try asNobody { () throws in
                #expect(throws: ReadFailure.denied("/secret")) { try tree.contents(of: "/secret") }
                #expect(throws: ReadFailure.denied("/closed")) { try tree.names(in: "/closed") }
                #expect(throws: ReadFailure.denied("/closed/x")) { try tree.contents(of: "/closed/x") }
                #expect(throws: ReadFailure.denied("/closed/none")) { try tree.status(of: "/closed/none") }
            }
        }
    }

    /// Gives up root for file access, on this thread only: setfsuid(2).
    private func asNobody(_ body: () throws -> Void) throws {
        typealias Function = @convention(c) (UInt32) -> Int32
        let setfsuid = unsafeBitCast(try #require(dlsym(nil, "setfsuid")), to: Function.self)
        _ = setfsuid(65534)
        defer { _ = setfsuid(0) }
        try body()
    }
}
