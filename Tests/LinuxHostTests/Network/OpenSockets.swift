import Foundation
import Testing

/// A process that holds a few sockets on loopback, some of them together with a child, until the test lets go of it.
final class OpenSockets {
    struct Socket: Hashable {
        let name: String
        let port: UInt16
        let inode: UInt64
    }

    static let python = "/usr/bin/python3"
    static let isPossible = FileManager.default.isExecutableFile(atPath: python)

    let sockets: [String: Socket]
    /// The process, then its child.
    let pids: [Int32]
    private let process: Process
    private let release: Pipe

    init() throws {
        process = Process()
        release = Pipe()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: Self.python)
        process.arguments = ["-c", Self.script]
        process.standardInput = release
        process.standardOutput = output
        try process.run()
        var text = ""
        while !text.hasSuffix("ready\n") {
            let part = output.fileHandleForReading.availableData
            if part.isEmpty { break }
            text += String(decoding: part, as: UTF8.self)
        }
        let lines = text.split(separator: "\n").map { $0.split(separator: " ") }
        sockets = Dictionary(
            uniqueKeysWithValues: lines.compactMap { words in
                guard words.count == 3, let port = UInt16(words[1]), let inode = UInt64(words[2]) else { return nil }
                return (String(words[0]), Socket(name: String(words[0]), port: port, inode: inode))
            })
        pids = lines.filter { $0.first == "pid" }.compactMap { $0.last.flatMap { Int32($0) } }
        try #require(lines.last == ["ready"])
    }

    deinit {
        try? release.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    /// Raw sockets need a right, so they may be missing. It ends by itself after 30 seconds.
    private static let script = """
        import os, signal, socket, sys
        signal.alarm(30)
        S, D = socket.SOCK_STREAM, socket.SOCK_DGRAM
        held = []
        def show(name, s, listen=False):
            if listen: s.listen(5)
            held.append(s)
            port = 1 if name == "raw" else s.getsockname()[1]
            print(name, port, os.fstat(s.fileno()).st_ino, flush=True)
        def make(name, family, kind, address, port=0, only=None, reuse=False):
            s = socket.socket(family, kind)
            if only is not None: s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, only)
            if reuse: s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            s.bind((address, port))
            show(name, s, kind == S)
            return s
        make("tcp4", socket.AF_INET, S, "127.0.0.1")
        make("udp4", socket.AF_INET, D, "127.0.0.1")
        first = make("reuse1", socket.AF_INET, S, "127.0.0.1", reuse=True)
        make("reuse2", socket.AF_INET, S, "127.0.0.1", first.getsockname()[1], reuse=True)
        if socket.has_ipv6:
            try:
                make("tcp6", socket.AF_INET6, S, "::1")
                make("only6", socket.AF_INET6, S, "::", only=1)
                make("dual6", socket.AF_INET6, S, "::", only=0)
                make("udp6", socket.AF_INET6, D, "::", only=0)
            except OSError: pass
        try: show("raw", socket.socket(socket.AF_INET, socket.SOCK_RAW, 1))
        except PermissionError: pass
        done = socket.socket(socket.AF_INET, D)
        done.bind(("127.0.0.1", 0)); done.connect(("127.0.0.1", 9)); show("connected", done)
        child = os.fork()
        if child == 0:
            os.dup(held[0].fileno())
            sys.stdin.read()
            os._exit(0)
        print("pid", os.getpid()); print("pid", child); print("ready", flush=True)
        sys.stdin.read()
        os.waitpid(child, 0)
        """
}
