import ProbeKit

/// Where polkit(8) finds rules in JavaScript, and older builds their `.pkla` files and who
/// counts as an administrator (`AdminIdentities`).
enum PolicyDirectories {
    private static let rules: [HostPath] = [
        "/etc/polkit-1/rules.d", "/run/polkit-1/rules.d", "/usr/local/share/polkit-1/rules.d", "/usr/share/polkit-1/rules.d",
    ]
    /// Directories of directories.
    private static let localAuthority: [HostPath] = ["/etc/polkit-1/localauthority", "/var/lib/polkit-1/localauthority"]

    /// Every rule file that is there.
    static func files(_ tree: any FileTree, unread: inout [Unread]) -> [HostPath] {
        var found: [HostPath] = []
        for directory in rules { list(directory, ".rules", tree, into: &found, &unread) }
        list("/etc/polkit-1/localauthority.conf.d", ".conf", tree, into: &found, &unread)
        for authority in localAuthority {
            var below: [HostPath] = []
            list(authority, "", tree, into: &below, &unread)
            for directory in below { list(directory, ".pkla", tree, into: &found, &unread) }
        }
        return found
    }

    private static func list(
        _ directory: HostPath, _ suffix: String, _ tree: any FileTree, into found: inout [HostPath], _ unread: inout [Unread]
    ) {
        do {
            for name in try tree.names(in: directory) ?? [] where name.escaped.hasSuffix(suffix) {
                found.append(directory.appending(name))
            }
        } catch ReadFailure.notADirectory { return } catch { unread.append(Unread(error)) }
    }
}
