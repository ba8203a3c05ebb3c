package import Controls

/// What the host itself knows of one of its boots: `journalctl --list-boots`, and `btime` of `/proc/stat` for the present one.
package struct BootHistory: Hashable, Sendable {
    package let bootID: String
    /// When the kernel started, where that is known.
    package let kernelStart: Moment?
    /// The last line of the journal, where it is kept over boots.
    package let lastSeen: Moment?

    package init(bootID: String, kernelStart: Moment?, lastSeen: Moment?) {
        self.bootID = bootID
        self.kernelStart = kernelStart
        self.lastSeen = lastSeen
    }
}
