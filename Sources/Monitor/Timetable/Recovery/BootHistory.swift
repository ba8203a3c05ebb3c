package import Controls

/// What the host itself knows of one of its boots: `journalctl --list-boots`, and `btime` of `/proc/stat` for the present one.
package struct BootHistory: Hashable, Sendable {
    package let bootID: String
    /// When the kernel started, where that is known.
    package let kernelStart: Moment?
    /// The last line of the journal, where it is kept over boots.
    package let lastSeen: Moment?
    /// The same by the boot clock, where it is known. The journal has `CLOCK_MONOTONIC`: the time asleep until then is to be added. If it does
    /// not fit ``lastSeen``, the wall clock was set while the monitor was down.
    package let lastSeenUp: BootTime?

    package init(bootID: String, kernelStart: Moment?, lastSeen: Moment?, lastSeenUp: BootTime? = nil) {
        self.bootID = bootID
        self.kernelStart = kernelStart
        self.lastSeen = lastSeen
        self.lastSeenUp = lastSeenUp
    }
}
