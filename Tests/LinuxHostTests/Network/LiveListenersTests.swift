import Controls
import Foundation
import ProbeKit
import Testing

@testable import LinuxHost

/// What we say about this very machine, against what is open and what ss(8) says.
@Suite(.enabled(if: OpenSockets.isPossible, "needs python3")) struct LiveListenersTests {
    @Test func `every kind of waiting socket is found as it was opened`() throws {
        let open = try OpenSockets()
        let inventory = try KernelSockets().listeners()
        // Where /proc hides other people's processes, the namespace cannot be compared with the one of PID 1.
        if FileManager.default.isReadableFile(atPath: "/proc/1/net/dev") { #expect(inventory.isNamespaceVerified) }
        let found = Dictionary(grouping: inventory.sockets, by: \.inode)
        let expected: [(name: String, transport: Transport, address: String, isV6Only: Bool?)] = [
            ("tcp4", .tcp, "127.0.0.1", nil), ("udp4", .udp, "127.0.0.1", nil), ("reuse1", .tcp, "127.0.0.1", nil),
            ("reuse2", .tcp, "127.0.0.1", nil), ("tcp6", .tcp, "::1", nil), ("only6", .tcp, "::", true), ("dual6", .tcp, "::", false),
            ("udp6", .udp, "::", false), ("raw", .raw, "0.0.0.0", nil),
        ]
        for (name, transport, address, isV6Only) in expected {
            guard let socket = open.sockets[name] else { continue }
            let listeners = found[socket.inode] ?? []
            #expect(listeners.count == 1, "\(name)")
            #expect(listeners.first?.transport == transport, "\(name)")
            #expect(listeners.first?.address.description == address, "\(name)")
            #expect(listeners.first?.port == socket.port, "\(name)")
            if let isV6Only { #expect(listeners.first?.isV6Only == isV6Only, "\(name)") }
        }
    }

    @Test func `a connected socket does not wait for strangers`() throws {
        let open = try OpenSockets()
        let connected = try #require(open.sockets["connected"])
        #expect(try !KernelSockets().listeners().sockets.contains { $0.inode == connected.inode })
    }

    @Test func `every holder of a socket is found, once, with program and user`() throws {
        let open = try OpenSockets()
        let wanted = Set(open.sockets.values.map(\.inode))
        let holders = try RunningProcesses().holders(of: wanted)
        for inode in wanted {
            let processes = holders.holdings(of: inode).map { holders.processes[$0.process] }
            #expect(Set(processes.map(\.pid)) == Set(open.pids))
            #expect(processes.count == 2)
            #expect(processes.allSatisfy { $0.uid == geteuid() && !$0.controlGroups.isEmpty })
            #expect(processes.allSatisfy { $0.executable?.contains("python3") ?? false })
        }
        #expect(Set(holders.holdings.map(\.inode)) == wanted)
    }

    @Test func `nobody holds what does not exist`() throws {
        let holders = try RunningProcesses().holders(of: [UInt64.max])
        #expect(holders.holdings.isEmpty)
        #expect(holders.processes.isEmpty)
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/ss"), "needs ss"))
    func `ss sees the same ports of the same process`() throws {
        let open = try OpenSockets()
        let inventory = try KernelSockets().listeners()
        let holders = try RunningProcesses().holders(of: Set(inventory.sockets.map(\.inode)))
        let pid = try #require(open.pids.first)
        let ours = Set(
            inventory.sockets.filter { socket in
                holders.holdings(of: socket.inode).contains { holders.processes[$0.process].pid == pid } && socket.transport != .raw
            }.map { "\($0.transport.rawValue) \($0.port)" })
        let theirs = Set(
            try output(of: "/usr/bin/ss", "-H", "-ltnup").split(separator: "\n").filter { $0.contains("pid=\(pid),") }.compactMap { line in
                let words = line.split(separator: " ")
                return words.count > 4 ? words[4].split(separator: ":").last.map { "\(words[0]) \($0)" } : nil
            })
        #expect(ours == theirs)
        #expect(ours.count >= 3)
    }

    @Test(.enabled(if: geteuid() == 0, "needs root"))
    func `in a network of its own a process knows that it is not the host's`() throws {
        let path = "/proc/1/net/dev"
        let elsewhere = try output(of: "/usr/bin/unshare", "-n", "/bin/sh", "-c", "stat -c %i /proc/self/net/dev; stat -c %i \(path)")
        let inodes = elsewhere.split(separator: "\n")
        try #require(inodes.count == 2)
        #expect(inodes[0] != inodes[1])
        #expect(KernelFile.inode(of: path).map(String.init) == String(inodes[1]))
    }

    private func output(of program: String, _ arguments: String...) throws -> String {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.standardOutput = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self)
    }
}
