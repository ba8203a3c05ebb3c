import Controls
import LinuxHost
import ProbeKit
import Reports

extension HostIdentity {
    /// Reads who the host is: hostname(5), machine-id(5), os-release(5). What cannot be read stays empty.
    static func read(below root: HostPath?) -> HostIdentity {
        guard let tree = try? RootedTree(root: root ?? "/") else { return HostIdentity(name: "", id: "", os: "") }
        let name = root == nil ? ThisProcess.hostName : firstLine(of: "/etc/hostname", in: tree)
        return HostIdentity(name: name, id: identifier(in: tree), os: operatingSystem(in: tree))
    }

    /// A digest, since the machine id itself is meant to stay on the host: machine-id(5).
    private static func identifier(in tree: RootedTree) -> String {
        let machine = firstLine(of: "/etc/machine-id", in: tree)
        guard machine.utf8.count == 32 else { return "" }
        return Array(Digest.sha256(Array("soc2d host \(machine)".utf8)).prefix(16)).hexadecimal
    }

    private static func operatingSystem(in tree: RootedTree) -> String {
        for path: HostPath in ["/etc/os-release", "/usr/lib/os-release"] {
            guard let file = try? tree.contents(of: path) else { continue }
            for (_, line) in ByteLines(file.bytes) where line.starts(with: "PRETTY_NAME=".utf8) {
                return splitWords(line.dropFirst(12).escaped)?.joined(separator: " ") ?? ""
            }
        }
        return ""
    }

    private static func firstLine(of path: HostPath, in tree: RootedTree) -> String {
        guard let file = try? tree.contents(of: path) else { return "" }
        var lines = ByteLines(file.bytes)
        return lines.next()?.line.trimmed.escaped ?? ""
    }
}
