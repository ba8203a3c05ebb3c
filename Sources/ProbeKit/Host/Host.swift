package import Controls

/// The capabilities that a probe may touch. All of them are values, so that a test is a host of its own.
package struct Host: Sendable {
    package let files: any FileTree
    /// The kernel's sockets; nil where only a tree of files is observed.
    package let sockets: (any SocketTable)?
    /// The running processes; nil where only a tree of files is observed.
    package let processes: (any ProcessTable)?
    /// The way to network services; nil where only a tree of files is observed.
    package let dialer: (any Dialer)?
    package let now: Moment
    /// SHA-256 of some bytes, 32 bytes.
    package let sha256: @Sendable ([UInt8]) -> [UInt8]

    package init(
        files: any FileTree, sockets: (any SocketTable)? = nil, processes: (any ProcessTable)? = nil,
        dialer: (any Dialer)? = nil, now: Moment, sha256: @escaping @Sendable ([UInt8]) -> [UInt8]
    ) {
        self.files = files
        self.sockets = sockets
        self.processes = processes
        self.dialer = dialer
        self.now = now
        self.sha256 = sha256
    }

    /// Whether only a tree of files is observed (`--root`), so that nothing of the running system can be known.
    package var isFileTreeOnly: Bool { sockets == nil }
}
