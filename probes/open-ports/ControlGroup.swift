import ProbeKit

/// Where a process stands in the tree of control groups: `/proc/PID/cgroup`, cgroups(7).
struct ControlGroup: Hashable, Sendable {
    /// The unit of the service manager, escaped; nil for a process in no unit.
    ///
    /// As systemd does it (cg_path_get_unit()): the first part below the slices. What stands further down may have been
    /// named by the unit itself and proves nothing. A unit of a user's own manager is written with that manager before it,
    /// `user@1000.service/web.service`, so that no user can borrow the name of a system unit.
    var unit: String?
    /// The first twelve digits of a container's id, or the name of an LXC container; nil outside of containers.
    var container: String?

    /// Takes the line of version 2 (`0::/…`), or where that names no unit the one of `name=systemd` of version 1.
    init(parsing bytes: [UInt8]) {
        var unified: [ArraySlice<UInt8>] = []
        var named: [ArraySlice<UInt8>] = []
        for (_, line) in ByteLines(bytes) {
            let fields = line.split(separator: UInt8(ascii: ":"), maxSplits: 2, omittingEmptySubsequences: false)
            guard fields.count == 3 else { continue }
            let parts = Self.withoutDeletedMark(fields[2]).split(separator: UInt8(ascii: "/"))
            if container == nil { container = Self.container(in: parts) }
            if fields[0].elementsEqual("0".utf8), fields[1].isEmpty { unified = parts }
            if fields[1].elementsEqual("name=systemd".utf8) { named = parts }
        }
        unit = Self.unit(in: unified) ?? Self.unit(in: named)
    }

    private static func unit(in parts: [ArraySlice<UInt8>]) -> String? {
        var rest = parts.drop { isSlice($0) || $0.elementsEqual("..".utf8) }
        guard let outer = rest.popFirst(), isUnit(outer) else { return nil }
        let name = unescaped(outer).escaped
        guard outer.starts(with: "user@".utf8), outer.ends(with: ".service") else { return name }
        rest = rest.drop(while: isSlice)
        guard let inner = rest.first, isUnit(inner), !inner.elementsEqual("init.scope".utf8) else { return name }
        return "\(name)/\(unescaped(inner).escaped)"
    }

    /// systemd puts `_` before a name that the kernel would take for its own (cg_escape()).
    private static func unescaped(_ part: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        part.first == UInt8(ascii: "_") ? part.dropFirst() : part
    }

    private static func isSlice(_ part: ArraySlice<UInt8>) -> Bool { part.ends(with: ".slice") }

    private static func isUnit(_ part: ArraySlice<UInt8>) -> Bool {
        [".service", ".scope", ".socket", ".mount", ".swap"].contains { part.ends(with: $0) }
    }

    /// A part that holds an id of 64 digits, such as `docker-ID.scope` or `/docker/ID`; Podman's monitor, which stands
    /// outside, is `libpod-conmon-ID.scope`.
    private static func container(in parts: [ArraySlice<UInt8>]) -> String? {
        for (index, part) in parts.enumerated() where !part.starts(with: "libpod-conmon-".utf8) {
            let digits = part.split { !isHexadecimal($0) }
            if let id = digits.first(where: { $0.count == 64 }) { return id.prefix(12).escaped }
            if part.starts(with: "lxc.payload.".utf8) { return part.dropFirst("lxc.payload.".count).escaped }
            if part.elementsEqual("lxc".utf8), index + 1 < parts.count { return parts[index + 1].escaped }
        }
        return nil
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"): true
        default: false
        }
    }

    /// A group that was removed while a process was still in it.
    private static func withoutDeletedMark(_ path: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        path.ends(with: " (deleted)") ? path.dropLast(" (deleted)".count) : path
    }
}

extension ArraySlice<UInt8> {
    fileprivate func ends(with text: String) -> Bool { suffix(text.utf8.count).elementsEqual(text.utf8) }
}
