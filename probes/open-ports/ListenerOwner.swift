import Controls
import ProbeKit

/// Who holds a listening socket.
struct ListenerOwner: RecordedObject, Hashable, Sendable {
    enum Kind: String, Hashable, Sendable {
        case process
        /// PID 1 holds it for a `.socket` unit.
        case socketUnit = "socket-unit"
        /// Nobody holds it after a complete walk over all processes: nfsd, WireGuard, and their like.
        case kernel
        /// Nobody holds it: NAT rules lead it elsewhere, as container runtimes publish ports.
        case nat
        /// Nobody was seen to hold it, but not every process could be looked at.
        case unknown
    }

    var kind = Kind.unknown
    /// The unit, escaped; empty for a process in no unit, nil where it cannot be known.
    var unit: String?
    /// The program, escaped; nil where it cannot be known.
    var executable: String?
    /// Whether the program's file has been replaced or removed since it was started.
    var isReplaced = false
    /// The first twelve digits of a container's id, or its name.
    var container: String?
    /// For a socket unit who else holds the socket now: units, or programs where there is no unit; nil for nobody.
    var handedTo: [String]?
    /// The effective user of the process.
    var uid: UInt32?

    init() {}

    init(_ kind: Kind, unit: String? = nil) {
        self.kind = kind
        self.unit = unit
    }

    /// A process that holds a socket. proc(5): the kernel appends ` (deleted)` to the path of a program that is gone.
    init(_ process: SocketHolders.Process) {
        let gone = " (deleted)"
        kind = .process
        isReplaced = process.executable?.hasSuffix(gone) ?? false
        executable = isReplaced ? process.executable.map { String($0.dropLast(gone.count)) } : process.executable
        uid = process.uid
        guard !process.controlGroups.isEmpty else { return }
        let group = ControlGroup(parsing: process.controlGroups)
        unit = group.unit ?? ""
        container = group.container
    }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("container", &container)
        try form.field("executable", &executable)
        try form.field("handed_to", &handedTo)
        try form.word("kind", &kind)
        try form.field("replaced", &isReplaced)
        try form.field("uid", &uid)
        try form.field("unit", &unit)
    }

    /// The part of an `AllowListener=` entry that names this owner; empty where nothing is known.
    var phrase: String {
        switch kind {
        case .kernel: return "unit=\(Self.kernelWord)"
        case .nat: return "unit=\(Self.natWord)"
        case .unknown: return ""
        case .process, .socketUnit: break
        }
        if let unit, !unit.isEmpty { return "unit=\(quotedWord(unit))" }
        return executable.map { "exe=\(quotedWord($0))" } ?? ""
    }

    /// The unit, as `unit=` of an entry sees it; empty where there is none, nil where it cannot be known.
    var unitName: String? {
        switch kind {
        case .kernel: Self.kernelWord
        case .nat: Self.natWord
        case .process, .socketUnit, .unknown: unit
        }
    }

    /// The program, as `exe=` of an entry sees it; empty where there is none, nil where it cannot be known.
    var executablePath: String? {
        switch kind {
        case .kernel, .nat: ""
        case .process, .socketUnit, .unknown: executable
        }
    }

    /// The last part of the path of the program.
    var program: Substring? {
        executable.map { path in
            path.utf8.lastIndex(of: UInt8(ascii: "/")).map { path[path.utf8.index(after: $0)...] } ?? path[...]
        }
    }

    /// Sockets of the kernel and published ports go by these words; no unit can be called so, since they have no suffix.
    private static let kernelWord = "kernel"
    static let natWord = "nat"

    /// For people: `nginx.service (/usr/sbin/nginx, uid 33)`.
    var description: String {
        switch kind {
        case .kernel: return "the kernel"
        case .nat: return "NAT rules"
        case .unknown: return "a process that cannot be seen"
        case .process, .socketUnit: break
        }
        let details = [executable, uid.map { "uid \($0)" }].compactMap(\.self).joined(separator: ", ")
        let others = handedTo.map { ", handed to \($0.joined(separator: ", "))" } ?? ""
        let name = unit.map { $0.isEmpty ? "a process in no unit" : $0 } ?? "a process in an unknown unit"
        return (details.isEmpty ? name : "\(name) (\(details))") + others
    }
}
