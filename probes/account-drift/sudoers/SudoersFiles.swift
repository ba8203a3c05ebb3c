import Controls
import ProbeKit

/// The sudoers files of a host in the order in which sudo reads them.
struct SudoersFiles {
    /// A statement with the file that it stands in.
    struct Placed {
        let path: String
        let statement: SudoersStatement
    }

    private(set) var statements: [Placed] = []
    private(set) var unread: [Unread] = []
    private(set) var badLines: [BadLines] = []
    private(set) var remarks: [Remark] = []
    private let files: any FileTree
    /// The name of the host up to its first dot, for `%h`; empty where it is not known.
    private let shortName: [UInt8]
    private var configuration = SudoConfiguration()
    /// The first file that sudo reads.
    var main: HostPath { configuration.sudoers }
    /// How a remark on a file that sudo does not trust begins.
    static let refusal = "sudo refuses "
    /// The owner of `/etc` in a tree that does not run; nil on a running host.
    private let treeOwner: UInt32?
    private var open: [HostPath] = []
    private var count = 0

    private static let depthLimit = 128
    private static let countLimit = 4096
    private static let remarkLimit = 20

    init(_ host: Host, hostNames: SudoersHostNames) {
        files = host.files
        shortName = hostNames.short
        // The root of a tree that somebody unpacked need not be uid 0.
        treeOwner = host.isFileTreeOnly ? (try? host.files.status(of: "/etc"))?.owner : nil
        readConfiguration()
        read(configuration.sudoers, from: nil, isMain: true)
    }

    private mutating func readConfiguration() {
        let path: HostPath = "/etc/sudo.conf"
        do { if let file = try files.contents(of: path) { configuration = SudoConfiguration(parsing: file.bytes) } } catch {
            unread.append(Unread(error))
        }
        guard !configuration.foreign.isEmpty else { return }
        let text = "sudo asks plugins that cannot be listed from files: \(configuration.foreign.prefix(10).joined(separator: "; "))"
        unread.append(Unread(path.escaped, .populationIncomplete, text))
    }

    private mutating func read(_ path: HostPath, from includer: String?, isMain: Bool = false) {
        guard !open.contains(path), open.count < Self.depthLimit, count < Self.countLimit else {
            let text = "includes itself, or is nested deeper than \(Self.depthLimit) files"
            unread.append(Unread(path.escaped, .limitExceeded, text))
            return
        }
        count += 1
        let file: File
        do {
            guard let found = try files.contents(of: path) else {
                if let includer { remark(.attention, "\(includer) includes \(path.escaped), which does not exist") }
                return
            }
            file = found
        } catch {
            unread.append(Unread(error))
            return
        }
        if let why = distrust(file.status) {
            // Without its main file sudo refuses to work, until somebody mends the file: then its rules count.
            guard isMain else {
                remark(.ignoredFile, "\(Self.refusal)\(path.escaped): \(why)")
                return
            }
            unread.append(Unread(path.escaped, .unsupportedFormat, "sudo refuses the file, and so every command: \(why)"))
        }
        open.append(path)
        take(SudoersParser(parsing: file.bytes), at: path)
        open.removeLast()
    }

    private mutating func take(_ parser: SudoersParser, at path: HostPath) {
        if let bad = BadLines(path.escaped, parser.errors, kind: "no sudoers syntax; sudo leaves it out and goes on (visudo -c)") {
            badLines.append(bad)
        }
        for statement in parser.statements {
            guard case .include(let name, let isDirectory, let line) = statement else {
                statements.append(Placed(path: path.escaped, statement: statement))
                continue
            }
            let target = expanding(name, in: path)
            if isDirectory { readAll(in: target) } else { read(target, from: "\(path.escaped):\(line)") }
        }
    }

    /// `%h` is the short name of the host; a relative path starts at the directory of the file that includes.
    private func expanding(_ name: [UInt8], in path: HostPath) -> HostPath {
        var expanded: [UInt8] = []
        var rest = name[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.first == UInt8(ascii: "h") {
                rest = rest.dropFirst()
                expanded += shortName
            } else {
                expanded.append(byte)
            }
        }
        return path.parent.appending(HostPath(expanded))
    }

    /// Every file of a directory in byte order, except names with a dot or with `~` at their end.
    private mutating func readAll(in directory: HostPath) {
        do {
            guard let status = try files.status(of: directory) else { return }
            if let why = distrust(status) ?? (status.kind == .directory ? nil : "not a directory") {
                remark(.ignoredFile, "\(Self.refusal)\(directory.escaped): \(why)")
                return
            }
            for name in try files.names(in: directory) ?? [] {
                let path = directory.appending(name)
                if name.bytes.contains(UInt8(ascii: ".")) || name.bytes.last == UInt8(ascii: "~") {
                    remark(.ignoredFile, "sudo does not read \(path.escaped): its name has a dot or ends in ~")
                    continue
                }
                if let status = try files.status(of: path), status.kind != .regular { continue }
                read(path, from: nil)
            }
        } catch { unread.append(Unread(error)) }
    }

    /// Why sudo would not trust a file or directory; nil if it does: sudoers(5), "SECURITY NOTES".
    private func distrust(_ status: FileStatus) -> String? {
        if status.owner != configuration.owner, status.owner != treeOwner { return "owned by uid \(status.owner)" }
        if status.mode & 0o002 != 0 { return "writable by everybody" }
        return status.mode & 0o020 != 0 && status.group != configuration.group ? "writable by group \(status.group)" : nil
    }

    private mutating func remark(_ code: Note.Code, _ text: String) {
        if remarks.count < Self.remarkLimit { remarks.append(Remark(code, text)) }
    }
}
