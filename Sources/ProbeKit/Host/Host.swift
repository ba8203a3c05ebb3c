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
    /// Programs that are the only source of something; nil where only a tree of files is observed.
    package let tools: (any ToolRunner)?
    /// The service manager and its journal; nil where only a tree of files is observed.
    package let services: (any ServiceManager)?
    /// The subvolumes of btrfs; nil where only a tree of files is observed.
    package let subvolumes: (any SubvolumeTable)?
    /// Reads the databases of other programs, below another root too; nil where nothing can.
    package let tables: (any TableReader)?
    /// Does what may hang.
    package let patience: any Patience
    /// The moment of a time that programs write without a zone, by this host's clocks; the earlier one of two. Nil where only a tree of
    /// files is observed.
    package let localTime: (@Sendable (CivilTime) -> Moment?)?
    package let now: Moment
    /// SHA-256 of some bytes, 32 bytes.
    package let sha256: @Sendable ([UInt8]) -> [UInt8]
    /// Whose signatures on documents count.
    package var keyring = Keyring()

    package init(
        files: any FileTree, sockets: (any SocketTable)? = nil, processes: (any ProcessTable)? = nil,
        dialer: (any Dialer)? = nil, tools: (any ToolRunner)? = nil, services: (any ServiceManager)? = nil,
        subvolumes: (any SubvolumeTable)? = nil, tables: (any TableReader)? = nil, patience: any Patience = EndlessPatience(),
        localTime: (@Sendable (CivilTime) -> Moment?)? = nil, now: Moment, sha256: @escaping @Sendable ([UInt8]) -> [UInt8]
    ) {
        self.files = files
        self.sockets = sockets
        self.processes = processes
        self.dialer = dialer
        self.tools = tools
        self.services = services
        self.subvolumes = subvolumes
        self.tables = tables
        self.patience = patience
        self.localTime = localTime
        self.now = now
        self.sha256 = sha256
    }

    /// Whether only a tree of files is observed (`--root`), so that nothing of the running system can be known.
    package var isFileTreeOnly: Bool { sockets == nil }
}
