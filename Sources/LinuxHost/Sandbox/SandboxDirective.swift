internal import ProbeKit

/// What of systemd.exec(5) keeps a part of the host from a process.
enum SandboxDirective: String, Hashable, Sendable {
    case privateUsers = "PrivateUsers="
    case privateNetwork = "PrivateNetwork="
    case protectHostname = "ProtectHostname="
    case protectHome = "ProtectHome=, other than read-only, or InaccessiblePaths= or TemporaryFileSystem="
    case privateTmp = "PrivateTmp= or DynamicUser="
    case protectKernelModules = "ProtectKernelModules="
    case privateDevices = "PrivateDevices="
    case procSubset = "ProcSubset="
    case protectProc = "ProtectProc="
    case rootDirectory = "RootDirectory= or RootImage="
    case paths = "InaccessiblePaths=, TemporaryFileSystem=, BindPaths= or another of that kind"
    case capabilities = "CapabilityBoundingSet= or AmbientCapabilities="
    case addressFamilies = "RestrictAddressFamilies= without AF_NETLINK"
    case privatePIDs = "PrivatePIDs="
    case controlGroups = "ProtectControlGroups=, other than yes"
    case timeNamespace = "a time namespace, as of unshare(1) --time"
    case callFilter = "SystemCallFilter="

    /// What usually hides a place.
    init(hiding place: HostPath) {
        switch place {
        case "/": self = .rootDirectory
        case "/home", "/root", "/run/user": self = .protectHome
        case "/tmp", "/var/tmp": self = .privateTmp
        case "/usr/lib/modules", "/lib/modules": self = .protectKernelModules
        case "/dev": self = .privateDevices
        case "/proc": self = .procSubset
        default: self = .paths
        }
    }
}
